"""People come, prove who they are, are shut out, and open a record in an emergency."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.lib.browsers import choose, follow, press, signed_in_with, with_passkeys
from tests.lib.clinics import PASSWORD
from tests.lib.live_server import LiveServer
from tests.lib.signing_in import code

Window = Callable[..., Page]
CHOSEN = "sieben mutige otter im regen"


def invite(window: Window, name: str, email: str, role: str) -> str:
    """Invite somebody at the administrator's page; return the link that goes out."""
    page = window("administrator")
    page.goto("/people/")
    follow(page, "Invite somebody")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email address").fill(email)
    choose(page, "Role", role)
    press(page, "Send the invitation")
    expect(page.locator(".said")).to_have_text(
        "The invitation is on its way. It is good for 7 days."
    )
    expect(page.get_by_role("row", name=email)).to_contain_text(role)
    return page.locator("p.demonstration a").inner_text()


def join(page: Page, link: str) -> None:
    """Open an invitation's link and choose a password."""
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(CHOSEN)
    page.get_by_label("The same password again").fill(CHOSEN)
    press(page, "Keep this password, and go on")


def test_somebody_is_invited_sets_up_both_factors_and_signs_in_with_a_passkey(
    window: Window,
) -> None:
    link = invite(window, "Hanne Vasquez", "hanne@clinic.example", "nurse")
    page = window()
    with_passkeys(page)
    join(page, link)
    expect(page.get_by_role("heading", level=1)).to_have_text("A second factor, before you begin")
    page.goto("/patients/")  # no record opens before that
    expect(page.get_by_role("heading", level=1)).to_have_text("A second factor, before you begin")

    follow(page, "Codes from an authenticator app")
    page.get_by_label("code").fill(code(page.locator("ol code").inner_text(), counts_for=12))
    press(page, "Use these codes")
    page.goto("/2fa/passkeys/add/")
    page.get_by_label("What to call it").fill("The tablet of room two")
    press(page, "Add this passkey")
    expect(page).not_to_have_url(re.compile("/add/"))
    page.goto("/2fa/passkeys/")
    expect(page.locator("main")).to_contain_text("The tablet of room two")

    page.goto("/patients/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Patients")
    page.locator("details.menu summary").click()
    press(page, "Sign out")
    page.goto("/patients/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Patients")
    expect(page.locator("details.menu summary")).to_have_text("Hanne Vasquez")

    gone = window()
    gone.goto(link)  # the link works once
    expect(gone.locator("main")).to_contain_text("This invitation was used already.")


def test_a_password_alone_opens_nothing_and_a_passkey_is_a_second_factor_too(
    window: Window,
) -> None:
    page = window()
    with_passkeys(page)
    join(page, invite(window, "Bram Osei", "bram@clinic.example", "prescriber"))
    follow(page, "A passkey on this device, or a key")
    press(page, "Add this passkey")
    expect(page).not_to_have_url(re.compile("/add/"))
    page.locator("details.menu summary").click()
    press(page, "Sign out")

    page.goto("/account/sign-in/")
    sign_in(page, "bram@clinic.example", CHOSEN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    page.goto("/patients/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Patients")
    page.goto("/account/sign-in/")
    press(page, "Use a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tasks")  # where a prescriber begins


def test_an_invitation_that_was_taken_back_says_so_and_what_to_do(window: Window) -> None:
    link = invite(window, "Ada Fenn", "ada@clinic.example", "coordinator")
    page = window("administrator")
    page.goto("/people/")
    page.get_by_role("button", name="Take back the invitation of Ada Fenn").click()
    expect(page.locator(".said")).to_have_text(
        "The invitation is taken back: its link opens nothing."
    )
    hers = window()
    hers.goto(link)
    expect(hers.get_by_role("heading", level=1)).to_have_text("This link is over")
    expect(hers.locator("main")).to_contain_text("was taken back. Ask the clinic for a new one.")


@pytest.mark.hazard("H51")
def test_a_disabled_account_is_out_at_the_next_click_and_what_was_typed_waits_for_them(
    window: Window, live: LiveServer
) -> None:
    email = live.facts["emails"]["medical director"]
    theirs = window("medical director")
    theirs.goto(f"/patients/{live.facts['patient']}/notes/add/")
    choose(theirs, "About", "Telephone")
    theirs.get_by_label("Note").fill("She slept well and asks for a later hour.")

    page = window("administrator")
    switch(page, email, "Disable the account", "Left the clinic today.")
    expect(page.locator(".said")).to_contain_text("is disabled, and signed out everywhere.")

    press(theirs, "Add this note")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(theirs.locator("main")).to_contain_text(
        "Your sign-in was ended: by you in another browser, or by an administrator. "
        "What you sent last is not written."
    )
    sign_in(theirs, email)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("This account is closed")

    switch(page, email, "Enable the account", "It was a slip: they work here.")
    expect(page.locator(".said")).to_contain_text("can sign in again.")
    theirs.goto("/account/sign-in/?next=/me/typed/")
    sign_in(theirs, email)
    theirs.get_by_label("Code").fill(code(live.facts["secret"], counts_for=12))
    press(theirs, "Sign in")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("What you had typed")
    press(theirs, "Send it now")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Notes")
    expect(theirs.get_by_text("She slept well and asks for a later hour.")).to_have_count(1)


def switch(page: Page, email: str, button: str, why: str) -> None:
    """Disable or enable an account at the administrator's page."""
    page.goto("/people/")
    page.get_by_role("row", name=email).get_by_role("link").click()
    page.get_by_label("Why").fill(why)
    press(page, button)


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in page."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


def test_a_record_of_another_clinic_opens_in_an_emergency_and_somebody_there_reviews_why(
    window: Window, live: LiveServer
) -> None:
    them = live.facts["elsewhere"]
    page = window("nurse")
    record = f"/patients/{them['patient']}/"
    page.goto(record)
    expect(page.locator("main")).not_to_contain_text(them["name"])

    page.goto("/emergency/")
    page.get_by_label("Whole name").fill(them["name"])
    page.get_by_label("Date of birth").fill(them["born"])
    page.get_by_label("Why you need this record now").fill(
        "He collapsed in our waiting room and cannot speak."
    )
    press(page, "Open the record for one hour")
    expect(page).to_have_url(record)
    expect(page.locator(".person")).to_contain_text(them["name"])
    banner = page.locator(".emergency")
    expect(banner).to_contain_text("Emergency access. This record is of another clinic.")
    expect(banner).to_contain_text(
        "minutes from now. Everything that you read and write is reviewed."
    )
    page.goto(f"{record}weights/")
    expect(banner).to_be_visible()
    page.goto("/patients/")
    expect(banner).to_have_count(0)

    director = signed_in_with(window(), live, live.facts["sessions_elsewhere"]["medical director"])
    director.goto("/tasks/?whose=all")
    director.goto("/emergencies/")
    row = director.get_by_role("row", name="He collapsed in our waiting room")
    expect(row).to_contain_text("Ines Nurse")
    row.get_by_role("link", name="Review this access").click()
    director.get_by_label("What you found").fill("Called the ward: he was there. The reason held.")
    press(director, "Keep this review")
    expect(row).to_contain_text("by Noor Medical Director")
    page.goto("/emergencies/")  # not for a nurse
    expect(page.get_by_role("heading", level=1)).to_have_text("Not open to you")
