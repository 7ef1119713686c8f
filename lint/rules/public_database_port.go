package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var publicDatabasePort = lint.Rule{
	Name:     "public-database-port",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.PublishPort", "Pod.PublishPort"},
	Tags:     []string{"ports"},
	Doc: lint.Doc{
		Title: "the port of a database is published on all addresses",
		Why: "Databases and caches trust their network. Without a host address podman publishes on every " +
			"address of the host, past most firewalls. Containers reach each other by a network without " +
			"any port.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=5432:5432\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=127.0.0.1:5432:5432\n",
		Refs: []string{"podman-run(1), --publish"},
	},
	Check: func(p *lint.Pass) {
		nets, _ := networks(p)
		if len(nets) > 0 && nets[0].NoPorts() {
			return
		}
		for _, published := range publishedPorts(p) {
			text := published.text
			for _, port := range published.ports {
				name := databasePort(port.Ctr)
				if name == "" || port.Proto != "tcp" || !sameHost(port.IP, "") || podman.Dynamic(port.IP) || port.Dynamic {
					continue
				}
				if a := port.IP; a != "" && a != "0.0.0.0" && a != "::" {
					continue
				}
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: name + " is published on all addresses of the host", Hint: "put 127.0.0.1: in front, or remove it and use a network"})
			}
		}
	},
}

// databasePort names the service that listens on a well-known port.
func databasePort(port int) string {
	switch port {
	case 3306:
		return "MySQL (3306)"
	case 5432:
		return "PostgreSQL (5432)"
	case 6379:
		return "Redis (6379)"
	case 9200:
		return "Elasticsearch (9200)"
	case 11211:
		return "memcached (11211)"
	case 27017:
		return "MongoDB (27017)"
	case 1433:
		return "SQL Server (1433)"
	case 5984:
		return "CouchDB (5984)"
	case 2379:
		return "etcd (2379)"
	case 8086:
		return "InfluxDB (8086)"
	}
	return ""
}
