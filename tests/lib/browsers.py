"""A real browser for journeys: Debian's Chromium, driven by Playwright, asking nobody outside."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.lib.live_server import LiveServer

MODES = ("light", "dark", "dim")
WIDTHS = {390: 844, 820: 1180, 1440: 900}  # a phone, a tablet on its edge, a desk
PATIENCE = 15_000  # milliseconds that a page may take on a machine with every core at work
FLAGS = [
    "--no-sandbox",  # root, in a container
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> Path | None:
    """Return where Chromium is, or None where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return Path(found) if found else None


@contextmanager
def launched() -> Iterator[Browser]:
    """Run Chromium without a window until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(
    browser: Browser, server: LiveServer, role: str = "", *, mode: str = "light", width: int = 1440
) -> Iterator[Page]:
    """Open a window of its own, signed in as the clinic's person of a role, or as nobody."""
    context = browser.new_context(
        base_url=server.address, viewport={"width": width, "height": WIDTHS[width]}, locale="en-US"
    )
    context.set_default_timeout(PATIENCE)
    try:
        remember(context, server, "titrant-mode", mode)
        if role:
            remember(context, server, server.facts["cookie"], server.facts["sessions"][role])
        yield context.new_page()
    finally:
        context.close()


def remember(context: BrowserContext, server: LiveServer, name: str, value: str) -> None:
    """Give a browser a cookie of the server's."""
    context.add_cookies([{"name": name, "value": value, "url": server.address}])


def signed_in_with(page: Page, server: LiveServer, session: str) -> Page:
    """Give a window the session of somebody; return the window."""
    remember(page.context, server, server.facts["cookie"], session)
    return page


def shown_as(page: Page, mode: str, width: int) -> None:
    """Show an open page in another light and another width, without loading it again."""
    page.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})


def press(page: Page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow the first link of this name."""
    page.get_by_role("link", name=name, exact=True).first.click()


def write(page: Page, label: str, text: str) -> None:
    """Write into the field of this label, whether it may stay empty or not."""
    page.get_by_label(re.compile(rf"^{re.escape(label)}( optional)?$")).fill(text)


def choose(page: Page, group: str, choice: str) -> None:
    """Press one of the choices of a question."""
    page.get_by_role("group", name=group).get_by_label(choice, exact=True).check()


def with_passkeys(page: Page) -> None:
    """Give a window a device that holds passkeys, and that its owner has unlocked."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": device})
