package quadlet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestSearchDirs(t *testing.T) {
	user := SearchOptions{Rootless: true, UID: 1000, Home: "/home/a", RuntimeDir: "/run/user/1000"}
	const (
		config = "/home/a/.config/containers/systemd"
		run    = "/run/user/1000/containers/systemd"
		users  = "/etc/containers/systemd/users"
		vendor = "/usr/share/containers/systemd/users"
	)
	tests := []struct {
		name    string
		version Version
		options SearchOptions
		want    []string
	}{
		{"root before 5.3", V52, SearchOptions{}, []string{dirAdmin, dirDistro}},
		{"root since 5.3", V53, SearchOptions{}, []string{dirTemporary, dirAdmin, dirDistro}},
		{"user 4.5", V45, user, []string{config}},
		{"user 4.6", V46, user, []string{config, users + "/1000", users}},
		{"user 4.7 reads the common directory last", V47, user, []string{config, users, users + "/1000", users}},
		{"user 5.3", V53, user, []string{run, config, users + "/1000", users}},
		{"user 5.4", V54, user, []string{run, config, users, users + "/1000"}},
		{"user 6.0", V60, user, []string{run, config, users, users + "/1000", vendor, vendor + "/1000"}},
		{
			"user with directories of his own", V58,
			SearchOptions{Rootless: true, UID: 7, Home: "/h", ConfigHome: "/c"},
			[]string{"/c/containers/systemd", users, users + "/7"},
		},
		{"user without a home", V58, SearchOptions{Rootless: true, RuntimeDir: "/r"}, []string{"/r/containers/systemd"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, d := range SearchDirs(tt.version, tt.options) {
				got = append(got, d.Path)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("SearchDirs(%v) = %q, want %q", tt.version, got, tt.want)
			}
		})
	}
}

// TestSearchDirReads names the first entry of the search path that reads a
// directory, which is what decides whether its units are seen.
func TestSearchDirReads(t *testing.T) {
	user := SearchOptions{Rootless: true, UID: 1000, Home: "/home/a"}
	tests := []struct {
		dir   string
		reads string // releases of the rootless search that read it
	}{
		{"/home/a/.config/containers/systemd", "4.4..6.1"},
		{"/home/a/.config/containers/systemd/app", "4.7..6.1"},
		{"/home/a/.config/containers/systemd/web.container.d", "4.7..5.1"},
		{"/home/a/.config/containers/systemd/web.container.d/sub", "4.7..5.2"},
		{"/home/a/.config/containers/systemd2", ""},
		{"/etc/containers/systemd", ""},
		{"/etc/containers/systemd/users", "4.6..6.1"},
		{"/etc/containers/systemd/users/1000", "4.6..6.1"},
		{"/etc/containers/systemd/users/1000/app", "4.7..6.1"},
		{"/etc/containers/systemd/users/1001", ""},
		{"/etc/containers/systemd/users/team", "4.7..5.2,5.4..6.1"},
		{"/etc/containers/systemd/users/1001/app", ""},
		{"/usr/share/containers/systemd/users", "6.0..6.1"},
		{"/usr/share/containers/systemd/users/1001", "6.0..6.1"},
	}
	for _, tt := range tests {
		if got := readBy(tt.dir, user); got != expand(t, tt.reads) {
			t.Errorf("%s is read by %s, want %s", tt.dir, got, expand(t, tt.reads))
		}
	}

	rootTests := []struct{ dir, reads string }{
		{"/run/containers/systemd", "5.3..6.1"},
		{"/etc/containers/systemd", "4.4..6.1"},
		{"/etc/containers/systemd/app", "4.7..6.1"},
		{"/etc/containers/systemd/users", ""},
		{"/etc/containers/systemd/users/1000", ""},
		{"/etc/containers/systemd/users-of-mine", ""},
		{"/usr/share/containers/systemd/users/1000", "4.7..6.1"},
	}
	for _, tt := range rootTests {
		if got := readBy(tt.dir, SearchOptions{}); got != expand(t, tt.reads) {
			t.Errorf("as root %s is read by %s, want %s", tt.dir, got, expand(t, tt.reads))
		}
	}
}

func readBy(dir string, o SearchOptions) string {
	var list []Version
	for _, v := range Versions() {
		reads := func(d SearchDir) bool { return d.Reads(dir) }
		if slices.ContainsFunc(SearchDirs(v, o), reads) {
			list = append(list, v)
		}
	}
	return fmt.Sprint(list)
}

func expand(t *testing.T, text string) string {
	if text == "" {
		return "[]"
	}
	list, err := ParseVersions(text)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(list)
}

func TestListedDirs(t *testing.T) {
	got := ListedDirs(V58, strings.Split("/a:/b", ":"))
	if len(got) != 2 || !got[1].Reads("/b/sub") || got[0].Reads("/a/x.d") {
		t.Errorf("ListedDirs = %+v", got)
	}
}
