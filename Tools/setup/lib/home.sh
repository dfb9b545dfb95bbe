# shellcheck shell=sh
# Where things are, and whether all of them are up to date. Read by ./apus on every start: keep it fast.
# Wants APUS_ROOT, the checkout; settles APUS_HOME, the folder of all that can be made again.

APUS_HOME=${APUS_HOME:-${XDG_CACHE_HOME:-${HOME:?is not set: set HOME or APUS_HOME}/.cache}/apus}
case $APUS_HOME in
  /*) ;;
  *) APUS_HOME=$PWD/$APUS_HOME ;;
esac

# What a finished set-up was made for: when any of these changes, it is made again.
circumstances() {
  printf '%s\n' "$APUS_ROOT" "$APUS_HOME" "${LIBTORCH-}" "$(command -v swift || true)"
}

# Whether the last build is still good. `ready.sh` carries the time at which that build began.
# -cnewer looks at the inode's time: it also sees an older file moved over a source, and a new toolchain.
is_ready() {
  ready=$APUS_ROOT/.build/apus/ready.sh
  [ -f "$ready" ] || return 1
  # shellcheck source=/dev/null
  . "$ready"
  [ "${ready_for-}" = "$(circumstances)" ] || return 1
  [ -f "${APUS_CTORCH-}" ] && [ -d "${APUS_LIBTORCH-}" ] && [ -x "$APUS_ROOT/.build/release/apus" ] || return 1
  [ -z "$(find -H "$APUS_ROOT/Sources" "$APUS_ROOT/Package.swift" "$APUS_ROOT/Tools/setup" \
    "$(command -v swift)" -cnewer "$ready" -print -quit)" ]
}
