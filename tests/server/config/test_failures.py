"""What fails is told in words, and logged without a value that anybody typed."""

import logging
import sqlite3
from collections.abc import Callable

import pytest
from django.db.utils import InterfaceError, OperationalError
from django.test import Client, RequestFactory

from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.web.failures import database_failure, failed
from titrant.server.web.logs import Line, WithoutValues, failure_id, told

pytestmark = pytest.mark.django_db


class PoolTimeout(Exception):
    """As psycopg_pool names its own."""


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("database or disk is full"), 507, "The disk is full"),
        (OperationalError("could not extend file: No space left"), 507, "The disk is full"),
        (OperationalError("attempt to write a readonly database"), 503, "Nothing can be written"),
        (OperationalError("server closed the connection"), 503, "cannot be reached"),
        (InterfaceError("connection already closed"), 503, "cannot be reached"),
        (PoolTimeout("no connection in 10 s"), 503, "cannot be reached"),
    ],
)
def test_a_database_that_fails_is_told_in_words(error: Exception, status: int, words: str) -> None:
    page = database_failure(error, RequestFactory().get("/patients/"))
    assert page is not None
    assert page.status_code == status
    assert words in page.content.decode()


def test_another_error_is_not_the_databases() -> None:
    request = RequestFactory().get("/patients/")
    assert database_failure(ValueError("x"), request) is None
    assert database_failure(None, request) is None


def test_an_error_before_the_view_is_told_as_well() -> None:
    request = RequestFactory().get("/patients/")
    try:
        raise OperationalError("server closed the connection")
    except OperationalError:
        assert failed(request).status_code == 503
    try:
        raise ValueError("Mara Ellison")
    except ValueError:
        page = failed(request)
    assert page.status_code == 500
    assert failure_id(request) in page.content.decode()
    assert "Mara" not in page.content.decode()


@pytest.fixture
def failing(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    person: Callable[..., Account],
    signed_in: Callable[[Account], Client],
) -> Callable[[Exception], Client]:
    """Return a maker of a client whose worklist raises what it is given."""

    def make(error: Exception) -> Client:
        def fail(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr("titrant.server.tasks.selectors.open_tasks", fail)
        signed = signed_in(person(Role.NURSE))
        signed.raise_request_exception = False
        return signed

    return make


def test_a_failure_logs_its_type_its_place_and_the_id_that_the_page_shows(
    failing: Callable[[Exception], Client], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = failing(ValueError("Mara Ellison, 1985-03-04")).get("/tasks/?which=own")
    assert page.status_code == 500
    line = next(record for record in caplog.records if record.name == "django.request")
    assert "ValueError at " in line.getMessage()
    assert "500 GET tasks/" in line.getMessage()
    assert line.getMessage().split()[3] in page.content.decode()
    assert "Mara" not in caplog.text
    assert "which" not in caplog.text


def test_an_address_that_is_not_ours_is_not_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert client.get("/Mara-Ellison/?q=Mara").status_code == 404
    assert "404 GET no page of ours" in caplog.text
    assert "Mara" not in caplog.text


def test_a_lost_database_is_a_page_and_no_stack(failing: Callable[[Exception], Client]) -> None:
    page = failing(OperationalError("server closed the connection unexpectedly")).get("/tasks/")
    assert page.status_code == 503
    assert "Work on paper while this lasts" in page.content.decode()


def test_lines_of_other_parts_hold_no_words_of_an_exception() -> None:
    try:
        raise ValueError("Mara Ellison")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, __file__, 1, "job failed", (), __import__("sys").exc_info()
        )
    text = Line("%(message)s").format(record)
    assert "ValueError at" in text
    assert "Mara" not in text


def test_what_was_not_raised_is_nothing() -> None:
    assert told(None) == ""
    assert told((None, None, None)) == ""
    assert told((ValueError, ValueError("Mara"), None)) == "ValueError"
    assert Line("%(message)s").formatException("odd") == ""
    record = logging.makeLogRecord({"msg": "Forbidden: %s", "args": ("Mara",), "status_code": 403})
    assert WithoutValues().filter(record)
    assert record.getMessage() == "403 ? no page of ours"
    assert failure_id(None) != failure_id(None)


def test_sqlite_and_postgresql_name_a_full_disk_as_we_look_for_it() -> None:
    # SQLite's own words for SQLITE_FULL; PostgreSQL's stand in its source (md.c).
    full = sqlite3.connect(":memory:")
    full.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError, match="is full"):
        full.execute("CREATE TABLE t (a)").execute("INSERT INTO t SELECT zeroblob(100000)")
