"""Draws docs/images/sheet.png, the picture of the README: the upper part of the demo sheet.

Typst sets the sheet as it is printed, and then a picture of a part of it, with a thin frame so that
it stands on a white and on a black page.

    python scripts/picture.py
"""

import argparse
import sys
import tempfile
from pathlib import Path

import typst

from titrant.cli import prepare_command
from titrant.cli.demo import WALK
from titrant.cli.pdf import sheet_pdf
from titrant.dosing import prepare
from titrant.dosing.sheet import draw_up_sheet
from titrant.knowledge import load

PLACE = Path(__file__).resolve().parent.parent / "docs" / "images" / "sheet.png"

# The part that is shown, in millimetres of the A4 page.
LEFT, TOP, WIDTH, HEIGHT = 12, 11, 186, 156
DOTS_PER_INCH = 150.0

FRAME = f"""
#set page(width: {WIDTH}mm, height: {HEIGHT}mm, margin: 0mm, fill: white)
#place(dx: -{LEFT}mm, dy: -{TOP}mm, image("sheet.pdf", width: 210mm, height: 297mm))
#place(rect(width: 100%, height: 100%, stroke: 1pt + luma(190)))
"""


def main() -> int:
    """Write the picture."""
    reader = argparse.ArgumentParser()
    prepare_command.add_options(reader)
    example = next(options for _, command, _, options in WALK if command == "prepare")
    typed = reader.parse_args(example)
    made = prepare(prepare_command.read_order(typed), load(typed.site))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sheet.pdf").write_bytes(sheet_pdf(draw_up_sheet(made)))
        frame = Path(folder) / "picture.typ"
        frame.write_text(FRAME, encoding="utf-8")
        picture = typst.compile(frame, format="png", ppi=DOTS_PER_INCH)
    assert isinstance(picture, bytes)  # one page
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_bytes(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
