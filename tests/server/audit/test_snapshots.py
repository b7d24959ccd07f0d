"""What is read as of one moment on PostgreSQL: by a connection of its own, outside of a test's."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from tests.lib.server_settings import POSTGRESQL

from titrant.server.audit.rebuilding import differences
from titrant.server.audit.snapshots import snapshot

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not POSTGRESQL, reason="an embedded database has one writer at a time"),
]


def elsewhere(work: Any) -> Any:
    """Do something in a thread, which has a connection of its own; return what came of it."""

    def apart() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(apart).result()


def asked(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def test_a_snapshot_is_of_one_moment_and_writes_nothing() -> None:
    def look() -> list[str]:
        with snapshot():
            return [
                asked(f"SHOW {what}") for what in ("transaction_isolation", "transaction_read_only")
            ]

    assert elsewhere(look) == ["repeatable read", "on"]


def test_tables_are_compared_as_of_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[str]()

    def state() -> dict[str, list[tuple[Any, ...]]]:
        seen.append(asked("SHOW transaction_isolation"))
        return {}

    monkeypatch.setattr("titrant.server.audit.rebuilding.state", state)
    assert elsewhere(differences) == []
    assert seen == ["repeatable read", "repeatable read"]
