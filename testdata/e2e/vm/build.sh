#!/usr/bin/env bash
# usage: build.sh SUITE CACHE
#
# Builds CACHE/SUITE/{disk.qcow2,vmlinuz,initrd}: a Debian SUITE (trixie, sid) that boots
# under QEMU with systemd, rootless Podman and the agent unit that vm_test.go talks to.
# Needs root, debootstrap, qemu-utils and e2fsprogs. A finished image is rebuilt only when
# this script has changed; remove the directory to start over.
set -euo pipefail

suite=${1:?usage: build.sh SUITE CACHE} cache=${2:?usage: build.sh SUITE CACHE}
out=$cache/$suite
recipe=$(sha256sum <"$0")
[[ -e $out/complete && $(<"$out/complete") == "$recipe" ]] && exit 0
rm -rf "$out" && mkdir -p "$out"
tree=$out/tree
say() { printf '%s: %4d s: %s\n' "$suite" "$SECONDS" "$*"; }

# What a server would have, and nothing that a gateway does not need; catatonit is for RunInit=.
packages=(
  systemd systemd-sysv dbus dbus-user-session libpam-systemd udev kmod
  linux-image-cloud-amd64 initramfs-tools zstd
  podman crun conmon netavark passt uidmap catatonit
  procps iproute2 curl sudo ca-certificates
)
# What doctor tells to install: the machine has no network, so it carries them with it.
offered=(podman catatonit uidmap passt dbus-user-session)

# The Debian mirror that this machine's apt uses already.
# shellcheck disable=SC2016 # apt's variables
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Created-By: Packages' | grep -m1 -E '/debian/?$' || true)
mirror=${mirror%/}

# again COMMAND…: a mirror that does not answer is no reason to give up at once.
again() {
  local n
  for n in 1 2 3; do
    "$@" && return
    say "attempt $n failed: $*"
    sleep $((n * 10))
  done
  tail -n 20 "$out"/*.log
  return 1
}

bootstrap() {
  rm -rf "$tree"
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$tree" \
    "${mirror:-http://deb.debian.org/debian}" >"$out/debootstrap.log" 2>&1
}

say debootstrap
again bootstrap

say packages
chr() { DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$tree" "$@"; }
mount -t proc proc "$tree/proc"
trap 'umount "$tree/proc" 2>/dev/null || true' EXIT
cp /etc/resolv.conf "$tree/etc/resolv.conf"
# No daemon starts inside the chroot.
install -m 0755 /dev/stdin "$tree/usr/sbin/policy-rc.d" <<<$'#!/bin/sh\nexit 101'
# Only what mounts the root disk goes into the initrd: it halves the boot without KVM.
mkdir -p "$tree/etc/initramfs-tools/conf.d"
echo MODULES=list >"$tree/etc/initramfs-tools/conf.d/small"
printf '%s\n' virtio_pci virtio_blk ext4 >"$tree/etc/initramfs-tools/modules"
fetch() {
  # The unstable suite of a frozen mirror is past its Valid-Until.
  chr apt-get -o Acquire::Retries=5 -o Acquire::Check-Valid-Until=false update &&
    chr apt-get -o Acquire::Retries=5 install -y --no-install-recommends "${packages[@]}" &&
    chr sh -c 'mkdir -p /srv/debs && cd /srv/debs && rm -f ./*.deb && apt-get -o Acquire::Retries=5 download "$@"' sh "${offered[@]}"
} >>"$out/apt.log" 2>&1
again fetch

say repository
# shellcheck disable=SC2016 # the shell in the tree expands them
chr sh -ec '
apt-get clean
rm -rf /var/lib/apt/lists/* /etc/apt/sources.list.d/*
echo "deb [trusted=yes] file:/srv/debs ./" >/etc/apt/sources.list
cd /srv/debs
for deb in *.deb; do
  name=${deb%%_*}
  mv "$deb" "$name.deb"
  dpkg-deb --field "$name.deb"
  printf "Filename: ./%s.deb\nSize: %s\nSHA256: %s\n\n" "$name" "$(stat -c %s "$name.deb")" "$(sha256sum "$name.deb" | cut -d" " -f1)"
done >Packages
apt-get update
' >>"$out/apt.log" 2>&1
rm -rf "$tree/usr/sbin/policy-rc.d" "$tree/etc/resolv.conf"

say configuration
echo vm >"$tree/etc/hostname"
printf '127.0.0.1 localhost vm\n::1 localhost\n' >"$tree/etc/hosts"
echo '/dev/vda / ext4 defaults 0 0' >"$tree/etc/fstab"
tr -d - </proc/sys/kernel/random/uuid >"$tree/etc/machine-id"
mkdir -p "$tree/var/log/journal"
printf '[Match]\nName=en* eth*\n[Network]\nDHCP=yes\n' >"$tree/etc/systemd/network/80-vm.network"
cat >"$tree/etc/systemd/system/vm-agent.service" <<'UNIT'
[Unit]
Description=Run the commands of the test on the host
After=multi-user.target
ConditionPathExists=/dev/disk/by-id/virtio-share

[Service]
# Not below /run: that is mounted noexec.
ExecStartPre=/usr/bin/mkdir -p /srv/share
ExecStartPre=/usr/bin/tar -C /srv/share -xf /dev/disk/by-id/virtio-share
ExecStart=/srv/share/agent
KillMode=process

[Install]
WantedBy=multi-user.target
UNIT
# A login shell of root without a password never appears: the console has no getty.
chr systemctl mask getty@tty1.service serial-getty@ttyS0.service apt-daily.timer \
  apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer \
  netavark-dhcp-proxy.socket netavark-dhcp-proxy.service >>"$out/apt.log" 2>&1
chr systemctl enable systemd-networkd.service vm-agent.service >>"$out/apt.log" 2>&1
# What a first boot does, slowly, without KVM.
chr ldconfig
chr journalctl --update-catalog
touch "$tree/etc/.updated" "$tree/var/.updated"
umount "$tree/proc"

say disk
cp "$(printf '%s\n' "$tree"/boot/vmlinuz-* | sort -V | tail -1)" "$out/vmlinuz"
cp "$(printf '%s\n' "$tree"/boot/initrd.img-* | sort -V | tail -1)" "$out/initrd"
truncate -s 6G "$out/disk.raw"
mkfs.ext4 -q -F -E lazy_itable_init=1,lazy_journal_init=1 -d "$tree" "$out/disk.raw"
qemu-img convert -O qcow2 "$out/disk.raw" "$out/disk.qcow2"
rm -rf "$out/disk.raw" "$tree"
echo "$recipe" >"$out/complete"
say "done, $(du -h "$out/disk.qcow2" | cut -f1)"
