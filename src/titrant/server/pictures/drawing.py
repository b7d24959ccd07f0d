"""Draw a specification of Vega-Lite as SVG, without a browser and without a network."""

import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

VEGA_LITE = "6.4"
MISSING = (
    "Pictures are not drawn: vl-convert is not installed (titrant[pictures]). "
    "The tables say the same."
)


def installed() -> bool:
    """Return whether anything can be drawn: it is an extra, `[pictures]`."""
    return find_spec("vl_convert") is not None


def tell_if_missing(warn: Callable[[str], object]) -> None:
    """Say once, where the server is started, that pages will have no pictures."""
    if not installed():
        warn(MISSING)


def svg(specification: dict[str, Any]) -> str:
    """Return a picture as SVG: the same for the same specification, whatever was drawn before."""
    import vl_convert  # loads a whole engine: the worker only, and only when there is a picture

    drawn: str = vl_convert.vegalite_to_svg(
        specification, vl_version=VEGA_LITE, allowed_base_urls=[]
    )
    return _named(drawn)


def _named(drawn: str) -> str:
    """Return an SVG whose parts are named in their order; the renderer counts on and on."""
    new = {old: f"part{place}" for place, old in enumerate(re.findall(r'\bid="([^"]+)"', drawn))}
    return re.sub(r'(\bid="|url\(#)([^")]+)', lambda found: found[1] + new[found[2]], drawn)
