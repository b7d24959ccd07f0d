"""A record from elsewhere is screened, what is missing is entered, and a course is read."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.lib.browsers import choose, follow, press
from tests.lib.live_server import LiveServer

Window = Callable[..., Page]
SYNTHEA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "fhir" / "synthea"
ESCORT = "Which responsible adult is coming for the way home?"
LIVER = "Is there a liver disease, and how severe is it?"
IV = "IV ketamine for depression, 0.5 mg/kg over 40 min"


def answer(page: Page, said: str, *which: str) -> None:
    """Answer the question of the form that is open, as a clinician who asked."""
    choose(page, "Answer", said)
    for one in which:
        page.get_by_label(one, exact=True).check()
    choose(page, "Who says so", "I do: I measured it, asked, or looked")
    press(page, "Add this answer before treatment")
    expect(page.get_by_role("heading", level=1)).to_have_text("Asked before treatment")


@pytest.mark.shared
def test_what_a_file_leaves_open_is_entered_from_the_screening(window: Window) -> None:
    page = window("prescriber")
    page.goto("/patients/from-file/")
    page.get_by_label("File from another system").set_input_files(
        next(SYNTHEA.glob("Milan_Beatty*.json"))
    )
    press(page, "Look at this file")
    press(page, "Register this person with the file")
    record = page.url

    follow(page, "Screening and protocols")
    expect(page.get_by_role("heading", name="Does not fit")).to_be_visible()
    follow(page, IV)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Screening: {IV}")
    screening = page.url
    expect(page.locator("p.held").first).to_contain_text("Treatment waits for")
    waits = int(re.findall(r"waits for (\d+)", page.locator("p.held").first.inner_text())[0])

    follow(page, ESCORT)
    answer(page, "Yes")
    page.goto(screening)
    expect(page.get_by_role("link", name=ESCORT)).to_have_count(0)
    expect(page.locator("p.held").first).to_contain_text(f"waits for {waits - 1} answers")

    follow(page, LIVER)
    choose(page, "Answer", "Yes")
    choose(page, "Who says so", "I do: I measured it, asked, or looked")
    press(page, "Add this answer before treatment")
    expect(page.locator(".wrong").first).to_contain_text("Tick what is so")
    answer(page, "Yes", "Child-Pugh class C")
    page.goto(screening)
    first = page.get_by_role("region", name="First").locator("li").first
    expect(first).to_contain_text("Child-Pugh class C")
    first.locator("summary").click()
    expect(first).to_contain_text("How strong:")
    page.goto(f"{record}protocols/")
    expect(page.get_by_role("region", name="The same for all of them")).to_contain_text(
        "Child-Pugh"
    )


def test_a_course_shows_what_happened_and_the_options_side_by_side(
    window: Window, live: LiveServer
) -> None:
    page = window("prescriber")
    page.goto(f"/patients/{live.facts['patient']}/")
    page.get_by_role("link", name=re.compile("^Course: ")).click()
    rows = page.get_by_role("region", name="Sessions of this course").locator("tbody tr")
    expect(rows).not_to_have_count(0)
    options = page.locator("article.option")
    expect(options.first).to_contain_text("Hold")
    widths = {round(box["width"]) for one in options.all() if (box := one.bounding_box())}
    assert len(widths) == 1  # equal in weight
    expect(page.locator("main input:checked, main option[selected]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("A licensed prescriber decides")
    expect(page.locator("main")).to_contain_text("Nothing here is signed, ordered or given.")
    page.keyboard.press("Tab")  # everything is reached without a mouse
    hold = page.get_by_role("region", name="What holds every dose")
    expect(hold).to_contain_text("Lifted by:")


def test_many_questions_are_answered_on_one_sheet_with_the_keyboard(
    window: Window, live: LiveServer
) -> None:
    page = window("nurse")
    page.goto(f"/patients/{live.facts['patient']}/screening/im-depression/")
    page.get_by_role("link", name=re.compile("of them on one sheet")).click()
    rows = page.locator(".ask")
    before = rows.count()
    expect(page.locator("main input:checked")).to_have_count(0)
    choose(page, "Who says so", "I do: I measured it, asked, or looked")
    seizure = page.locator("#ask-epilepsy")
    expect(seizure.get_by_label("Remark")).to_be_hidden()  # it comes with an answer
    seizure.locator("input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(seizure.get_by_label("No", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    expect(seizure.get_by_label("Remark")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first answer of the row that follows
    expect(page.locator("#ask-epilepsy + .ask").get_by_label("Yes", exact=True)).to_be_checked()
    page.locator("#ask-epilepsy + .ask").get_by_label("Left open").check(force=True)
    press(page, "Write these answers")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Screening:")
    expect(page.locator(".said")).to_have_text("1 answer written.")
    page.get_by_role("link", name=f"Answer {before - 1} of them on one sheet").click()
    expect(rows).to_have_count(before - 1)


def test_levels_come_by_themselves_once_the_worker_has_them(
    window: Window, live: LiveServer
) -> None:
    page = window("prescriber")
    page.goto(f"/patients/{live.facts['patient']}/course/iv-depression/levels/hold/")
    levels = page.locator("#levels")
    expect(levels).to_contain_text("Being worked out.")
    assert live.titrant("worker", "--once").returncode == 0
    expect(levels).to_contain_text("No dose is part of this option.")
    expect(levels).not_to_have_attribute("data-awaits", "")


def test_the_front_desk_meets_none_of_it(window: Window, live: LiveServer) -> None:
    page = window("coordinator")
    page.goto(f"/patients/{live.facts['patient']}/")
    expect(page.get_by_role("link", name="Screening and protocols")).to_have_count(0)
    for path in ("protocols/", "screening/iv-depression/", "course/iv-depression/", "asked/"):
        page.goto(f"/patients/{live.facts['patient']}/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Not open to you")
