# shellcheck shell=bash
# What every starter shares (sourced, never run): a temporary folder, an unprivileged user, packages kept between runs, starting,
# waiting until ready, running the command, stopping. A starter goes through these states:
#
#   service_begin -> [packages_install] -> server_start ... ready_await -> command_run -> (EXIT trap) servers_stop, folder removed
#
# A server is stopped by its process id. What it started itself, and what took its place after a restart, is found by its current
# folder, which lies below the starter's own: nobody else's process can have that.
set -uo pipefail

services=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=     # the starter's temporary folder
as_user=()  # what runs a command as the unprivileged user, who owns nothing but what the starter gives him
owner=      # his name
servers=()  # process ids, in the order of their starts
server=     # the latest of them
child=      # the command's process id
stop_signal=TERM
stop_seconds=10

# service_begin NAME USER: makes the folder, and sees to it that all is stopped and removed however the script ends.
service_begin() {
  service=$1
  # The path of a unix socket is short, so it is not in TMPDIR, which tests set to folders of their own.
  folder=$(mktemp -d "${PC_TEST_TMP:-/tmp}/pc-$service-XXXXXX") || exit 70
  chmod 755 "$folder"
  owner=$(id -un)
  if [ "$(id -u)" -eq 0 ]; then
    owner=$2
    id "$owner" >/dev/null 2>&1 || owner=nobody
    as_user=(setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups)
  fi
  trap 'service_end' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

# folder_give PATH...: to the unprivileged user.
folder_give() { [ "$(id -u)" -ne 0 ] || chown -R "$owner" "$@"; }

# missing REASON: the service cannot be had: its tests are skipped (77), or fail where PC_REQUIRE_SERVICES names it.
missing() {
  cat "$folder/install.log" >&2 2>/dev/null
  echo "with-$service: $1" >&2
  "$services/missing" "$service" || exit $?
}

# packages_install FUNCTION REASON FILE...: runs FUNCTION in a new folder, once for what is in these files (below the starters' folder): the
# result stays below PC_TEST_CACHE, or in the temporary folder. Several may come at once: one installs, the others wait. The
# folder's name is in $packages.
packages_install() {
  local install=$1 reason=$2
  shift 2
  packages=${PC_TEST_CACHE:-$folder}/$service-$(cd "$services" && cat "$@" | cksum | tr ' ' -)
  mkdir -p "$(dirname "$packages")" || missing "the folder '$(dirname "$packages")' cannot be made"
  exec 9>"$packages.lock"
  flock 9
  if [ ! -e "$packages/.complete" ]; then
    rm -rf "$packages"
    mkdir "$packages"
    (cd "$packages" && "$install") >"$folder/install.log" 2>&1 </dev/null 9>&- || missing "$reason"
    touch "$packages/.complete"
  fi
  exec 9>&-
}

# npm_install FOLDER [OPTION...]: what package-lock.json says, without running anything of it; for packages_install.
npm_install() {
  cp "$services/$1/package.json" "$services/$1/package-lock.json" . &&
    npm ci --ignore-scripts --no-audit --no-fund "${@:2}"
}

need_node() { command -v node >/dev/null && command -v npm >/dev/null || missing "there is no Node.js with npm (packages nodejs, npm)"; }

# python_install FOLDER: a virtual environment in the current folder with what requirements.txt says; for packages_install.
python_install() {
  local python
  for python in python3 /usr/bin/python3; do
    "$python" -m venv . && break
  done
  [ -x bin/pip ] && bin/pip install --quiet --disable-pip-version-check --requirement "$services/$1/requirements.txt"
}

# free_port: one of 127.0.0.1 below those that outgoing connections get, so that a server that is started again finds its own free.
free_port() {
  local port
  while :; do
    port=$((10000 + (RANDOM * 32768 + RANDOM) % 22000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# server_start LOG COMMAND...: in the folder, as the unprivileged user, in a session of its own: Ctrl-C at the terminal is for the command
# and for this script, which then stops the server. Its process id is in $server.
server_start() {
  local log=$folder/$1
  shift
  (cd "$folder" && exec setsid ${as_user[@]+"${as_user[@]}"} "$@" >>"$log" 2>&1 </dev/null) &
  server=$!
  servers+=("$server")
}

# restarter_write NAME PIDFILE LOG COMMAND...: a program NAME in the folder that becomes the server, with its process id in PIDFILE
# ("" where the server writes one itself): for tests that kill it and start it again.
restarter_write() {
  local program=$folder/$1 pidfile=$2 log=$folder/$3
  shift 3
  {
    echo '#!/usr/bin/env bash'
    # A process that leads its group already would be put into a new one by setsid, under another process id.
    echo '[ "${1:-}" = alone ] || exec setsid "$0" alone'
    printf 'cd %q || exit\n' "$folder"
    [ -z "$pidfile" ] || printf 'echo $$ >%q\n' "$folder/$pidfile"
    printf 'exec'
    printf ' %q' ${as_user[@]+"${as_user[@]}"} "$@"
    printf ' >>%q 2>&1 </dev/null\n' "$log"
  } >"$program"
  chmod 755 "$program"
}

# restarter_start NAME: runs such a program; its death is no news for this script, since the command may kill it.
restarter_start() {
  "$folder/$1" &
  server=$!
  servers+=("$server")
  disown "$server"
}

# ready_await SECONDS COMMAND...: until COMMAND succeeds. False: the server ended or the time is over, which is four times what it takes
# on a machine that has little else to do.
ready_await() {
  local until=$((SECONDS + 4 * $1))
  shift
  while [ "$SECONDS" -le "$until" ]; do
    "$@" && return
    kill -0 "$server" 2>/dev/null || return 1
    sleep 0.03
  done
  return 1
}

# give_up LOG: the server does not start.
give_up() {
  echo "with-$service: the server does not start:" >&2
  tail -n 40 "$folder/$1" >&2
  exit 70
}

# processes_left: what runs in the folder, but for the command and this script.
processes_left() {
  find /proc/[0-9]*/cwd -maxdepth 0 \( -lname "$folder" -o -lname "$folder/*" \) 2>/dev/null |
    sed 's|^/proc/\([0-9]*\)/cwd$|\1|' | grep -vxF -e $$ -e "${child:-none}"
}

# servers_signal SIGNAL: to the servers that this script started, and to what took their place. Their children are theirs to stop: a signal
# means something else to them. KILL is for all.
servers_signal() {
  local process left=" $(processes_left | tr '\n' ' ')"
  for process in ${servers[@]+"${servers[@]}"} $left; do
    if [ "$1" = KILL ] || [[ "$left" != *" $(awk '/^PPid:/ {print $2}' "/proc/$process/status" 2>/dev/null) "* ]]; then
      kill "-$1" "$process" 2>/dev/null
    fi
  done
}

servers_alive() {
  local process
  for process in ${servers[@]+"${servers[@]}"}; do
    kill -0 "$process" 2>/dev/null && return
  done
  [ -n "$(processes_left)" ]
}

# servers_stop: asks, waits, kills. A process id may be somebody else's by now only if its process is gone: then it is forgotten here first.
servers_stop() {
  local process kept=() until=$((SECONDS + stop_seconds))
  for process in ${servers[@]+"${servers[@]}"}; do
    [[ "$(readlink "/proc/$process/cwd" 2>/dev/null)" != "$folder"* ]] && ! jobs -p | grep -qxF "$process" || kept+=("$process")
  done
  servers=(${kept[@]+"${kept[@]}"})
  servers_signal "$stop_signal"
  servers_signal CONT
  while servers_alive; do
    if [ "$SECONDS" -ge "$until" ]; then
      servers_signal KILL
      wait ${servers[@]+"${servers[@]}"} 2>/dev/null
      sleep 0.1
      break
    fi
    sleep 0.03
  done
}

service_end() {
  trap '' INT TERM HUP
  if [ -n "$child" ] && kill -0 "$child" 2>/dev/null; then
    kill -TERM "$child" 2>/dev/null
    wait "$child" 2>/dev/null
  fi
  servers_stop
  # A process that is on its way out may still rename a file under the hands of rm.
  for _ in 1 2 3 4 5; do
    rm -rf "$folder" && break
    sleep 0.2
  done
}

# command_run COMMAND...: ends this script with its status.
command_run() {
  "$@" <&0 &
  child=$!
  wait "$child"
  local status=$?
  child=
  exit "$status"
}
