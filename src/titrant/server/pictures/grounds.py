"""The grounds that a picture can stand on: the colours of the pages, read from where they are."""

import re
from functools import cache
from pathlib import Path

from titrant.server import web

GROUNDS = ("light", "dark", "dim")
_TOKENS = Path(web.__file__).parent / "static" / "titrant" / "tokens.css"
_INK = re.compile(r"var\(--([a-z-]+)\)")


def ink(name: str) -> str:
    """Return a colour as a specification names it; it becomes one where the picture is shown."""
    return f"var(--{name})"


@cache
def inks(ground: str) -> dict[str, str]:
    """Return the colours of a mode by name, as `tokens.css` has them."""
    text = _TOKENS.read_text(encoding="utf-8")
    block = text.partition(f':root[data-mode="{ground}"] {{')[2].partition("}")[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def on(ground: str, svg: str) -> str:
    """Return a picture in the colours of a ground: drawn once, it is shown on each."""
    known = inks(ground)
    return _INK.sub(lambda found: known[found[1]], svg)


def waiting(width: int, height: int) -> str:
    """Return what stands in the place of a picture, as large as it, until it is drawn."""
    size = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
        f'<rect {size} fill="{ink("raised")}"/>'
        f'<text x="8" y="24" font-size="13" font-family="system-ui, sans-serif" '
        f'fill="{ink("quiet")}">Being drawn. Load this page again to see it.</text></svg>'
    )
