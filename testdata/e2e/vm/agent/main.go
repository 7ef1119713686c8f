// Command agent runs in the machine: it reads one JSON request a line from a virtio port,
// carries it out as root, and answers with one line.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	vm "github.com/nova-engine/nova-quadlet/testdata/e2e/vm"
)

func main() {
	var port *os.File
	for {
		var err error
		if port, err = os.OpenFile("/dev/virtio-ports/vm.agent", os.O_RDWR, 0); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	io.WriteString(port, "ready\n")
	in := bufio.NewReaderSize(port, 1<<16)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil { // the other side is not there (any more)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		var r vm.Request
		answer := vm.Answer{Status: 125}
		if err := json.Unmarshal(line, &r); err != nil {
			answer.Output = err.Error()
		} else {
			answer = do(r)
			answer.ID = r.ID
		}
		b, _ := json.Marshal(answer)
		port.Write(append(b, '\n'))
	}
}

func do(r vm.Request) vm.Answer {
	if r.Path != "" {
		err := os.WriteFile(r.Path, r.Data, r.Mode)
		if err == nil {
			err = os.Chmod(r.Path, r.Mode)
		}
		if err != nil {
			return vm.Answer{Output: err.Error(), Status: 1}
		}
		return vm.Answer{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), r.Timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/bash", "-c", r.Command)
	cmd.Dir = "/root"
	cmd.Env = []string{"HOME=/root", "USER=root", "LANG=C.UTF-8", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
	// A process of its own group: what it leaves behind must not hold the answer back.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	a := vm.Answer{Output: out.String()}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		a.Status = 124
	case errors.As(err, &exit):
		a.Status = exit.ExitCode()
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		a.Status, a.Output = 125, a.Output+err.Error()
	}
	return a
}
