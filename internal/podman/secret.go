package podman

import (
	"strconv"
	"strings"
)

// Secret is a value of [Container] Secret=.
type Secret struct {
	Name     string
	NameSpan Span
	// Type is mount or env.
	Type   string
	Target string
}

// ParseSecret reads NAME[,OPTION=VALUE…].
func ParseSecret(v string, t Target) (Secret, []Problem) {
	s := Secret{Type: "mount"}
	one := cutAt(v, 0, ',') == len(v)
	eachField(v, ',', func(part string, at int) []Problem {
		name, val, ok := strings.Cut(part, "=")
		switch {
		case one || at == 0 && !ok:
			s.Name, s.NameSpan = part, Span{at, at + len(part)}
		case name == "source":
			s.Name, s.NameSpan = val, Span{at + len(name) + 1, at + len(part)}
		case name == "type":
			s.Type = val
		case name == "target":
			s.Target = val
		}
		return nil
	})
	return s, across(checkSecret, v, t)
}

func checkSecret(v string, _ Target) []Problem {
	if cutAt(v, 0, ',') == len(v) {
		return nil // one word is the name, whatever it looks like
	}
	source, typ := false, ""
	var mountOnly Span
	ps := eachField(v, ',', func(part string, at int) []Problem {
		name, val, ok := strings.Cut(part, "=")
		end := at + len(part)
		if at == 0 && !ok {
			source = part != ""
			return nil
		}
		if Dynamic(part) {
			source, typ = source || name == "source", "?"
			return nil
		}
		if !ok {
			return refuse(at, max(end, at), "options are type=, target=, uid=, gid= and mode=; no blank after the comma", "%q is no option of a secret", part)
		}
		switch name {
		case "source":
			source = val != ""
		case "target":
		case "type":
			if typ != "" && typ != "?" {
				return refuse(at, end, "", "the type of the secret is given twice")
			}
			if val != "mount" && val != "env" {
				return refuse(at, end, "use type=mount or type=env", "%q is no type of a secret", val)
			}
			typ = val
		case "mode":
			mountOnly = Span{at, end}
			if _, err := strconv.ParseUint(val, 8, 32); err != nil {
				return refuse(at, end, "a mode is an octal number such as 0400", "%q is no mode", val)
			}
		case "uid", "UID", "gid", "GID":
			mountOnly = Span{at, end}
			if !isUint32(val) {
				return refuse(at, end, "ids are numbers", "%q is no id", val)
			}
		default:
			return refuse(at, end, "options are type=, target=, uid=, gid= and mode=", "%q is no option of a secret", name)
		}
		return nil
	})
	switch {
	case ps != nil:
		return ps
	case typ == "env" && mountOnly.End > 0:
		return refuse(mountOnly.Start, mountOnly.End, "remove it, or mount the secret", "a secret of type env has no owner or mode")
	case !source && !Dynamic(v):
		return refuseAll(v, "begin with the name of the secret", "the secret has no name")
	}
	return nil
}

// checkBuildSecret judges Secret= of [Build], which has buildah's form.
func checkBuildSecret(v string, _ Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	id := false
	ps := eachField(v, ',', func(part string, at int) []Problem {
		name, val, ok := strings.Cut(part, "=")
		end := at + len(part)
		if !ok || !oneOf(name, []string{"id", "src", "env", "type"}) {
			return refuse(at, max(end, at), "write id=NAME,src=FILE or id=NAME,env=VARIABLE; podman's own secrets are not known to a build", "%q is no option of a build secret", part)
		}
		id = id || name == "id" && val != ""
		if name == "type" && val != "file" && val != "env" {
			return refuse(at, end, "use type=file or type=env", "%q is no type of a build secret", val)
		}
		return nil
	})
	if ps == nil && !id {
		return refuseAll(v, "begin with id=NAME", "the build secret has no id")
	}
	return ps
}

// checkEnv judges one word of Environment=. The value is never shown.
func checkEnv(v string, _ Target) []Problem {
	name, _, _ := strings.Cut(v, "=")
	if Dynamic(name) {
		return nil
	}
	if name == "" {
		return refuse(0, min(1, len(v)), "write NAME=VALUE, without blanks around the equals sign", "an environment variable without a name")
	}
	return nil
}

// checkLabel judges one word of Label=.
func checkLabel(v string, _ Target) []Problem {
	if strings.HasPrefix(v, "=") {
		return refuseAll(v, "write NAME=VALUE", "the label %q has no name", v)
	}
	return nil
}

