module github.com/nova-engine/nova-quadlet

go 1.26
