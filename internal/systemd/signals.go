package systemd

import "strings"

// signalNames are the signals of Linux by name, without SIG.
const signalNames = " HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS "

// realtimeSignals is how many real-time signals glibc leaves: 34 to 64.
const realtimeSignals = 30

// ValidSignal reports whether systemd knows the signal: SIGTERM, TERM, 15 or
// SIGRTMIN+3, in capital letters.
func ValidSignal(s string) bool {
	if n, ok := parseInt(s); ok {
		return n > 0 && n < 65
	}
	s = strings.TrimPrefix(s, "SIG")
	if s != "" && !strings.Contains(s, " ") && strings.Contains(signalNames, " "+s+" ") {
		return true
	}
	for _, rt := range [...]struct {
		name, sign string
	}{{"RTMIN", "+"}, {"RTMAX", "-"}} {
		rest, ok := strings.CutPrefix(s, rt.name)
		if !ok {
			continue
		}
		if rest == "" {
			return true
		}
		n, ok := parseInt(rest)
		return strings.HasPrefix(rest, rt.sign) && ok && n <= realtimeSignals && n >= -realtimeSignals
	}
	return false
}

// checkSignal judges a directive that is one signal.
func checkSignal(in input) Verdict {
	if ValidSignal(in.value) {
		return Verdict{}
	}
	hint := "write a name like SIGTERM"
	if up := strings.ToUpper(in.value); up != in.value && ValidSignal(up) {
		hint = "write " + up
	}
	v := in.bad(Ignored, quoteOrEmpty(in.value)+" is not a signal", hint)
	if up := strings.ToUpper(in.value); up != in.value && ValidSignal(up) {
		v.Instead, v.Certain = up, true
	}
	return v
}

// exitNames are the names of exit statuses, of systemd, LSB and sysexits.h.
const exitNames = " SUCCESS FAILURE CHDIR NICE FDS EXEC MEMORY LIMITS OOM_ADJUST SIGNAL_MASK STDIN STDOUT CHROOT IOPRIO TIMERSLACK SECUREBITS SETSCHEDULER CPUAFFINITY GROUP USER CAPABILITIES CGROUP SETSID CONFIRM STDERR PAM NETWORK NAMESPACE NO_NEW_PRIVILEGES SECCOMP SELINUX_CONTEXT PERSONALITY APPARMOR ADDRESS_FAMILIES RUNTIME_DIRECTORY CHOWN SMACK_PROCESS_LABEL KEYRING STATE_DIRECTORY CACHE_DIRECTORY LOGS_DIRECTORY CONFIGURATION_DIRECTORY NUMA_POLICY CREDENTIALS BPF EXCEPTION INVALIDARGUMENT NOTIMPLEMENTED NOPERMISSION NOTINSTALLED NOTCONFIGURED NOTRUNNING USAGE DATAERR NOINPUT NOUSER NOHOST UNAVAILABLE SOFTWARE OSERR OSFILE CANTCREAT IOERR TEMPFAIL PROTOCOL NOPERM CONFIG "

// ValidExitStatus reports whether systemd knows the exit status: 0 to 255 or a
// name such as TEMPFAIL.
func ValidExitStatus(s string) bool {
	if _, ok := parseUint(s, 0, 8); ok {
		return true
	}
	return s != "" && !strings.Contains(s, " ") && strings.Contains(exitNames, " "+s+" ")
}

// checkStatuses judges SuccessExitStatus= and its kin: statuses and signals.
func checkStatuses(in input) Verdict {
	return in.eachWord(blanks, 0, func(w word) Verdict {
		if ValidExitStatus(w.text) || w.text == "KSM" && in.version >= 257 || ValidSignal(w.text) {
			return Verdict{}
		}
		hint := "write numbers from 0 to 255, names like TEMPFAIL or signals, separated by blanks"
		if name, ok := strings.CutPrefix(w.text, "EX_"); ok && ValidExitStatus(name) {
			hint = "write " + name
		} else if w.text == "EX_OK" {
			hint = "write SUCCESS or 0"
		}
		return in.at(Ignored, w, quote(w.text)+" is neither an exit status nor a signal", hint)
	})
}
