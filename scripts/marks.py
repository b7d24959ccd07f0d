"""Writes what was measured between the marks of a page: `<!-- name -->` and `<!-- /name -->`."""

import re


def put(page: str, name: str, words: str) -> str:
    """Return a page with what stands between its marks replaced; ValueError where it has none."""
    made, times = re.subn(
        rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
        lambda m: f"{m[1]}{words}\n{m[2]}",
        page,
        flags=re.DOTALL,
    )
    if times != 1:
        raise ValueError(f"the page has no one place for “{name}”")
    return made
