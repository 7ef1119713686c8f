package quadlet

import "github.com/nova-engine/nova-quadlet/internal/unitfile"

// userMappings checks UserNS=, the explicit maps and the deprecated Remap keys.
func (r refuser) userMappings(manual bool) {
	u, section := r.u, r.u.Section()
	explicit := u.Str(section, "UserNS") != ""
	if u.Version < V48 {
		// Since 4.5 the Remap keys are passed over where UserNS= is set.
		if explicit && u.Version >= V45 {
			return
		}
		r.remap(manual)
		return
	}
	explicit = explicit || u.Str(section, "SubUIDMap") != "" || u.Str(section, "SubGIDMap") != "" ||
		len(u.Words(section, "UIDMap", unitfile.Strv)) > 0 || len(u.Words(section, "GIDMap", unitfile.Strv)) > 0
	if !explicit {
		r.remap(manual)
		return
	}
	for _, key := range []string{"RemapUid", "RemapGid", "RemapUsers"} {
		if v, ok := u.Last(section, key); ok {
			r.add(CondRemapMixed, v.KeyPlace(), key, "deprecated Remap keys are set along with explicit mapping keys")
			return
		}
	}
}

func (r refuser) remap(manual bool) {
	u, section := r.u, r.u.Section()
	uids := u.Words(section, "RemapUid", unitfile.Strv)
	gids := u.Words(section, "RemapGid", unitfile.Strv)
	users, _ := u.Last(section, "RemapUsers")
	value := ""
	if users.Item != nil {
		value = users.Text()
	}
	switch value {
	case "":
		if len(uids) > 0 {
			r.add(CondRemapAlone, uids[0].KeyPlace(), "RemapUid", "UidMap set without RemapUsers")
		}
		if len(gids) > 0 {
			r.add(CondRemapAlone, gids[0].KeyPlace(), "RemapGid", "GidMap set without RemapUsers")
		}
	case "manual":
		if !manual {
			r.add(CondRemapManual, users.Place(), value, "RemapUsers=manual is not supported")
		}
	case "auto":
	case "keep-id":
		if r.s.Mode == SystemMode {
			r.add(CondRemapSystem, users.Place(), value, "RemapUsers=keep-id is unsupported for system units")
		}
		if len(uids) > 1 {
			r.add(CondRemapMany, uids[1].TextPlace(), uids[1].Str, "RemapUsers=keep-id supports only a single value for UID mapping")
		}
		if len(gids) > 1 {
			r.add(CondRemapMany, gids[1].TextPlace(), gids[1].Str, "RemapUsers=keep-id supports only a single value for GID mapping")
		}
	default:
		r.add(CondRemapUsers, users.Place(), value, "unsupported RemapUsers option '%s'", value)
	}
}
