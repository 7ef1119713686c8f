package quadlet

import "strings"

// baseName returns a unit's file name without its ending. As in the generator a
// leading dot is part of the name: ".container" has no base name but itself.
func baseName(unitFileName string) string {
	if dot := strings.LastIndexByte(unitFileName, '.'); dot > 0 {
		return unitFileName[:dot]
	}
	return unitFileName
}

// ServiceName returns the name, without ".service", of the service that Podman
// v generates for a unit. unitFileName has no directory. serviceNameKey is the
// value of ServiceName=, "" if the key is absent; it counts since 5.3 and is
// then taken as it stands.
//
// Since 5.7 the template x@.volume gives x-volume@; before it gave x@-volume,
// which systemd does not take for a template.
func ServiceName(unitFileName, serviceNameKey string, v Version) string {
	if serviceNameKey != "" && v >= V53 {
		return serviceNameKey
	}
	base, suffix := baseName(unitFileName), KindOf(unitFileName).Info().Suffix
	if v >= V57 {
		if before, isTemplate := strings.CutSuffix(base, "@"); isTemplate {
			return before + suffix + "@"
		}
	}
	return base + suffix
}

// ResourceName returns the name of the container, pod, network, volume, image
// or artifact that a unit stands for, as Podman v writes it into command lines:
// specifiers are left for systemd. nameKey is the value of the kind's NameKey,
// "" if absent; kinds without a default prefix have no name but that.
func ResourceName(unitFileName, nameKey string, v Version) string {
	info := KindOf(unitFileName).Info()
	if nameKey != "" || info.Prefix == "" {
		return nameKey
	}
	templated := strings.Contains(unitFileName, "@")
	switch info.Kind {
	case Container:
		switch {
		case templated && v >= V52:
			return info.Prefix + "%p_%i"
		case templated && v >= V50:
			return info.Prefix + "%P_%I"
		}
		return info.Prefix + "%N"
	case Network, Volume:
		name := info.Prefix + baseName(unitFileName)
		if templated && v >= V57 {
			// The generator cuts the last letter, whatever it is: right for t@.volume,
			// wrong for t@a.volume, which becomes systemd-t@-%i.
			return name[:len(name)-1] + "-%i"
		}
		return name
	}
	return info.Prefix + baseName(unitFileName)
}

// ContainerNetworkName returns the name under which another unit joins the
// network of a container unit (Network=x.container, since 5.3). Only the
// specifier %N is worked out by the generator, so a name with any other is not
// usable: the result is "" and the unit that refers to it is refused.
func ContainerNetworkName(unitFileName, containerNameKey, serviceNameKey string, v Version) string {
	name := ResourceName(unitFileName, containerNameKey, v)
	name = strings.ReplaceAll(name, "%N", ServiceName(unitFileName, serviceNameKey, v))
	if strings.Contains(name, "%") {
		return ""
	}
	return name
}

// TemplateParts splits a unit file name at its "@": "db@blue.container" gives
// "db", "blue", true. The instance of a template itself is "".
func TemplateParts(unitFileName string) (prefix, instance string, ok bool) {
	return strings.Cut(baseName(unitFileName), "@")
}
