"""What judges that others wrote have to say of a page: axe-core, the console, the wire, a ruler."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page
from tests.lib.browsers import MODES, WIDTHS, shown_as, window
from tests.lib.live_server import LiveServer
from tests.lib.pages_found import Found

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
JUDGES = ("axe", "console", "sideways", "targets", "weight")
WEIGHT = 150_000  # bytes on the wire

TARGETS = """() => {
  const controls = "button, .button, select, textarea, summary, .places a, .sections a, "
    + "input:not([type=hidden])";
  return [...document.querySelectorAll(controls)]
    .filter(one => one.checkVisibility() && !one.matches(".source > summary"))
    .map(one => one.matches("[type=radio], [type=checkbox]") ? one.closest("label") ?? one : one)
    .filter(one => {
      const box = one.getBoundingClientRect();
      return box.height < 43.5 || box.width < 43.5;
    })
    .map(one => one.outerHTML.slice(0, 120));
}"""

# A mode changes colours only, and a width no colour: each is looked at, and not each with each.
LOOKS = [*((MODES[0], width) for width in WIDTHS), *((mode, 820) for mode in MODES[1:])]

Complaints = dict[str, dict[str, list[Any]]]


def is_of_a_record(page: Found) -> bool:
    """Return whether a page is one of a patient's: half of all, and judged in a file of its own."""
    return page.name.startswith("patient_")


def complaints_of(browser: Browser, server: LiveServer, pages: Iterable[Found]) -> Complaints:
    """Look at each page once for each light and width; return what there is to say, by judge."""
    said: Complaints = defaultdict(dict)
    by_role = sorted(pages, key=lambda found: found.role)
    for role, own in itertools.groupby(by_role, key=lambda found: found.role):
        with window(browser, server, role) as page:
            for found in own:
                for judge, words in look(page.context.new_page(), found.path):
                    said[judge].setdefault(found.name, []).append(words)
    return said


def look(page: Page, path: str) -> Iterator[tuple[str, Any]]:
    console: list[str] = []
    page.on("console", lambda said: console.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: console.append(str(error)))
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send(
        "Network.setCacheDisabled", {"cacheDisabled": True}
    )  # each page weighs what it weighs
    weights: list[float] = []
    wire.on("Network.loadingFinished", lambda done: weights.append(done["encodedDataLength"]))
    page.goto(path, wait_until="load")
    yield from (("console", words) for words in console if "status of 40" not in words)
    if sum(weights) > WEIGHT:
        yield "weight", sum(weights)
    page.evaluate(AXE)
    for mode, width in LOOKS:
        shown_as(page, mode, width)
        here = f"{mode} {width}"
        structure = mode == MODES[0]
        if structure:
            sideways = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if sideways > 0:
                yield "sideways", f"{here}: {sideways} px"
            yield from (("targets", f"{here}: {one}") for one in page.evaluate(TARGETS))
        yield from (("axe", f"{here}: {one}") for one in axe(page, whole=structure))
    page.close()


def axe(page: Page, *, whole: bool) -> list[str]:
    """Ask axe-core: every rule, or the one whose answer depends on colours alone."""
    rules = {} if whole else {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    answer = page.evaluate(
        "rules => axe.run(document, {...rules, resultTypes: ['violations']})", rules
    )
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in answer["violations"]
        for node in one["nodes"]
    ]
