"""Somebody is asked before treatment, at the desk or at home, and a clinician confirms it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.lib.browsers import choose, follow, press, write
from tests.lib.live_server import LiveServer

Window = Callable[..., Page]
ON = "Keep this page, and go on"
NOT_CONFIRMED = "reported, unconfirmed"


def register(page: Page, name: str, **reach: str) -> str:
    """Register somebody at the desk; return the address of their record."""
    page.goto("/patients/new/")
    write(page, "Name", name)
    write(page, "Born", "1985-04-23")
    choose(page, "Sex", "Male")
    for label, text in reach.items():
        write(page, label, text)
    if reach:
        page.get_by_label("How may we reach them").select_option(label="By text message")
    press(page, "Register this person")
    expect(page.locator(".person")).to_contain_text(name)
    return page.url.split("localhost", 1)[1].split("/", 1)[1]


def answer(page: Page) -> None:
    """Go through the steps with one medicine, one yes, one no, and a remark; leave out the rest."""
    until = page.get_by_role("heading", name="Your medicines", level=1)
    while not until.is_visible():
        press(page, ON)
    choose(page, "Do you take any medicines", "Yes")
    page.get_by_role("group", name="Medicine 1").get_by_label("Name, as on the package").fill(
        "lamotrigine"
    )
    press(page, ON)
    expect(page.get_by_role("heading", level=1)).to_have_text("Allergies")
    choose(page, "Are you allergic", "No")
    press(page, ON)
    choose(page, "High blood pressure?", "Yes")
    choose(page, "A cardiac arrest", "No")
    press(page, ON)
    last = page.get_by_label("What else should we know?")
    while not last.is_visible():
        press(page, ON)
    last.fill("I faint at the sight of needles.")
    press(page, "Keep this page")


def confirm_each(page: Page, record: str) -> None:
    """Confirm as a clinician what was said: each by itself, one of them as another answer."""
    page.goto(f"/{record}intake/confirm/")
    open_ones = page.get_by_role("table", name=re.compile("^Reported, not confirmed"))
    rows = open_ones.locator("tbody tr")
    expect(open_ones.get_by_role("row", name="High blood pressure?")).to_contain_text("Yes")
    before = rows.count()
    arrest = open_ones.get_by_role("row", name="A cardiac arrest")
    arrest.get_by_role("button", name="I don’t know").click()  # they were not sure after all
    expect(rows).to_have_count(before - 1)
    open_ones.get_by_role("row", name="High blood pressure?").get_by_role(
        "button", name="As said: Yes"
    ).click()
    expect(rows).to_have_count(before - 2)
    for left in range(before - 2, 0, -1):
        press_first = rows.first.get_by_role(
            "button", name=re.compile("^(As said|Confirm as said)")
        )
        press_first.first.click()
        expect(rows).to_have_count(left - 1)
    expect(page.get_by_text("Nothing waits to be confirmed.")).to_be_visible()


@pytest.mark.hazard("H48")
def test_a_coordinator_asks_at_the_desk_and_a_nurse_confirms_each_answer(window: Window) -> None:
    desk = window("coordinator")
    record = register(desk, "Anselm Brook")
    desk.goto(f"/{record}intake/")
    press(desk, "Ask at the desk")
    desk.locator("main ol").get_by_role("link").first.click()
    answer(desk)
    press(desk, "Finish, and ask a nurse to confirm")
    expect(desk.locator(".said")).to_have_text("Taken down. A nurse confirms it with the person.")
    desk.goto(f"/{record}answers/")  # what was said is not the front desk's to read
    expect(desk.get_by_role("heading", level=1)).to_have_text("Not open to you")

    nurse = window("nurse")
    nurse.goto("/tasks/")
    expect(nurse.get_by_role("link", name="Anselm Brook")).to_be_visible()
    nurse.goto(f"/{record}answers/")
    expect(nurse.get_by_role("row", name="High blood pressure?")).to_contain_text(NOT_CONFIRMED)
    confirm_each(nurse, record)
    nurse.goto(f"/{record}answers/")
    counts = nurse.locator("tbody tr:not(.corrected)")
    expect(counts.filter(has_text="A cardiac arrest")).to_contain_text("I don’t know")
    expect(nurse.locator("tr.corrected").filter(has_text="A cardiac arrest")).to_contain_text("No")
    expect(counts.filter(has_text="High blood pressure?")).to_contain_text("Ines Nurse")
    expect(nurse.locator("tbody tr").filter(has_text=NOT_CONFIRMED)).to_have_count(0)


@pytest.mark.hazard("H50")
def test_somebody_answers_at_home_through_the_link_of_a_message(
    window: Window, live: LiveServer
) -> None:
    desk = window("coordinator")
    record = register(desk, "Ludo Marchetti", Telephone="+1 212 555 0142")
    desk.goto(f"/{record}intake/")
    press(desk, "Invite to fill in at home")
    desk.goto("/outbox/")
    message = desk.get_by_role("row", name="+1 212 555 0142")
    expect(message).not_to_contain_text("Ludo")
    expect(message).not_to_contain_text("etamine")
    link = message.get_by_role("link").get_attribute("href") or ""
    assert link.startswith(f"{live.address}/i/")

    home = window(width=390)
    home.goto(link)
    expect(home.locator("body")).not_to_contain_text("Ludo")
    home.get_by_label("Your initials").fill("XX")
    home.get_by_label("The year you were born").fill("1985")
    press(home, "It is me: open the form")
    expect(home.locator(".wrong")).to_contain_text("These are not the ones we expect.")
    home.get_by_label("Your initials").fill("LM")
    press(home, "It is me: open the form")
    expect(home.get_by_role("heading", level=1)).to_have_text("Your form")
    home.locator("main ol").get_by_role("link").first.click()
    answer(home)

    later = window(width=390)  # another day, on another device
    later.goto(link)
    later.get_by_label("Your initials").fill("LM")
    later.get_by_label("The year you were born").fill("1985")
    press(later, "It is me: open the form")
    follow(later, "Heart and blood vessels")
    chosen = later.get_by_role("group", name="High blood pressure?").get_by_label("Yes")
    expect(chosen).to_be_checked()
    press(later, "Keep this page, and stop for now")
    press(later, "Send what I said to the clinic")
    expect(later.get_by_role("alert")).to_contain_text("Not sent yet")
    press(later, "Send it as it is")
    expect(later.get_by_role("heading", level=1)).to_have_text("Thank you")
    later.goto(link)
    expect(later.locator("main")).to_contain_text("It was sent already. Thank you.")

    nurse = window("nurse")
    nurse.goto(f"/{record}answers/")
    expect(nurse.get_by_role("row", name="High blood pressure?")).to_contain_text(NOT_CONFIRMED)
    confirm_each(nurse, record)


@pytest.mark.hazard("H50")
def test_a_link_that_reached_somebody_else_is_closed_by_them_and_the_desk_is_asked(
    window: Window,
) -> None:
    desk = window("coordinator")
    record = register(desk, "Nell Quayle", Telephone="+1 212 555 0177")
    desk.goto(f"/{record}intake/")
    press(desk, "Invite to fill in at home")
    desk.goto("/outbox/")
    message = desk.get_by_role("row", name="+1 212 555 0177")
    link = message.get_by_role("link").get_attribute("href") or ""

    stranger = window(width=390)
    stranger.goto(link)
    press(stranger, "This is not me")
    expect(stranger.locator("main")).to_contain_text("because it reached somebody else")
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This link is over")
    desk.goto("/tasks/")
    expect(desk.get_by_role("link", name="Nell Quayle")).to_be_visible()
