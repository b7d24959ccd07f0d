"""A clinic from nothing: opened by a command, served by two processes and a worker, people invited.

What is served is what an operator serves: `titrant serve --workers 2`, no demonstration, real mail.
"""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import assert_believed
from tests.lib.browsers import choose, follow, press, with_passkeys, write
from tests.lib.live_server import STARTS_WITHIN, LiveServer, empty, free_port, served
from tests.lib.mail import Box, mail_server
from tests.lib.signing_in import code

Window = Callable[..., Page]
POSTGRESQL = os.environ.get("TITRANT_TEST_DATABASE") == "postgresql"
CLINIC = ("clinic", "new", "--name", "Harbour Clinic", "--zone", "America/New_York")
CHOSEN = "sieben mutige otter im regen"
DESK = "hanne@clinic.example"


@pytest.fixture(scope="module")
def mails() -> Iterator[tuple[str, Box]]:
    """Return the mail server of the clinic, and what arrived there."""
    with mail_server(free_port()) as made:
        yield made


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, mails: tuple[str, Box]
) -> Iterator[tuple[LiveServer, str]]:
    """Return a new clinic that is served, and the link for its first administrator."""
    with empty(tmp_path_factory.mktemp("served"), postgresql=POSTGRESQL) as nobody:
        server = replace(nobody, mail=mails[0])
        begun = server.titrant(*CLINIC, "--admin-email", "ana@clinic.example")
        assert begun.returncode == 0, begun.stderr
        found = re.search(r"http://\S+", begun.stdout)
        assert found, begun.stdout
        with served(server) as live:
            yield live, found[0]
            assert_believed(live)


@pytest.fixture(scope="module")
def live(opened: tuple[LiveServer, str]) -> LiveServer:
    """Return the server."""
    return opened[0]


def join(page: Page, link: str) -> None:
    """Choose a password at an invitation's link, and codes for the second factor."""
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(CHOSEN)
    page.get_by_label("The same password again").fill(CHOSEN)
    press(page, "Keep this password, and go on")
    follow(page, "Codes from an authenticator app")
    page.get_by_label("code").fill(code(page.locator("ol code").inner_text(), counts_for=12))
    press(page, "Use these codes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def web_processes(live: LiveServer) -> list[int]:
    """Return the processes that make pages: children of what was started, but for the worker."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [
        int(pid)
        for pid, parent, words in rows
        if int(parent) == live.pid and "titrant worker" not in words and "tracker" not in words
    ]


def test_a_clinic_is_opened_its_people_invited_by_mail_and_a_process_that_dies_loses_nothing(
    window: Window, opened: tuple[LiveServer, str], mails: tuple[str, Box]
) -> None:
    live, link = opened
    admin = window()
    admin.goto("/patients/")
    expect(admin.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(admin.get_by_text("Demonstration")).to_have_count(0)
    join(admin, link)

    admin.goto("/people/invite/")
    write(admin, "Name", "Hanne Vasquez")
    write(admin, "Email address", DESK)
    choose(admin, "Role", "coordinator")
    press(admin, "Send the invitation")
    expect(admin.locator(".said")).to_contain_text("The invitation is on its way.")
    expect(admin.locator("main")).not_to_contain_text("/join/")  # in her mail, and nowhere else

    desk = window()
    with_passkeys(desk)
    join(desk, mails[1].link_to(DESK))
    desk.goto("/patients/new/")
    write(desk, "Name", "Odile Renner")
    write(desk, "Born", "1985-04-23")
    choose(desk, "Sex", "Female")

    before = web_processes(live)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    press(desk, "Register this person")
    expect(desk.locator(".person")).to_contain_text("Odile Renner")
    for page, path in chain.from_iterable([[(desk, "/patients/"), (admin, "/people/")]] * 5):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    desk.goto("/patients/")
    expect(desk.get_by_role("row", name="Odile Renner")).to_have_count(1)
    until = time.monotonic() + STARTS_WITHIN
    while len(after := web_processes(live)) < 2 and time.monotonic() < until:
        time.sleep(0.2)
    assert len(after) == 2
    assert before[0] not in after
