package format_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/format"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// reports are nothing, the findings of all archives of the rules, and one with
// the worst that a finding can hold.
func reports(t *testing.T) map[string]*format.Report {
	t.Helper()
	archives, err := filepath.Glob("../../testdata/lint/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	var found []lint.Diagnostic
	texts := map[string]string{}
	for _, path := range archives {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		src, target, err := rules.ReadArchive(ar)
		if err != nil {
			t.Fatal(err)
		}
		// Archives use the same names; below one of their own they keep apart.
		below := strings.TrimSuffix(filepath.Base(path), ".txtar") + "/"
		for i := range src.Dirs {
			dir := &src.Dirs[i]
			dir.Path = below + dir.Path
			for j := range dir.Files {
				dir.Files[j].Path = below + dir.Files[j].Path
				texts[dir.Files[j].Path] = dir.Files[j].Content
			}
			for j := range dir.Dropins {
				for k := range dir.Dropins[j].Files {
					f := &dir.Dropins[j].Files[k]
					f.Path = below + f.Path
					texts[f.Path] = f.Content
				}
			}
		}
		found = append(found, lint.Run(src, target, rules.All())...)
	}
	return map[string]*format.Report{"nothing": report(nil, nil), "archives": report(found, texts), "hostile": hostile()}
}

func report(ds []lint.Diagnostic, texts map[string]string) *format.Report {
	return &format.Report{
		Findings: ds, Rules: rules.All(), Tool: "1.2.3",
		Source: func(file string) string { return texts[file] },
	}
}

// hostile is a finding in a file that somebody wrote to break the output.
func hostile() *format.Report {
	const file = "a,b:c%\x01\x1b[31m<&\"'>]]>\n::error::x\xff.container"
	const src = "[Container]\nImage=\x1b[2J\xff\u202e\tx]]>\n"
	span := unitfile.Span{Start: unitfile.PosIn(src, 18), End: unitfile.PosIn(src, 30)}
	reason := "because\n\x00]]>"
	d := lint.Diagnostic{
		Rule: "unused-ignore", Severity: lint.Warning, File: file, Span: span, Unit: file, Section: "Container", Key: "Image",
		Message: "text\n::error::forged %0A \x1b[31m ]]> \xff", Hint: "hint\r\n,:%", Says: "says\x00",
		Related: []lint.Related{{File: file, Span: span, Message: "related\n\x1b"}},
		Fixes: []lint.Fix{{Title: "fix\n", Safety: lint.Safe, Edits: []lint.Edit{
			{File: file, Range: span.Range(), New: "\xff]]>"}, {File: "other", New: "x"},
		}}},
	}
	silenced := d
	silenced.Suppressed = &reason
	return report([]lint.Diagnostic{d, d, silenced}, map[string]string{file: src})
}

func write(t *testing.T, name string, r *format.Report) []byte {
	t.Helper()
	f, ok := format.Lookup(name)
	if !ok {
		t.Fatalf("no format %q", name)
	}
	var out bytes.Buffer
	if err := f.Write(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func compile(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	text, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	doc, err := jsonschema.UnmarshalJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, text []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if err := s.Validate(doc); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

func TestSARIFValidatesAgainstThePublishedSchema(t *testing.T) {
	schema := compile(t, "testdata/sarif-2.1.0.schema.json")
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			text := write(t, "sarif", r)
			validate(t, schema, text)
			checkSARIF(t, text, len(r.Findings))
		})
	}
}

// checkSARIF looks at what the schema leaves open and consumers insist on.
func checkSARIF(t *testing.T, text []byte, findings int) {
	t.Helper()
	var log struct {
		Runs []struct {
			AutomationDetails struct{ ID string }
			Tool              struct {
				Driver struct {
					Rules []struct{ ID, HelpURI string }
				}
			}
			Results []struct {
				RuleID              string
				RuleIndex           int
				Message             struct{ Text string }
				PartialFingerprints map[string]string
				Locations           []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if run.AutomationDetails.ID == "" {
		t.Error("no automationDetails.id: GitHub would mix the run up with others")
	}
	ids := map[string]bool{}
	for _, r := range run.Tool.Driver.Rules {
		if ids[r.ID] || r.HelpURI == "" {
			t.Errorf("rule %q is there twice, or has no help", r.ID)
		}
		ids[r.ID] = true
	}
	if len(run.Results) != findings {
		t.Errorf("%d results, want %d", len(run.Results), findings)
	}
	prints := map[string]bool{}
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("ruleIndex of %s leads to another rule", r.RuleID)
		}
		if r.Message.Text == "" || len(r.Locations) != 1 {
			t.Errorf("no text or place: %v", r)
		}
		if uri := r.Locations[0].PhysicalLocation.ArtifactLocation.URI; strings.HasPrefix(uri, "/") || strings.HasPrefix(uri, "./") && !strings.Contains(uri, ":") {
			t.Errorf("the address %q is not relative", uri)
		}
		for _, p := range r.PartialFingerprints {
			if prints[p] {
				t.Errorf("fingerprint %s is there twice", p)
			}
			prints[p] = true
		}
	}
}

func TestJSONValidatesAgainstItsSchema(t *testing.T) {
	schema := compile(t, "../../docs/schema/findings.json")
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			text := write(t, "json", r)
			validate(t, schema, text)
			var doc struct{ Findings []json.RawMessage }
			if err := json.Unmarshal(text, &doc); err != nil {
				t.Fatal(err)
			}
			lines := bytes.SplitAfter(write(t, "jsonl", r), []byte("\n"))
			if len(lines)-1 != len(doc.Findings) {
				t.Fatalf("%d lines for %d findings", len(lines)-1, len(doc.Findings))
			}
			for i, f := range doc.Findings {
				if !bytes.Equal(f, bytes.TrimSuffix(lines[i], []byte("\n"))) {
					t.Errorf("line %d of jsonl is not finding %d of json", i, i)
				}
			}
		})
	}
}

