# shellcheck shell=sh
# Python packages that only tests and benchmarks use: the peers that numbers are compared with.
# Sets APUS_PYTHONPATH.

install_peers() {
  requirements=$APUS_ROOT/Tools/setup/test-requirements.txt
  folder=$APUS_HOME/python/test
  APUS_PYTHONPATH=$folder
  [ ! -f "$libtorch/__init__.py" ] || APUS_PYTHONPATH=$folder:${libtorch%/*}
  wanted=$({ python3 --version && cat "$requirements"; } 2>/dev/null | digest)
  [ "$(cat "$folder/.requirements" 2>/dev/null)" != "$wanted" ] || return 0
  say "installing the Python packages that tests compare with into $folder"
  partial=$APUS_HOME/python/.test.partial
  rm -rf "$partial" "$partial.old"
  # Every package is pinned and named, dependencies too, so that none drags in another torch.
  if pip_into "$partial" --no-deps --requirement "$requirements"; then
    echo "$wanted" >"$partial/.requirements"
    [ ! -e "$folder" ] || mv "$folder" "$partial.old"
    mv "$partial" "$folder"
    rm -rf "$partial.old"
  else
    rm -rf "$partial"
    say "they could not be installed: tests that need them will be skipped, each saying so"
  fi
}
