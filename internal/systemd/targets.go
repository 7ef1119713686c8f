package systemd

import "strings"

// The targets that systemd 252 to 262 ship, by manager. Packages and
// administrators may add others.
const (
	systemTargets = " basic bluetooth boot-complete cryptsetup cryptsetup-pre ctrl-alt-del default emergency exit factory-reset final first-boot-complete getty getty-pre graphical halt hibernate hybrid-sleep integritysetup integritysetup-pre kexec local-fs local-fs-pre multi-user network network-online network-pre nss-lookup nss-user-lookup paths poweroff printer reboot remote-cryptsetup remote-fs remote-fs-pre remote-veritysetup rescue rpcbind runlevel0 runlevel1 runlevel2 runlevel3 runlevel4 runlevel5 runlevel6 shutdown sigpwr sleep slices smartcard sockets soft-reboot sound suspend suspend-then-hibernate swap sysinit system-update system-update-pre time-set time-sync timers umount usb-gadget veritysetup veritysetup-pre "
	userTargets   = " basic bluetooth default exit graphical-session graphical-session-pre paths printer shutdown smartcard sockets sound timers xdg-desktop-autostart "
)

// Targets are the names of the targets that systemd ships for the system manager
// or for a user's, with their suffix, sorted.
func Targets(user bool) []string {
	names := strings.Fields(systemTargets)
	if user {
		names = strings.Fields(userTargets)
	}
	for i := range names {
		names[i] += ".target"
	}
	return names
}

// HasTarget reports whether systemd ships the target (with its suffix) for the
// system manager or for a user's.
func HasTarget(name string, user bool) bool {
	base, ok := strings.CutSuffix(name, ".target")
	if !ok || base == "" || strings.Contains(base, " ") {
		return false
	}
	if user {
		return strings.Contains(userTargets, " "+base+" ")
	}
	return strings.Contains(systemTargets, " "+base+" ")
}
