# shellcheck shell=sh
# Swift, and what the system's package manager has to bring.

check_swift() {
  swift_least=$(sed -n '1s/.*swift-tools-version: *//p' "$APUS_ROOT/Package.swift")
  command -v swift >/dev/null 2>&1 ||
    die "$EX_UNAVAILABLE" "Swift $swift_least or newer is needed and no swift is on PATH: see swift.org/install"
  swift_version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  at_least "${swift_version:-0}" "$swift_least" ||
    die "$EX_UNAVAILABLE" "Swift $swift_least or newer is needed, $(command -v swift) is ${swift_version:-unreadable}: see swift.org/install"
}

# at_least VERSION LEAST, both MAJOR.MINOR...
at_least() {
  have_major=${1%%.*} have_rest=${1#*.}
  need_major=${2%%.*} need_rest=${2#*.}
  [ "$have_major" -gt "$need_major" ] ||
    { [ "$have_major" -eq "$need_major" ] && [ "${have_rest%%.*}" -ge "${need_rest%%.*}" ]; }
}

# The C++ compiler: the system's, else the one that comes with Swift.
cxx() { command -v "${CXX:-c++}" || command -v clang++; }

# links HEADER... -- LIBRARY...: whether a program with these compiles and links.
links() {
  program='int main() { return 0; }'
  while [ "$1" != -- ]; do
    program=$(printf '#include <%s>\n%s' "$1" "$program")
    shift
  done
  shift
  printf '#define PCRE2_CODE_UNIT_WIDTH 8\n%s\n' "$program" | "$(cxx)" -x c++ - -o /dev/null "$@" 2>/dev/null
}

# The Debian names of what is missing.
missing_packages() {
  command -v make >/dev/null 2>&1 || printf ' make'
  if ! cxx >/dev/null 2>&1; then
    printf ' g++ libpcre2-dev libsqlite3-dev zlib1g-dev'
  elif ! links pcre2.h sqlite3.h zlib.h -- -lpcre2-8 -lsqlite3 -lz; then
    links pcre2.h -- -lpcre2-8 || printf ' libpcre2-dev'
    links sqlite3.h -- -lsqlite3 || printf ' libsqlite3-dev'
    links zlib.h -- -lz || printf ' zlib1g-dev'
  fi
}

# apt_install PACKAGE...: fresh machines and containers come with empty or old package lists.
apt_install() {
  logged "$APUS_HOME/logs/apt.log" env DEBIAN_FRONTEND=noninteractive sh -c '
    apt-get install -y --no-install-recommends "$@" ||
      { apt-get update && apt-get install -y --no-install-recommends "$@"; }' apt "$@"
}

may_apt() { command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; }

check_libraries() {
  packages=$(missing_packages)
  [ -n "$packages" ] || return 0
  # The names are ours: splitting them is meant.
  # shellcheck disable=SC2086
  if may_apt; then
    say "installing the system packages$packages"
    apt_install $packages || die "$EX_UNAVAILABLE" "apt-get could not install$packages (its words are above)"
    [ -z "$(missing_packages)" ] || die "$EX_UNAVAILABLE" "still missing after apt-get:$(missing_packages)"
  elif command -v apt-get >/dev/null 2>&1; then
    die "$EX_UNAVAILABLE" "system packages are missing; run: sudo apt-get install -y --no-install-recommends$packages"
  elif [ "$(uname -s)" = Darwin ]; then
    die "$EX_UNAVAILABLE" "libraries are missing; run: xcode-select --install; brew install pcre2"
  else
    die "$EX_UNAVAILABLE" "install what your distribution calls these Debian packages:$packages"
  fi
}

# Without bubblewrap Apus works, and says at every run that experiments are not confined.
check_sandbox() {
  [ "$(uname -s)" = Linux ] || return 0
  command -v bwrap >/dev/null 2>&1 && return 0
  if may_apt; then
    say "installing bubblewrap, the sandbox of experiments"
    apt_install bubblewrap || say "bubblewrap could not be installed: experiments will not be confined"
  else
    say "bubblewrap is missing, experiments will not be confined; to have it: sudo apt-get install -y bubblewrap"
  fi
}
