#!/bin/sh
# Run Nova Engine's gateway in a rootless Podman container, without systemd.
# Written by nova-quadlet. --help says how it is used.
#
# Words in single quotes are meant as they stand.
# shellcheck disable=SC2016
set -eu

#@defaults@

program=run-nova-engine-podman
token_key=NOVA_GATEWAY_TOKEN
inside_state=/home/node/.nova-engine
inside_port=18789
inside_bridge=18790

# No here-document: some shells feed those through a pipe that can block.
usage() {
	printf '%s' 'Usage: run-nova-engine-podman.sh [OPTION...] [launch] [COMMAND [ARG...]]

Commands:
  (none)          start the gateway in the background
  setup, onboard  run the onboarding wizard; ARGs go to it
  setup-host      one-time setup of this host (nova-quadlet setup)

With "launch" first, the copy in the home directory of the service account is run
as that account, if there is one.

Options:
  --dry-run       print the podman command, secrets hidden, and change nothing
  --replace       replace a container of the same name (the default)
  --no-replace    fail if there is a container of the same name
  -h, --help      show this help

Environment (in brackets: what counts without it):
  NOVA_CONFIG_DIR                 state on the host [$HOME/.nova-engine]
  NOVA_WORKSPACE_DIR              workspace [$NOVA_CONFIG_DIR/workspace]
  NOVA_PODMAN_ENV                 environment file [$NOVA_CONFIG_DIR/.env]
  NOVA_PODMAN_CONTAINER           container name [nova-engine]
  NOVA_PODMAN_IMAGE               image [localhost/nova-engine:local]
  NOVA_PODMAN_PULL                always, missing, never or newer [never]
  NOVA_PODMAN_GATEWAY_HOST_PORT   also NOVA_GATEWAY_PORT [18789]
  NOVA_PODMAN_BRIDGE_HOST_PORT    also NOVA_BRIDGE_PORT [18790]
  NOVA_GATEWAY_BIND               what the gateway binds inside [lan]
  NOVA_PODMAN_USERNS              keep-id, auto, host or empty [keep-id]
  NOVA_PODMAN_USER                service account for "launch" [nova-engine]
The environment wins over the environment file, and both over what was chosen
when this script was written. The file cannot move the three paths.

Example:
  NOVA_PODMAN_GATEWAY_HOST_PORT=28789 run-nova-engine-podman.sh --dry-run
'
}

say() { printf '%s: %s\n' "$program" "$1" >&2; }

# die MESSAGE [HINT [STATUS]]: 2 is a mistake in what was asked for, 3 anything else.
die() {
	say "error: $1"
	[ -z "${2-}" ] || say "hint: $2"
	exit "${3:-3}"
}

# --- whose turn it is ---------------------------------------------------------

me=$(id -u)

# home_of USER: its home directory, or nothing if there is no such account.
home_of() {
	if command -v getent >/dev/null 2>&1; then
		getent passwd "$1" | cut -d: -f6
	else
		awk -F: -v user="$1" '$1 == user { print $6; exit }' /etc/passwd
	fi
}

