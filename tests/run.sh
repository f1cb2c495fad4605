#!/usr/bin/env bash
# Installs what is missing, builds, and runs the whole test suite; the closing count is CTest's.
# Usage: tests/run.sh [--debug] [--asan] [--clang] [--tidy] [--fuzz]   (default: the release build)
#   --asan   under the address and undefined-behaviour sanitizers
#   --clang  built with clang 14
#   --tidy   clang-format and clang-tidy over every source; runs no test
#   --fuzz   libFuzzer on every decoder for 60 seconds each, or STARLING_FUZZ_SECONDS
# STARLING_TEST_DATA names the folder with real data and outside vectors (default: ../shared/data).
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
source deploy/packages.sh

presets=()
packages=("${packages_build[@]}" "${packages_test[@]}")
for option in "$@"; do
  case $option in
    --debug | --asan) presets+=("${option#--}") ;;
    --clang | --tidy | --fuzz)
      presets+=("${option#--}")
      packages+=("${packages_clang[@]}")
      ;;
    -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit 0 ;;
    *) say "unknown option $option; --help names those there are" && exit 2 ;;
  esac
done
[ ${#presets[@]} -gt 0 ] || presets=(release)
[ -z "${STARLING_TEST_DATA:-}" ] || STARLING_TEST_DATA=$(realpath "$STARLING_TEST_DATA")

# Each target on what it found before and on its seeds; what broke its law stays in build/fuzz.
fuzz() {
  local source name
  build fuzz fuzz_targets
  for source in tests/fuzz/*_fuzz.cpp; do
    name=$(basename "$source" _fuzz.cpp)
    # Those of the programs are not among the cores, which alone are built for this.
    [ -x "build/fuzz/tests/fuzz/${name}_fuzz" ] || continue
    say "fuzzing $name"
    mkdir -p "build/fuzz/found/$name"
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 "build/fuzz/tests/fuzz/${name}_fuzz" \
      -max_total_time="${STARLING_FUZZ_SECONDS:-60}" -max_len=4096 -timeout=10 \
      -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="build/fuzz/$name-" \
      "build/fuzz/found/$name" "tests/fuzz/seeds/$name"
  done
}

install_missing "${packages[@]}"
for preset in "${presets[@]}"; do
  if [ "$preset" = tidy ]; then
    say "checking the format"
    find actors aggregation deploy examples messages optimizers tests transports \
      \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 clang-format-14 --dry-run -Werror
    build tidy
  elif [ "$preset" = fuzz ]; then
    fuzz
  else
    build "$preset"
    ctest --test-dir "build/$preset" --output-on-failure --parallel "$(nproc)"
  fi
done
