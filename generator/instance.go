package generator

import "fmt"

// An instance of the template unit reads its host ports from a file of its own:
// systemd can put a variable into a command line, but cannot compute a port
// from a name. There is no secret in it.
const (
	instanceFileName = "instance.env"
	gatewayPortKey   = "NOVA_PODMAN_GATEWAY_HOST_PORT"
	bridgePortKey    = "NOVA_PODMAN_BRIDGE_HOST_PORT"
)

// instanceFile renders the host ports of an instance of the template unit.
func (s Spec) instanceFile() File {
	text := fmt.Sprintf("# Host ports of %s@%s.service; read by systemd, so no secrets in here.\n%s=%d\n%s=%d\n",
		s.Name, s.Instance, gatewayPortKey, s.GatewayPort, bridgePortKey, s.BridgePort)
	return File{Name: s.Instance + "/" + instanceFileName, Mode: 0o644, Content: []byte(text)}
}
