package quadlet

import (
	"fmt"
	"testing"
)

func TestKindTable(t *testing.T) {
	for i, k := range Kinds() {
		info := k.Info()
		if int(info.Kind) != i+1 || info.Kind != k {
			t.Errorf("row %d is of kind %v", i+1, info.Kind)
		}
		if KindOf("dir.d/a.b"+info.Ext) != k || KindOfSection(info.Section) != k {
			t.Errorf("%v is not found by its ending or section", k)
		}
		if len(KeysOf(info.Section)) == 0 {
			t.Errorf("%v has no keys", k)
		}
		if info.NameKey != "" {
			if _, ok := LookupKey(info.Section, info.NameKey); !ok {
				t.Errorf("%v: no key %s=", k, info.NameKey)
			}
		}
	}
	for _, name := range []string{"a", "a.service", "a.CONTAINER", "a.container.d", "container", "a.container~"} {
		if k := KindOf(name); k != KindNone {
			t.Errorf("KindOf(%q) = %v", name, k)
		}
	}
	if Build.In(V51) || !Build.In(V52) || KindNone.In(Newest) {
		t.Error("kinds are in the wrong releases")
	}
	if got := fmt.Sprint(KindNone, Container, Kind(99)); got != "none container none" {
		t.Errorf("kinds print as %q", got)
	}
}

func TestServiceName(t *testing.T) {
	tests := []struct {
		file, key string
		version   Version
		want      string
	}{
		{"web.container", "", Newest, "web"},
		{"web.kube", "", Newest, "web"},
		{"web.network", "", Newest, "web-network"},
		{"web.volume", "", V44, "web-volume"},
		{"web.pod", "", V50, "web-pod"},
		{"web.image", "", V48, "web-image"},
		{"web.build", "", V52, "web-build"},
		{"web.artifact", "", V57, "web-artifact"},
		{"a.b.container", "", Newest, "a.b"},
		{".container", "", Newest, ".container"},
		{"web@.container", "", Newest, "web@"},
		{"web@.volume", "", V56, "web@-volume"},
		{"web@.volume", "", V57, "web-volume@"},
		{"web@a.volume", "", V57, "web@a-volume"},
		{"web.container", "front", V52, "web"},
		{"web.container", "front", V53, "front"},
		{"web.network", "front", V53, "front"},
		{"web.container", "front.service", V53, "front.service"},
	}
	for _, tt := range tests {
		if got := ServiceName(tt.file, tt.key, tt.version); got != tt.want {
			t.Errorf("ServiceName(%q, %q, %v) = %q, want %q", tt.file, tt.key, tt.version, got, tt.want)
		}
	}
}

func TestResourceName(t *testing.T) {
	tests := []struct {
		file, key string
		version   Version
		want      string
	}{
		{"web.container", "", Newest, "systemd-%N"},
		{"web.container", "front", Newest, "front"},
		{"web@.container", "", V49, "systemd-%N"},
		{"web@.container", "", V51, "systemd-%P_%I"},
		{"web@.container", "", V52, "systemd-%p_%i"},
		{"web@a.container", "", Newest, "systemd-%p_%i"},
		{"web.volume", "", V44, "systemd-web"},
		{"web.network", "net", Newest, "net"},
		{"web@.volume", "", V56, "systemd-web@"},
		{"web@.volume", "", V57, "systemd-web-%i"},
		{"web@a.network", "", V57, "systemd-web@-%i"},
		{"web.pod", "", Newest, "systemd-web"},
		{"web@.pod", "", Newest, "systemd-web@"},
		{"web.image", "", Newest, ""},
		{"web.image", "quay.io/a/b:1", Newest, "quay.io/a/b:1"},
		{"web.kube", "", Newest, ""},
	}
	for _, tt := range tests {
		if got := ResourceName(tt.file, tt.key, tt.version); got != tt.want {
			t.Errorf("ResourceName(%q, %q, %v) = %q, want %q", tt.file, tt.key, tt.version, got, tt.want)
		}
	}
}

func TestContainerNetworkName(t *testing.T) {
	tests := []struct {
		file, nameKey, serviceKey, want string
	}{
		{"web.container", "", "", "systemd-web"},
		{"web.container", "", "front", "systemd-front"},
		{"web.container", "x-%N-y", "", "x-web-y"},
		{"web.container", "plain", "", "plain"},
		{"web.container", "%H", "", ""},
		{"web@.container", "", "", ""},
		{"web@.container", "fixed", "", "fixed"},
	}
	for _, tt := range tests {
		if got := ContainerNetworkName(tt.file, tt.nameKey, tt.serviceKey, Newest); got != tt.want {
			t.Errorf("ContainerNetworkName(%q, %q, %q) = %q, want %q", tt.file, tt.nameKey, tt.serviceKey, got, tt.want)
		}
	}
}

func TestTemplateParts(t *testing.T) {
	tests := []struct {
		file, prefix, instance string
		ok                     bool
	}{
		{"db.container", "db", "", false},
		{"db@.container", "db", "", true},
		{"db@blue.container", "db", "blue", true},
		{"db@a@b.container", "db", "a@b", true},
	}
	for _, tt := range tests {
		prefix, instance, ok := TemplateParts(tt.file)
		if prefix != tt.prefix || instance != tt.instance || ok != tt.ok {
			t.Errorf("TemplateParts(%q) = %q, %q, %v", tt.file, prefix, instance, ok)
		}
	}
}
