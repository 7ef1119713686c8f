package quadlet

// Type is the kind of value that a key takes, for completion, hover texts and
// rules. It says what the value means, not what podman accepts.
type Type uint8

// The value types.
const (
	TypeFree       Type = iota // any text
	TypeBool                   // LookupBool's words
	TypeInt                    // whole number
	TypeSize                   // number of bytes with a unit letter: 64m
	TypeDuration               // Go duration: 1m30s
	TypePort                   // PublishPort= and ExposeHostPort=
	TypePath                   // file, directory, or several separated by colons
	TypeImage                  // image reference, or where it is allowed a .image or .build unit
	TypeUnitRef                // file name of another unit
	TypeEnum                   // one of Values
	TypeCommand                // command line
	TypeName                   // single name or word
	TypeKeyValue               // NAME=value words
	TypeArgs                   // options for podman itself
	TypeNetwork                // network mode, name, .network or .container unit, with options
	TypeVolume                 // [source:]inside[:options]
	TypeMount                  // comma-separated fields of --mount
	TypeTmpfs                  // path[:options]
	TypeAddress                // IP address
	TypeSubnet                 // address/length
	TypeRange                  // address range or subnet
	TypeHost                   // name:address
	TypeDomain                 // DNS domain
	TypeUser                   // user or group, id or name
	TypeUserNS                 // user namespace mode with options
	TypeIDMap                  // inside:outside[:length]
	TypeCapability             // Linux capability
	TypeDevice                 // [-]host[:inside[:rwm]]
	TypeSecret                 // secret with options
	TypeSignal                 // signal name or number
	TypeSysctl                 // name=value words
	TypeUlimit                 // name=soft[:hard]
	TypeTimezone               // zone of the tz database
)

var typeNames = [...]string{
	TypeFree: "text", TypeBool: "boolean", TypeInt: "number", TypeSize: "size", TypeDuration: "duration",
	TypePort: "port", TypePath: "path", TypeImage: "image", TypeUnitRef: "unit", TypeEnum: "one of",
	TypeCommand: "command", TypeName: "name", TypeKeyValue: "name=value", TypeArgs: "options",
	TypeNetwork: "network", TypeVolume: "volume", TypeMount: "mount", TypeTmpfs: "tmpfs",
	TypeAddress: "address", TypeSubnet: "subnet", TypeRange: "address range", TypeHost: "name:address",
	TypeDomain: "domain", TypeUser: "user", TypeUserNS: "user namespace", TypeIDMap: "id mapping",
	TypeCapability: "capability", TypeDevice: "device", TypeSecret: "secret", TypeSignal: "signal",
	TypeSysctl: "kernel parameter", TypeUlimit: "resource limit", TypeTimezone: "time zone",
}

// String returns a short name for the reference page and hover texts.
func (t Type) String() string {
	if int(t) >= len(typeNames) {
		return "unknown"
	}
	return typeNames[t]
}
