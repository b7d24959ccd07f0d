#!/bin/sh
# Holds the code to our own rules (scripts/semgrep/): what no general tool knows about a record.
# First each rule is tried on its samples, bad and good; then all of them on the program.
# Nothing is sent anywhere, and nothing is fetched: the rules are the files beside this one.
set -eu
cd "$(dirname "$0")/.."

venv=.venv-semgrep
if [ ! -x "$venv/bin/semgrep" ]; then
    echo "own rules: no semgrep here, so they are not asked (scripts/setup.sh semgrep)" >&2
    exit 0
fi
PATH=$PWD/$venv/bin:$PATH # it starts its other half by name
export PATH
export SEMGREP_SEND_METRICS=off SEMGREP_ENABLE_VERSION_CHECK=0
export SEMGREP_SETTINGS_FILE="$PWD/$venv/settings.yml" SEMGREP_LOG_FILE="$PWD/$venv/semgrep.log"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! semgrep scan --test --metrics=off scripts/semgrep >"$log" 2>&1 ||
    ! grep -q 'All tests passed' "$log"; then
    sed -n '/unit tests did not pass/,$p' "$log" >&2
    echo "own rules: a rule does not do on its samples what they say (scripts/semgrep/)" >&2
    exit 1
fi
semgrep scan --metrics=off --disable-version-check --quiet --error \
    --config scripts/semgrep src/titrant
