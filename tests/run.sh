#!/usr/bin/env bash
# Installs what is missing, builds, and runs the whole test suite; the closing count is CTest's.
# Usage: tests/run.sh [--debug] [--asan] [--clang] [--tidy]   (default: the release build)
#   --asan   under the address and undefined-behaviour sanitizers
#   --clang  built with clang 14
#   --tidy   clang-format and clang-tidy over every source; runs no test
# STARLING_TEST_DATA names the folder with real data and outside vectors (default: ../shared/data).
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
source deploy/packages.sh

presets=()
packages=("${packages_build[@]}" "${packages_test[@]}")
for option in "$@"; do
  case $option in
    --debug | --asan) presets+=("${option#--}") ;;
    --clang | --tidy) presets+=("${option#--}") packages+=("${packages_clang[@]}") ;;
    -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit 0 ;;
    *) say "unknown option $option; there are --debug, --asan, --clang and --tidy" && exit 2 ;;
  esac
done
[ ${#presets[@]} -gt 0 ] || presets=(release)
[ -z "${STARLING_TEST_DATA:-}" ] || STARLING_TEST_DATA=$(realpath "$STARLING_TEST_DATA")

install_missing "${packages[@]}"
for preset in "${presets[@]}"; do
  if [ "$preset" = tidy ]; then
    say "checking the format"
    find actors aggregation deploy examples messages optimizers tests transports \
      \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 clang-format-14 --dry-run -Werror
    build tidy
  else
    build "$preset"
    ctest --test-dir "build/$preset" --output-on-failure --parallel "$(nproc)"
  fi
done
