package generator

// Input is what a rendering needs besides the Spec: the secret and the files
// that are there already. All of it is read by the caller.
type Input struct {
	Token  string // the gateway's token; needed where EnvFile holds none
	Env    []byte // the existing environment file, nil for none
	Config []byte // the existing nova-engine.json, nil for none
	// ForceConfig writes the minimal configuration over an existing one.
	ForceConfig bool
}

// Units renders the Quadlet units: companions first, the container last.
func Units(s Spec) ([]File, []Warning, error) {
	if err := s.Validate(); err != nil {
		return nil, nil, err
	}
	s = s.withDefaults()
	warnings := s.warnings()
	var files []File
	for _, u := range s.companions(&warnings) {
		files = append(files, u.file())
	}
	files = append(files, s.container(&warnings).file())
	return files, warnings, nil
}

// Quadlets renders the units as the one file that `podman quadlet install` of
// Podman 5.8 and later takes apart.
func Quadlets(s Spec) (File, []Warning, error) {
	files, warnings, err := Units(s)
	if err != nil {
		return File{}, nil, err
	}
	return quadletsFile(s.resourceName(), files), warnings, nil
}

// All renders every file: the units, the environment file (unless the token is
// a podman secret), the configuration and the launch script.
func All(s Spec, in Input) ([]File, []Warning, error) {
	files, warnings, err := Units(s)
	if err != nil {
		return nil, nil, err
	}
	if s.Template && s.Instance != "" {
		files = append(files, s.instanceFile())
	}
	if s.usesEnvFile() {
		env, envWarnings, err := Env(s, in)
		if err != nil {
			return nil, nil, err
		}
		files, warnings = append(files, env), append(warnings, envWarnings...)
	}
	config, configWarnings, err := Config(in)
	if err != nil {
		return nil, nil, err
	}
	warnings = append(warnings, configWarnings...)
	if config.Content != nil {
		config.Name = s.StateFileName(config.Name)
		files = append(files, config)
	}
	if !s.Template {
		launch, err := Launch(s)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, launch)
		if s.With.Network || s.With.Volume || s.With.Pod {
			warnings = append(warnings, Warning{
				"the launch script runs the gateway without the units of --with",
				"use the script or the units, not both",
			})
		}
	}
	return files, warnings, nil
}
