package generator

import (
	"fmt"

	"github.com/titanous/json5"
)

// minimalConfig is what the gateway needs to start at all: it refuses to as
// long as nobody has said that it may run on this machine.
const minimalConfig = `{
  "gateway": {
    "mode": "local"
  }
}
`

// Config renders the minimal nova-engine.json. An existing one belongs to the
// user and the gateway: it is read, as JSON5, and only ever replaced with
// Input.ForceConfig. The Content of the File is nil where there is nothing to
// write.
func Config(in Input) (File, []Warning, error) {
	file := File{Name: ConfigFileName, Mode: 0o600}
	if in.Config == nil || in.ForceConfig {
		file.Content = []byte(minimalConfig)
		return file, nil, nil
	}
	var config struct {
		Gateway struct {
			Mode any `json:"mode"`
		} `json:"gateway"`
	}
	if err := json5.Unmarshal(in.Config, &config); err != nil {
		return File{}, nil, problem("mend it, or replace it with --force", "the existing %s is not JSON5: %v", ConfigFileName, err)
	}
	switch mode := config.Gateway.Mode; mode {
	case "local":
		return file, nil, nil
	case nil:
		return file, []Warning{{
			"the existing " + ConfigFileName + " does not set gateway.mode: the gateway refuses to start without it",
			`set gateway.mode to "local", or replace the file with --force`,
		}}, nil
	default:
		return file, []Warning{{
			fmt.Sprintf("the existing %s sets gateway.mode to %v: the gateway only starts in the container if it is \"local\"", ConfigFileName, mode),
			`set gateway.mode to "local", or replace the file with --force`,
		}}, nil
	}
}
