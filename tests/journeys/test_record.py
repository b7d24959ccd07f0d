"""A record is written, corrected, imported into, and never overwritten: at the nurse's desk."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from tests.lib.browsers import choose, follow, press, write
from tests.lib.live_server import LiveServer
from tests.lib.signing_in import code

Window = Callable[..., Page]
HERE = Path(__file__).parent
SYNTHEA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "fhir" / "synthea"


def register(page: Page, name: str) -> str:
    """Register somebody; return the address of their record."""
    page.goto("/patients/new/")
    write(page, "Name", name)
    press(page, "Register this person")
    expect(page.locator(".person")).to_contain_text(name)
    return page.url


def weigh(page: Page, number: str) -> None:
    """Fill in the form of a weight."""
    write(page, "Number on the scale", number)
    choose(page, "Unit", "kg")
    choose(page, "How", "Stated by the person")
    choose(page, "Who says so", "I do: I measured it, asked, or looked")


def look_at(page: Page, file: Path) -> None:
    """Choose a file from elsewhere, and look what it says."""
    page.get_by_label("File from another system").set_input_files(file)
    press(page, "Look at this file")


def test_a_wrong_weight_is_doubted_corrected_and_seen_as_corrected(window: Window) -> None:
    page = window("nurse")
    record = register(page, "Tamsin Okoro")
    page.goto(f"{record}weights/add/")
    weigh(page, "702")
    press(page, "Add this weight")
    expect(page.get_by_role("alert")).to_contain_text("702 kg is outside")
    expect(page.get_by_label("Number on the scale")).to_have_value("702")
    page.get_by_label("I looked again: it is as it stands below").check()
    press(page, "Add this weight")
    follow(page, "Correct")
    write(page, "Number on the scale", "70.2")
    press(page, "Write the correction")

    new, old = page.locator("tbody tr:not(.corrected)"), page.locator("tbody tr.corrected")
    expect(new).to_contain_text("70.2 kg")
    expect(new).to_contain_text("(a correction)")
    expect(old).to_contain_text("702 kg")
    expect(old).to_contain_text("Ines Nurse")
    expect(old.get_by_role("link", name="Correct")).to_have_count(0)
    page.goto(record)
    expect(page.locator("main")).to_contain_text("70.2 kg")


def test_of_two_who_correct_one_row_the_second_is_shown_both_and_loses_nothing(
    window: Window,
) -> None:
    one, two = window("nurse"), window("prescriber")
    record = register(one, "Piet Halloran")
    one.goto(f"{record}weights/add/")
    weigh(one, "81")
    press(one, "Add this weight")
    two.goto(f"{record}weights/")
    for page, number in ((one, "82"), (two, "83")):
        follow(page, "Correct")
        write(page, "Number on the scale", number)
    press(one, "Write the correction")
    press(two, "Write the correction")
    expect(two.get_by_role("heading", level=1)).to_have_text("Somebody was faster")
    expect(two.get_by_role("alert")).to_contain_text("Nothing of yours is written.")
    versions = two.locator(".versions section")
    expect(versions.nth(0)).to_contain_text("82 kg")
    expect(versions.nth(1)).to_contain_text("81 kg")
    expect(two.get_by_label("Number on the scale")).to_have_value("83")
    press(two, "Correct the newer row with this")
    expect(two.locator("tbody tr:not(.corrected)")).to_contain_text("83 kg")
    expect(two.locator("tbody tr.corrected")).to_have_count(2)


def test_a_form_that_stood_open_while_somebody_changed_it_says_where_they_differ(
    window: Window,
) -> None:
    one, two = window("nurse"), window("coordinator")
    record = register(one, "Yusra Lindgren")
    for page, phone in ((one, "+1 212 555 0101"), (two, "+1 212 555 0102")):
        page.goto(f"{record}contact/")
        write(page, "Telephone", phone)
    press(one, "Write the change")
    press(two, "Write the change")
    expect(two.get_by_role("alert")).to_contain_text("Somebody was faster")
    row = two.get_by_role("row", name="Telephone")
    expect(row).to_contain_text("+1 212 555 0101")
    expect(row).to_contain_text("+1 212 555 0102")
    press(two, "Change it to what I typed")
    two.goto(f"{record}contact/history/")
    expect(two.get_by_role("table")).to_have_count(2)


def test_a_form_whose_answer_was_lost_on_the_way_is_sent_again_and_written_once(
    window: Window,
) -> None:
    page = window("nurse")
    record = register(page, "Solveig Marsh")
    page.goto(f"{record}notes/add/")
    choose(page, "About", "Telephone")
    write(page, "Note", "Called: the blood is drawn tomorrow.")

    def lost(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("aborted")

    page.route("**/notes/add/", lost)
    with page.expect_event("requestfailed"):
        press(page, "Add this note")
    page.unroute("**/notes/add/")
    expect(page.get_by_label("Note")).to_have_value("Called: the blood is drawn tomorrow.")
    press(page, "Add this note")
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes")
    expect(page.get_by_text("Called: the blood is drawn tomorrow.")).to_have_count(1)


def test_a_form_of_a_sign_in_that_is_gone_says_so_and_writes_nothing(window: Window) -> None:
    page = window("nurse")
    record = register(page, "Ilse Pomeroy")
    page.goto(f"{record}notes/add/")
    choose(page, "About", "Telephone")
    write(page, "Note", "This was typed yesterday.")
    page.context.clear_cookies(name="titrant-csrf")
    press(page, "Add this note")
    expect(page.get_by_role("heading", level=1)).to_have_text("This form is too old")
    page.goto(f"{record}notes/")
    expect(page.get_by_text("This was typed yesterday.")).to_have_count(0)


def test_a_file_registers_somebody_and_a_later_one_takes_nothing_away(window: Window) -> None:
    page = window("nurse")
    page.goto("/patients/from-file/")
    look_at(page, HERE / "corin-2024.json")
    expect(page.locator("main")).to_contain_text("Nobody is registered yet.")
    understood = page.get_by_role("region", name="Understood", exact=True)
    expect(understood).to_contain_text("Ischemic stroke")
    expect(understood).to_contain_text("tranylcypromine")
    expect(page.get_by_role("region", name="Not understood")).to_contain_text(
        "Humours out of balance"
    )
    expect(page.get_by_label("Name", exact=True)).to_have_value("Corin Ashdown")
    press(page, "Register this person with the file")
    expect(page.locator(".person")).to_contain_text("Corin Ashdown")
    record = page.url

    page.goto(f"{record}conditions/add/")
    write(page, "Condition or procedure", "epilepsy")
    choose(page, "Status", "Not so: it was asked and denied")
    choose(page, "Who says so", "I do: I measured it, asked, or looked")
    press(page, "Add this condition")
    expect(page.get_by_role("heading", level=1)).to_have_text("Conditions and procedures")

    page.goto("/patients/from-file/")  # the same once more: they are known already
    look_at(page, HERE / "corin-2026.json")
    press(page, "Register this person with the file")
    expect(page.get_by_role("alert")).to_contain_text("Is it one of these?")
    page.get_by_role("alert").get_by_role("link", name="Corin Ashdown").click()
    expect(page).to_have_url(f"{record}imports/")
    look_at(page, HERE / "corin-2026.json")
    expect(page.get_by_role("region", name="Whose file it is")).not_to_contain_text("differs")
    conflicts = page.get_by_role("region", name="Conflicting")
    expect(conflicts).to_contain_text("epilepsy", ignore_case=True)
    press(page, "Take it into the record")
    expect(page.locator(".said")).to_have_text("The file is part of the record.")
    rows = page.get_by_role("region", name="Part of the record").locator("tbody tr")
    expect(rows).to_have_count(2)
    rows.last.get_by_role("link", name="What it says").click()
    expect(page.locator("main")).to_contain_text("Ischemic stroke")


def test_the_file_of_somebody_else_is_held_until_there_is_a_reason_or_thrown_away(
    window: Window, live: LiveServer
) -> None:
    page = window("nurse")
    page.goto(f"/patients/{live.facts['patient']}/imports/")
    look_at(page, HERE / "corin-2024.json")
    expect(page.get_by_role("row", name="Name")).to_contain_text("differs")
    expect(page.get_by_role("alert")).to_contain_text("It may be somebody else’s.")
    press(page, "Throw the file away")
    expect(page.locator(".said")).to_have_text("The file was thrown away. Nothing of it was kept.")


@pytest.mark.shared
def test_a_whole_synthetic_life_is_imported_with_its_review(window: Window) -> None:
    file = next(SYNTHEA.glob("Milan_Beatty*.json"))
    entries = json.loads(file.read_text(encoding="utf-8"))["entry"]
    born = next(
        one["resource"]["birthDate"]
        for one in entries
        if one["resource"]["resourceType"] == "Patient"
    )
    page = window("nurse")
    page.goto("/patients/from-file/")
    look_at(page, file)
    expect(page.get_by_label("Born")).to_have_value(born)
    expect(
        page.get_by_role("region", name="Understood", exact=True).locator("details")
    ).not_to_have_count(0)
    press(page, "Register this person with the file")
    expect(page.locator(".person")).to_contain_text("Milan")
    page.goto(f"{page.url}imports/")
    expect(page.get_by_role("region", name="Part of the record").locator("tbody tr")).to_have_count(
        1
    )


def test_a_number_of_the_policy_is_proposed_read_as_a_sentence_and_signed_with_a_code(
    window: Window, live: LiveServer
) -> None:
    page = window("prescriber")
    page.goto("/policy/value/limit.iv.pump/")
    write(page, "The value that this clinic signs in mL/h", "1200")
    write(page, "Why", "Our pump is quicker.")
    press(page, "Propose")
    expect(page.locator(".wrong")).to_be_visible()  # looser than what is shipped
    write(page, "The value that this clinic signs in mL/h", "800")
    write(page, "Why", "What our pump can do.")
    press(page, "Propose")
    row = page.get_by_role("region", name="Proposed changes").locator("tbody tr")
    expect(row).to_contain_text("sign 800 mL/h")
    expect(row).to_contain_text("What our pump can do.")
    page.goto("/policy/sign/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not open to you")

    director = window("medical director")
    director.goto("/policy/")
    follow(director, "Read and sign")
    changes = director.get_by_role("region", name="What changes")
    expect(changes).to_contain_text("800 mL/h")
    sentence = changes.locator("li").first.inner_text()
    factor = director.get_by_label("The code that your authenticator shows")
    factor.fill("000000")
    press(director, "Sign 1 change")
    expect(director.locator(".wrong")).to_have_text(
        "That is not the code that your authenticator shows now. Each code counts once: if you "
        "signed in with this one, wait for the next."
    )
    factor.fill(code(live.facts["secret"], counts_for=12))
    press(director, "Sign 1 change")
    expect(director.locator(".said")).to_have_text("Signed: this is the policy from now on.")
    expect(director.get_by_role("region", name="In force")).to_contain_text("Ines Medical Director")
    history = director.get_by_role("region", name="History")
    history.locator("summary").first.click()
    expect(history.locator("li").first).to_have_text(sentence)
