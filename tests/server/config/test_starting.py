"""What a start does that no program of a test comes by: races, other databases, a worker's end."""

import argparse
import http.client
import io
import os
import ssl
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from titrant.cli import record_commands, server_commands
from titrant.cli.status import BadInput
from titrant.server.audit import laying_out, restoring
from titrant.server.audit.backup_lines import Start
from titrant.server.audit.sealing import Key, NotOpened
from titrant.server.config import demonstration, serving, settings, starting
from titrant.server.config.installation import (
    Installation,
    Kind,
    settle_on_what_is_there,
    usual_home,
)
from titrant.server.tasks import jobs, worker


def test_a_key_is_that_of_the_process_that_was_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installation = Installation(tmp_path, Kind.DEMONSTRATION)
    path = tmp_path / "keys" / "django.key"
    link = os.link

    def beaten(part: Any, whole: Any) -> None:
        path.write_text("the other's")
        link(part, whole)

    monkeypatch.setattr(os, "link", beaten)
    assert installation.secret("django") == "the other's"
    assert list(path.parent.iterdir()) == [path]


def test_a_database_is_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/one.sqlite3")
    assert settings._database()["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert (tmp_path / "one.sqlite3").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("DATABASE_URL", "postgresql://desk@db.example:5433/clinic?sslmode=require")
    found = settings._database()
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "clinic")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] == 16


# ---------------------------------------------------------------- the worker beside the pages


class Ended:
    """A worker that ends by itself, or that does not end when it is asked to."""

    def __init__(self, over: threading.Event, *, stubborn: bool) -> None:
        self.over, self.stubborn, self.told = over, stubborn, list[str]()

    def poll(self) -> int | None:
        return None if self.stubborn else 1

    def terminate(self) -> None:
        self.told.append("terminate")

    def wait(self, within: int | None = None) -> int:
        if self.stubborn and within is not None:
            raise subprocess.TimeoutExpired("worker", within)
        self.told.append("gone")
        return 0

    def kill(self) -> None:
        self.told.append("kill")


def test_a_worker_that_ends_by_itself_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    started: list[Ended] = []

    def start(command: list[str], **_: Any) -> Ended:
        assert command[-2:] == ["--with", str(os.getpid())]
        started.append(Ended(over, stubborn=False))
        if len(started) == 3:
            over.set()
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(serving, "AGAIN", 0)
    serving._keep_working(over)
    assert len(started) == 3


def test_a_worker_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    stubborn = Ended(over, stubborn=True)
    over.set()
    serving._end(stubborn)  # type: ignore[arg-type]
    assert stubborn.told == ["terminate", "kill", "gone"]


def test_nothing_is_said_of_pages_that_never_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    looked = []

    def silent(_: serving.Serving) -> bool:
        looked.append(1)
        over.set()
        return False

    monkeypatch.setattr(serving, "alive", silent)
    monkeypatch.setattr(serving, "LOOK", 0)
    serving._when_alive(serving.Serving(), over, lambda: pytest.fail("it never answered"))
    assert len(looked) == 1


