package didyoumean

import "testing"

func TestNearest(t *testing.T) {
	keys := []string{"ContainerName", "Environment", "EnvironmentFile", "HostName", "Image", "IP", "IP6", "PublishPort"}
	tests := []struct {
		name, word, want string
	}{
		{"missing letter", "Envronment", "Environment"},
		{"swapped letters", "Iamge", "Image"},
		{"case only", "Hostname", "HostName"},
		{"plural", "PublishPorts", "PublishPort"},
		{"the nearer of two", "EnvironmentFiles", "EnvironmentFile"},
		{"first of equals", "IPx", "IP"},
		{"short word", "ip4", "IP"},
		{"nothing alike", "Sysctl", ""},
		{"nothing in common", "XY", ""},
		{"empty word", "", ""},
		{"beginning of a word", "Publ", "PublishPort"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := Nearest(tt.word, keys)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("Nearest(%q) = %q, %v; want %q", tt.word, got, ok, tt.want)
			}
		})
	}
	if got, ok := Nearest("Image", nil); ok {
		t.Errorf("Nearest without candidates = %q", got)
	}
}
