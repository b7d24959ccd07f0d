"""Judges that others wrote look at every page, in each light, on a phone, a tablet and a desk."""

import json
import os
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.lib.browsers import window
from tests.lib.judging import (
    AXE,
    JUDGES,
    TARGETS,
    Complaints,
    axe,
    complaints_of,
    is_of_a_record,
)
from tests.lib.live_server import LiveServer
from tests.lib.pages_found import Found, named_addresses

ORACLES = Path(__file__).resolve().parents[1] / "oracles"

# Addresses that the walk does not come to, each with the reason; a star is any section.
NO_PAGES = {
    "alive": "JSON",
    "home": "sends on to the first place",
    "patient_document": "the bytes of a file",
    "patient_export": "the bytes of a file",
    "*_print": "the bytes of a file",
    "patient_paper": "the bytes of a file",
    "mfa_download_recovery_codes": "the bytes of a file",
    "patient_fhir": "the bytes of a file",
    "patient_sessions_picture": "the bytes of a picture",
    "intake_send": "a form only; else it leads back to the steps",
    "patient_intake_begin": "a form only; else it leads back to the intake",
    "patient_intake_invite": "a form only; else it leads back to the intake",
    "patient_intake_withdraw": "a form only; else it leads back to the intake",
    "patient_intake_desk_send": "a form only; else it leads back to the intake",
    "patient_intake_confirm_one": "a form only; else it leads back to the list",
    "patient_intake_reach": "a form only; else it leads to the history",
    "patient_*_confirm": "takes forms only",
    "mfa_login_webauthn": "JSON",
    "account_logout": "takes forms only",
    "account_inactive": "only after an account was disabled",
    "account_signup": "closed: accounts begin with an invitation",
    "account_reset_password_*": "only after a mail",
    "second_factor": "only before the second factor",
    "mfa_*": "only with, or before, a second factor: the journeys of people",
    "join": "only with a link: the journeys of people",
    "kept": "only after a time-out: the journeys of people",
    "access": "only after an emergency: the journeys of people",
    "open_record": "only in an emergency: the journeys of people",
    "patient_weights_second": "only for a second person",
    "patients_found": "only after a search",
    "courses_progress": "a part of the page of open courses",
}

FAULTS = """() => {
  const main = document.querySelector("main");
  const image = document.createElement("img");
  image.src = "/static/titrant/mark.svg";
  const button = document.createElement("button");
  button.className = "tiny";
  main.append(image, button);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("main { min-width: 3000px } .tiny.tiny { all: unset; height: 9px }");
  document.adoptedStyleSheets = [sheet];
}"""

# Pages do not depend on the database: one of the two is enough.
pytestmark = pytest.mark.skipif(
    os.environ.get("TITRANT_TEST_DATABASE") == "postgresql", reason="judged on SQLite"
)


@pytest.fixture(scope="module")
def complaints(browser: Browser, judged: LiveServer, pages: dict[str, Found]) -> Complaints:
    rest = [page for page in pages.values() if not is_of_a_record(page)]
    return complaints_of(browser, judged, rest)


def test_every_address_was_visited_or_is_no_page(pages: dict[str, Found]) -> None:
    unseen = named_addresses() - pages.keys()
    assert {name for name in unseen if not any(fnmatch(name, one) for one in NO_PAGES)} == set()


def test_each_reason_why_a_page_is_not_visited_is_still_needed(pages: dict[str, Found]) -> None:
    unseen = named_addresses() - pages.keys()
    assert {one for one in NO_PAGES if not any(fnmatch(name, one) for name in unseen)} == set()


def test_every_page_is_whole(pages: dict[str, Found]) -> None:
    assert {page.name: page.status for page in pages.values() if page.status >= 400} == {"404": 404}


@pytest.mark.parametrize("judge", JUDGES)
def test_a_judge_finds_nothing(complaints: Complaints, judge: str) -> None:
    assert complaints.get(judge, {}) == {}


@pytest.mark.oracle_node
def test_html_validate_finds_nothing(pages: dict[str, Found], tmp_path: Path) -> None:
    for page in pages.values():
        (tmp_path / f"{page.name.replace(':', '.')}.html").write_text(page.html, encoding="utf-8")
    done = subprocess.run(
        ["node", str(ORACLES / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"),
         "--config", str(ORACLES / "html-validate.json"), "--formatter", "json", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("["), done.stdout + done.stderr
    found = {
        f"{Path(file['filePath']).stem}:{said['line']} {said['ruleId']}: {said['message']}"
        for file in json.loads(done.stdout)
        for said in file["messages"]
    }
    assert found == set()


def test_the_judges_see_faults(browser: Browser, live: LiveServer) -> None:
    """A page with one fault for each judge: a judge who is silent here is not there."""
    with window(browser, live) as page:
        page.goto("/gallery")
        page.evaluate(FAULTS)
        page.evaluate(AXE)
        assert any("image-alt" in one for one in axe(page, whole=True))
        assert page.evaluate(TARGETS)
        assert page.evaluate("document.documentElement.scrollWidth") >= 3000
