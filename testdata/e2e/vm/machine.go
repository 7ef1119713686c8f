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
	"strconv"
	"syscall"
	"time"
)

// Request is one order to the agent in the machine: run a command, or write a file.
type Request struct {
	ID      int64         // comes back with the answer
	Command string        // for bash -c, as root, in /root
	Timeout time.Duration // the command is killed then
	Path    string        // instead of Command: write Data here
	Data    []byte
	Mode    os.FileMode
}

// Answer is what became of it.
type Answer struct {
	ID     int64
	Output string // standard output and error, as they came
	Status int    // of the command; 124 if it was killed for time
}

// Config says which machine to boot.
type Config struct {
	Images string // directory that build.sh wrote to
	Suite  string
	Share  string // archive of what is to be in /srv/share
	Dir    string // state: the disk's overlay, the console's output, the agent's socket
	CPUs   int
	// End is when the machine has to be done with everything; what takes longer fails, while
	// there is still time to say so and to stop the machine.
	End time.Time
}

// Machine is a running virtual machine.
type Machine struct {
	Config
	qemu   *exec.Cmd
	ended  chan struct{} // closed when qemu has exited
	conn   net.Conn
	answer *bufio.Reader
	asked  int64
	lost   error // why nothing can be asked any more
}

// bootLimit is some ten times what a boot takes without KVM on a busy machine.
const bootLimit = 8 * time.Minute

// Boot starts a machine and waits for its agent. The disk's state is that of the last
// machine with the same Dir. A boot that does not come to an end is tried once more: without
// KVM, on a busy host, a kernel now and then hangs before it does anything.
func Boot(c Config) (*Machine, error) {
	fresh := !exists(c.overlay())
	m, err := boot(c)
	if err == nil {
		return m, nil
	}
	fmt.Fprintf(os.Stderr, "%s: the boot failed and is tried again: %v\n", c.Suite, err)
	if fresh {
		os.Remove(c.overlay())
	}
	return boot(c)
}

func (c Config) overlay() string { return filepath.Join(c.Dir, "overlay.qcow2") }

func boot(c Config) (*Machine, error) {
	base := filepath.Join(c.Images, c.Suite)
	if !exists(c.overlay()) {
		out, err := exec.Command("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2",
			"-b", filepath.Join(base, "disk.qcow2"), c.overlay()).CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("make the overlay: %w: %s", err, out)
		}
	}
	os.Remove(filepath.Join(c.Dir, "agent"))
	m := &Machine{Config: c, ended: make(chan struct{}), asked: time.Now().UnixNano()}
	m.qemu = exec.Command("qemu-system-x86_64", arguments(base, c)...)
	said, err := os.Create(filepath.Join(c.Dir, "qemu"))
	if err != nil {
		return nil, err
	}
	defer said.Close()
	m.qemu.Stderr = said
	// A machine that is kept must outlive the terminal's Ctrl-C.
	m.qemu.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := m.qemu.Start(); err != nil {
		return nil, err
	}
	go func() { m.qemu.Wait(); close(m.ended) }()
	if err := m.connect(bootLimit); err != nil {
		m.Kill()
		return nil, fmt.Errorf("%w; the console says:\n%s", err, m.Console(4000))
	}
	return m, nil
}

// Attach reaches a machine that an earlier run left behind.
func Attach(c Config) (*Machine, error) {
	conn, err := net.Dial("unix", filepath.Join(c.Dir, "agent"))
	if err != nil {
		return nil, err
	}
	m := &Machine{Config: c, ended: make(chan struct{}), conn: conn, answer: bufio.NewReader(conn), asked: time.Now().UnixNano()}
	_, err = m.Run("true")
	return m, err
}

// Console is the end of what the kernel and systemd wrote to the serial port.
func (m *Machine) Console(limit int) string {
	b, _ := os.ReadFile(filepath.Join(m.Dir, "console"))
	return string(b[max(0, len(b)-limit):])
}

