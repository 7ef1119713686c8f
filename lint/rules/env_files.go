package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// envFile is an environment file that a unit names and whose text is known.
type envFile struct {
	text quadlet.Text // the key that names it
	file *unitfile.File
}

// at is a place in the file.
func (f envFile) at(r unitfile.Range) quadlet.Place { return quadlet.Place{File: f.file, Range: r} }

// named is the place of the key, for a finding to lead back to.
func (f envFile) named() []lint.Note {
	return []lint.Note{{At: f.text.TextPlace(), Message: "the file is named here"}}
}

// podmanEnvFiles are the files of [Container] EnvironmentFile=.
func podmanEnvFiles(p *lint.Pass) []envFile {
	var files []envFile
	for _, text := range texts(p, "EnvironmentFile") {
		if f := p.Set.EnvFile(p.Unit.Path, text.Str); f != nil {
			files = append(files, envFile{text, f})
		}
	}
	return files
}

// systemdEnvFiles are the files of [Service] EnvironmentFile=, which may begin
// with a dash.
func systemdEnvFiles(p *lint.Pass) []envFile {
	var files []envFile
	for _, v := range p.Unit.All("Service", "EnvironmentFile") {
		text := quadlet.Text{Value: v, Str: v.Text(), To: len(v.Text())}
		if f := p.Set.EnvFile(p.Unit.Path, strings.TrimPrefix(text.Str, "-")); f != nil {
			files = append(files, envFile{text, f})
		}
	}
	return files
}