func checkBuildLabel(v string, t Target) []Problem {
	if t.Minor < v61 {
		return nil
	}
	return checkLabel(v, t)
}

// checkAnnotation judges one word of Annotation=; the generator of 5.4 drops a
// word without "=" before podman sees it.
func checkAnnotation(v string, t Target) []Problem {
	if t.Minor < v58 {
		return nil
	}
	return checkAnnotationFlag(v, t)
}

func checkAnnotationFlag(v string, _ Target) []Problem {
	if strings.IndexByte(v, '=') >= 0 || Dynamic(v) {
		return nil
	}
	return refuseAll(v, "write NAME=VALUE", "the annotation %q has no value", v)
}

// checkLogOpt judges one word of LogOpt=.
func checkLogOpt(v string, t Target) []Problem {
	name, val, ok := strings.Cut(v, "=")
	if Dynamic(v) {
		return nil
	}
	if !ok {
		return refuseAll(v, "write NAME=VALUE", "the log option %q has no value", v)
	}
	if strings.EqualFold(name, "max-size") {
		_, ok := newSize(val)
		if !ok && t.Minor <= v54 {
			_, ok = oldSize(val)
		}
		if !ok {
			return refuse(len(name)+1, len(v), "give a size such as 10mb", "%q is no size", val)
		}
	}
	return nil
}

// checkVolumeDriver refuses misspelt drivers; another word may be a plugin of
// containers.conf.
func checkVolumeDriver(v string, _ Target) []Problem {
	if Dynamic(v) || v == "local" || v == "image" {
		return nil
	}
	if w, ok := foldOneOf(v, []string{"local", "image"}); ok {
		return refuseAll(v, "write "+w, "%q is no volume driver", v)
	}
	if oneOf(v, []string{"", "default", "bind", "tmpfs", "volume", "host", "none", "overlay"}) {
		return refuseAll(v, "use local or image", "%q is no volume driver", v)
	}
	return doubt(0, len(v), "drivers are local and image", "volume driver %q needs a plugin in containers.conf", v)
}

// checkVolumeOptions judges [Volume] Options=, the o= of the local driver.
func checkVolumeOptions(v string, t Target) []Problem {
	return eachField(v, ',', func(part string, at int) []Problem {
		name, val, _ := strings.Cut(part, "=")
		if Dynamic(part) {
			return nil
		}
		ok := true
		switch strings.ToLower(name) {
		case "size":
			_, okNew := newSize(val)
			_, okOld := oldSize(val)
			ok = okNew || okOld
		case "uid", "gid":
			_, err := strconv.Atoi(val)
			ok = err == nil
		case "inodes":
			_, err := strconv.ParseUint(val, 10, 64)
			ok = err == nil
		case "timeout":
			return refuse(at, at+len(part), "remove it", "option timeout is for volume plugins only")
		}
		if !ok {
			return refuse(at, at+len(part), "", "%q is no %s", val, strings.ToLower(name))
		}
		return nil
	})
}

// checkTimezone refuses what Go's time.LoadLocation never looks up. Which zones
// a host has is not known here.
func checkTimezone(v string, _ Target) []Problem {
	if Dynamic(v) || v == "local" || v == "Local" || v == "UTC" {
		return nil
	}
	if v[0] == '/' || v[0] == '\\' || strings.Contains(v, "..") {
		return refuseAll(v, "give a name such as Europe/Berlin", "%q is no time zone", v)
	}
	for i := 0; i < len(v); i++ {
		if c := v[i]; !isLetter(c) && !isDigit(c) && strings.IndexByte("_-+/", c) < 0 {
			return refuseAll(v, "give a name such as Europe/Berlin", "%q is no time zone", v)
		}
	}
	area, city, ok := strings.Cut(v, "/")
	if !ok && !isBareZone(v) || ok && (isLower(area[0]) && area != "posix" && area != "right" || city == "" || isLower(city[0])) {
		return refuseAll(v, "give a name such as Europe/Berlin or Etc/UTC, in its exact case", "%q is no time zone", v)
	}
	return nil
}

// bareZones are the zones of the tz database without a slash.
var bareZones = []string{
	"CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "Factory",
	"GB", "GB-Eire", "GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST",
	"Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein",
	"Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT",
	"Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "UTC",
	"Universal", "W-SU", "WET", "Zulu", "localtime", "posixrules",
}

func isBareZone(v string) bool { return oneOf(v, bareZones) }
