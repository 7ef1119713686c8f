#!/bin/sh
@mark@ export nfpm.
#
# Before @package@ goes: its services stop and its units go. An upgrade leaves
# both. It never fails.
account=@account@
share=/usr/share/@package@
mark='@mark@'

# deb: remove or upgrade; rpm: how many versions stay; apk, arch: a version.
case "${1:-}" in
upgrade | failed-upgrade | deconfigure | 1 | 2) exit 0 ;;
esac
uid=$(id -u "$account" 2>/dev/null)
[ -n "$uid" ] || exit 0

if [ -d /run/systemd/system ] && systemctl is-active --quiet "user@$uid.service"; then
  systemctl --user --machine="$account@" stop @name@.service >/dev/null 2>&1
fi
units=/etc/containers/systemd/users/$uid
for unit in "$share"/units/*; do
  ours=$units/${unit##*/}
  if [ -f "$ours" ] && grep -qF "$mark" "$ours"; then rm -f "$ours"; fi
done
rmdir "$units" 2>/dev/null
if [ -d /run/systemd/system ] && systemctl is-active --quiet "user@$uid.service"; then
  systemctl --user --machine="$account@" daemon-reload >/dev/null 2>&1
fi
exit 0
