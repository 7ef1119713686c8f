package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Baseline is a list of findings that are known. It recognises a finding by what
// it is about, never by its line, so that it outlives edits around it.
type Baseline struct {
	Entries []BaselineEntry
}

// BaselineEntry is a kind of finding and how often it may be there.
type BaselineEntry struct {
	Rule    string `json:"rule"`
	Unit    string `json:"unit"`
	Section string `json:"section,omitempty"`
	Key     string `json:"key,omitempty"`
	Value   string `json:"value,omitempty"`
	Count   int    `json:"count"`
}

const baselineVersion = 1

type baselineFile struct {
	Version  int             `json:"version"`
	Findings []BaselineEntry `json:"findings"`
}

// ParseBaseline reads what Baseline.Bytes wrote.
func ParseBaseline(src []byte) (*Baseline, error) {
	dec := json.NewDecoder(bytes.NewReader(src))
	dec.DisallowUnknownFields()
	var f baselineFile
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("read the baseline: %w", err)
	}
	if f.Version != baselineVersion {
		return nil, fmt.Errorf("read the baseline: version %d is not known", f.Version)
	}
	for _, e := range f.Findings {
		if e.Rule == "" || e.Unit == "" || e.Count < 1 {
			return nil, fmt.Errorf("read the baseline: an entry lacks rule, unit or count")
		}
	}
	return &Baseline{f.Findings}, nil
}

// Bytes writes the baseline: sorted, one entry a line, so that a diff of it
// reads well.
func (b *Baseline) Bytes() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, `{"version": %d, "findings": [`, baselineVersion)
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for i, e := range b.Entries {
		if i > 0 {
			out.Truncate(out.Len() - 1)
			out.WriteByte(',')
		}
		out.WriteString("\n  ")
		// An entry is nothing but strings and a number.
		_ = enc.Encode(e)
	}
	if len(b.Entries) == 0 {
		out.WriteByte('\n')
	}
	out.WriteString("]}\n")
	return out.Bytes()
}

// fingerprint is what a finding is recognised by.
func fingerprint(d *Diagnostic) BaselineEntry {
	unit := d.Unit
	if unit == "" {
		unit = baseName(d.File)
	}
	return BaselineEntry{
		Rule: d.Rule, Unit: unit, Section: d.Section, Key: d.Key,
		Value: strings.Join(strings.Fields(d.Value), " "),
	}
}

// NewBaseline takes findings down. Suppressed ones need no entry, and those of
// locked rules get none.
func NewBaseline(ds []Diagnostic, locked []string) *Baseline {
	counts := map[BaselineEntry]int{}
	for i := range ds {
		if ds[i].Suppressed == nil && !slices.Contains(locked, ds[i].Rule) {
			counts[fingerprint(&ds[i])]++
		}
	}
	b := &Baseline{}
	for e, n := range counts {
		e.Count = n
		b.Entries = append(b.Entries, e)
	}
	b.sort()
	return b
}

func (b *Baseline) sort() {
	slices.SortFunc(b.Entries, func(x, y BaselineEntry) int {
		return cmp.Or(cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Section, y.Section),
			cmp.Compare(x.Key, y.Key), cmp.Compare(x.Value, y.Value))
	})
}

// Filter takes the findings away that the baseline knows. Where there are more
// of a kind than it knows, the last ones stay.
func (b *Baseline) Filter(ds []Diagnostic, locked []string) (left []Diagnostic, known int) {
	counts := b.counts()
	for i := range ds {
		k := fingerprint(&ds[i])
		if ds[i].Suppressed == nil && counts[k] > 0 && !slices.Contains(locked, ds[i].Rule) {
			counts[k]--
			known++
			continue
		}
		left = append(left, ds[i])
	}
	return left, known
}

func (b *Baseline) counts() map[BaselineEntry]int {
	counts := make(map[BaselineEntry]int, len(b.Entries))
	for _, e := range b.Entries {
		n := e.Count
		e.Count = 0
		counts[e] += n
	}
	return counts
}

// Shrink lowers the counts to what is still found. It never adds anything. seen
// says which units were linted: entries of others stay.
func (b *Baseline) Shrink(ds []Diagnostic, locked []string, seen func(unit string) bool) *Baseline {
	now := NewBaseline(ds, locked).counts()
	out := &Baseline{}
	for _, e := range b.Entries {
		if seen(e.Unit) {
			k := e
			k.Count = 0
			if e.Count = min(e.Count, now[k]); e.Count == 0 {
				continue
			}
		}
		out.Entries = append(out.Entries, e)
	}
	out.sort()
	return out
}
