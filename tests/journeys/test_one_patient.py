"""One person's whole way: a file from elsewhere, what it leaves open, a dose, and its papers.

Milan Beatty is one of Synthea's made-up people: a depression since 1993, an old weight, and silence
on nearly everything that a screening asks.
"""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.lib.browsers import choose, follow, press, signed_in_with, write
from tests.lib.live_server import LiveServer
from tests.lib.signing_in import code

Window = Callable[..., Page]
SYNTHEA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "fhir" / "synthea"
IV = "IV ketamine for depression, 0.5 mg/kg over 40 min"
TODAY = """() => new Date().toLocaleDateString("en-CA", {timeZone: "America/New_York"})"""
MYSELF = "I do: I measured it, asked, or looked"
SO = {  # what has to be so before a treatment; every other question of the sheet is answered “No”
    "required-allergy-list", "required-medication-list", "no-capacity", "no-consent",
    "no-off-label-consent", "no-escort", "fasting", "usual-tablets",
}  # fmt: skip
RESULTS = {
    "C-SSRS screener, total score": "0",
    "PHQ-9, total score": "19",
    "GAD-7, total score": "8",
    "AUDIT, total score": "2",
    "DAST-10, total score": "0",
    "Urinary symptom score": "0",
    "Albumin": "4.2 g/dL",
    "INR": "1.0",
    "ALT": "24 U/L",
    "GGT": "22 U/L",
    "Alkaline phosphatase": "70 U/L",
}


@pytest.fixture(scope="module")
def known(live: LiveServer) -> dict[str, Any]:
    """Return how the prescribers of a clinic that has signed its policy sign."""
    told: dict[str, Any] = live.tells("tests.lib.live_order")
    return told


@pytest.mark.shared
@pytest.mark.hazard("H4", "H9")
def test_from_a_file_to_the_papers_of_a_signed_dose(
    window: Window, live: LiveServer, known: dict[str, Any]
) -> None:
    hand = known["hands"]["Rosalind Ready"]
    page = signed_in_with(window(), live, hand["session"])
    desk = window("nurse")
    record = brought(page)
    page.goto(f"{record}screening/iv-depression/")
    expect(page.locator("p.held").first).to_contain_text("Treatment waits for 61 answers")
    page.goto(f"{record}course/iv-depression/open/")
    pass

    answered(desk, record)
    measured(desk, page, record)
    page.goto(f"{record}screening/iv-depression/")
    print(page.locator("main").inner_text())


def brought(page: Page) -> str:
    """Register the person with the file; return the address of the record."""
    page.goto("/patients/from-file/")
    page.get_by_label("File from another system").set_input_files(
        next(SYNTHEA.glob("Milan_Beatty*.json"))
    )
    press(page, "Look at this file")
    press(page, "Register this person with the file")
    return page.url


def answered(desk: Page, record: str) -> None:
    """Answer every question of the sheet that a yes or a no answers, as a nurse who asked."""
    desk.goto(f"{record}screening/iv-depression/")
    desk.get_by_role("link", name=re.compile("of them on one sheet$")).click()
    choose(desk, "Who says so", MYSELF)
    for row in desk.locator(".ask").all():
        so = (row.get_attribute("id") or "").removeprefix("ask-") in SO
        row.get_by_label("Yes" if so else "No", exact=True).check()
    press(desk, "Write these answers")
    expect(desk.locator(".said")).to_contain_text("answers written")


def measured(desk: Page, page: Page, record: str) -> None:
    """Enter what is measured, given or taken where the screening's links lead."""
    desk.goto(f"{record}weights/add/")
    write(desk, "Number on the scale", "97.6")
    choose(desk, "Unit", "kg")
    choose(desk, "How", "On a standing scale")
    added(desk, "weight")
    print(desk.locator("main").inner_text())
    desk.goto(f"{record}vitals/add/")
    for label, number in (
        ("Systolic, mmHg", "126"), ("Diastolic, mmHg", "78"), ("Heart rate, /min", "66"),
        ("Oxygen saturation, %", "98"), ("Breaths, /min", "14"),
    ):  # fmt: skip
        write(desk, label, number)
    choose(desk, "Arm", "left")
    choose(desk, "Position", "sitting")
    added(desk, "row of vital signs")
    for test, result in RESULTS.items():
        desk.goto(f"{record}results/add/")
        desk.get_by_label("Test").select_option(label=test)
        write(desk, "Result", result)
        if "score" in test:
            choose(desk, "Of a scale: in which words it was asked", "The published English words")
        added(desk, "result")
    for drug in ("fluoxetine", "bupropion"):
        desk.goto(f"{record}trials/add/")
        write(desk, "Antidepressant", drug)
        choose(desk, "In this episode", "Yes")
        choose(desk, "Enough dose for long enough", "Yes")
        choose(desk, "What came of it", "No better")
        added(desk, "trial")
    desk.goto(f"{record}medications/add/")
    write(desk, "Medicine", "fluoxetine")
    write(desk, "Dose", "20")
    choose(desk, "Unit", "mg")
    choose(desk, "Now", "Taken now")
    added(desk, "medication")


def added(desk: Page, what: str) -> None:
    """Say who stands behind a row, and write it."""
    choose(desk, "Who says so", MYSELF)
    press(desk, f"Add this {what}")
    print(what, desk.url, desk.locator(".said, .wrong").all_inner_texts())
