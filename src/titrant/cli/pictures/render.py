"""Make files of pictures without a browser: SVG, PNG, and a page that works with no network."""

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from titrant.cli.pictures.values import NOT_THIS_PATIENT, Picture, Table
from titrant.cli.status import BadInput

if TYPE_CHECKING:
    from types import ModuleType

_VEGA_LITE = "6.4"
_SCALE = 2.0  # a PNG has twice the pixels, so that it stays sharp on paper
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark;
  --ground: #fff; --ink: #1b1e21; --muted: #565c63; --line: #d5d9dd }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --ink: #e3e6e8; --muted: #a3abb3; --line: #363c43 }
  .light { display: none }
}
@media (prefers-color-scheme: light) { .dark { display: none } }
@media print { .dark { display: none } .light { display: block } }
body { margin: 0 auto; max-width: 64rem; padding: 1rem;
  background: var(--ground); color: var(--ink);
  font: 0.9375rem/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums }
h1 { font-size: 1.25rem; line-height: 1.3 }
figure { margin: 0 0 2rem }
svg { display: block; max-width: 100%; height: auto }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin: 0 0 2rem }
caption { text-align: left; font-weight: 600; padding: 0 0 0.5rem }
th, td { text-align: right; padding: 0.25rem 1rem 0.25rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top }
thead th { font-weight: 400; color: var(--muted); max-width: 14rem }
th:first-child { text-align: left; font-weight: 400 }
"""


class Shown(Struct, frozen=True, kw_only=True):
    """A picture on a page, drawn on a light ground and on a dark one."""

    light: Picture
    dark: Picture


def renderer() -> "ModuleType":
    """Return what draws specifications; raises `BadInput` where it is not installed."""
    try:
        import vl_convert
    except ImportError:
        raise BadInput(
            "--out: Pictures need vl-convert: install titrant[pictures], or name a .csv file."
        ) from None
    return vl_convert


def svg(picture: Picture) -> str:
    """Return a picture as SVG; raises `BadInput` where nothing can draw."""
    return _named(renderer().vegalite_to_svg(picture.specification, **_how()), "")


def png(picture: Picture) -> bytes:
    """Return a picture as PNG; raises `BadInput` where nothing can draw."""
    drawn: bytes = renderer().vegalite_to_png(picture.specification, scale=_SCALE, **_how())
    return drawn


def page(title: str, shown: Sequence[Shown], tables: Sequence[Table]) -> str:
    """Return pictures and their numbers as one HTML page that asks for nothing else.

    Raises `BadInput` where nothing can draw.
    """
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{html.escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{html.escape(title)}</h1>",
        f"<p><strong>{html.escape(NOT_THIS_PATIENT)}</strong></p>",
    ]
    for place, one in enumerate(shown):
        parts += [
            "<figure>",
            f'<div class="light">{_inline(one.light, f"l{place}")}</div>',
            f'<div class="dark">{_inline(one.dark, f"d{place}")}</div>',
            "</figure>",
        ]
    parts += [line for table in tables for line in _table(table)]
    parts += ["</main>", "</body>", "</html>", ""]
    return "\n".join(parts)


def _how() -> dict[str, Any]:
    return {"vl_version": _VEGA_LITE, "allowed_base_urls": []}


def _inline(picture: Picture, prefix: str) -> str:
    """Return an SVG to stand in a page; its parts have names that no other picture has."""
    drawn = _named(svg(picture), f"{prefix}-")
    said = html.escape(" ".join((f"{picture.title}.", *picture.said)), quote=True)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{said}" ', 1)


def _named(drawn: str, prefix: str) -> str:
    """Return an SVG whose parts are named in their order; the renderer counts on and on."""
    named = re.findall(r'\bid="([^"]+)"', drawn)
    new = {old: f"{prefix}part{place}" for place, old in enumerate(named)}
    return re.sub(
        r'(\bid="|url\(#)([^")]+)', lambda found: found[1] + new.get(found[2], found[2]), drawn
    )


def _table(table: Table) -> list[str]:
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in table.head)
    lines = [
        '<div class="wide" tabindex="0">',
        "<table>",
        f"<caption>{html.escape(table.caption)}</caption>",
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
    ]
    for first, *rest in table.rows:
        cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{html.escape(first)}</th>{cells}</tr>')
    return [*lines, "</tbody>", "</table>", "</div>"]
