package install

import "bytes"

// maxMergeLines bounds the quadratic comparison; no unit comes near it, and a companion
// file that does is left for a person to merge.
const maxMergeLines = 4000

// merge3 carries the changes from base to mine over to theirs, line by line. It refuses
// where both sides changed the same or touching lines in different ways: a unit whose
// neighbouring keys were merged by guess would be a third version that nobody wrote.
func merge3(base, mine, theirs []byte) ([]byte, bool) {
	b, m, t := lines(base), lines(mine), lines(theirs)
	if max(len(b), len(m), len(t)) > maxMergeLines {
		return nil, false
	}
	bm, bt := match(b, m), match(b, t)
	var out []byte
	i, j, k := 0, 0, 0 // next line of base, mine, theirs
	for i < len(b) || j < len(m) || k < len(t) {
		// An anchor is a base line that both sides kept: up to the next one is a chunk.
		n, nm, nt := i, len(m), len(t)
		for ; n < len(b); n++ {
			if bm[n] >= 0 && bt[n] >= 0 {
				nm, nt = bm[n], bt[n]
				break
			}
		}
		cb, cm, ct := join(b[i:n]), join(m[j:nm]), join(t[k:nt])
		switch {
		case bytes.Equal(cm, ct), bytes.Equal(cb, ct):
			out = append(out, cm...)
		case bytes.Equal(cb, cm):
			out = append(out, ct...)
		default:
			return nil, false
		}
		i, j, k = n, nm, nt
		if n < len(b) {
			out = append(out, b[n]...)
			i, j, k = n+1, nm+1, nt+1
		}
	}
	return out, true
}

func lines(b []byte) [][]byte { return bytes.SplitAfter(b, []byte("\n")) }

func join(l [][]byte) []byte { return bytes.Join(l, nil) }

// match returns, for each line of a, its partner in b under a longest common subsequence, or -1.
func match(a, b [][]byte) []int {
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if bytes.Equal(a[i], b[j]) {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	out := make([]int, len(a))
	i, j := 0, 0
	for i < len(a) {
		switch {
		case j < len(b) && bytes.Equal(a[i], b[j]):
			out[i], i, j = j, i+1, j+1
		case j < len(b) && length[i][j+1] >= length[i+1][j]:
			j++
		default:
			out[i], i = -1, i+1
		}
	}
	return out
}
