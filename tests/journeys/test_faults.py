"""The machine fails in the middle of work: the record goes away, the server is killed."""

import http.client
import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from threading import Event
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from tests.lib.browsers import choose, press, write
from tests.lib.live_server import LiveServer, on_postgresql
from tests.lib.switched import Switched

Window = Callable[..., Page]
WRITERS = 3


@pytest.fixture(scope="module")
def live(switched: Switched) -> LiveServer:
    """Return the server that fails here; its address stays."""
    return switched.live


def notes(live: LiveServer) -> str:
    return f"/patients/{live.facts['patient']}/notes/"


@contextmanager
def without_record(live: LiveServer) -> Iterator[None]:
    """Take the database away from the server, as a pulled plug or a lost disk does."""
    if live.database:
        on_postgresql(f"ALTER DATABASE {live.database} ALLOW_CONNECTIONS false")
        on_postgresql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{live.database}'"
        )
        try:
            yield
        finally:
            on_postgresql(f"ALTER DATABASE {live.database} ALLOW_CONNECTIONS true")
        return
    files = sorted(live.home.glob("titrant.sqlite3*"))
    away = live.home / "away"
    away.mkdir()
    for file in files:
        file.rename(away / file.name)
    (live.home / "titrant.sqlite3").mkdir()
    try:
        yield
    finally:
        (live.home / "titrant.sqlite3").rmdir()
        for file in files:
            (away / file.name).rename(file)
        away.rmdir()


def test_a_record_that_goes_away_is_said_and_what_was_typed_is_sent_again_once(
    window: Window, live: LiveServer
) -> None:
    page = window("nurse")
    page.goto(f"{notes(live)}add/")
    choose(page, "About", "Telephone")
    write(page, "Note", "Typed while the lights flickered.")
    with without_record(live):
        press(page, "Add this note")
        expect(page.get_by_role("heading", level=1)).to_have_text("The record cannot be reached")
        expect(page.locator("main")).to_contain_text("Nothing was half written.")
        expect(page.locator("main")).to_contain_text("Typed while the lights flickered.")
    press(page, "Send it again")
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes")
    expect(page.get_by_text("Typed while the lights flickered.")).to_have_count(1)


def test_a_record_that_somebody_else_holds_for_a_moment_is_waited_for(
    window: Window, live: LiveServer
) -> None:
    page = window("nurse")
    page.goto(f"{notes(live)}add/")
    choose(page, "About", "Telephone")
    write(page, "Note", "Typed during the backup.")
    with held(live), page.expect_request(re.compile("notes/add/")):
        page.get_by_role("button", name="Add this note").click(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes")
    expect(page.get_by_text("Typed during the backup.")).to_have_count(1)


@contextmanager
def held(live: LiveServer) -> Iterator[None]:
    """Hold the one lock that every writer needs."""
    if live.database:
        import psycopg

        with psycopg.connect(live.environment["DATABASE_URL"]) as link:
            link.execute("LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE")
            yield
            link.rollback()
        return
    with closing(sqlite3.connect(live.home / "titrant.sqlite3", isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        yield
        file.execute("ROLLBACK")


class Writer:
    """A nurse's program that sends one note after another, and keeps what the server answered."""

    def __init__(self, live: LiveServer) -> None:
        self.live = live
        status, headers, body = live.get(f"{notes(live)}add/", live.facts["sessions"]["nurse"])
        assert status == 200
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', body)
        assert found
        cookie = re.search(r"titrant-csrf=\w+", str(headers))
        assert cookie
        self.token = found[1].decode()
        self.cookie = f"{cookie[0]}; {live.facts['cookie']}={live.facts['sessions']['nurse']}"
        self.sent: list[tuple[str, str]] = []
        self.acknowledged: list[str] = []

    def send(self, text: str, key: str) -> None:
        """Send one note; it is acknowledged when the server sends the browser on."""
        typed = {"about": "phone", "text": text, "key": key, "csrfmiddlewaretoken": self.token}
        link = http.client.HTTPConnection("127.0.0.1", self.live.port, timeout=30)
        headers = {
            "Host": f"localhost:{self.live.port}",
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            link.request("POST", f"{notes(self.live)}add/", urlencode(typed), headers)
            if link.getresponse().status == 302:
                self.acknowledged.append(text)
        finally:
            link.close()

    def work(self, enough: Event) -> None:
        """Send notes until the server is gone; `enough` is set when some were acknowledged."""
        with suppress(OSError, http.client.HTTPException):
            while True:
                text, key = f"note {uuid4().hex}", uuid4().hex
                self.sent.append((text, key))
                self.send(text, key)
                if len(self.acknowledged) >= 4:
                    enough.set()


def test_a_server_that_is_killed_while_it_writes_keeps_what_it_acknowledged(
    window: Window, live: LiveServer, switched: Switched
) -> None:
    writers = [Writer(live) for _ in range(WRITERS)]
    enough = Event()
    with ThreadPoolExecutor(WRITERS) as hands:
        working = [hands.submit(writer.work, enough) for writer in writers]
        assert enough.wait(60)
        switched.kill()
        for one in working:
            one.result()
    switched.on()

    page = window("nurse")
    page.goto(notes(live))
    for writer in writers:
        lost = [(text, key) for text, key in writer.sent if text not in writer.acknowledged]
        assert len(lost) == 1  # what was under way: nobody knows, so it is sent again
        writer.send(*lost[0])
        assert len(writer.acknowledged) == len(writer.sent)
    page.reload()
    shown = re.findall(r"note [0-9a-f]{32}", page.locator("tbody").inner_text())
    assert sorted(shown) == sorted(text for writer in writers for text, _ in writer.sent)
