"""One person's whole way: a file from elsewhere, what it leaves open, a dose, and its papers.

Milan Beatty is one of Synthea's made-up people: a depression since 1993, an old weight, and silence
on nearly everything that a screening asks.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.lib.browsers import choose, follow, press, signed_in_with, write
from tests.lib.live_server import LiveServer
from tests.lib.printed import words_on
from tests.lib.signing_in import code

Window = Callable[..., Page]
SYNTHEA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "fhir" / "synthea"
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
def test_from_a_file_to_the_papers_of_a_signed_dose(
    window: Window, live: LiveServer, known: dict[str, Any]
) -> None:
    hand, second = known["hands"]["Rosalind Ready"], known["second"]
    page = signed_in_with(window(), live, hand["session"])
    desk = window("nurse")
    record = brought(page)
    held = page.locator("p.held").first
    page.goto(f"{record}screening/iv-depression/")
    expect(held).to_contain_text("Treatment waits for 61 answers")
    answered(desk, record)
    measured(desk, record)
    read_again(page, record)
    page.goto(f"{record}screening/iv-depression/")
    first = page.get_by_role("region", name="First")
    expect(first).to_contain_text("An SSRI, an SNRI or a tricyclic antidepressant is taken")
    first.locator("summary").first.press("Enter")  # its source is one key away
    expect(first).to_contain_text("How strong:")
    expect(page.get_by_text("What nobody has said")).to_have_count(0)
    expect(page.get_by_text("What cannot both be right")).to_have_count(0)

    page.goto(f"{record}course/iv-depression/open/")
    write(page, "Why this protocol, for this person", "Two trials failed in this episode.")
    press(page, "Open the course")
    page.locator("a[href$='/choose/start/']").click()
    page.get_by_label("Why this option").select_option(label="The protocol’s next step")
    press(page, "Write this choice")
    follow(page, "Write the order")
    ordered(page)
    press(page, "Write this order")
    order = page.url
    expect(page.locator("main")).to_contain_text("Nobody has signed it.")
    assert "UNSIGNED DRAFT" in printed(page, f"{order}sheet.pdf")
    sign(page, hand["secret"])
    expect(page.locator("main")).to_contain_text("Waits for a second prescriber")
    assert "Signed by one prescriber." in printed(page, f"{order}sheet.pdf")
    other = signed_in_with(window(), live, second["session"])
    other.goto(order)
    sign(other, second["secret"])
    expect(other.locator("main")).to_contain_text("Signed. It follows: ")
    papers_of(desk, record, order)


def papers_of(desk: Page, record: str, order: str) -> None:
    """Read what a nurse prints of a signed order."""
    sheet = printed(desk, f"{order}sheet.pdf")
    assert "UNSIGNED" not in sheet
    for words in (
        "Milan Beatty", "born Sat 24 Nov 1973", "97.6 kg", "0.5 mg/kg × 97.6 kg = 48.8 mg",
        "4.8 mL", "144 mL/h", "Prescriber of Rosalind Ready", "Sefa Second",
        "below 40 min (shortest infusion)",
    ):  # fmt: skip
        assert words in sheet, words
    assert "48 mg" in printed(desk, f"{order}label.pdf")
    home = printed(desk, f"{order}instructions.pdf")
    assert "Milan Beatty" in home
    assert not re.search(r"\d\s*(mg|mL|mcg|µg)\b|ketamine 10|0\.5", home)
    assert "fluoxetine" in printed(desk, f"{record}papers/transfer.pdf")
    desk.goto("/downtime/")
    today = desk.evaluate(TODAY)
    assert "Milan Beatty" in printed(desk, f"/downtime/{today}/pack.pdf")


def printed(page: Page, address: str) -> str:
    """Return the words of a PDF that a person may print."""
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf", address
    return words_on(answer.body())


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


def measured(desk: Page, record: str) -> None:
    """Enter what is measured, given or taken where the screening's links lead."""
    desk.goto(f"{record}weights/add/")
    write(desk, "Number on the scale", "97.6")
    choose(desk, "Unit", "kg")
    choose(desk, "How", "On a standing scale")
    added(desk, "weight")
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


def read_again(page: Page, record: str) -> None:
    """Read the scale as the second person: a first weight counts only then."""
    page.goto(f"{record}weights/")
    page.get_by_role("link", name=re.compile("econd")).first.click()
    write(page, "Number on the scale", "97.6")
    choose(page, "Unit", "kg")
    press(page, "Write what I read")


def ordered(page: Page) -> None:
    """Type a dose that is given faster than the protocol gives it."""
    write(page, "Dose", "0.5")
    choose(page, "Unit of the dose", "mg/kg")
    choose(page, "Scaled to which weight", "actual")
    page.get_by_label("Product").select_option(label="ketamine 10 mg/mL vial")
    write(page, "Over, minutes", "20")
    write(page, "Diluted to, mg/mL", "1")
    page.get_by_label("For which day").fill(page.evaluate(TODAY))
    expect(page.locator("#ladder")).to_contain_text("97.6 kg")
    expect(page.locator("#ladder")).to_contain_text("below 40 min (shortest infusion)")


def sign(page: Page, secret: str) -> None:
    follow(page, "Read and sign")
    page.get_by_label("The code that your authenticator shows").fill(code(secret, counts_for=12))
    page.get_by_role("button", name=re.compile("^Sign order for ")).click()


def added(desk: Page, what: str) -> None:
    """Say who stands behind a row, and write it."""
    choose(desk, "Who says so", MYSELF)
    press(desk, f"Add this {what}")
    expect(desk.locator(".wrong")).to_have_count(0)