def test_pages_under_tls_are_asked_with_the_very_certificate(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cert, key = tmp_path / "one.pem", tmp_path / "one.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=desk.example", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    asked: list[http.client.HTTPSConnection] = []

    def refuse(connection: http.client.HTTPSConnection, *_: Any, **__: Any) -> None:
        asked.append(connection)
        raise ssl.SSLError

    monkeypatch.setattr(http.client.HTTPSConnection, "request", refuse)
    assert not serving.alive(serving.Serving(host="10.0.0.7", cert=cert, key=key))
    (connection,) = asked
    assert (connection.host, connection.port) == ("10.0.0.7", 8000)
    trusted = serving._trusting(cert)
    assert trusted.verify_mode is ssl.CERT_REQUIRED
    assert not trusted.check_hostname
    assert [name["subject"] for name in trusted.get_ca_certs()] == [
        ((("commonName", "desk.example"),),)
    ]


# ---------------------------------------------------------------- commands, in this process


def _serve(monkeypatch: pytest.MonkeyPatch, own: Installation, **typed: Any) -> list[str]:
    """Run `titrant serve` without pages; return what it did."""
    did: list[str] = []
    monkeypatch.setenv("TITRANT_HOME", str(own.home))
    monkeypatch.setenv("TITRANT_DEMO", typed.pop("kind", "0"))
    for name in ("TITRANT_ORIGIN", "TITRANT_TLS"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(server_commands, "prepare", lambda **_: did.append("prepared"))
    monkeypatch.setattr(demonstration, "fill", lambda: did.append("filled"))
    monkeypatch.setattr(demonstration, "set_clock", lambda: did.append("clock"))
    monkeypatch.setattr(server_commands, "say", did.append)
    monkeypatch.setattr(serving, "serve", lambda _, ready: ready())
    monkeypatch.setattr(serving.Serving, "check_free", lambda _: None)
    known = {"host": "localhost", "port": 8431, "workers": 1, "cert": None, "key": None}
    answer = {**known, "origin": "", "demo": False, **typed}
    assert server_commands.run_serve(argparse.Namespace(**answer)) == 0
    return did


@pytest.mark.django_db
def test_a_clinic_is_told_how_to_begin_and_gets_nobody_made_up(
    monkeypatch: pytest.MonkeyPatch, own_home: Installation
) -> None:
    did = _serve(monkeypatch, own_home)
    assert did == [
        "prepared",
        "Titrant is ready: http://localhost:8431",
        "There is no clinic yet: open one with `titrant clinic new`.",
        "Ctrl-C ends it.",
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("clinic")
def test_a_clinic_with_somebody_in_it_is_only_served(
    monkeypatch: pytest.MonkeyPatch, own_home: Installation
) -> None:
    assert _serve(monkeypatch, own_home)[1:] == [
        "Titrant is ready: http://localhost:8431",
        "Ctrl-C ends it.",
    ]


@pytest.mark.parametrize(
    ("program", "home", "typed"),
    [
        (".venv/bin/titrant", "", ".venv/bin/titrant"),
        (".venv/bin/titrant", ".titrant", ".venv/bin/titrant"),
        ("/srv/titrant/__main__.py", "", "python -m titrant"),
        ("titrant", "/srv/two clinics", "TITRANT_HOME='/srv/two clinics' titrant"),
    ],
)
def test_what_to_type_in_another_terminal_works_on_the_same_installation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, home: str, typed: str
) -> None:
    (tmp_path / ".titrant").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [program, "serve"])
    monkeypatch.setenv("TITRANT_HOME", home)
    assert server_commands._typed_again() == typed


def test_beside_another_demonstration_the_one_that_make_began_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".titrant").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TITRANT_DEMO", "1")
    monkeypatch.setenv("TITRANT_HOME", ".titrant")
    monkeypatch.setattr(sys, "argv", ["titrant", "serve"])
    Installation(usual_home(Kind.DEMONSTRATION), Kind.DEMONSTRATION).prepare()
    assert server_commands._typed_again() == "TITRANT_HOME=.titrant titrant"


CLINIC, DEMO, MADE = (
    ".local/share/titrant",
    ".local/share/titrant-demonstration",
    ".titrant",
)
KINDS = {CLINIC: Kind.CLINIC, DEMO: Kind.DEMONSTRATION, MADE: Kind.DEMONSTRATION}