func TestRulesValidateAgainstTheirSchema(t *testing.T) {
	var out bytes.Buffer
	if err := format.WriteRules(&out, rules.All()); err != nil {
		t.Fatal(err)
	}
	validate(t, compile(t, "../../docs/schema/rules.json"), out.Bytes())
}

func TestGitLabReport(t *testing.T) {
	schema := compile(t, "testdata/gitlab-codequality.schema.json")
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			text := write(t, "gitlab", r)
			validate(t, schema, text)
			var issues []struct{ Fingerprint string }
			if err := json.Unmarshal(text, &issues); err != nil {
				t.Fatal(err)
			}
			prints := map[string]bool{}
			for _, i := range issues {
				if prints[i.Fingerprint] {
					t.Errorf("GitLab drops the second finding of %s", i.Fingerprint)
				}
				prints[i.Fingerprint] = true
			}
		})
	}
}

// TestGitHubAnnotations reads the commands back as the runner does: nothing of
// a finding may begin a command of its own.
func TestGitHubAnnotations(t *testing.T) {
	command := regexp.MustCompile(`^::(error|warning|notice) file=([^,:]+),line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=([a-z0-9-]+)::.+$`)
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			lines := strings.Split(strings.TrimSuffix(string(write(t, "github", r)), "\n"), "\n")
			if len(r.Findings) == 0 {
				if lines[0] != "" {
					t.Errorf("no findings, but %q", lines)
				}
				return
			}
			if len(lines) != len(r.Findings) {
				t.Fatalf("%d lines for %d findings", len(lines), len(r.Findings))
			}
			for i, line := range lines {
				m := command.FindStringSubmatch(line)
				if m == nil || strings.Contains(line, "\r") {
					t.Fatalf("no command: %q", line)
				}
				back := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(m[2])
				if back != filepath.Clean(r.Findings[i].File) || m[4] != r.Findings[i].Rule {
					t.Errorf("read back %q", line)
				}
			}
		})
	}
}

func TestJUnitAndCheckstyleAreWellFormed(t *testing.T) {
	for name, r := range reports(t) {
		for _, f := range []string{"junit", "checkstyle"} {
			t.Run(f+"/"+name, func(t *testing.T) {
				text := write(t, f, r)
				dec := xml.NewDecoder(bytes.NewReader(text))
				count := map[string]int{}
				for {
					tok, err := dec.Token()
					if errors.Is(err, io.EOF) {
						break
					}
					if err != nil {
						t.Fatalf("%v\n%s", err, text)
					}
					if e, ok := tok.(xml.StartElement); ok {
						count[e.Name.Local]++
						for _, a := range e.Attr {
							if (a.Name.Local == "tests" || a.Name.Local == "failures") && e.Name.Local == "testsuites" && a.Value != fmt.Sprint(len(r.Findings)) {
								t.Errorf("testsuites: %s=%s", a.Name.Local, a.Value)
							}
						}
					}
				}
				if n := count["failure"] + count["error"]; n != len(r.Findings) || count["testcase"] > 0 && count["testcase"] != n {
					t.Errorf("%d failures for %d findings: %v", n, len(r.Findings), count)
				}
			})
		}
	}
}

// TestTextIsSafeForTerminals: nothing that a file holds reaches the terminal as
// a control sequence, or begins a line that looks like another finding.
func TestTextIsSafeForTerminals(t *testing.T) {
	text := string(write(t, "text", hostile()))
	if strings.ContainsAny(text, "\x00\x1b\r\u202e") || strings.Contains(text, "\n::error") {
		t.Errorf("%q", text)
	}
}

// TestEachFormatIsTried: a new format needs a script of its own.
func TestEachFormatIsTried(t *testing.T) {
	for _, f := range format.All() {
		if _, err := os.Stat("../../cmd/nova-quadlet/testdata/script/lint_" + f.Name + ".txtar"); err != nil && f.Name != "jsonl" {
			t.Errorf("no script: write cmd/nova-quadlet/testdata/script/lint_%s.txtar", f.Name)
		}
		if f.Doc == "" {
			t.Errorf("%s: no Doc", f.Name)
		}
	}
}
