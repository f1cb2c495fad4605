#!/usr/bin/env bash
# From a fresh clone on Debian 12 to ten nodes that learn to read digits while two of them lie.
# Usage: deploy/quickstart.sh [OPTION OF "starling run"]…
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
source deploy/packages.sh

install_missing "${packages_build[@]}"
build release starling
report=(--report runs/quickstart)
[[ " $* " != *" --report"* ]] || report=()
exec build/release/bin/starling run examples/quickstart.yaml "${report[@]}" "$@"
