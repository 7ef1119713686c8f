package quadlet

import (
	"path/filepath"
	"strings"
)

func (r refuser) kube() {
	yaml, _ := LookupKey("Kube", "Yaml")
	texts := r.u.Texts(yaml)
	if len(texts) == 0 || texts[0].Str == "" {
		r.missing(CondNoYaml, "Yaml", "no Yaml key specified")
	}
	r.service()
	r.userMappings(false)
	r.networks()
	r.publishPorts()
	r.kubeWorkDir(len(texts))
}

func (r refuser) kubeWorkDir(yamls int) {
	dir, _ := r.u.Lookup("Kube", "SetWorkingDirectory")
	if dir.Str == "" || r.u.Version < V52 && r.u.Str("Service", "WorkingDirectory") != "" {
		return
	}
	switch strings.ToLower(dir.Str) {
	case "yaml":
		if yamls > 1 && r.u.Version >= V57 {
			r.add(CondWorkDirYaml, dir.TextPlace(), dir.Str, "SetWorkingDirectory=yaml is only supported when a single Yaml key is provided")
		}
	case "unit":
	case "file":
		if r.u.Version >= V52 {
			r.add(CondWorkDirFile, dir.TextPlace(), dir.Str, "SetWorkingDirectory=%s is only supported in .build files", dir.Str)
			return
		}
		fallthrough
	default:
		r.add(CondWorkDirValue, dir.TextPlace(), dir.Str, "unsupported value for WorkingDirectory: %s ", dir.Str)
	}
}

// build follows the generator through what decides where an image is built: the
// working directory, the context and the file.
func (r refuser) build() {
	u := r.u
	if u.resource == "" {
		r.missing(CondNoImageTag, "ImageTag", "no ImageTag key specified")
	}
	r.networks()
	r.volumes()
	file, hasFile := u.Lookup("Build", "File")
	workDir := u.Str("Service", "WorkingDirectory") != ""
	context := ""
	dir, _ := u.Lookup("Build", "SetWorkingDirectory")
	switch strings.ToLower(dir.Str) {
	case "":
	case "yaml":
		r.add(CondWorkDirYaml, dir.TextPlace(), dir.Str, "SetWorkingDirectory=%s is only supported in .kube files", dir.Str)
		return
	case "file":
		if !hasFile {
			r.add(CondWorkDirFile, dir.TextPlace(), dir.Str, "no File key specified")
			return
		}
		// With an empty File= nothing is set.
		workDir = workDir || file.Str != ""
	case "unit":
		workDir = true
	default:
		switch {
		case isURL(dir.Str) || filepath.IsAbs(dir.Str):
			context = dir.Str
		case !workDir:
			context, workDir = dir.Str, true
		}
	}
	switch {
	case !workDir && file.Str == "" && context == "":
		r.missing(CondNoContext, "File", "neither SetWorkingDirectory, nor File key specified")
	case context != "" || workDir || filepath.IsAbs(file.Str) || isURL(file.Str):
	case u.Version >= V57 && beginsWithSpecifier(file.Str):
	default:
		r.add(CondRelativeFile, file.TextPlace(), file.Str, "relative path in File key requires SetWorkingDirectory key to be set")
	}
}

// isURL is what Podman takes for one: its expression is anchored on one side
// only, so that github.com/x anywhere will do.
func isURL(s string) bool {
	for _, p := range []string{"http://", "https://", "git://"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	_, rest, found := strings.Cut(s, "github.com/")
	return found && rest != "" && !strings.Contains(rest, "\n")
}

func beginsWithSpecifier(s string) bool {
	return strings.HasPrefix(s, "%") && !strings.HasPrefix(s, "%%")
}

func (r refuser) network() {
	subnets := r.u.All("Network", "Subnet")
	gateways := r.u.All("Network", "Gateway")
	ranges := r.u.All("Network", "IPRange")
	switch {
	case len(subnets) == 0 && len(gateways) > 0:
		r.add(CondGateways, gateways[0].KeyPlace(), "Gateway", "cannot set gateway or range without subnet")
	case len(subnets) == 0 && len(ranges) > 0:
		r.add(CondGateways, ranges[0].KeyPlace(), "IPRange", "cannot set gateway or range without subnet")
	case len(gateways) > len(subnets):
		r.add(CondGateways, gateways[len(subnets)].Place(), "Gateway", "cannot set more gateways than subnets")
	case len(ranges) > len(subnets):
		r.add(CondGateways, ranges[len(subnets)].Place(), "IPRange", "cannot set more ranges than subnets")
	}
}

func (r refuser) volume() {
	if r.u.Version >= V48 && r.u.Str("Volume", "Driver") == "image" {
		image, ok := r.u.Lookup("Volume", "Image")
		if !ok {
			r.missing(CondVolumeImage, "Image", "the key Image is mandatory when using the image driver")
			return
		}
		r.imageUnit(image)
		return
	}
	if r.u.Str("Volume", "Device") != "" {
		return
	}
	for _, key := range []string{"Type", "Options"} {
		if key == "Options" && r.u.Version >= V60 {
			continue
		}
		if t, _ := r.u.Lookup("Volume", key); t.Str != "" {
			r.add(CondVolumeDevice, t.KeyPlace(), key, "key %s can't be used without Device", key)
		}
	}
}