@pytest.mark.hazard("H53")
@pytest.mark.parametrize(
    ("there", "home", "demo", "found", "kind"),
    [
        ([], "", "", "", ""),
        ([MADE], "", "", MADE, "1"),
        ([MADE], MADE, "", MADE, "1"),
        ([MADE], MADE, "0", MADE, "0"),  # asked for by name, and refused when it is prepared
        ([CLINIC, DEMO, MADE], "", "", CLINIC, "0"),
        ([CLINIC, DEMO, MADE], "", "1", DEMO, "1"),
        ([CLINIC, MADE], "", "1", MADE, "1"),
        ([DEMO, MADE], "", "", DEMO, "1"),
        ([CLINIC, MADE], MADE, "", MADE, "1"),
        ([MADE], "elsewhere", "", "elsewhere", ""),
    ],
)
def test_who_looks_after_an_installation_finds_it_and_its_kind(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    there: list[str],
    home: str,
    demo: str,
    found: str,
    kind: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TITRANT_HOME", home)
    monkeypatch.setenv("TITRANT_DEMO", demo)
    for folder in there:
        Installation(tmp_path / folder, KINDS[folder]).prepare()
    settle_on_what_is_there()
    named = os.environ["TITRANT_HOME"]
    assert (named and tmp_path / named) == (found and tmp_path / found)
    assert os.environ["TITRANT_DEMO"] == kind


@pytest.mark.django_db
def test_a_demonstration_is_filled_once_and_says_who_signs_in(
    monkeypatch: pytest.MonkeyPatch, own_home: Installation, request: pytest.FixtureRequest
) -> None:
    did = _serve(monkeypatch, own_home, demo=True)
    assert did[1:4] == ["Making the made-up clinic: a few seconds, once.", "filled", "clock"]
    signs_in = [line for line in did if "@demo.example" in line]
    assert len(signs_in) == 9
    heading = did[did.index(signs_in[0]) - 1]
    assert heading.split() == ["role", "mail", "password"]
    assert heading.index("password") == signs_in[0].index("made-up people only")
    assert heading.index("mail") == signs_in[0].index("prescriber@")
    assert did[-2].startswith("The code that each is asked for: ")
    request.getfixturevalue("clinic")
    assert "filled" not in _serve(monkeypatch, own_home, kind="1")


def test_a_worker_works_until_it_is_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    did: list[object] = []
    behind: list[int] = []
    monkeypatch.setattr("os.nice", behind.append)  # this process goes on as it is
    monkeypatch.setattr(server_commands, "prepare", lambda: None)

    def heard(stop: worker.Stop) -> None:
        did.append(stop)

    monkeypatch.setattr(worker.Stop, "on_signals", heard)
    monkeypatch.setattr(worker, "run", did.append)
    assert server_commands.run_worker(argparse.Namespace(once=False, parent=7)) == 0
    assert len(did) == 2
    assert did[0] is did[1]
    monkeypatch.setattr(jobs, "keep_schedule", lambda: None)
    monkeypatch.setattr(worker, "run_once", lambda: 3)
    assert behind == [server_commands.BEHIND_PAGES]
    assert server_commands.run_worker(argparse.Namespace(once=True, parent=None)) == 0
    assert len(behind) == 1  # by itself it is nobody's lesser


class Terminal(io.StringIO):
    """What looks like a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_grows_on_a_terminal_and_is_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(record_commands, "EACH", 5)
    bar = record_commands.Bar("reading", 10)
    for done in range(1, 11):
        bar(done)
    half, whole = terminal.getvalue().split("\r")[1:]
    assert half == f"reading {'█' * 15}{' ' * 15} 5 of 10"
    assert whole == f"reading {'█' * 30} 10 of 10"
    bar.close()
    assert terminal.getvalue().endswith(f"\r{' ' * 70}\r")


def test_a_bar_is_silent_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    bar = record_commands.Bar("reading", 0)
    bar(record_commands.EACH)
    bar.close()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["correct horse battery", "correct horse batterx"], "The two passphrases differ."),
        (["short", "short"], "at least 12 signs"),
    ],
)
def test_a_passphrase_is_typed_twice_and_is_long(
    monkeypatch: pytest.MonkeyPatch, typed: list[str], says: str
) -> None:
    monkeypatch.delenv("TITRANT_PASSPHRASE", raising=False)
    said = iter(typed)
    monkeypatch.setattr(record_commands, "getpass", lambda _: next(said))
    with pytest.raises(BadInput, match=says):
        record_commands._key(argparse.Namespace(key=None), twice=True)


def test_a_backup_that_breaks_off_while_it_is_read_leaves_an_empty_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The head of the file was right, so that the installation was begun; its rows are not."""

    def laid_out(_: Path, __: Key, into: Path) -> Start:
        into.mkdir()
        (into / "installation.json").write_text("{}")
        return Start("0.1.0", "clinic", [], 7)

    def broken(*_: object) -> int:
        raise NotOpened("This backup breaks off.")

    for name in ("TITRANT_HOME", "TITRANT_DEMO"):
        monkeypatch.setenv(name, "")
    for name in ("ready", "bring_up_to_date"):
        monkeypatch.setattr(starting, name, lambda: None)
    monkeypatch.setattr(laying_out, "lay_out", laid_out)
    monkeypatch.setattr(restoring, "load", broken)
    for name in ("one.backup", "a.key"):
        (tmp_path / name).touch()
    asked = {"file": tmp_path / "one.backup", "into": tmp_path / "drill", "key": tmp_path / "a.key"}
    with pytest.raises(BadInput, match="breaks off"):
        record_commands.run_restore(argparse.Namespace(**asked, passphrase=False))
    assert not (tmp_path / "drill").exists()
