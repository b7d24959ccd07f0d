#!/bin/sh
# Starts the clinic as `make run` does, asks for a page, and ends it; then once more, on what is there.
set -eu
cd "$(dirname "$0")/.."

home=$(mktemp -d)
log=$home/printed
running=

end() {
    [ -z "$running" ] || kill -INT -"$running" 2>/dev/null || true
    wait 2>/dev/null || true
    running=
}
trap 'end; rm -rf "$home"' EXIT
trap 'exit 1' INT TERM

start() {
    : >"$log"
    TITRANT_HOME=$home/clinic setsid make run >"$log" 2>&1 &
    running=$!
    seconds=0
    until grep -q "is ready" "$log"; do
        kill -0 "$running" 2>/dev/null && [ "$seconds" -lt 300 ] || {
            cat "$log" >&2
            echo "start: the clinic did not start." >&2
            exit 1
        }
        sleep 1
        seconds=$((seconds + 1))
    done
    cat "$log"
    .venv/bin/python - <<'PY'
from urllib.request import urlopen

with urlopen("http://localhost:8000/account/sign-in/") as page:
    text = page.read().decode()
assert "Demonstration" in text, text
print("start: the sign-in page answers.")
PY
}

start
end
start
