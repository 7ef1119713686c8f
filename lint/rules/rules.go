package rules

import "github.com/nova-engine/nova-quadlet/lint"

// All is the catalogue, family by family. The caller owns the slice.
func All() []lint.Rule {
	return []lint.Rule{
		// What keeps the generator from making a service.
		missingImage,

		// Ports.

		// User namespaces.

		// Cgroups.

		// Volumes, mounts and labels.

		// Images and updates.

		// Environment and secrets.

		// Values.

		// What systemd reads.

		// References and sets.

		// Podman arguments.

		// Hardening.

		// Comments that suppress findings.
		unusedIgnore,
		ignoreWithoutReason,
		unknownRuleInIgnore,
	}
}
