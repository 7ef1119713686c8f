package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var malformedQuadletsFile = lint.Rule{
	Name:      "malformed-quadlets-file",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a .quadlets file that podman quadlet install does not take apart",
		Why: "Since Podman 5.8 a .quadlets file holds several units, apart by lines of three dashes. Each needs a comment " +
			"# FileName=NAME, without ending and directory, and a section that tells its kind. Where one is wrong, " +
			"nothing of the file is installed. The generator itself never reads such files.",
		Bad:  "-- app.quadlets --\n# FileName=web\n[Container]\nImage=docker.io/library/nginx:1.29\n---\n[Volume]\n",
		Good: "-- app.quadlets --\n# FileName=web\n[Container]\nImage=docker.io/library/nginx:1.29\n---\n# FileName=data\n[Volume]\n",
		Refs: []string{"podman-quadlet-install(1)", "pkg/domain/infra/abi/quadlet.go"},
	},
	CheckSet: func(p *lint.SetPass) {
		for _, m := range p.Set.Multi {
			f := &unitfile.File{Name: m.Path, Src: m.Content}
			unit := &quadlet.Unit{Path: m.Path, Name: m.Name, File: f}
			whole := quadlet.Place{File: f, Range: firstLine(f)}
			parts := quadlet.SplitMulti(m.Content)
			switch {
			case p.Version < quadlet.V58:
				p.Report(unit, lint.Finding{At: whole, Severity: lint.Warning, Message: ".quadlets files are taken since Podman 5.8", Hint: "put each unit into a file of its own"})
				continue
			case len(parts) == 0:
				p.Report(unit, lint.Finding{
					At: whole, Message: "there is no unit in the file", Hint: "add one: # FileName=NAME, and a section such as [Container]",
					Says: "no valid quadlet sections found in file " + m.Path,
				})
			}
			names := map[string]quadlet.Place{}
			for _, part := range parts {
				at := quadlet.Place{File: f, Range: firstLineFrom(m.Content, part.Start)}
				if part.NameEnd > part.NameStart {
					at.Range = unitfile.Range{Start: part.NameStart, End: part.NameEnd}
				}
				switch {
				case part.Err != "":
					p.Report(unit, lint.Finding{
						At: at, Message: "podman cannot install this part, and so nothing of the file", Says: part.Err,
						Hint: "write # FileName=NAME, and a section that tells the kind: [Container], [Volume], [Network] …",
					})
				case quadlet.KindOf(m.Content[part.NameStart:part.NameEnd]) == part.Kind:
					p.Report(unit, lint.Finding{
						At: at, Severity: lint.Warning, Message: "the unit will be called " + part.Name + ": podman adds the ending",
						Hint: "write the name without ending",
					})
				}
				if first, twice := names[part.Name]; twice && part.Name != "" {
					p.Report(unit, lint.Finding{
						At: at, Severity: lint.Warning, Message: "a second unit called " + part.Name, Hint: "give each unit a name of its own",
						Related: []lint.Note{{At: first, Message: "the first"}},
					})
				}
				names[part.Name] = at
			}
		}
	},
}

// firstLineFrom is the rest of the line that a place is in.
func firstLineFrom(src string, start int) unitfile.Range {
	r := firstLine(&unitfile.File{Src: src[start:]})
	return unitfile.Range{Start: start, End: start + r.End}
}