func arguments(base string, c Config) []string {
	// /dev/kvm alone says nothing: some clouds emulate it in a way that an unmodified
	// guest kernel does not survive. The modules stand for real hardware support.
	accel := []string{"-accel", "tcg,thread=multi,tb-size=512", "-cpu", "Nehalem"}
	if usable("/dev/kvm") && (exists("/sys/module/kvm_intel") || exists("/sys/module/kvm_amd")) {
		accel = []string{"-accel", "kvm", "-cpu", "host"}
	}
	return append(accel,
		"-M", "q35", "-smp", strconv.Itoa(c.CPUs), "-m", "2048", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
		"-kernel", filepath.Join(base, "vmlinuz"), "-initrd", filepath.Join(base, "initrd"),
		"-append", "root=/dev/vda rw console=ttyS0 quiet panic=-1 net.ifnames=0 systemd.show_status=0 "+
			"mitigations=off nokaslr audit=0 random.trust_cpu=on cryptomgr.notests no_timer_check",
		"-drive", "if=none,id=root,format=qcow2,cache=unsafe,file="+c.overlay(), "-device", "virtio-blk-pci,drive=root",
		"-drive", "if=none,id=share,format=raw,read-only=on,file="+c.Share, "-device", "virtio-blk-pci,drive=share,serial=share",
		"-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng",
		"-chardev", "file,id=console,path="+filepath.Join(c.Dir, "console"), "-serial", "chardev:console",
		"-device", "virtio-serial-pci",
		"-chardev", "socket,id=agent,server=on,wait=off,path="+filepath.Join(c.Dir, "agent"),
		"-device", "virtserialport,chardev=agent,name=vm.agent",
		// A lease and a default route that lead nowhere.
		"-nic", "user,model=virtio-net-pci,restrict=on,ipv6=off",
	)
}

// connect waits for the agent to say that it is there.
func (m *Machine) connect(limit time.Duration) error {
	end := m.before(limit)
	for {
		conn, err := net.Dial("unix", filepath.Join(m.Dir, "agent"))
		if err == nil {
			m.conn, m.answer = conn, bufio.NewReader(conn)
			break
		}
		select {
		case <-m.ended:
			said, _ := os.ReadFile(filepath.Join(m.Dir, "qemu"))
			return fmt.Errorf("qemu has exited: %s", said)
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(end) {
			return fmt.Errorf("reach the machine: %w", err)
		}
	}
	m.conn.SetReadDeadline(end)
	line, err := m.answer.ReadString('\n')
	if err != nil || line != "ready\n" {
		return fmt.Errorf("wait for the agent: %q, %w", line, err)
	}
	return nil
}

// before is the end of a wait of that length.
func (m *Machine) before(limit time.Duration) time.Time {
	end := time.Now().Add(limit)
	if !m.End.IsZero() && m.End.Before(end) {
		return m.End
	}
	return end
}

// commandLimit is for one command; the longest, a set-up with a build, takes two minutes at
// the worst.
const commandLimit = 10 * time.Minute

func (m *Machine) ask(r Request) (Answer, error) {
	if m.lost != nil {
		return Answer{}, m.lost
	}
	m.asked++
	r.ID, r.Timeout = m.asked, commandLimit
	b, err := json.Marshal(r)
	if err != nil {
		return Answer{}, err
	}
	a, err := m.exchange(r.ID, append(b, '\n'), r.Timeout+2*time.Minute)
	if err != nil {
		m.lost = fmt.Errorf("the machine does not answer: %w; the console says:\n%s", err, m.Console(4000))
		return Answer{}, m.lost
	}
	return a, nil
}

func (m *Machine) exchange(id int64, request []byte, limit time.Duration) (Answer, error) {
	m.conn.SetDeadline(m.before(limit))
	if _, err := m.conn.Write(request); err != nil {
		return Answer{}, err
	}
	for {
		line, err := m.answer.ReadBytes('\n')
		if err != nil {
			return Answer{}, err
		}
		var a Answer
		// What an earlier run of the test asked may be answered first.
		if err := json.Unmarshal(line, &a); err == nil && a.ID == id {
			return a, nil
		}
	}
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
	m.conn.SetReadDeadline(m.before(5 * time.Minute))
	// Nothing more is said; the end of qemu is the end of the connection.
	if _, end := io.Copy(io.Discard, m.answer); end != nil {
		err = errors.Join(err, fmt.Errorf("it did not power off: %w; the console says:\n%s", end, m.Console(4000)))
	}
	m.Kill()
	return err
}

// Kill pulls the plug.
func (m *Machine) Kill() {
	if m.qemu != nil {
		m.qemu.Process.Kill()
		<-m.ended
	}
	m.Leave()
}

// Leave lets go of the machine and leaves it running.
func (m *Machine) Leave() {
	if m.conn != nil {
		m.conn.Close()
	}
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
