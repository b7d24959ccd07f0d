"""An installation of its own, run as programs: what is killed, restored or filled up is real."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from textwrap import dedent

from tests.lib.server_settings import POSTGRESQL

_ROOT = Path(__file__).resolve().parents[2]
_numbers = count(1)
_READY = "from titrant.server.config import starting; starting.ready()\n"
_BEGUN = "from titrant.cli.server_commands import prepare; prepare(new=True)"


@dataclass(frozen=True)
class Apart:
    """The folder of an installation, and what its programs are told."""

    home: Path
    tells: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What its programs find in the environment: nothing of the tests' own settings."""
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("TITRANT_") and name not in {"DATABASE_URL", "COLUMNS"}
        }
        own["PYTHONPATH"] = f"{_ROOT / 'src'}{os.pathsep}{_ROOT}"
        own.pop("DJANGO_SETTINGS_MODULE", None)
        return {**own, "TITRANT_HOME": str(self.home), **self.tells}

    def titrant(self, *typed: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return self._run([sys.executable, "-m", "titrant", *typed])

    def python(self, code: str) -> str:
        """Run lines of Python in the installation; return what they print."""
        done = self._run([sys.executable, "-c", _READY + dedent(code)])
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *typed: str) -> "subprocess.Popen[str]":
        """Start a command and do not wait for it; -c CODE runs Python."""
        command = ["-m", "titrant", *typed] if typed[0] != "-c" else ["-c", _READY + typed[1]]
        return subprocess.Popen(
            [sys.executable, *command],
            env=self.environment,
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _run(self, command: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            env=self.environment,
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def new(folder: Path, **tells: str) -> Apart:
    """Return a demonstration whose tables are made, with nothing in them."""
    home = folder / f"home{next(_numbers)}"
    if POSTGRESQL:
        tells = {"DATABASE_URL": new_database(_template().tells["DATABASE_URL"]), **tells}
    shutil.copytree(_template().home, home)
    return Apart(home, {"TITRANT_DEMO": "1", **tells})


def bare(folder: Path, **tells: str) -> Apart:
    """Return an installation that nobody has started yet; on PostgreSQL with an empty database."""
    if POSTGRESQL:
        tells = {"DATABASE_URL": new_database(), **tells}
    return Apart(folder / f"home{next(_numbers)}", tells)


@cache
def _template() -> Apart:
    made = bare(Path(tempfile.mkdtemp(prefix="titrant-apart-")), TITRANT_DEMO="1")
    made._run([sys.executable, "-c", _BEGUN]).check_returncode()
    return made


def new_database(template: str = "") -> str:
    """Return the address of a new PostgreSQL database beside the tests' own."""
    import psycopg

    address = os.environ["DATABASE_URL"]
    name = f"titrant_apart_{os.getpid()}_{next(_numbers)}"
    like = f" TEMPLATE {_name_of(template)}" if template else ""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{like}")
    before, _, after = address.partition("/postgres?")
    return f"{before}/{name}?{after}"


def forget_databases() -> None:
    """Drop what `new_database` made in this process."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s",
            [f"titrant_apart_{os.getpid()}_%"],
        ).fetchall()
        for (name,) in rows:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _name_of(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]
