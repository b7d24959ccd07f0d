"""Journeys: a real server process, a real browser; each file gets a server and one of its own.

The browser lives no longer than a file: while it does, its event loop runs in this thread, and
Django refuses to ask a database there.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.lib import browsers
from tests.lib.live_server import (
    LiveServer,
    Template,
    copied,
    drop_template,
    make_template,
    running,
)
from tests.lib.pages_found import Found, pages_found, with_intakes
from tests.lib.switched import Switched

expect.set_options(timeout=browsers.PATIENCE)
LOOPBACK = ["127.0.0.1", "::1"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let journeys, and nothing else, open sockets to this machine."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """Return a filled installation, made once by each worker."""
    postgresql = os.environ.get("TITRANT_TEST_DATABASE") == "postgresql"
    made = make_template(tmp_path_factory.mktemp("template") / "home", postgresql=postgresql)
    yield made
    drop_template(made)


@pytest.fixture(scope="module")
def live(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Return a server on a copy of the template; what the file wrote is verified at its end."""
    with running(template, tmp_path_factory.mktemp("live")) as server:
        yield server
        assert_believed(server)


@pytest.fixture(scope="module")
def switched(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switched]:
    """Return a server that can be switched off, killed, and started again later."""
    with copied(template, tmp_path_factory.mktemp("switched")) as server:
        made = Switched(server)
        made.on()
        try:
            yield made
            assert_believed(made.live)
        finally:
            made.off()


@pytest.fixture(scope="module")
def judged(live: LiveServer) -> LiveServer:
    """Return the server with what judges look at besides: intakes, files, a proposed policy."""
    return with_intakes(live)


@pytest.fixture(scope="module")
def pages(judged: LiveServer) -> dict[str, Found]:
    """Return every page that links lead to, by its name."""
    return pages_found(judged)


def assert_believed(server: LiveServer) -> None:
    """Let `titrant verify` read the whole record, as an auditor does."""
    done = server.titrant("verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("the record can be believed.\n")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Chromium."""
    with browsers.launched() as launched:
        yield launched


@pytest.fixture
def window(browser: Browser, live: LiveServer) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a window: `window("nurse", mode="dim", width=820)`."""
    with ExitStack() as open_windows:
        opened: Callable[..., AbstractContextManager[Page]] = partial(
            browsers.window, browser, live
        )
        yield lambda *a, **k: open_windows.enter_context(opened(*a, **k))
