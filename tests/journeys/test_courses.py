"""What stays as it was chosen while the program, its numbers or another clinic move on."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.lib.browsers import choose, follow, press, signed_in_with, write
from tests.lib.live_server import LiveServer
from tests.lib.switched import Switched
from tests.lib.upgraded import VERSION, upgraded

from titrant import __version__

Window = Callable[..., Page]
PROTOCOL = "protocols/iv-depression.yaml"
TODAY = """() => new Date().toLocaleDateString("en-CA", {timeZone: "America/New_York"})"""
OTHER_START = (
    PROTOCOL,
    "start: {title: first dose, value: 0.5,",
    "start: {title: first dose, value: 0.4,",
)
STRICTER = (
    PROTOCOL,
    "dose.firm: {title: highest arm of the trial, value: 1,",
    "dose.firm: {title: highest arm of the trial, value: 0.9,",
)


@pytest.fixture(scope="module")
def live(switched: Switched) -> LiveServer:
    """Return the server that is upgraded here; its address stays."""
    return switched.live


@pytest.fixture(scope="module")
def known(live: LiveServer) -> dict[str, Any]:
    """Return people of whom everything is known, and how each prescriber signs."""
    told: dict[str, Any] = live.tells("tests.lib.live_order")
    return told


def opened(page: Page, patient: str) -> None:
    page.goto(f"/patients/{patient}/course/iv-depression/open/")
    write(page, "Why this protocol, for this person", "Four trials failed.")
    press(page, "Open the course")


def chosen(page: Page, patient: str) -> str:
    """Choose the first dose; return the command that works it out again."""
    page.goto(f"/patients/{patient}/course/iv-depression/")
    page.locator("a[href$='/choose/start/']").click()
    page.get_by_label("Why this option").select_option(label="The protocol’s next step")
    press(page, "Write this choice")
    return page.get_by_text(re.compile("^titrant replay ")).inner_text()


def test_guidance_is_replayed_after_an_upgrade(
    window: Window, switched: Switched, known: dict[str, Any], tmp_path: Path
) -> None:
    patient, hand = known["people"]["Rosalind Ready"], known["hands"]["Rosalind Ready"]
    page = signed_in_with(window(), switched.live, hand["session"])
    opened(page, patient)
    _, *replay = chosen(page, patient).split()
    switched.upgrade(upgraded(tmp_path, OTHER_START, STRICTER))
    assert f"titrant {VERSION}" in switched.live.titrant("--version").stdout
    done = switched.live.titrant(*replay)
    assert done.returncode == 0, done.stderr
    assert f"Then: program {__version__}" in done.stdout
    assert f"Now: program {VERSION}" in done.stdout
    assert "By the knowledge of then this program gives the same bytes." in done.stdout
    assert "protocol.iv-depression.dose.firm, value: 1 mg/kg -> 0.9 mg/kg" in done.stdout
    assert "0.4 mg/kg" not in done.stdout  # the course keeps the doses that it was opened with
    page.goto(f"/patients/{patient}/course/iv-depression/")
    expect(page.get_by_role("article", name=re.compile("^Start with"))).to_contain_text("0.5 mg/kg")
    page.locator(".choices a").click()
    follow(page, "Write the order")
    write(page, "Dose", "0.5")
    choose(page, "Unit of the dose", "mg/kg")
    choose(page, "Scaled to which weight", "actual")
    page.get_by_label("Product").select_option(label="ketamine 10 mg/mL vial")
    write(page, "Over, minutes", "40")
    write(page, "Diluted to, mg/mL", "1")
    page.get_by_label("For which day").fill(page.evaluate(TODAY))
    expect(page.locator("#ladder")).to_contain_text("0.5 mg/kg × 70.2 kg = 35.1 mg")
    write(page, "Dose", "0.95")  # one kilogram took 1 mg before
    expect(page.locator("#ladder")).to_contain_text("above 0.9 mg/kg (highest arm of the trial)")


def test_what_somebody_else_gives_stands_in_the_way(
    window: Window, switched: Switched, known: dict[str, Any]
) -> None:
    patient, hand = known["people"]["Fergus Firm"], known["hands"]["Fergus Firm"]
    page = signed_in_with(window(), switched.live, hand["session"])
    opened(page, patient)
    page.goto(f"/patients/{patient}/exposures/add/")
    choose(page, "Drug", "Esketamine")
    choose(page, "Where", "In another clinic")
    choose(page, "Now", "It goes on")
    write(page, "First time", "2026-10-05")
    write(page, "From whom", "Hill Clinic")
    choose(page, "Who says so", "The person, or somebody for them")
    press(page, "Add this exposure")
    page.goto(f"/patients/{patient}/course/iv-depression/")
    holds = page.get_by_role("region", name="What holds every dose")
    expect(holds).to_contain_text("Another course of ketamine or esketamine is running")
    start = page.get_by_role("article", name=re.compile("^Start with"))
    expect(start).to_contain_text("Held")
    expect(start.get_by_role("link", name=re.compile("^Choose this"))).to_have_count(0)
    page.goto(f"/patients/{patient}/screening/iv-depression/")
    found = page.get_by_role("region", name="First").locator("li").first
    expect(found).to_contain_text("Active: another clinic, elsewhere since 2026-10-05.")
    expect(page.get_by_role("link", name=re.compile("^(Clear|Override)"))).to_have_count(0)
