"""`titrant serve`: pages and worker by one command, ended by one signal."""

import http.client
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
from django.db import connections
from tests.lib.apart import Apart

from titrant.server.config import serving, starting
from titrant.server.config.installation import Installation, Kind


def free_port() -> int:
    """Return a port that nobody listens at; asked in a program, because tests open no socket."""
    code = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
    return int(subprocess.check_output(["python3", "-c", code], text=True))


def answer(port: int, path: str) -> str:
    code = (
        "import urllib.request, urllib.error\n"
        f"try: print(urllib.request.urlopen('http://localhost:{port}{path}').read().decode())\n"
        "except urllib.error.HTTPError as error: print(error.code, error.read().decode())"
    )
    return subprocess.check_output(["python3", "-c", code], text=True)


def until(process: "subprocess.Popen[str]", words: str) -> str:
    """Return what a program says up to these words."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def held(process: int) -> list[str]:
    """Return what a process holds open of an embedded database, as Linux says."""
    folder = Path(f"/proc/{process}/fd")
    if not folder.is_dir():
        pytest.skip("Linux alone tells which files a process has open.")
    open_files = [str(one.readlink()) for one in folder.iterdir() if one.is_symlink()]
    return [name for name in open_files if ".sqlite3" in name]


def test_one_command_starts_pages_and_worker_and_one_signal_ends_both(
    installation: Apart,
) -> None:
    port = free_port()
    server = installation.start("serve", "--demo", "--port", str(port))
    try:
        said = until(server, "Ctrl-C ends it.")
        assert f"Titrant is ready: http://localhost:{port}" in said
        assert '"titrant"' in answer(port, "/alive")
        assert "404" in answer(port, "/Mara-Ellison/?q=Mara")
        assert not held(server.pid), "its web processes would share what it holds"
        for _ in range(100):
            if list((installation.home / "backups").glob("*.backup")):
                break
            time.sleep(0.2)
        else:
            raise AssertionError("the worker did nothing")
    finally:
        server.send_signal(signal.SIGTERM)
        rest = server.communicate(timeout=60)[0]
    assert server.returncode == 0
    assert "Mara" not in rest
    assert "Traceback" not in rest
    assert (installation.home / "address").read_text() == f"http://localhost:{port}"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("--cert", "a.pem"), "given together"),
        (("--cert", "/none.pem", "--key", "/none.key"), "There is no file /none.pem."),
        (("--port", "0"), "--port is 0. Write a port from 1 to 65535."),
        (("--port", "70000"), "--port is 70000. Write a port from 1 to 65535."),
        (("--port", "web"), "invalid int value: 'web'"),
        (("--workers", "0"), "--workers is 0. Write a number from 1 to 64."),
        (("--workers", "-2"), "--workers is -2. Write a number from 1 to 64."),
        (("--host", "192.0.2.7"), "Pages cannot be served at 192.0.2.7, port 8000: "),
        (("--host", "no such host"), "Pages cannot be served at no such host, port 8000: "),
    ],
)
def test_what_cannot_be_served_is_refused_in_words(
    tmp_path: Path, typed: tuple[str, ...], words: str
) -> None:
    refused = Apart(tmp_path / "nobody").titrant("serve", *typed)
    assert refused.returncode == 2
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "nobody").exists()


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_two_do_not_serve_at_one_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        refused = Apart(tmp_path / "nobody").titrant("serve", "--port", str(port))
    assert refused.returncode == 2
    assert f"at localhost, port {port}: something answers there already. End" in refused.stderr
    serving.Serving(port=port).check_free()  # and at once after it ended


def test_the_address_follows_from_what_was_typed(tmp_path: Path) -> None:
    one = tmp_path / "x"
    one.touch()
    assert serving.Serving(port=8431).address == "http://localhost:8431"
    assert serving.Serving(cert=one, key=one).address == "https://localhost:8000"
    assert serving.Serving(origin="https://desk.example/").address == "https://desk.example"


def test_a_server_that_does_not_answer_is_not_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(http.client.HTTPConnection, "request", refuse)
    assert not serving.alive(serving.Serving())


def test_the_home_of_a_demonstration_is_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TITRANT_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TITRANT_DEMO", "0")
    clinic = Installation.from_environment()
    monkeypatch.setenv("TITRANT_DEMO", "1")
    demo = Installation.from_environment()
    assert (clinic.kind, demo.kind) == (Kind.CLINIC, Kind.DEMONSTRATION)
    assert clinic.home != demo.home
    assert demo.address() == "http://localhost:8000"


def test_files_are_their_owners_only(installation: Apart) -> None:
    installation.titrant("verify")
    for path in installation.home.rglob("*"):
        assert re.fullmatch(r"0o[67]00", oct(path.stat().st_mode & 0o777)), path


class Link:
    """Stands for a connection; tells what was done to it."""

    def __init__(self, pool: object | None) -> None:
        self.pool = pool
        self.done: list[str] = []

    def close(self) -> None:
        self.done.append("connection closed")

    def close_pool(self) -> None:
        self.done.append("pool closed")


def test_nothing_of_the_database_is_handed_on_to_web_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seen with two web processes on PostgreSQL: each read rows that the other had asked for."""
    embedded, pooled = Link(None), Link(object())
    monkeypatch.setattr(connections, "all", lambda **_: [embedded, pooled])
    starting.let_go()
    assert embedded.done == ["connection closed"]
    assert pooled.done == ["connection closed", "pool closed"]


class Worker:
    """Stands for a worker's process, which ends by itself after some looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def poll(self) -> int | None:
        self.looks -= 1
        return None if self.looks >= 0 else 1

    def terminate(self) -> None:
        """Ask it to end: it has."""

    def wait(self, _: float) -> int:
        return 1


def test_a_worker_that_ended_by_itself_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    over, started = threading.Event(), []

    def start(command: list[str], **_: object) -> Worker:
        started.append(command)
        if len(started) == 3:
            over.set()  # the server was asked to stop
        return Worker(looks=2)

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(serving, "LOOK", 0.001)
    monkeypatch.setattr(serving, "AGAIN", 0.001)
    serving._keep_working(over)
    assert len(started) == 3
    assert all(command[1:4] == ["-m", "titrant", "worker"] for command in started)
