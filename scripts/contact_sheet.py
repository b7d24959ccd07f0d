"""Take a picture of every page, on a phone, a tablet and a desk, in each light: docs/images/pages.

    python -m scripts.contact_sheet

The pages are those that links lead to in a clinic of made-up people, on a server of its own. The
pictures, and the page that shows them, are committed: a change of the look is seen as one.
"""

import base64
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "images" / "pages"
SHEET = ROOT / "docs" / "reference" / "pages.md"
AT_MOST = 3_000_000  # bytes of all pictures
SCALE = 0.22
PATIENCE = 180_000  # milliseconds, on a machine with other work

HEAD = """# Pages

Every page that a link leads to, with made-up people, as somebody whose role opens it sees it: on a
phone (390 px), a tablet (820 px) and a desk (1440 px), in light, dark and dim. Drawn by
`python -m scripts.contact_sheet`; the parts that pages are made of stand at `/gallery`.
"""


def main() -> int:
    """Draw the pictures and write the page; fail where they have grown too heavy."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.lib.server_settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from tests.lib.browsers import MODES, WIDTHS, launched, shown_as, window
    from tests.lib.live_server import make_template, running
    from tests.lib.pages_found import pages_found, with_intakes

    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    lines = [HEAD]
    with tempfile.TemporaryDirectory() as folder:
        template = make_template(Path(folder) / "home", postgresql=False)
        with running(template, Path(folder)) as plain, launched() as browser:
            live = with_intakes(plain)
            for found in sorted(pages_found(live).values(), key=lambda page: page.name):
                name = found.name.replace("_", "-")
                lines.append(f"\n## {name.replace('-', ' ')}, {found.role or 'nobody signed in'}\n")
                with window(browser, live, found.role) as page:
                    page.goto(found.path, timeout=PATIENCE)
                    for mode in MODES:
                        row = []
                        for width in WIDTHS:
                            shown_as(page, mode, width)
                            file = PICTURES / f"{name}-{mode}-{width}.webp"
                            file.write_bytes(small(page))
                            row.append(
                                f"![{name}, {mode}, {width} px](../images/pages/{file.name})"
                            )
                        lines.append(" ".join(row))
    SHEET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    weight = sum(picture.stat().st_size for picture in PICTURES.iterdir())
    print(f"{len(list(PICTURES.iterdir()))} pictures, {weight / 1e6:.1f} MB, {SHEET}")
    return 0 if weight < AT_MOST else 1


def small(page: "Page") -> bytes:
    """Return what the window shows as a small WebP picture; Chromium itself makes it small."""
    size = page.viewport_size
    assert size is not None
    taken = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot",
        {
            "format": "webp",
            "quality": 24,
            "clip": {"x": 0, "y": 0, **size, "scale": SCALE},
        },
    )
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    sys.exit(main())
