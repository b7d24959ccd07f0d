"""Time goes by: a pause, the longest sign-in, links that nobody opened. Each says so in words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.lib.browsers import choose, press, write
from tests.lib.clinics import PASSWORD
from tests.lib.live_server import LiveServer
from tests.lib.signing_in import code
from tests.lib.switched import Switched

Window = Callable[..., Page]
MINUTES, HOURS, DAYS = 60, 3600, 86400


@pytest.fixture(scope="module")
def live(switched: Switched) -> LiveServer:
    """Return the server whose clock goes on here; its address stays."""
    return switched.live


def note(page: Page, live: LiveServer, text: str) -> None:
    """Type a note, and do not send it yet."""
    page.goto(f"/patients/{live.facts['patient']}/notes/add/")
    choose(page, "About", "Telephone")
    write(page, "Note", text)


@pytest.mark.hazard("H51")
def test_after_a_pause_one_factor_sends_on_what_was_typed(
    window: Window, live: LiveServer, switched: Switched
) -> None:
    page = window("nurse")
    note(page, live, "Typed before the corridor called.")
    switched.pass_time(seconds=16 * MINUTES)
    press(page, "Add this note")
    expect(page.get_by_role("heading", level=1)).to_have_text("Still you, Ines Nurse?")
    expect(page.locator("main")).to_contain_text("What you typed is kept")
    page.get_by_label("Password or code").fill("not her password")
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_have_text(
        "That is neither your password nor your current code."
    )
    page.get_by_label("Password or code").fill(PASSWORD)
    press(page, "Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes")
    expect(page.get_by_text("Typed before the corridor called.")).to_have_count(1)


def test_after_the_longest_sign_in_what_was_typed_is_offered_again(
    window: Window, live: LiveServer, switched: Switched
) -> None:
    page = window("medical director")
    note(page, live, "Typed at the end of a long day.")
    switched.pass_time(seconds=12 * HOURS + MINUTES)
    press(page, "Add this note")
    expect(page.get_by_role("status").last).to_contain_text("is over")
    page.get_by_label("Email").fill(live.facts["emails"]["medical director"])
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.get_by_label("Code").fill(code(live.facts["secret"], counts_for=12))
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you had typed")
    expect(page.locator("dl")).to_contain_text("Typed at the end of a long day.")
    press(page, "Send it now")
    expect(page.get_by_text("Typed at the end of a long day.")).to_have_count(1)


def test_links_that_nobody_opened_in_time_say_so_and_what_to_do(
    window: Window, switched: Switched
) -> None:
    page = window("administrator")
    page.goto("/people/invite/")
    write(page, "Name", "Late Larsen")
    write(page, "Email address", "late@clinic.example")
    choose(page, "Role", "nurse")
    press(page, "Send the invitation")
    invitation = page.locator("p.demonstration a").inner_text()

    desk = window("coordinator")
    desk.goto("/patients/new/")
    write(desk, "Name", "Odile Renner")
    write(desk, "Born", "1985-04-23")
    write(desk, "Telephone", "+1 212 555 0190")
    desk.get_by_label("How may we reach them").select_option(label="By text message")
    press(desk, "Register this person")
    desk.goto(f"{desk.url}intake/")
    press(desk, "Invite to fill in at home")
    desk.goto("/outbox/")
    message = desk.get_by_role("row", name="+1 212 555 0190")
    home = message.get_by_role("link").get_attribute("href") or ""

    switched.pass_time(seconds=15 * DAYS)
    late = window()
    late.goto(invitation)
    expect(late.get_by_role("heading", level=1)).to_have_text("This link is over")
    expect(late.locator("main")).to_contain_text("This invitation was good until")
    expect(late.locator("main")).to_contain_text("Ask the clinic for a new one.")
    late.goto(home)
    expect(late.get_by_role("heading", level=1)).to_have_text("This link is over")
    expect(late.locator("main")).to_contain_text("It was good for two weeks, and they are over.")
    expect(late.locator("main")).not_to_contain_text("Odile")
