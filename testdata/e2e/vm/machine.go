// Package vm boots a Debian with a real systemd and rootless Podman under QEMU and runs
// commands in it. build.sh makes the images; `make vm-test` runs everything.
package vm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Request is one order to the agent in the machine: run a command, or write a file.
type Request struct {
	Command string        // for bash -c, as root, in /root
	Timeout time.Duration // the command is killed then
	Path    string        // instead of Command: write Data here
	Data    []byte
	Mode    os.FileMode
}

// Answer is what became of it.
type Answer struct {
	Output string // standard output and error, as they came
	Status int    // of the command; 124 if it was killed for time
}

// Machine is a running virtual machine.
type Machine struct {
	qemu   *exec.Cmd
	conn   net.Conn
	answer *bufio.Reader
	dir    string
}

// Boot starts the machine from IMAGES/SUITE with the files of share (a tar archive) in
// /srv/share. overlay keeps the state of its disk: with the same one it boots the second time.
func Boot(images, suite, share, overlay string) (*Machine, error) {
	base := filepath.Join(images, suite)
	dir, err := os.MkdirTemp("", "nova-quadlet-vm")
	if err != nil {
		return nil, err
	}
	m := &Machine{dir: dir}
	if _, err := os.Stat(overlay); err != nil {
		out, err := exec.Command("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2",
			"-b", filepath.Join(base, "disk.qcow2"), overlay).CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("make the overlay: %w: %s", err, out)
		}
	}
	m.qemu = exec.Command("qemu-system-x86_64", arguments(base, share, overlay, dir)...)
	m.qemu.Stderr = os.Stderr
	if err := m.qemu.Start(); err != nil {
		return nil, err
	}
	if err := m.connect(10 * time.Minute); err != nil {
		m.Kill()
		console, _ := os.ReadFile(filepath.Join(dir, "console"))
		return nil, fmt.Errorf("%w; the console says:\n%s", err, console[max(0, len(console)-4000):])
	}
	return m, nil
}

func arguments(base, share, overlay, dir string) []string {
	// /dev/kvm alone says nothing: some clouds emulate it in a way that an unmodified
	// guest kernel does not survive. The modules stand for real hardware support.
	accel := []string{"-accel", "tcg,thread=multi,tb-size=512", "-cpu", "Nehalem"}
	if usable("/dev/kvm") && (exists("/sys/module/kvm_intel") || exists("/sys/module/kvm_amd")) {
		accel = []string{"-accel", "kvm", "-cpu", "host"}
	}
	return append(accel,
		"-M", "q35", "-smp", "2", "-m", "2048", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
		"-kernel", filepath.Join(base, "vmlinuz"), "-initrd", filepath.Join(base, "initrd"),
		"-append", "root=/dev/vda rw console=ttyS0 quiet panic=-1 net.ifnames=0 systemd.show_status=0 "+
			"mitigations=off nokaslr audit=0 random.trust_cpu=on cryptomgr.notests no_timer_check",
		"-drive", "if=none,id=root,format=qcow2,cache=unsafe,file="+overlay, "-device", "virtio-blk-pci,drive=root",
		"-drive", "if=none,id=share,format=raw,read-only=on,file="+share, "-device", "virtio-blk-pci,drive=share,serial=share",
		"-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng",
		"-chardev", "file,id=console,path="+filepath.Join(dir, "console"), "-serial", "chardev:console",
		"-device", "virtio-serial-pci",
		"-chardev", "socket,id=agent,server=on,wait=off,path="+filepath.Join(dir, "agent"),
		"-device", "virtserialport,chardev=agent,name=vm.agent",
		// A lease and a default route that lead nowhere.
		"-nic", "user,model=virtio-net-pci,restrict=on,ipv6=off",
	)
}

// connect waits for the agent to say that it is there.
func (m *Machine) connect(limit time.Duration) error {
	end := time.Now().Add(limit)
	for {
		conn, err := net.Dial("unix", filepath.Join(m.dir, "agent"))
		if err == nil {
			m.conn, m.answer = conn, bufio.NewReader(conn)
			break
		}
		if time.Now().After(end) {
			return fmt.Errorf("reach the machine: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	m.conn.SetReadDeadline(end)
	line, err := m.answer.ReadString('\n')
	if err != nil || line != "ready\n" {
		return fmt.Errorf("wait for the agent: %q, %w", line, err)
	}
	return nil
}

func (m *Machine) ask(r Request) (Answer, error) {
	if r.Timeout == 0 {
		r.Timeout = 5 * time.Minute
	}
	b, err := json.Marshal(r)
	if err != nil {
		return Answer{}, err
	}
	if _, err := m.conn.Write(append(b, '\n')); err != nil {
		return Answer{}, err
	}
	m.conn.SetReadDeadline(time.Now().Add(r.Timeout + time.Minute))
	line, err := m.answer.ReadBytes('\n')
	if err != nil {
		return Answer{}, fmt.Errorf("no answer: %w", err)
	}
	var a Answer
	return a, json.Unmarshal(line, &a)
}

// Run runs a command as root.
func (m *Machine) Run(command string) (Answer, error) { return m.ask(Request{Command: command}) }

// Put writes a file.
func (m *Machine) Put(path string, mode os.FileMode, data []byte) error {
	a, err := m.ask(Request{Path: path, Mode: mode, Data: data})
	if err == nil && a.Status != 0 {
		err = errors.New(a.Output)
	}
	return err
}

// PowerOff shuts the machine down in order, so that its disk can boot again.
func (m *Machine) PowerOff() error {
	_, err := m.Run("systemctl --no-block poweroff")
	done := make(chan error, 1)
	go func() { done <- m.qemu.Wait() }()
	select {
	case <-done:
	case <-time.After(3 * time.Minute):
		m.qemu.Process.Kill()
		err = errors.Join(err, errors.New("it did not power off"))
	}
	m.conn.Close()
	os.RemoveAll(m.dir)
	return err
}

// Kill pulls the plug.
func (m *Machine) Kill() {
	m.qemu.Process.Kill()
	m.qemu.Wait()
	if m.conn != nil {
		m.conn.Close()
	}
	os.RemoveAll(m.dir)
}

func exists(p string) bool { _, err := os.Stat(p); return err == nil }

func usable(dev string) bool {
	f, err := os.OpenFile(dev, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	f.Close()
	return true
}

// pad makes the length a multiple of a disk sector.
func pad(w io.Writer, n int) error {
	_, err := w.Write(bytes.Repeat([]byte{0}, (512-n%512)%512))
	return err
}
