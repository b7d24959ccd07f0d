"""Draws docs/images/patient.png, the picture of the README: one patient's page.

It starts a demonstration of its own in a folder that it throws away, signs a prescriber in as a
person does, with a password and a code, and takes the page as a desk shows it. The people are made
up. Chromium is the machine's own.

    python scripts/server_picture.py [--port 8201] [--out FILE]
"""

import argparse
import os
import subprocess  # nosec B404: starts this program's own server
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PLACE = Path(__file__).resolve().parent.parent / "docs" / "images" / "patient.png"
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH, HEIGHT = 1440, 900
MOST = 150_000  # bytes: the page that shows it is read on telephones too
WHO, PASSWORD = "prescriber", "made-up people only"  # nosec B105: printed by every demonstration
PERSON = "Mara Ellison"


def main() -> int:
    """Take the picture."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--port", type=int, default=8201)
    asked.add_argument("--out", type=Path, default=PLACE)
    typed = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "TITRANT_HOME": f"{home}/clinic"}
        command = [sys.executable, "-m", "titrant", "serve", "--demo", "--port", str(typed.port)]
        server = subprocess.Popen(  # nosec B603
            command, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            _wait_until_ready(server)
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
                _take(browser, f"http://localhost:{typed.port}", environment, typed.out)
        finally:
            server.terminate()
            server.wait(60)
    size = typed.out.stat().st_size
    print(f"{typed.out}: {size} bytes")
    return 0 if size < MOST else 1


def _wait_until_ready(server: "subprocess.Popen[str]") -> None:
    assert server.stdout is not None
    for line in server.stdout:
        if "Titrant is ready" in line:
            return
    raise SystemExit("The server ended before it was ready.")


def _take(browser: Browser, address: str, environment: dict[str, str], out: Path) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    _sign_in(page, address, environment)
    page.goto(f"{address}/patients/")
    page.get_by_role("searchbox").first.fill(PERSON)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=PERSON).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=out)


def _sign_in(page: Page, address: str, environment: dict[str, str]) -> None:
    page.goto(f"{address}/account/sign-in/")
    page.locator("input[name=login]").fill(f"{WHO}@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    command = [sys.executable, "-m", "titrant", "demo-code", WHO]
    code = subprocess.run(  # nosec B603
        command, env=environment, check=True, capture_output=True, text=True
    )
    page.locator("input[name=code]").fill(code.stdout.strip())
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url(lambda url: "/2fa/" not in url)


if __name__ == "__main__":
    sys.exit(main())
