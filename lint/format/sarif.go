package format

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// Home is where the program lives; DocsURL is where the page of a rule does.
const (
	Home    = "https://github.com/nova-engine/nova-quadlet"
	docsURL = Home + "/blob/main/docs/rules/"
)

// RuleURL is the address of a rule's page.
func RuleURL(rule string) string { return docsURL + rule + ".md" }

// The parts of SARIF 2.1.0 that are written. What consumers make of them:
// GitHub shows message.text, groups by ruleId, links helpUri and recognises a
// finding by partialFingerprints; it keeps runs apart by automationDetails.id.
// VS Code offers fixes and shows relatedLocations.
type (
	sarifRule struct {
		ID       string         `json:"id"`
		Short    sarifText      `json:"shortDescription"`
		Full     sarifText      `json:"fullDescription"`
		Help     sarifMarkdown  `json:"help"`
		HelpURI  string         `json:"helpUri"`
		Defaults sarifDefaults  `json:"defaultConfiguration"`
		Props    sarifRuleProps `json:"properties"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifMarkdown struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown"`
	}
	sarifDefaults struct {
		Enabled bool   `json:"enabled"`
		Level   string `json:"level"`
	}
	sarifRuleProps struct {
		Tags []string `json:"tags"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Fixes        []sarifFix         `json:"fixes,omitempty"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Props        *sarifProps        `json:"properties,omitempty"`
	}
	sarifProps struct {
		RefusedBy string `json:"refusedBy,omitempty"`
		Says      string `json:"says,omitempty"`
		HoldsFor  string `json:"holdsFor,omitempty"`
	}
	sarifLocation struct {
		ID       *int       `json:"id,omitempty"`
		Physical sarifPlace `json:"physicalLocation"`
		Message  *sarifText `json:"message,omitempty"`
	}
	sarifPlace struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI    string `json:"uri"`
		BaseID string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification,omitempty"`
	}
)

// writeSARIF writes a SARIF 2.1.0 log with one run. The findings that comments
// suppress are in it, marked, as the format wants it.
func writeSARIF(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	enc := newEncoder(b)
	fmt.Fprintf(b, `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{`+
		`"tool":{"driver":{"name":"nova-quadlet","informationUri":%q,`, Home)
	if r.Tool != "" {
		b.WriteString(`"version":`)
		if err := enc.encode(r.Tool); err != nil {
			return err
		}
		b.WriteByte(',')
	}
	b.WriteString(`"rules":[`)
	index := map[string]int{}
	for i := range r.Rules {
		index[r.Rules[i].Name] = i
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		if err := enc.encode(ruleOf(&r.Rules[i])); err != nil {
			return err
		}
	}
	b.WriteString(`]}},"automationDetails":{"id":"nova-quadlet/"},"columnKind":"utf16CodeUnits","results":[`)
	prints := fingerprints{}
	for i := range r.Findings {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		d := &r.Findings[i]
		if err := enc.encode(r.result(d, index[d.Rule], prints.of(d))); err != nil {
			return err
		}
	}
	b.WriteString("\n]}]}\n")
	return b.Flush()
}

func ruleOf(r *lint.Rule) sarifRule {
	tags := r.Tags
	if tags == nil {
		tags = []string{}
	}
	return sarifRule{
		ID: r.Name, Short: sarifText{r.Doc.Title}, Full: sarifText{r.Doc.Why},
		Help:    sarifMarkdown{r.Doc.Why, Page(r, "")},
		HelpURI: RuleURL(r.Name), Defaults: sarifDefaults{!r.Optional, level(r.Severity)},
		Props: sarifRuleProps{tags},
	}
}

// level is SARIF's word for a severity.
func level(s lint.Severity) string {
	switch s {
	case lint.Error:
		return "error"
	case lint.Warning:
		return "warning"
	}
	return "note"
}

func (r *Report) result(d *lint.Diagnostic, ruleIndex int, print string) *sarifResult {
	text := d.Message
	if d.Hint != "" {
		text += "\nhint: " + d.Hint
	}
	res := &sarifResult{
		RuleID: d.Rule, RuleIndex: ruleIndex, Level: level(d.Severity), Message: sarifText{text},
		Locations:    []sarifLocation{{Physical: r.place(d.File, d.Span)}},
		Fingerprints: map[string]string{"findingHash/v1": print},
	}
	for i, rel := range d.Related {
		res.Related = append(res.Related, sarifLocation{&i, r.place(rel.File, rel.Span), &sarifText{rel.Message}})
	}
	for _, f := range d.Fixes {
		if f.Safety != lint.Display {
			res.Fixes = append(res.Fixes, r.sarifFix(f))
		}
	}
	if d.Suppressed != nil {
		res.Suppressions = []sarifSuppression{{"inSource", *d.Suppressed}}
	}
	if d.RefusedBy != "" || d.Says != "" || d.Versions != "" {
		res.Props = &sarifProps{string(d.RefusedBy), d.Says, d.Versions}
	}
	return res
}

func (r *Report) sarifFix(f lint.Fix) sarifFix {
	out := sarifFix{Description: sarifText{f.Title + " (" + f.Safety.String() + ")"}}
	for _, e := range f.Edits {
		start, end := r.positions(e)
		a := artifact(e.File)
		i := slices.IndexFunc(out.Changes, func(c sarifChange) bool { return c.Artifact == a })
		if i < 0 {
			i = len(out.Changes)
			out.Changes = append(out.Changes, sarifChange{Artifact: a})
		}
		out.Changes[i].Replacements = append(out.Changes[i].Replacements, sarifReplacement{
			r.region(e.File, unitfile.Span{Start: start, End: end}), sarifText{e.New},
		})
	}
	return out
}

func (r *Report) place(file string, s unitfile.Span) sarifPlace {
	return sarifPlace{artifact(file), r.region(file, s)}
}

func (r *Report) region(file string, s unitfile.Span) sarifRegion {
	src := r.Source(file)
	return sarifRegion{
		StartLine: max(s.Start.Line, 1), StartColumn: utf16Column(src, s.Start),
		EndLine: max(s.End.Line, 1), EndColumn: utf16Column(src, s.End),
	}
}

// utf16Column counts in the units of UTF-16, as SARIF's consumers do.
func utf16Column(src string, p unitfile.Pos) int {
	start := p.Offset - (p.Col - 1)
	if start < 0 || p.Offset > len(src) {
		return max(p.Col, 1)
	}
	n := 1
	for _, c := range src[start:p.Offset] {
		if c == utf8.RuneError {
			n++
			continue
		}
		n += utf16.RuneLen(c)
	}
	return n
}

// artifact is a file's address: relative to the root of the sources, where it
// lies below it.
func artifact(file string) sarifArtifact {
	if strings.HasPrefix(file, "/") {
		return sarifArtifact{URI: (&url.URL{Scheme: "file", Path: file}).String()}
	}
	if file == "-" {
		file = "stdin"
	}
	// A colon in the first part would read as a scheme; url.URL sees to it.
	return sarifArtifact{(&url.URL{Path: path.Clean(file)}).String(), "%SRCROOT%"}
}

// fingerprints tell findings apart without their lines; of equal ones each has
// a number.
type fingerprints map[string]int

func (f fingerprints) of(d *lint.Diagnostic) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\x00%s", d.Rule, path.Clean(d.File), d.Section, d.Key, strings.Join(strings.Fields(d.Value), " "))
	if d.Key == "" {
		fmt.Fprint(h, "\x00", d.Message)
	}
	sum := hex.EncodeToString(h.Sum(nil)[:16])
	f[sum]++
	return fmt.Sprintf("%s:%d", sum, f[sum])
}
