"""What pages do beyond links and forms, and that they work without it: in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect
from tests.lib.browsers import WIDTHS, remember
from tests.lib.live_server import LiveServer

Window = Callable[..., Page]


def test_one_key_searches_and_two_go_to_a_place(window: Window) -> None:
    page = window("nurse")
    page.goto("/keys")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page).to_have_url("/patients/")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Name")
    expect(search).to_be_focused()
    page.keyboard.type("mara g?")
    expect(search).to_have_value("mara g?")  # in a field, letters are letters
    page.keyboard.press("Escape")
    expect(search).not_to_be_focused()
    page.keyboard.press("?")
    expect(page).to_have_url("/keys")


def test_keys_that_are_switched_off_do_nothing(window: Window) -> None:
    page = window("nurse")
    page.goto("/keys")
    page.get_by_role("button", name="Switch these keys off in this browser").click()
    page.get_by_role("link", name="Patients").click()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    expect(page).to_have_url("/patients/")


def test_what_is_typed_is_said_to_be_unsent_and_not_left_by_a_slip(window: Window) -> None:
    page = window()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto("/gallery")
    state = page.locator("#state")
    as_of = state.text_content() or ""
    assert as_of.startswith("As of ")
    note = page.locator("#id_note")
    note.fill("She slept well.")
    expect(state).to_have_text("Typed, not yet sent")
    page.locator(".brand").click()
    page.wait_for_function("() => document.querySelector('#id_note').value")
    assert asked == ["beforeunload"]
    note.fill("")
    expect(state).to_have_text(as_of)
    page.locator(".brand").click()
    expect(page).not_to_have_url("/gallery")
    assert asked == ["beforeunload"]


def test_a_lost_connection_is_said_and_a_page_says_when_it_is_back(window: Window) -> None:
    page = window()
    page.goto("/keys")
    as_of = page.locator("#state").text_content() or ""
    page.context.set_offline(offline=True)
    expect(page.locator("#state")).to_have_text("No connection. Nothing is sent.")
    page.context.set_offline(offline=False)
    expect(page.locator("#state")).to_have_text(as_of)


def test_a_page_that_comes_back_into_sight_after_ten_minutes_is_called_stale(
    window: Window,
) -> None:
    page = window()
    page.clock.install()
    page.goto("/keys")
    back = "document.dispatchEvent(new Event('visibilitychange'))"
    page.clock.set_fixed_time(page.evaluate("Date.now() / 1000 + 9 * 60"))
    page.evaluate(back)
    expect(page.locator("#state")).to_have_attribute("data-state", "read")
    page.clock.set_fixed_time(page.evaluate("Date.now() / 1000 + 2 * 60"))
    page.evaluate(back)
    expect(page.locator("#state")).to_contain_text("stale. Load it again.")


def test_a_menu_closes_with_escape_and_elsewhere(window: Window) -> None:
    page = window("nurse")
    page.goto("/keys")
    menu = page.locator("details.menu")
    summary = menu.locator("summary")
    summary.click()
    expect(menu).to_have_attribute("open", "")
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")
    summary.click()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_the_light_is_kept_from_page_to_page(window: Window) -> None:
    page = window()
    page.goto("/keys")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Dim").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "dim")
    page.goto("/gallery")
    expect(page.locator("html")).to_have_attribute("data-mode", "dim")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_control_is_reached_by_the_keyboard_and_seen_when_it_is(
    window: Window, width: int
) -> None:
    page = window("nurse", width=width)
    page.goto("/patients/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    reached = []
    for _ in range(10):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("""() => {
              const one = document.activeElement;
              const style = getComputedStyle(one);
              return [one.textContent.trim().slice(0, 20), one.matches("input") || one.name,
                      style.outlineStyle, parseFloat(style.outlineWidth)];
            }""")
        )
    places = page.locator(".places a").all_inner_texts()
    words = [str(one[0]) for one in reached]
    assert words[: len(places) + 2] == ["Titrant", *places, words[len(places) + 1]]
    assert "Find" in words
    assert {one[2] for one in reached} == {"solid"}
    assert {one[3] for one in reached} == {3}


def test_the_skip_link_leads_to_the_content(window: Window) -> None:
    page = window("nurse")
    page.goto("/patients/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_nothing_shifts_while_a_page_loads(window: Window) -> None:
    page = window("nurse", width=390)
    page.goto("/patients/")
    shift = page.evaluate("""() => new Promise(done => {
      let sum = 0;
      new PerformanceObserver(list => {
        for (const one of list.getEntries()) { if (!one.hadRecentInput) { sum += one.value; } }
      }).observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
    })""")
    assert shift < 0.01  # ten times less than what counts as good


def test_pages_work_without_any_script(browser: Browser, live: LiveServer) -> None:
    context = browser.new_context(base_url=live.address, java_script_enabled=False)
    remember(context, live, live.facts["cookie"], live.facts["sessions"]["nurse"])
    page = context.new_page()
    page.goto("/patients/")
    page.locator("#q").fill("Mara")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Mara Ellison").first.click()
    expect(page.locator(".person")).to_contain_text("Mara Ellison")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "dark")
    context.close()
