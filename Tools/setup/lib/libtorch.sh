# shellcheck shell=sh
# Finds LibTorch, else installs it. Sets libtorch (a folder with include/ and lib/) and libtorch_version.

readonly libtorch_release=2.13.0
readonly libtorch_supported='2.11 to 2.13'

case $(uname -s) in
  Darwin) library_suffix=dylib ;;
  *) library_suffix=so ;;
esac

find_libtorch() {
  own=$APUS_HOME/python/torch-$libtorch_release/torch
  if [ -n "${LIBTORCH-}" ]; then
    adopt_libtorch "$LIBTORCH" ||
      die "$EX_CONFIG" "LIBTORCH=$LIBTORCH: $libtorch_problem; point it at LibTorch $libtorch_supported or unset it"
    say "LibTorch $libtorch_version from LIBTORCH, $libtorch"
  elif candidate=$(torch_of_python) && adopt_libtorch "$candidate"; then
    say "LibTorch $libtorch_version of $(command -v python3), $libtorch"
  else
    [ -z "$candidate" ] || say "passing over $candidate: $libtorch_problem"
    if ! adopt_libtorch "$own"; then install_libtorch; fi
    say "LibTorch $libtorch_version, $libtorch"
  fi
}

# The folder of the torch that python3 would import. Nothing is imported: that would take seconds.
torch_of_python() {
  python3 -c 'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0] if s else "")' \
    2>/dev/null || true
}

# adopt_libtorch FOLDER: takes it if Apus can build against it, else says why not in libtorch_problem.
adopt_libtorch() {
  [ -n "$1" ] || { libtorch_problem='no folder'; return 1; }
  if [ ! -f "$1/lib/libtorch_cpu.$library_suffix" ]; then
    libtorch_problem="lib/libtorch_cpu.$library_suffix is not there"
    return 1
  fi
  libtorch_version=$(version_in "$1/include/torch/headeronly/version.h")
  case $libtorch_version in
    2.11.* | 2.12.* | 2.13.*) libtorch=$(CDPATH='' cd -P -- "$1" && pwd -P) ;;
    '')
      libtorch_problem='its C++ headers are not there'
      return 1
      ;;
    *)
      libtorch_problem="version $libtorch_version is not $libtorch_supported"
      return 1
      ;;
  esac
}

version_in() {
  [ -f "$1" ] || return 0
  awk '$2 ~ /^TORCH_VERSION_(MAJOR|MINOR|PATCH)$/ { v = v (v == "" ? "" : ".") $3 } END { print v }' "$1"
}

install_libtorch() {
  python3 -m pip --version >/dev/null 2>&1 || need_pip
  need_space "$(has_gpu && echo 9000 || echo 2500)"
  folder=$APUS_HOME/python/torch-$libtorch_release
  partial=$APUS_HOME/python/.torch-$libtorch_release.partial
  rm -rf "$partial"
  say "installing torch==$libtorch_release by pip into $folder (once; a minute or two)"
  if has_gpu; then
    pip_into "$partial/site" "torch==$libtorch_release" || no_torch
  else
    # Where the index or PIP_FIND_LINKS offers a build for the CPU, it is the smaller one.
    python3 -m pip download --no-deps --dest "$partial/wheel" "torch==$libtorch_release+cpu" \
      >"$APUS_HOME/logs/pip.log" 2>&1 || true
    wheel=$(find "$partial/wheel" -name '*.whl' 2>/dev/null | head -n 1)
    pip_into "$partial/site" --no-deps "${wheel:-torch==$libtorch_release}" || no_torch
    complete_libraries "$partial/site"
  fi
  rm -rf "$folder"
  mv "$partial/site" "$folder"
  rm -rf "$partial"
  adopt_libtorch "$folder/torch" || die "$EX_UNAVAILABLE" "what pip installed is unusable: $libtorch_problem"
}

# pip_into FOLDER ARGUMENT...
pip_into() {
  target=$1
  shift
  logged "$APUS_HOME/logs/pip.log" \
    python3 -m pip install --disable-pip-version-check --no-warn-script-location --no-compile \
    --target "$target" "$@"
}

no_torch() {
  die "$EX_UNAVAILABLE" "pip could not install torch==$libtorch_release: is there a network? Or set LIBTORCH to a folder with LibTorch $libtorch_supported"
}

need_pip() {
  if may_apt; then
    say "installing python3-pip"
    apt_install python3 python3-pip && return 0
  fi
  die "$EX_UNAVAILABLE" "no LibTorch and no pip to install it; run: sudo apt-get install -y python3-pip, or set LIBTORCH"
}

# need_space MEGABYTES at APUS_HOME.
need_space() {
  free=$(df -Pm "$APUS_HOME" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge "$1" ] ||
    die "$EX_CANTCREAT" "LibTorch needs $1 MB for its installation and $APUS_HOME has $free MB free: make room or set APUS_HOME"
}

# The device that is used unless APUS_DEVICE says otherwise.
best_device() {
  if has_gpu && [ -f "$libtorch/lib/libtorch_cuda.so" ]; then echo cuda:0; else echo cpu; fi
}

has_gpu() { [ -e /dev/nvidiactl ] || [ -e /dev/dxg ]; }

# A CUDA build without a GPU: of gigabytes of CUDA packages, libtorch_cpu loads two small libraries.
complete_libraries() {
  [ "$(uname -s)" = Linux ] || return 0
  unresolved=$(unresolved_of "$1/torch/lib/libtorch_cpu.so")
  [ -n "$unresolved" ] || return 0
  cuda=$(sed -n "s/^cuda.*= '\([0-9.]*\)'.*/\1/p" "$1/torch/version.py")
  names=
  for library in $unresolved; do
    case $library in
      libcudart.so.*) name=nvidia-cuda-runtime ;;
      libcupti.so.*) name=nvidia-cuda-cupti ;;
      *) die "$EX_UNAVAILABLE" "libtorch_cpu.so needs $library, which Apus does not know where to get: set LIBTORCH to a CPU build" ;;
    esac
    # From CUDA 13 on the packages' names no longer carry the version.
    case $cuda in 12.*) name=$name-cu12 ;; esac
    names="$names $name==$cuda.*"
  done
  say "adding the parts of CUDA that LibTorch loads even without a GPU:$names"
  # The names are ours: splitting them is meant.
  # shellcheck disable=SC2086
  pip_into "$1" --no-deps $names || no_torch
  unresolved=$(unresolved_of "$1/torch/lib/libtorch_cpu.so")
  [ -z "$unresolved" ] || die "$EX_UNAVAILABLE" "LibTorch still lacks $(echo "$unresolved" | tr '\n' ' ')"
}

unresolved_of() { LC_ALL=C ldd "$1" | awk '/not found/ { print $1 }' | sort -u; }
