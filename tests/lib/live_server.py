"""A real server process on a copy of a filled installation, on either database.

The record is append-only, so that no test can empty it again: a template is made once, and each
server gets a copy of its own, which goes when the server does.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "titrant.server.config.settings"
STARTS_WITHIN = 60  # seconds; on a machine with every core at work


@dataclass(frozen=True)
class Template:
    """A filled installation that no server runs on. `database` is its PostgreSQL name, or ""."""

    home: Path
    database: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class LiveServer:
    """A running server: where it answers, whose home it has, and what is in its clinic."""

    port: int
    home: Path
    database: str
    facts: dict[str, Any]
    pid: int = 0
    ahead: int = 0  # seconds that its clock is ahead of the machine's
    demonstration: bool = True
    mail: str = ""  # the address of its mail server
    source: Path = ROOT / "src"  # which version of the program runs

    @property
    def address(self) -> str:
        """Where a browser finds it. Passkeys need this name, and not 127.0.0.1."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """The file of what it prints."""
        return self.home / "server.log"

    @property
    def printed(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to work on the same installation: `titrant verify`."""
        own = environment(self.home, self.database, self.port)
        return own | {
            "TITRANT_DEMO": "1" if self.demonstration else "0",
            "TITRANT_CLOCK_AHEAD": str(self.ahead),
            "TITRANT_SMTP_URL": self.mail,
            "PYTHONPATH": os.pathsep.join((str(self.source), str(ROOT))),
        }

    def titrant(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one of the program's commands on the same installation."""
        return command(self.environment, *words)

    def tells(self, program: str) -> Any:
        """Run a program of the tests on the same installation; return the JSON that it prints."""
        return _told(program, self.environment)

    def get(self, path: str, session: str = "") -> tuple[int, dict[str, str], bytes]:
        """Return the status, headers and bytes of one page, without a browser."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": f"localhost:{self.port}"}
        if session:
            headers["Cookie"] = f"{self.facts['cookie']}={session}"
        try:
            link.request("GET", path, headers=headers)
            answer = link.getresponse()
            heads: dict[str, str] = {}
            for name, value in answer.getheaders():  # one line for each cookie
                heads[name] = f"{heads[name]}, {value}" if name in heads else value
            return answer.status, heads, answer.read()
        finally:
            link.close()

    def answers(self) -> bool:
        """Return whether it answers."""
        with suppress(OSError, http.client.HTTPException):
            return self.get("/alive")[0] == 200
        return False


def command(within: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    """Run one of the program's commands in an environment; return what it said, and its status."""
    return subprocess.run(
        [sys.executable, "-m", "titrant", *words],
        env=within, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def environment(home: Path, database: str, port: int) -> dict[str, str]:
    """Return the environment of a program of one installation; nothing of the tests' own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TITRANT_", "DJANGO_", "DATABASE_", "PYTEST_"))
    }
    kept |= {
        "TITRANT_HOME": str(home),
        "TITRANT_DEMO": "1",
        "TITRANT_ORIGIN": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    if database:
        kept["DATABASE_URL"] = _address_of(database)
    return kept


def make_template(folder: Path, *, postgresql: bool) -> Template:
    """Make and fill an installation in a folder: tables, a clinic, people, patients."""
    database = f"journeys_{uuid4().hex[:12]}" if postgresql else ""
    if database:
        on_postgresql(f"CREATE DATABASE {database}")
    facts = _told("tests.lib.live_clinic", environment(folder, database, 8000))
    return Template(folder, database, facts)


def _told(program: str, within: dict[str, str]) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", program],
        env=within,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def drop_template(template: Template) -> None:
    """Take a template away again."""
    shutil.rmtree(template.home, ignore_errors=True)
    if template.database:
        on_postgresql(f"DROP DATABASE {template.database} WITH (FORCE)")


@contextmanager
def running(template: Template, folder: Path) -> Iterator[LiveServer]:
    """Run a server on a copy of a template until the block ends; then the copy goes as well."""
    with copied(template, folder) as server, started(server) as live:
        yield live


@contextmanager
def copied(template: Template, folder: Path) -> Iterator[LiveServer]:
    """Return a server on a copy of a template that is not started yet; later the copy goes."""
    home = folder / f"home-{uuid4().hex[:8]}"
    shutil.copytree(template.home, home)
    database = ""
    if template.database:
        database = f"journeys_{uuid4().hex[:12]}"
        on_postgresql(f"CREATE DATABASE {database} TEMPLATE {template.database}")
    server = LiveServer(free_port(), home, database, template.facts)
    try:
        yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)
        if database:
            on_postgresql(f"DROP DATABASE {database} WITH (FORCE)")


@contextmanager
def started(server: LiveServer) -> Iterator[LiveServer]:
    """Start the server's web processes, wait until they answer, and end them all."""
    web = ("granian", "--interface", "asginl", "--host", "127.0.0.1", "--workers", "2",
           "--port", str(server.port), "titrant.server.config.asgi:application")  # fmt: skip
    with _program(server, *web) as process:
        yield replace(server, pid=process.pid)


@contextmanager
def served(server: LiveServer) -> Iterator[LiveServer]:
    """Serve as an operator does, web processes and worker by one command; its end is a good one."""
    serve = ("titrant", "serve", "--workers", "2", "--port", str(server.port))
    with _program(server, *serve) as process:
        yield replace(server, pid=process.pid)
    assert process.returncode == 0, server.printed


@contextmanager
def _program(server: LiveServer, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    with server.log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            env=server.environment, cwd=ROOT, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(server, process)
        yield process
    finally:
        end(process)


def _wait(server: LiveServer, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        if server.answers():
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{server.printed}")


@contextmanager
def empty(folder: Path, *, postgresql: bool) -> Iterator[LiveServer]:
    """Return the server of a clinic's installation that nobody has begun; later it goes."""
    database = f"journeys_{uuid4().hex[:12]}" if postgresql else ""
    if database:
        on_postgresql(f"CREATE DATABASE {database}")
    try:
        yield LiveServer(free_port(), folder / "home", database, {}, demonstration=False)
    finally:
        shutil.rmtree(folder / "home", ignore_errors=True)
        if database:
            on_postgresql(f"DROP DATABASE {database} WITH (FORCE)")


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a server as an operator would, and its whole process group if it does not go."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=15)


def free_port() -> int:
    """Return a port of the loopback address that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _address_of(database: str) -> str:
    """Return the address of a database on the server that the tests' settings started."""
    from urllib.parse import urlsplit, urlunsplit

    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


def on_postgresql(statement: str) -> None:
    """Run one statement on the server that the tests' settings started."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
        link.execute(statement.encode())
