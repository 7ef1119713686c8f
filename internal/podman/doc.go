// Package podman knows which values podman takes, key by key.
//
// Quadlet's generator hands most values to podman unread, so a typing error
// shows only when the service starts. This package holds the grammar of each
// section/key pair as `podman create`, `pod create`, `network create`, `volume
// create`, `build` and `pull` of 5.4, 5.8 and 6.1 have it, measured on Debian's
// packages and read in Podman's source (pkg/specgen, pkg/specgenutil,
// cmd/podman/common, go.podman.io/common).
//
// [Check] judges one final word: what the generator passes on after it stripped
// quotes and split words. A [Problem] with Refused set is a proof that podman
// stops before it creates the object; what depends on the host (does a path, an
// image, a secret, a network exist?) is never a proof. Text that is known only
// at run time (%i, ${VAR}, {{ name }}, @NAME@) is never judged; the literal text
// around it is, where it alone decides.
//
// Between two measured versions a value is refused only if both refuse it;
// before 5.4 only if all three do, for the grammars have only grown since;
// after 6.1 as in 6.1.
//
// Nothing here reads files, the clock or the environment, and accepting a value
// allocates nothing.
package podman