# A service account has no login shell and may not read the caller's working
# directory: the installed copy is run as that account, from a directory that
# everybody may enter.
if [ "${1-}" = launch ]; then
	service_user=${NOVA_PODMAN_USER:-$default_service_user}
	service_uid=$(id -u -- "$service_user" 2>/dev/null) || service_uid=
	if [ -n "$service_uid" ] && [ "$service_uid" != "$me" ] && [ "$service_uid" != 0 ]; then
		home=$(home_of "$service_user")
		case $home in
		/*) ;;
		*) die "the account $service_user has no home directory" "give it one: usermod --home DIRECTORY $service_user" ;;
		esac
		cd /tmp
		# These lead into the caller's session and storage, which are not for the
		# account's podman.
		unset XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
		# sudo forgets the environment and runuser keeps it: what --help names goes
		# along by name. The token does not, as every account can read arguments.
		set -- env HOME="$home" USER="$service_user" LOGNAME="$service_user" NOVA_PODMAN_USER="$service_user" \
			${NOVA_CONFIG_DIR+"NOVA_CONFIG_DIR=$NOVA_CONFIG_DIR"} \
			${NOVA_WORKSPACE_DIR+"NOVA_WORKSPACE_DIR=$NOVA_WORKSPACE_DIR"} \
			${NOVA_PODMAN_ENV+"NOVA_PODMAN_ENV=$NOVA_PODMAN_ENV"} \
			${NOVA_PODMAN_CONTAINER+"NOVA_PODMAN_CONTAINER=$NOVA_PODMAN_CONTAINER"} \
			${NOVA_PODMAN_IMAGE+"NOVA_PODMAN_IMAGE=$NOVA_PODMAN_IMAGE"} \
			${NOVA_PODMAN_PULL+"NOVA_PODMAN_PULL=$NOVA_PODMAN_PULL"} \
			${NOVA_PODMAN_GATEWAY_HOST_PORT+"NOVA_PODMAN_GATEWAY_HOST_PORT=$NOVA_PODMAN_GATEWAY_HOST_PORT"} \
			${NOVA_GATEWAY_PORT+"NOVA_GATEWAY_PORT=$NOVA_GATEWAY_PORT"} \
			${NOVA_PODMAN_BRIDGE_HOST_PORT+"NOVA_PODMAN_BRIDGE_HOST_PORT=$NOVA_PODMAN_BRIDGE_HOST_PORT"} \
			${NOVA_BRIDGE_PORT+"NOVA_BRIDGE_PORT=$NOVA_BRIDGE_PORT"} \
			${NOVA_GATEWAY_BIND+"NOVA_GATEWAY_BIND=$NOVA_GATEWAY_BIND"} \
			${NOVA_PODMAN_USERNS+"NOVA_PODMAN_USERNS=$NOVA_PODMAN_USERNS"} \
			/bin/sh "$home/$installed_name" "$@"
		if [ "$me" = 0 ] && command -v runuser >/dev/null 2>&1; then
			exec runuser -u "$service_user" -- "$@"
		fi
		command -v sudo >/dev/null 2>&1 || die "this needs sudo to become $service_user" "run it as $service_user"
		[ -z "${NOVA_GATEWAY_TOKEN-}" ] || say "warning: sudo may not hand $token_key on: it belongs into the environment file of $service_user"
		exec sudo -u "$service_user" -H -- "$@"
	fi
fi

action=gateway dry_run=0 replace=1
while [ $# -gt 0 ]; do
	case $1 in
	launch) ;;
	setup | onboard) action=setup && shift && break ;;
	setup-host) action=setup-host && shift && break ;;
	--dry-run) dry_run=1 ;;
	--replace) replace=1 ;;
	--no-replace) replace=0 ;;
	-h | --help) usage && exit 0 ;;
	*) die "unknown argument: $1" "run $0 --help" 2 ;;
	esac
	shift
done

if [ "$action" = setup-host ]; then
	command -v nova-quadlet >/dev/null 2>&1 || die "setup-host needs nova-quadlet, which is not in PATH"
	exec nova-quadlet setup "$@"
fi

[ "$me" != 0 ] || die "this is for an ordinary account, not for root" "run it as the account that owns the gateway, or as: $0 launch" 2
case ${HOME-} in
/*) ;;
*) die "HOME is not set to an absolute path" "" 2 ;;
esac
# The directory that this was started in may be one that podman may not enter.
cd "$HOME" 2>/dev/null || cd /tmp
if [ ! -O "${XDG_RUNTIME_DIR-}" ] && [ -O "/run/user/$me" ]; then
	XDG_RUNTIME_DIR=/run/user/$me
	export XDG_RUNTIME_DIR
fi

# --- paths, and who else could get at them --------------------------------------

config_dir=${NOVA_CONFIG_DIR:-$default_config_dir}
workspace_dir=${NOVA_WORKSPACE_DIR:-${default_workspace_dir:-$config_dir/workspace}}
env_file=${NOVA_PODMAN_ENV:-${default_env_file:-$config_dir/.env}}

# check_path NAME PATH refuses what a mount could not carry or would misread.
check_path() {
	case $2 in
	*[[:cntrl:]]*) die "$1 holds a control character" "" 2 ;;
	*:*) die "$1 holds a colon, which separates the parts of a mount: $2" "" 2 ;;
	/*) ;;
	*) die "$1 is not an absolute path: $2" "" 2 ;;
	esac
	case $2/ in
	*//* | */./* | */../*) die "$1 is not in its shortest form: $2" "" 2 ;;
	esac
}
check_path NOVA_CONFIG_DIR "$config_dir"
check_path NOVA_WORKSPACE_DIR "$workspace_dir"
check_path NOVA_PODMAN_ENV "$env_file"

# The output of ls is standardised as far as mode and owner go; stat(1) is not.
# facts_of PATH: "MODE OWNER-UID".
facts_of() {
	# shellcheck disable=SC2012
	LC_ALL=C ls -ldn -- "$1" | awk 'NR == 1 { print $1, $3 }'
}

# check_mine PATH: not a symbolic link, owned by this account, writable by nobody else.
check_mine() {
	[ ! -L "$1" ] || die "$1 is a symbolic link" "give the place that it points to"
	facts=$(facts_of "$1")
	owner=${facts#* } mode=${facts%% *}
	[ "$owner" = "$me" ] || die "$1 belongs to uid $owner, not to this account (uid $me)"
	case $mode in
	?????w* | ????????w*) die "$1 can be written by others" "chmod go-w '$1'" ;;
	esac
}

# check_parent PATH: whoever can write the directory above could put another
# directory in its place.
check_parent() {
	parent=$(dirname -- "$1")
	facts=$(facts_of "$parent")
	owner=${facts#* } mode=${facts%% *}
	[ "$owner" = "$me" ] || [ "$owner" = 0 ] || die "$parent belongs to uid $owner, who could exchange $1"
	case $mode in
	?????w???[tT]* | ????????w[tT]*) ;;
	?????w* | ????????w*) die "$parent can be written by others, who could exchange $1" "chmod go-w '$parent'" ;;
	esac
}

# ensure_dir PATH: there, mine, and private where this makes it.
ensure_dir() {
	if [ ! -e "$1" ] && [ ! -L "$1" ]; then
		[ "$dry_run" = 0 ] || return 0
		(umask 077 && mkdir -p -- "$1") || die "cannot create $1"
	fi
	[ -d "$1" ] || die "$1 is not a directory"
	check_mine "$1"
	check_parent "$1"
}
ensure_dir "$config_dir"
ensure_dir "$workspace_dir"
ensure_dir "$config_dir/canvas"
ensure_dir "$config_dir/cron"

# --- the environment file --------------------------------------------------------

run_env=
new_env=
# Called by the trap; the temporary files hold the token.
# shellcheck disable=SC2329
cleanup() {
	[ -z "$run_env" ] || rm -f -- "$run_env"
	[ -z "$new_env" ] || rm -f -- "$new_env"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

if [ "$dry_run" = 0 ]; then
	runtime_dir=$config_dir
	[ -z "${XDG_RUNTIME_DIR-}" ] || [ ! -O "$XDG_RUNTIME_DIR" ] || runtime_dir=$XDG_RUNTIME_DIR
	run_env=$(umask 077 && mktemp "$runtime_dir/nova-engine-env.XXXXXX") || die "cannot create a file in $runtime_dir"
fi

env_names=
# pass NAME VALUE: into the container, through the temporary file only.
pass() {
	env_names="$env_names $1"
	[ "$dry_run" = 1 ] || printf '%s=%s\n' "$1" "$2" >>"$run_env"
}

file_token='' file_gateway_port='' file_gateway_port_old='' file_bridge_port='' file_bridge_port_old='' file_bind=''
carriage_return=$(printf '\r')
tab=$(printf '\t')

# take_line NUMBER LINE reads one NAME=VALUE. Nothing in it is ever executed or
# expanded, and only the names listed here have a meaning for this script.
take_line() {
	line=${2%"$carriage_return"}
	while :; do
		case $line in
		' '* | "$tab"*) line=${line#?} ;;
		*) break ;;
		esac
	done
	line=${line#export }
	case $line in
	'' | '#'*) return 0 ;;
	*=*) ;;
	*) say "warning: $env_file: line $1 is not NAME=VALUE and is left out" && return 0 ;;
	esac
	name=${line%%=*} value=${line#*=}
	case $name in
	'' | [0-9]* | *[!A-Za-z0-9_]*) say "warning: $env_file: line $1 has no valid name and is left out" && return 0 ;;
	esac
	case $value in
	\"*\") value=${value#\"} && value=${value%\"} ;;
	\'*\') value=${value#\'} && value=${value%\'} ;;
	esac
	case $name in
	"$token_key") file_token=$value ;;
	NOVA_PODMAN_GATEWAY_HOST_PORT) file_gateway_port=$value ;;
	NOVA_GATEWAY_PORT) file_gateway_port_old=$value ;;
	NOVA_PODMAN_BRIDGE_HOST_PORT) file_bridge_port=$value ;;
	NOVA_BRIDGE_PORT) file_bridge_port_old=$value ;;
	NOVA_GATEWAY_BIND) file_bind=$value ;;
	NOVA_CONFIG_DIR | NOVA_WORKSPACE_DIR | NOVA_PODMAN_*)
		say "warning: $env_file: $name cannot be set in this file and is left out" ;;
	HOME | TERM | NPM_CONFIG_CACHE) say "warning: $env_file: $name is set for the container already and is left out" ;;
	*) pass "$name" "$value" ;;
	esac
}

if [ -e "$env_file" ] || [ -L "$env_file" ]; then
	check_parent "$env_file"
	check_mine "$env_file"
	[ -f "$env_file" ] || die "$env_file is not a file"
	case $mode in # as check_mine saw it
	????r* | ???????r*) die "$env_file can be read by others, and it holds the token" "chmod 600 '$env_file'" ;;
	esac
	number=0
	while IFS= read -r text || [ -n "$text" ]; do
		number=$((number + 1))
		take_line "$number" "$text"
	done <"$env_file"
fi

# --- what counts: environment, then file, then default ---------------------------

container=${NOVA_PODMAN_CONTAINER:-$default_container}
image=${NOVA_PODMAN_IMAGE:-$default_image}
pull=${NOVA_PODMAN_PULL:-$default_pull}
userns=${NOVA_PODMAN_USERNS-$default_userns}
bind=${NOVA_GATEWAY_BIND:-${file_bind:-$default_bind}}
gateway_port=${NOVA_PODMAN_GATEWAY_HOST_PORT:-${NOVA_GATEWAY_PORT:-${file_gateway_port:-${file_gateway_port_old:-$default_gateway_port}}}}
bridge_port=${NOVA_PODMAN_BRIDGE_HOST_PORT:-${NOVA_BRIDGE_PORT:-${file_bridge_port:-${file_bridge_port_old:-$default_bridge_port}}}}
token=${NOVA_GATEWAY_TOKEN:-$file_token}

# check_port NAME VALUE
check_port() {
	case $2 in
	'' | 0* | *[!0-9]* | ??????*) die "$1 is not a port number: $2" "a number from 1 to 65535" 2 ;;
	esac
	[ "$2" -le 65535 ] || die "$1 is out of range: $2" "a number from 1 to 65535" 2
}
check_port NOVA_PODMAN_GATEWAY_HOST_PORT "$gateway_port"
check_port NOVA_PODMAN_BRIDGE_HOST_PORT "$bridge_port"
[ "$gateway_port" != "$bridge_port" ] || die "gateway and bridge have the same host port: $gateway_port" "" 2
case $container in
'' | [!A-Za-z0-9]* | *[!A-Za-z0-9_.-]*) die "NOVA_PODMAN_CONTAINER is no container name: $container" "" 2 ;;
esac
case $image in
'' | -* | *[[:space:]]* | *[[:cntrl:]]*) die "NOVA_PODMAN_IMAGE is no image: $image" "" 2 ;;
esac
case $pull in
always | missing | never | newer) ;;
*) die "NOVA_PODMAN_PULL is not known: $pull" "always, missing, never or newer" 2 ;;
esac
case $bind in
lan | auto | loopback | tailnet) ;;
*) die "NOVA_GATEWAY_BIND is not known: $bind" "lan, auto, loopback or tailnet" 2 ;;
esac

if [ "$action" = gateway ] && [ -z "$token$default_secret" ] && [ "$dry_run" = 0 ]; then
	token=$(LC_ALL=C od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
	[ "${#token}" = 64 ] || die "cannot draw a token from /dev/urandom"
	new_env=$(umask 077 && mktemp "$env_file.XXXXXX") || die "cannot create a file beside $env_file"
	if [ -e "$env_file" ]; then
		cat -- "$env_file" >"$new_env"
		[ -z "$(tail -c 1 -- "$env_file")" ] || printf '\n' >>"$new_env"
	fi
	printf '%s=%s\n' "$token_key" "$token" >>"$new_env"
	mv -f -- "$new_env" "$env_file"
	new_env=
	say "a new token is in $env_file"
fi
[ -z "$token" ] || [ -n "$default_secret" ] || pass "$token_key" "$token"

config_file=$config_dir/nova-engine.json
if [ ! -e "$config_file" ] && [ ! -L "$config_file" ] && [ "$dry_run" = 0 ]; then
	(umask 077 && set -C && printf '{\n  "gateway": {\n    "mode": "local"\n  }\n}\n' >"$config_file") || die "cannot create $config_file"
fi

# --- the podman command ------------------------------------------------------------

if [ "$action" = setup ]; then
	set -- "$image" node dist/index.js onboard "$@"
	if [ -t 0 ]; then set -- -t "$@"; fi
	set -- --rm -i "$@"
else
	set -- "$image" node dist/index.js gateway --bind "$bind" --port "$inside_port"
	# Without a port forward the gateway's own port is the one to use.
	[ "$publish" = 1 ] || gateway_port=$inside_port
	[ "$gateway_port" = "$inside_port" ] || set -- "$@" --published-port "$gateway_port"
	if [ "$publish" = 1 ]; then
		set -- -p "$default_publish_host:$gateway_port:$inside_port" -p "$default_publish_host:$bridge_port:$inside_bridge" "$@"
	fi
	[ "$replace" = 0 ] || set -- --replace "$@"
	set -- -d --name "$container" "$@"
fi

label=
[ -z "$default_relabel" ] || label=:$default_relabel
case $workspace_dir in
"$config_dir/workspace") ;;
*) set -- -v "$workspace_dir:$inside_state/workspace$label" "$@" ;;
esac
set -- -v "$config_dir:$inside_state$label" "$@"

case $userns in
keep-id) set -- --userns=keep-id --user "$me:$(id -g)" "$@" ;;
keep-id:* | auto | host) set -- "--userns=$userns" "$@" ;;
'') ;;
*) die "NOVA_PODMAN_USERNS is not supported: $userns" "keep-id, auto, host or empty" 2 ;;
esac

[ -z "$default_secret" ] || set -- --secret "$default_secret,type=env,target=$token_key" "$@"
#@options@
set -- -e HOME=/home/node -e TERM=xterm-256color -e "NPM_CONFIG_CACHE=$inside_state/.npm" "$@"
set -- podman run --init "--pull=$pull" --env-file "${run_env:-TEMPORARY-FILE}" "$@"

if [ "$dry_run" = 1 ]; then
	for word in "$@"; do
		case $word in
		*[!A-Za-z0-9_./:=@%+,-]* | '') word=\'$(printf '%s\n' "$word" | sed "s/'/'\\\\''/g")\' ;;
		esac
		printf '%s ' "$word"
	done
	printf '\n'
	for name in $env_names; do
		printf '# in the temporary file: %s=********\n' "$name"
	done
	[ -n "$token$default_secret" ] || [ "$action" = setup ] || printf '# in the temporary file: %s=(a new one, kept in %s)\n' "$token_key" "$env_file"
	exit 0
fi

command -v podman >/dev/null 2>&1 || die "podman is not in PATH" "install it with your distribution's package manager"
if [ "$action" = setup ]; then
	"$@" || die "the wizard ended with status $?"
	exit 0
fi
"$@" >/dev/null || die "podman could not start the gateway (status $?)" "podman logs $container"
case $default_publish_host in
0.0.0.0 | '[::]') reach=127.0.0.1 ;;
*) reach=$default_publish_host ;;
esac
[ "$publish" = 1 ] || reach=127.0.0.1
printf 'Nova Engine is starting: http://%s:%s/\n' "$reach" "$gateway_port"
printf 'Its token is in %s; its log: podman logs -f %s\n' "${default_secret:+the podman secret }${default_secret:-$env_file}" "$container"
