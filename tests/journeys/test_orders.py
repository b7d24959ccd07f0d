"""From the protocols side by side to a dose that is signed, prepared, and stopped."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.lib.browsers import choose, follow, press, signed_in_with, write
from tests.lib.live_server import LiveServer
from tests.lib.signing_in import code

Window = Callable[..., Page]
IV = "IV ketamine for depression, 0.5 mg/kg over 40 min"
WHY = "Four trials failed, and nothing speaks against it."


@pytest.fixture(scope="module")
def known(live: LiveServer) -> dict[str, Any]:
    """Return people of whom everything is known, and how each prescriber signs."""
    told: dict[str, Any] = live.tells("tests.lib.live_order")
    return told


def opened(page: Page, patient: str) -> None:
    """Open a course from the protocols side by side, and choose its first dose."""
    page.goto(f"/patients/{patient}/protocols/")
    page.goto(f"/patients/{patient}/course/iv-depression/open/")
    write(page, "Why this protocol, for this person", WHY)
    press(page, "Open the course")
    expect(page.get_by_role("heading", level=1)).to_have_text(IV)
    chosen(page, patient)


def chosen(page: Page, patient: str) -> None:
    page.goto(f"/patients/{patient}/course/iv-depression/")
    expect(page.locator("main input:checked, main option[selected]")).to_have_count(0)
    page.locator("a[href$='/choose/start/']").click()
    page.get_by_label("Why this option").select_option(label="The protocol’s next step")
    press(page, "Write this choice")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chosen: ")


def typed(page: Page, amount: str = "0.5", minutes: str = "40") -> None:
    """Type an order after a choice, and see its ladder fill."""
    follow(page, "Write the order")
    for field in ("Dose", "Over, minutes", "For which day"):
        expect(page.get_by_label(re.compile(rf"^{field}( optional)?$"))).to_have_value("")
    write(page, "Dose", amount)
    choose(page, "Unit of the dose", "mg/kg")
    choose(page, "Scaled to which weight", "actual")
    page.get_by_label("Product").select_option(label="ketamine 10 mg/mL vial")
    write(page, "Over, minutes", minutes)
    write(page, "Diluted to, mg/mL", "1")
    page.get_by_label("For which day").fill(page.evaluate(TODAY))
    expect(page.locator("#ladder")).to_contain_text("70.2 kg")


TODAY = """() => new Date().toLocaleDateString("en-CA", {timeZone: "America/New_York"})"""


def sign(page: Page, secret: str) -> None:
    follow(page, "Read and sign")
    page.get_by_label("The code that your authenticator shows").fill(code(secret, counts_for=12))
    page.get_by_role("button", name=re.compile("^Sign order for ")).click()


def test_from_the_protocols_to_a_dose_that_is_prepared(
    window: Window, live: LiveServer, known: dict[str, Any]
) -> None:
    patient, hand = known["people"]["Rosalind Ready"], known["hands"]["Rosalind Ready"]
    page = signed_in_with(window(), live, hand["session"])
    opened(page, patient)
    replay = page.get_by_text(re.compile("^titrant replay ")).inner_text().split()
    typed(page)
    expect(page.locator("#ladder")).to_contain_text("0.5 mg/kg × 70.2 kg = 35.1 mg")
    expect(page.locator("#ladder")).to_contain_text("3.5 mL")
    press(page, "Write this order")
    expect(page.locator("main")).to_contain_text("Nobody has signed it.")
    sign(page, hand["secret"])
    expect(page.locator("main")).to_contain_text("Signed. It follows: ")
    address = page.url

    desk = window("nurse")
    desk.goto(address)
    expect(desk.get_by_role("link", name="Read and sign")).to_have_count(0)
    follow(desk, "Prepare it")
    write(desk, "Read on the package, like 10 mg/mL or 28 mg", "100 mg/mL")
    write(desk, "Read on the syringe, like 3.5 mL", "3.5 mL")
    write(desk, "Read on the pump, like 52.5 mL/h", "52.5 mL/h")
    press(desk, "Hold it against the order")
    expect(desk.locator(".wrong").first).to_contain_text("ten times as much")
    write(desk, "Read on the package, like 10 mg/mL or 28 mg", "10 mg/mL")
    press(desk, "Hold it against the order")
    expect(desk.locator("main")).to_contain_text("Prepared. It follows: ")

    done = live.titrant(*replay[1:])
    assert done.returncode == 0, done.stderr
    assert "gives the same bytes" in done.stdout

    other = signed_in_with(window(), live, known["second"]["session"])
    other.goto(f"/patients/{patient}/course/oral-depression/open/")
    expect(other.locator("p.held")).to_contain_text("whoever prescribes: that one is ended first")
    expect(other.get_by_role("button", name="Open the course")).to_have_count(0)


def test_a_firm_limit_is_signed_by_two_and_a_hard_one_by_nobody(
    window: Window, live: LiveServer, known: dict[str, Any]
) -> None:
    patient, hand = known["people"]["Fergus Firm"], known["hands"]["Fergus Firm"]
    page = signed_in_with(window(), live, hand["session"])
    opened(page, patient)
    typed(page, amount="5")
    expect(page.locator("#ladder")).to_contain_text("Never")
    press(page, "Write this order")
    expect(page.locator("main")).to_contain_text("Nothing lifts this.")
    expect(page.get_by_role("link", name="Read and sign")).to_have_count(0)

    chosen(page, patient)
    typed(page, minutes="20")
    expect(page.locator("#ladder")).to_contain_text("Second prescriber")
    press(page, "Write this order")
    sign(page, hand["secret"])
    expect(page.locator("main")).to_contain_text("Waits for a second prescriber")
    address = page.url
    for _ in range(2):  # the same person, twice
        page.goto(f"{address}sign/")
        expect(page.locator("main")).to_contain_text("Waits for a second prescriber")
        expect(page.get_by_text("who is somebody else")).to_be_visible()

    other = signed_in_with(window(), live, known["second"]["session"])
    other.goto(address)
    sign(other, known["second"]["secret"])
    expect(other.locator("main")).to_contain_text("Signed. It follows: ")
    expect(other.get_by_text("as the second prescriber")).to_be_visible()


def test_a_corrected_weight_stops_a_signed_order(
    window: Window, live: LiveServer, known: dict[str, Any]
) -> None:
    patient, hand = known["people"]["Corinne Corrected"], known["hands"]["Corinne Corrected"]
    page = signed_in_with(window(), live, hand["session"])
    opened(page, patient)
    typed(page)
    press(page, "Write this order")
    sign(page, hand["secret"])
    expect(page.locator("main")).to_contain_text("Signed. It follows: ")
    address = page.url

    desk = window("nurse")
    desk.goto(f"/patients/{patient}/weights/")
    desk.get_by_role("link", name=re.compile("^Correct")).first.click()
    write(desk, "Number on the scale", "66.0")
    press(desk, "Write the correction")
    if desk.get_by_role("button", name=re.compile("looked", re.IGNORECASE)).count():
        desk.get_by_role("button", name=re.compile("looked", re.IGNORECASE)).click()
    desk.wait_for_url(re.compile("/weights/$"))

    page.goto(address)
    expect(page.locator("p.held")).to_contain_text("The weight of 70.2 kg was corrected to 66 kg.")
    expect(page.locator("p.held")).to_contain_text("The signature counts no more")
    expect(page.get_by_role("link", name="Prepare it")).to_have_count(0)
    page.goto("/tasks/")
    expect(page.locator("main")).to_contain_text("A signed order was stopped")


def test_a_deferral_is_overridden_by_the_director_with_a_reason(
    window: Window, live: LiveServer, known: dict[str, Any]
) -> None:
    patient = known["people"]["Odette Overridden"]
    desk = window("nurse")
    desk.goto(f"/patients/{patient}/medications/add/")
    write(desk, "Medicine", "ergotamine")
    choose(desk, "Now", "Taken now")
    choose(desk, "Who says so", "I do: I measured it, asked, or looked")
    desk.get_by_role("button", name=re.compile("^Add this medication")).click()
    screening = f"/patients/{patient}/screening/iv-depression/"
    page = window("prescriber")
    page.goto(screening)
    expect(page.get_by_role("link", name=re.compile("^Override this deferral"))).to_have_count(0)
    head = window("medical director")
    head.goto(screening)
    head.get_by_role("link", name=re.compile("^Override this deferral")).first.click()
    write(head, "Why it no longer stands in the way", "ok")
    press(head, "Override this deferral")
    expect(head.locator(".wrong").first).to_be_visible()  # a word is no reason
    write(head, "Why it no longer stands in the way", "Last taken in spring; the box is returned.")
    press(head, "Override this deferral")
    expect(head.get_by_role("region", name="Cleared")).to_contain_text("the box is returned")
