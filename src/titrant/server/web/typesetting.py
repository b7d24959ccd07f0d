"""Set values as a PDF with Typst: the same values give the same bytes."""

import json
from pathlib import Path

from msgspec import to_builtins


def pdf(template: Path, said: object) -> bytes:
    """Return the bytes of a PDF; the template reads `said` as JSON."""
    import typst

    inputs = {"said": json.dumps(to_builtins(said), sort_keys=True)}
    made = typst.compile(template, sys_inputs=inputs)
    assert isinstance(made, bytes)  # one file, since a PDF was asked for
    return made
