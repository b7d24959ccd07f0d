"""Pins every package Titrant uses, with the hash of every file, in requirements/*.txt.

`make lock` runs it. A pin stays as it is unless pyproject.toml no longer allows it; with
`--upgrade` each pin moves to the newest release that pyproject.toml allows. The pins are uv's,
which has no Python interface: it is started as a program, with fixed words and no shell.
"""

import subprocess  # nosec B404
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")

# Lock file, the groups and extras in it, and the lock file whose pins it must share: the first
# three are installed into one environment, semgrep into one of its own.
PROGRAM = ["pyproject.toml", "--group=build", "--extra=pictures"]
LOCKS = (
    ("base", PROGRAM, None),
    ("dev", [*PROGRAM, "--extra=dev"], "base"),
    ("docs", [*PROGRAM, "--extra=docs"], "dev"),
    ("semgrep", ["--group=semgrep"], None),
)


def command(name: str, parts: list[str], shared: str | None, *, upgrade: bool) -> list[str]:
    """Return the uv command that writes requirements/`name`.txt."""
    line = [
        str(UV),
        "pip",
        "compile",
        "--quiet",
        "--universal",  # Linux and macOS from one file
        "--python-version=3.11",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--custom-compile-command=make lock",
        *parts,
        f"--output-file=requirements/{name}.txt",
    ]
    if shared:
        line.append(f"--constraints=requirements/{shared}.txt")
    if upgrade:
        line.append("--upgrade")
    return line


def main() -> None:
    """Write the lock files."""
    upgrade = "--upgrade" in sys.argv[1:]
    for name, parts, shared in LOCKS:
        line = command(name, parts, shared, upgrade=upgrade)
        subprocess.run(line, cwd=ROOT, check=True)  # nosec B603
        print(f"requirements/{name}.txt")


if __name__ == "__main__":
    main()
