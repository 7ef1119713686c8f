package generator

import (
	"fmt"
	"path"
)

// An instance of the template unit reads its host ports from a file of its own:
// systemd can put a variable into a command line, but cannot compute a port
// from a name. There is no secret in it.
const (
	instanceFileName = "instance.env"
	gatewayPortKey   = "NOVA_PODMAN_GATEWAY_HOST_PORT"
	bridgePortKey    = "NOVA_PODMAN_BRIDGE_HOST_PORT"
)

// LaunchFileName is the name of the launch script: instances have one each, and
// all lie in the account's home directory.
func (s Spec) LaunchFileName() string {
	if s.Instance != "" {
		return "run-nova-engine-podman-" + s.Instance + ".sh"
	}
	return "run-nova-engine-podman.sh"
}

// StateFileName is where a file of the state directory goes in an output
// directory, which several instances may share.
func (s Spec) StateFileName(name string) string {
	if s.Instance != "" {
		return s.Instance + "/" + name
	}
	return name
}

// EnvFileName is the name of the environment file in an output directory.
func (s Spec) EnvFileName() string {
	if s.EnvFile != "" {
		return s.StateFileName(path.Base(s.EnvFile))
	}
	return s.StateFileName(".env")
}

// instanceFile renders the host ports of an instance of the template unit.
func (s Spec) instanceFile() File {
	text := fmt.Sprintf("# Host ports of %s@%s.service; read by systemd, so no secrets in here.\n%s=%d\n%s=%d\n",
		s.Name, s.Instance, gatewayPortKey, s.GatewayPort, bridgePortKey, s.BridgePort)
	return File{Name: s.StateFileName(instanceFileName), Mode: 0o644, Content: []byte(text)}
}
