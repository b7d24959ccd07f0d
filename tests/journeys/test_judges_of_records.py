"""The same judges as in `test_judges.py`, on the pages of patients: a half for each worker."""

import os

import pytest
from playwright.sync_api import Browser
from tests.lib.judging import JUDGES, Complaints, complaints_of, is_of_a_record
from tests.lib.live_server import LiveServer
from tests.lib.pages_found import Found

# Pages do not depend on the database: one of the two is enough.
pytestmark = pytest.mark.skipif(
    os.environ.get("TITRANT_TEST_DATABASE") == "postgresql", reason="judged on SQLite"
)


@pytest.fixture(scope="module")
def complaints(browser: Browser, judged: LiveServer, pages: dict[str, Found]) -> Complaints:
    return complaints_of(browser, judged, filter(is_of_a_record, pages.values()))


def test_there_are_pages_of_records(pages: dict[str, Found]) -> None:
    assert len([page for page in pages.values() if is_of_a_record(page)]) > 40


@pytest.mark.parametrize("judge", JUDGES)
def test_a_judge_finds_nothing(complaints: Complaints, judge: str) -> None:
    assert complaints.get(judge, {}) == {}
