#!/bin/sh
@mark@ export nfpm.
#
# After installing or upgrading @package@: the account, its subordinate ids, its
# files, the unit. Everything that is there already is left as it is.
#
# It never fails: in a chroot or an image build there is neither systemd nor a
# user manager, and half of this is done at the first boot instead.
account=@account@
home=@home@
share=/usr/share/@package@
mark='@mark@'

say() { printf '%s: %s\n' '@package@' "$*"; }

# deb: configure; rpm: the number of versions installed; apk, arch: a version.
case "${1:-}" in
abort-*) exit 0 ;;
esac

# The account. sysusers.d has been processed already where the package format
# does that; other systems have one of these.
if ! id "$account" >/dev/null 2>&1; then
  if command -v systemd-sysusers >/dev/null 2>&1; then
    systemd-sysusers "/usr/lib/sysusers.d/@package@.conf"
  elif command -v useradd >/dev/null 2>&1; then
    useradd --system --user-group --home-dir "$home" --no-create-home --shell /usr/sbin/nologin "$account"
  elif command -v adduser >/dev/null 2>&1; then
    addgroup -S "$account"
    adduser -S -D -H -G "$account" -h "$home" -s /sbin/nologin "$account"
  fi
fi
uid=$(id -u "$account" 2>/dev/null)
if [ -z "$uid" ]; then
  say "the account $account could not be created: the service is not set up"
  exit 0
fi

# Subordinate ids. Neither sysusers.d nor useradd gives a system account any.
# The first block of 65536 above all that is given out overlaps with none.
if ! grep -q "^\($account\|$uid\):" /etc/subuid 2>/dev/null || ! grep -q "^\($account\|$uid\):" /etc/subgid 2>/dev/null; then
  first=$(cat /etc/subuid /etc/subgid 2>/dev/null |
    awk -F: 'BEGIN { top = 100000 } NF >= 3 && $2 + $3 > top { top = $2 + $3 } END { printf "%.0f", top }')
  last=$((first + 65535))
  # Ids end at 2^32 - 2.
  if [ "$last" -ge 4294967295 ]; then
    say "no room for 65536 subordinate ids above $first: give $account a range by hand"
  elif command -v usermod >/dev/null 2>&1; then
    for kind in uid gid; do
      grep -q "^\($account\|$uid\):" "/etc/sub$kind" 2>/dev/null ||
        usermod "--add-sub${kind}s" "$first-$last" "$account" ||
        say "usermod could not give $account the subordinate ${kind}s $first-$last"
    done
  else
    say "usermod is missing: give $account the subordinate ids $first-$last by hand"
  fi
fi

# The home directory. tmpfiles refuses to follow links that the account planted.
if command -v systemd-tmpfiles >/dev/null 2>&1; then
  systemd-tmpfiles --create "/usr/lib/tmpfiles.d/@package@.conf" >/dev/null 2>&1
fi
if [ ! -e "$home" ] && [ ! -L "$home" ]; then
  mkdir -m 0700 "$home" && chown "$account:" "$home"
fi

# The account's files, made by the account itself: whatever it put in their
# place, root is not the one who follows it. The token is drawn here and is in
# no argument and no log.
# shellcheck disable=SC2016 # for the account's shell, not for this one
if ! su -s /bin/sh "$account" -c '
  umask 077
  cd && mkdir -p .nova-engine/workspace && cd .nova-engine || exit 1
  [ -e nova-engine.json ] || cat "$0/nova-engine.json" >nova-engine.json || exit 1
  [ -e .env ] || {
    token=$(od -An -N32 -tx1 /dev/urandom | tr -d " \n") && [ ${#token} -eq 64 ] &&
      printf "@token_key@=%s\n" "$token" >.env.new && mv .env.new .env
  }' "$share" </dev/null; then
  say "the files of $account in $home/.nova-engine could not be made: make them before the first start"
fi

# The unit, where only this account's manager reads it and only root writes.
# A unit that somebody else put there is left alone.
units=/etc/containers/systemd/users/$uid
mkdir -p "$units"
for unit in "$share"/units/*; do
  to=$units/${unit##*/}
  if [ -e "$to" ] && ! grep -qF "$mark" "$to"; then
    say "$to was not written by nova-quadlet and is kept"
  else
    cp "$unit" "$to.new" && chmod 0644 "$to.new" && mv "$to.new" "$to"
  fi
done

# An image build or chroot stops here; the rest happens at boot.
[ -d /run/systemd/system ] || exit 0
loginctl enable-linger "$account" >/dev/null 2>&1
if systemctl is-active --quiet "user@$uid.service"; then
  systemctl --user --machine="$account@" daemon-reload >/dev/null 2>&1 ||
    say "the user manager of $account could not be reloaded; it will be at the next boot"
fi
say "$account is set up, and its services start at boot (lingering is on). Start now with:"
say "  systemctl --user --machine=$account@ start @name@.service"
exit 0
