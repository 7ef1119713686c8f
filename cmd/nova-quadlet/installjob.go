//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/host"
	"github.com/nova-engine/nova-quadlet/internal/install"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// jobRequest and jobAnswer travel between root, who reads the sources, and the process with
// the account's rights, which writes the files.
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

func runJobAs(ctx context.Context, who host.Account, job install.Job, v quadlet.Version) (install.Report, error) {
	var answer jobAnswer
	if err := workAs(ctx, who, "install", jobRequest{job, v}, &answer); err != nil {
		return install.Report{}, err
	}
	switch {
	case answer.Conflicts != nil:
		return answer.Report, &install.ConflictError{Changes: answer.Conflicts}
	case answer.Verify != nil:
		return answer.Report, answer.Verify
	case answer.NotInstalled != nil:
		return answer.Report, answer.NotInstalled
	case answer.Error != "":
		return answer.Report, errors.New(answer.Error)
	}
	return answer.Report, nil
}

// installWorker is the other end of runJobAs.
func installWorker(ctx context.Context, in []byte) (any, error) {
	var req jobRequest
	if err := json.Unmarshal(in, &req); err != nil {
		return nil, err
	}
	var (
		answer   jobAnswer
		conflict *install.ConflictError
		err      error
	)
	answer.Report, err = install.Run(ctx, req.Job, jobSystem(req.Podman))
	switch {
	case err == nil:
	case errors.As(err, &conflict):
		answer.Conflicts = conflict.Changes
	case errors.As(err, &answer.Verify):
	case errors.As(err, &answer.NotInstalled):
	default:
		answer.Error = err.Error()
	}
	return answer, nil
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
