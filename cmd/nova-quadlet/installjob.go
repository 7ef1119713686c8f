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
	"github.com/nova-engine/nova-quadlet/internal/install"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// jobRequest and jobAnswer travel over the pipes between root and the process that has the
// account's rights. Root reads the sources, the account's process writes the files: whatever
// the account has put in the way can lead to nothing that is not the account's already.
type jobRequest struct {
	Job    install.Job
	Podman quadlet.Version
}

type jobAnswer struct {
	Report       install.Report
	Conflicts    []install.Change           `json:",omitempty"`
	Verify       *install.VerifyError       `json:",omitempty"`
	NotInstalled *install.NotInstalledError `json:",omitempty"`
	Error        string                     `json:",omitempty"`
}

const jobCommand = "__install-job"

func runJobAs(ctx context.Context, who host.Account, job install.Job, v quadlet.Version) (install.Report, error) {
	in, err := json.Marshal(jobRequest{job, v})
	if err != nil {
		return install.Report{}, err
	}
	cmd := who.Again(ctx, jobCommand)
	cmd.Stdin = bytes.NewReader(in)
	out, runErr := host.Output(cmd)
	var answer jobAnswer
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		return install.Report{}, fmt.Errorf("work as %s: %w", who.Name, errors.Join(runErr, err))
	}
	switch {
	case answer.Conflicts != nil:
		err = &install.ConflictError{Changes: answer.Conflicts}
	case answer.Verify != nil:
		err = answer.Verify
	case answer.NotInstalled != nil:
		err = answer.NotInstalled
	case answer.Error != "":
		err = errors.New(answer.Error)
	}
	return answer.Report, err
}

// newInstallJobCmd is the other end of runJobAs; nobody types it.
func newInstallJobCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    jobCommand,
		Hidden: true,
		Args:   noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			in, err := io.ReadAll(a.stdin)
			if err != nil {
				return err
			}
			var req jobRequest
			if err := json.Unmarshal(in, &req); err != nil {
				return usagef("this command is for nova-quadlet itself", "read the job: %w", err)
			}
			var answer jobAnswer
			answer.Report, err = install.Run(cmd.Context(), req.Job, jobSystem(req.Podman))
			var conflict *install.ConflictError
			switch {
			case err == nil:
			case errors.As(err, &conflict):
				answer.Conflicts = conflict.Changes
			case errors.As(err, &answer.Verify):
			case errors.As(err, &answer.NotInstalled):
			default:
				answer.Error = err.Error()
			}
			return json.NewEncoder(a.stdout).Encode(answer)
		},
	}
}

// jobError turns what stopped a job into the program's words and status.
func jobError(a *app, rep install.Report, job install.Job, err error) error {
	var (
		conflict *install.ConflictError
		verify   *install.VerifyError
	)
	switch {
	case errors.As(err, &conflict):
		for _, c := range conflict.Changes {
			fmt.Fprint(a.stdout, c.Diff())
		}
		errs := make([]error, len(conflict.Changes))
		for i, c := range conflict.Changes {
			errs[i] = &exitError{status: statusFindings, err: fmt.Errorf("%s: %s", c.Name, c.Reason)}
		}
		hint := "--force installs all the same and keeps the present file as NAME.saved"
		if job.Force || job.Remove {
			hint = "move it out of the way first"
		}
		errs = append(errs, &exitError{statusFindings, errors.New("nothing changed"), hint})
		return errors.Join(errs...)
	case errors.As(err, &verify):
		return failf("the old files are back", "%w", err)
	}
	return failf("", "%w", err)
}
