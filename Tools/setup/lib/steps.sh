# shellcheck shell=sh
# The steps of the set-up, in order. Wants APUS_ROOT. Safe to run twice at once, and to interrupt.

# shellcheck source=Tools/setup/lib/home.sh
. "$APUS_ROOT/Tools/setup/lib/home.sh"
# shellcheck source=Tools/setup/lib/messages.sh
. "$APUS_ROOT/Tools/setup/lib/messages.sh"
# shellcheck source=Tools/setup/lib/system.sh
. "$APUS_ROOT/Tools/setup/lib/system.sh"
# shellcheck source=Tools/setup/lib/libtorch.sh
. "$APUS_ROOT/Tools/setup/lib/libtorch.sh"
# shellcheck source=Tools/setup/lib/ctorch.sh
. "$APUS_ROOT/Tools/setup/lib/ctorch.sh"
# shellcheck source=Tools/setup/lib/peers.sh
. "$APUS_ROOT/Tools/setup/lib/peers.sh"

# All that takes place in APUS_HOME, one process at a time. Interrupted work leaves only `.partial` names,
# which the next to come removes.
# set_up --peers|'': the peers too, or not.
set_up() {
  if ! mkdir -p "$APUS_HOME/logs" "$APUS_HOME/python" "$APUS_HOME/ctorch" 2>/dev/null || [ ! -w "$APUS_HOME" ]; then
    die "$EX_CANTCREAT" "$APUS_HOME cannot be written: set APUS_HOME to a folder that can"
  fi
  check_swift
  exec 9>"$APUS_HOME/lock"
  take_lock || { say "waiting for another set-up in $APUS_HOME"; wait_for_lock; }
  check_libraries
  check_sandbox
  find_libtorch
  build_ctorch
  [ "$1" != --peers ] || install_peers
  exec 9>&-
  APUS_LIBTORCH=$libtorch/lib
  APUS_DEVICE=${APUS_DEVICE:-$(best_device)}
  export APUS_ROOT APUS_HOME APUS_CTORCH APUS_LIBTORCH APUS_DEVICE
  [ -z "${APUS_PYTHONPATH-}" ] || export APUS_PYTHONPATH
}

# The lock belongs to descriptor 9, so it ends with the process whatever happens. macOS has no flock(1).
take_lock() {
  if command -v flock >/dev/null 2>&1; then flock -n 9; else
    python3 -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null
  fi
}

wait_for_lock() {
  if command -v flock >/dev/null 2>&1; then flock 9; else
    python3 -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
  fi
}
