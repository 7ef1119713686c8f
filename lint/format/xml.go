package format

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/nova-engine/nova-quadlet/lint"
)

// byFile cuts sorted findings into those of one file each.
func byFile(ds []lint.Diagnostic, each func(file string, ds []lint.Diagnostic) error) error {
	for start := 0; start < len(ds); {
		end := start + 1
		for end < len(ds) && ds[end].File == ds[start].File {
			end++
		}
		if err := each(ds[start].File, ds[start:end]); err != nil {
			return err
		}
		start = end
	}
	return nil
}

// writeXML writes a document with one element below its root for each file.
func writeXML(w io.Writer, r *Report, root string, element func(file string, ds []lint.Diagnostic) any) error {
	b := bufio.NewWriter(w)
	b.WriteString(xml.Header + "<" + root + ">\n")
	enc := xml.NewEncoder(b)
	enc.Indent("  ", "  ")
	err := byFile(r.Findings, func(file string, ds []lint.Diagnostic) error {
		err := enc.Encode(element(file, ds))
		b.WriteByte('\n')
		return err
	})
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(root, " ")
	fmt.Fprintf(b, "</%s>\n", name)
	return b.Flush()
}
