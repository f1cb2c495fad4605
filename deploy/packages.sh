# shellcheck shell=bash disable=SC2034
# The Debian 12 packages that Starling needs, and the two steps every script here starts with.
# Sourced by quickstart.sh and tests/run.sh; the caller is in the root of the repository.

packages_build=(
  g++ cmake ninja-build ccache pkg-config
  libcaf-dev libarmadillo-dev libopenblas-dev libhwy-dev libsodium-dev libssl-dev zlib1g-dev
  liblz4-dev libzstd-dev libboost-dev
  prometheus-cpp-dev libcli11-dev libyaml-cpp-dev nlohmann-json3-dev doctest-dev
)
# Where systemd runs, prometheus starts its server.
packages_test=(
  python3 prometheus libmsgpack-cxx-dev openssl openssh-client openssh-server iproute2 nodejs
)
packages_clang=(clang-14 clang-tidy-14 clang-format-14)

say() { printf '== %s\n' "$*" >&2; }

# install_missing PACKAGE…: asks apt for those that are not there, and for nothing otherwise.
install_missing() {
  local package missing=() as_root=()
  if ! command -v apt-get >/dev/null; then
    say "no apt-get here: these scripts are for Debian 12; it needs $*"
    return 1
  fi
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
      missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "run this as root, then try again: apt-get install --no-install-recommends ${missing[*]}"
      return 1
    fi
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  "${as_root[@]}" apt-get -qq update
  # The tests start SSH servers of their own; nobody asked for one that is open to the world.
  if [[ " ${missing[*]} " == *" openssh-server "* && -d /run/systemd/system ]]; then
    "${as_root[@]}" systemctl mask ssh.service ssh.socket >&2
  fi
  "${as_root[@]}" apt-get -qq install --yes --no-install-recommends "${missing[@]}" >&2
}

# build PRESET [TARGET…]: configures once; from then on Ninja does so by itself when it must.
build() {
  local preset=$1
  shift
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >&2
  say "building the $preset preset"
  cmake --build --preset "$preset" ${1:+--target "$@"} >&2
}
