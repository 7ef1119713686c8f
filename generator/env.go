package generator

import (
	"bytes"
	"fmt"
	"strings"
)

// envHead explains the file to whoever opens it. What podman makes of a line
// is said because it is not what a shell would make of it.
const envHead = `# Nova Engine's environment, read by podman: one NAME=VALUE a line. Quotes are
# part of the value and nothing is expanded; a line that begins with # is a
# comment. Keep it readable by its owner only (mode 0600).

# The token that every client of the gateway has to show.
%s=%s
`

// envSamples are what users most often add, commented out.
const envSamples = `
# Keys of model providers:
#ANTHROPIC_API_KEY=
#GROQ_API_KEY=
#OLLAMA_API_KEY=
#OPENAI_API_KEY=

# For the launch script: the host's ports and what the gateway binds inside.
#NOVA_PODMAN_GATEWAY_HOST_PORT=%d
#NOVA_PODMAN_BRIDGE_HOST_PORT=%d
#NOVA_GATEWAY_BIND=%s
`

// Env renders the environment file, or adds the token to an existing one. Of
// an existing file every byte is kept: only what is missing is put after it.
func Env(s Spec, in Input) (File, []Warning, error) {
	if err := s.Validate(); err != nil {
		return File{}, nil, err
	}
	s = s.withDefaults()
	file := File{Name: s.EnvFileName(), Mode: 0o600, Secret: true}
	existing, warnings := envValue(in.Env, TokenKey)
	if existing != "" {
		file.Content = in.Env
		return file, warnings, nil
	}
	if err := CheckToken(in.Token); err != nil {
		return File{}, nil, err
	}
	if len(bytes.TrimSpace(in.Env)) == 0 {
		text := fmt.Sprintf(envHead, TokenKey, in.Token) + fmt.Sprintf(envSamples, s.GatewayPort, s.BridgePort, s.Bind)
		file.Content = append(in.Env[:len(in.Env):len(in.Env)], text...)
		return file, warnings, nil
	}
	file.Content = appendLine(in.Env, TokenKey+"="+in.Token)
	return file, warnings, nil
}

// appendLine puts a line after data, in data's own kind of line ending.
func appendLine(data []byte, line string) []byte {
	end := "\n"
	if bytes.Contains(data, []byte("\r\n")) {
		end = "\r\n"
	}
	out := bytes.Clone(data)
	if !bytes.HasSuffix(out, []byte("\n")) {
		out = append(out, end...)
	}
	return append(out, line+end...)
}

// envValue reads a variable the way podman does: the last assignment counts,
// blanks before the name are cut off, the value is taken as it stands.
func envValue(data []byte, name string) (string, []Warning) {
	value := ""
	var warnings []Warning
	for line := range strings.SplitSeq(string(data), "\n") {
		line = strings.TrimLeft(strings.TrimSuffix(line, "\r"), " \t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		key, text, ok := strings.Cut(line, "=")
		if !ok || strings.TrimRight(key, " \t") != name {
			continue
		}
		value = text
	}
	if len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		warnings = append(warnings, Warning{
			"the quotes around " + name + " in the environment file are part of its value: podman does not take them off",
			"remove them",
		})
	}
	return value, warnings
}

// CheckToken refuses a token that is none, or that a line of an environment
// file or an HTTP header could not carry. The message never holds the token.
func CheckToken(token string) error {
	const least = 16
	switch {
	case token == "":
		return problem("--generate-token draws one, --token-file FILE reads one (- for standard input)", "there is no token, and without one nobody may start a gateway")
	case len(token) < least:
		return problem("--generate-token draws one of 32 random bytes", "the token has fewer than %d characters", least)
	}
	for _, r := range token {
		if r <= ' ' || r > '~' || r == '"' || r == '\'' || r == '\\' || r == '#' {
			return problem("letters, digits and the like; --generate-token draws hexadecimal digits", "the token holds a character that an environment file or an HTTP header cannot carry")
		}
	}
	return nil
}

// HideSecrets replaces the values of an environment file that hold secrets.
func HideSecrets(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(line, "=")
		if ok && !strings.HasPrefix(line, "#") && strings.TrimSpace(value) != "" && isSecretName(strings.TrimSpace(name)) {
			line = name + "=(hidden)\n"
		}
		b.WriteString(line)
	}
	return b.String()
}
