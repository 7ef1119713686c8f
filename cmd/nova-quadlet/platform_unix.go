//go:build unix

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// openSafely are the flags for a file that another account may have planted: a
// link is not followed and a FIFO not waited for.
const openSafely = os.O_RDONLY | syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// errIsLink is what opening a link with openSafely gives.
var errIsLink error = syscall.ELOOP

// ownerOf is who owns a file; false where the system does not say.
func ownerOf(info fs.FileInfo) (uid, gid int, ok bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(st.Uid), int(st.Gid), true
}
