// Command node stands in for the gateway's real image: it takes the arguments of Nova
// Engine's gateway, insists on the configuration that the real one insists on, listens on
// its two ports and answers whoever shows the token.
package main

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gateway:", err)
		os.Exit(1)
	}
}

// The configuration is JSON5: keys need no quotes.
var localMode = regexp.MustCompile(`(?s)"?gateway"?\s*:\s*\{.*"?mode"?\s*:\s*["']local["']`)

func run(args []string) error {
	port, onboarding := 18789, false
	for i, a := range args {
		switch {
		case a == "onboard":
			onboarding = true
		case a == "--port" && i+1 < len(args):
			n, err := strconv.Atoi(args[i+1])
			if err != nil {
				return err
			}
			port = n
		}
	}
	if onboarding {
		fmt.Println("gateway: onboarding", args)
		return nil
	}
	state := filepath.Join(os.Getenv("HOME"), ".nova-engine")
	config, err := os.ReadFile(filepath.Join(state, "nova-engine.json"))
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	if !localMode.Match(config) {
		return fmt.Errorf("start blocked: set gateway.mode=local")
	}
	token := os.Getenv("NOVA_GATEWAY_TOKEN")
	if token == "" {
		return fmt.Errorf("refusing to bind without a token")
	}
	if err := os.WriteFile(filepath.Join(state, "workspace", "started"), fmt.Appendf(nil, "uid %d\n", os.Getuid()), 0o600); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Get("Authorization")
		if r.URL.Path != "/healthz" && subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) != 1 {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		fmt.Fprintln(w, "nova-engine answers")
	})
	failed := make(chan error, 2)
	for _, p := range []int{port, port + 1} {
		go func() { failed <- http.ListenAndServe(":"+strconv.Itoa(p), handler) }()
	}
	fmt.Printf("gateway: listening on %d and %d as uid %d\n", port, port+1, os.Getuid())
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	select {
	case err := <-failed:
		return err
	case <-stop:
		return nil
	}
}
