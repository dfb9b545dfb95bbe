# shellcheck shell=sh
# What a person sees of the set-up: one line for each step, and the log of a step that failed.

# Exit codes follow sysexits.h.
readonly EX_UNAVAILABLE=69 # something must be installed first; the line says which command does it
readonly EX_SOFTWARE=70    # a build failed
readonly EX_CANTCREAT=73   # a folder cannot be written, or the disk is full
readonly EX_CONFIG=78      # a variable points at something unusable

say() { printf 'apus: %s\n' "$*" >&2; }

# die CODE MESSAGE...
die() {
  status=$1
  shift
  say "$*"
  exit "$status"
}

# logged LOG COMMAND...: the command's output goes to the terminal if there is one, else to the log,
# whose end is shown when the command fails.
logged() {
  log=$1
  shift
  if [ -t 2 ]; then
    "$@" >&2
  else
    status=0
    "$@" >"$log" 2>&1 || status=$?
    [ "$status" -eq 0 ] || tail -n 40 "$log" >&2
    return "$status"
  fi
}

# quoted TEXT: the text as one word of shell.
quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

# sha256 of standard input.
digest() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -c1-16
}

processors() { getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }
