//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/internal/host"
)

// workers are the kinds of work that an account's process does.
func workers() []struct {
	name string
	run  func(ctx context.Context, in []byte) (any, error)
} {
	return []struct {
		name string
		run  func(ctx context.Context, in []byte) (any, error)
	}{
		{"install", installWorker},
		{"facts", factsWorker},
		{"home", homeWorker},
		{"purge", purgeWorker},
	}
}

// workAs runs one of the workers with the rights of an account.
func workAs(ctx context.Context, who host.Account, kind string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	cmd := who.Again(ctx, workerCommand, kind)
	cmd.Stdin = bytes.NewReader(b)
	answer, runErr := host.Output(cmd)
	if runErr != nil {
		return fmt.Errorf("work as %s: %w", who.Name, runErr)
	}
	if err := json.Unmarshal([]byte(answer), out); err != nil {
		return fmt.Errorf("work as %s: %w", who.Name, err)
	}
	return nil
}

// newWorkerCmd is the other end of workAs; nobody types it.
func newWorkerCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    workerCommand + " KIND",
		Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, w := range workers() {
				if len(args) != 1 || args[0] != w.name {
					continue
				}
				in, err := io.ReadAll(a.stdin)
				if err != nil {
					return err
				}
				answer, err := w.run(cmd.Context(), in)
				if err != nil {
					return err
				}
				return json.NewEncoder(a.stdout).Encode(answer)
			}
			return usagef("", "%w", errors.New("this command is for nova-quadlet itself"))
		},
	}
}
