package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Case is a few unit files that belong together, as they would lie in one
// directory.
type Case struct {
	// Name tells the case from all others; every file name begins with it.
	Name  string
	Files []File
}

// File is a file of a case. Its name may have a drop-in directory before it.
type File struct{ Name, Content string }

// id stands in the seeds where the name of the case goes, so that many cases can
// lie in one search path.
const id = "ID-"

// Seeds are the units that mutations start from, each under the name n0, n1 …
func Seeds() []Case {
	cases := make([]Case, len(seeds))
	for i, s := range seeds {
		cases[i] = s.named(fmt.Sprintf("n%d-", i))
	}
	return cases
}

// Mutations makes n cases from the seeds. The same seed number gives the same
// cases; a longer run begins with those of a shorter one.
func Mutations(seed uint64, n int) []Case {
	r := rand.New(rand.NewPCG(seed, 0x71756164))
	cases := make([]Case, n)
	for i := range cases {
		c := seeds[r.IntN(len(seeds))]
		c.Files = append([]File(nil), c.Files...)
		for range 1 + r.IntN(3) {
			mutate(r, &c)
		}
		cases[i] = c.named(fmt.Sprintf("m%d-", i))
	}
	return cases
}

func (c Case) named(name string) Case {
	named := Case{Name: name}
	for _, f := range c.Files {
		named.Files = append(named.Files, File{strings.ReplaceAll(f.Name, id, name), strings.ReplaceAll(f.Content, id, name)})
	}
	return named
}
