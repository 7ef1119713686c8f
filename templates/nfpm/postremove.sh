#!/bin/sh
@mark@ export nfpm.
#
# After @package@ went for good (dpkg --purge): lingering, subordinate ids and
# the account's data, containers included, go too. The account itself stays,
# so that nobody else gets its id. It never fails.
account=@account@
home=@home@

# Only dpkg tells a purge; elsewhere the data stays.
[ "${1:-}" = purge ] || exit 0
uid=$(id -u "$account" 2>/dev/null)
[ -n "$uid" ] || exit 0

rm -f "/var/lib/systemd/linger/$account"
if [ -d /run/systemd/system ]; then
  loginctl disable-linger "$account" >/dev/null 2>&1
  systemctl stop "user@$uid.service" >/dev/null 2>&1
fi
for kind in uid gid; do
  sed -n "s/^$account:\([0-9]*\):\([0-9]*\)$/\1 \2/p" "/etc/sub$kind" 2>/dev/null |
    while read -r first count; do
      usermod "--del-sub${kind}s" "$first-$((first + count - 1))" "$account" </dev/null
    done
done
# Never anything but the very directory that the package made.
[ -L "$home" ] || rm -rf "${home:?}"
exit 0
