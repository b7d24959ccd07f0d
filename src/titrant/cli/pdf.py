"""Set a sheet as a PDF with Typst: the same sheet gives the same bytes."""

import json
from pathlib import Path

from msgspec import to_builtins

from titrant.cli.out_file import write_whole
from titrant.cli.status import BadInput
from titrant.dosing.sheet import Sheet

_TEMPLATE = Path(__file__).with_name("sheet.typ")


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as the bytes of a PDF."""
    import typst

    inputs = {"sheet": json.dumps(to_builtins(sheet), sort_keys=True)}
    made = typst.compile(_TEMPLATE, sys_inputs=inputs)
    assert isinstance(made, bytes)  # one file, since a PDF was asked for
    return made


def write_pdf(sheet: Sheet, path: Path) -> None:
    """Write the sheet to a file, whole or not at all; raises `BadInput` where that fails."""
    if path.is_dir() or not path.name:
        raise BadInput(f"--pdf: “{path}” is a folder. Name a file in it.")
    write_whole(sheet_pdf(sheet), path, "--pdf")
