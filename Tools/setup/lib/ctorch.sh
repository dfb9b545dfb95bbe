# shellcheck shell=sh
# libctorch: the C++ that meets LibTorch's headers, built once for each combination of its sources, LibTorch
# and compiler. Older ones stay, so that going back to an older commit costs nothing. Sets APUS_CTORCH.

build_ctorch() {
  native=$APUS_ROOT/Sources/CTorch/native
  compiler=$(cxx)
  key=$({
    find "$native" "$APUS_ROOT/Sources/CTorch/include" -type f | LC_ALL=C sort | while read -r file; do
      printf '%s\n' "${file#"$APUS_ROOT"}"
      cat "$file"
    done
    printf '%s\n' "$libtorch" "$libtorch_version"
    "$compiler" --version
  } | digest)
  folder=$APUS_HOME/ctorch/$key
  APUS_CTORCH=$folder/libctorch.$library_suffix
  [ ! -f "$APUS_CTORCH" ] || return 0
  say "building libctorch against LibTorch $libtorch_version"
  partial=$APUS_HOME/ctorch/.$key.partial
  rm -rf "$APUS_HOME"/ctorch/.*.partial
  mkdir -p "$partial"
  logged "$APUS_HOME/logs/ctorch.log" \
    make -C "$native" -j "$(processors)" CXX="$compiler" TORCH="$libtorch" OUT="$partial" ||
    die "$EX_SOFTWARE" "libctorch did not build (its words are above)"
  rm -f "$partial"/*.o "$partial"/*.d
  mv "$partial" "$folder"
}
