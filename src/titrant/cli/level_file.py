"""Read measured levels from a CSV file: every fault with its line and how to mend it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from titrant.cli.status import BadInput
from titrant.pkpd.errors import PkError
from titrant.pkpd.measured import Level

LARGEST = 1024 * 1024  # bytes: more levels than anybody has drawn
_MOST_FAULTS = 20  # told at once
_COLUMNS = ("time_h", "level_ng_per_ml", "analyte", "person")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_HEADER = "Write “time_h,level_ng_per_ml”, and “,analyte” where the model has several."

Faults = list[tuple[int, str]]


def read_levels(
    path: Path, analytes: Sequence[str], *, replicates: bool = False
) -> tuple[Level, ...]:
    """Return the levels of one person; a row without an analyte is of the only one there is.

    Raises `BadInput` as `read_people` does, and for a file of several people.
    """
    found = read_people(path, analytes, replicates=replicates)
    if len(found) > 1:
        raise BadInput(
            f"--levels: {path.name} is of {len(found)} people. Give one person's levels."
        )
    return next(iter(found.values()), ())


def read_people(
    path: Path, analytes: Sequence[str], *, replicates: bool = False
) -> dict[str, tuple[Level, ...]]:
    """Return the levels of each person in order of time; without that column all are of one.

    Rows of one person that are alike would count twice: they are faults unless they are
    `replicates`.
    Raises `BadInput` with a line for each fault.
    """
    rows = [row for row in _rows(_text(path), path) if any(cell.strip() for cell in row[1])]
    if not rows:
        raise BadInput(f"--levels: {path} is empty. {_HEADER}")
    names = [name.strip() for name in rows[0][1]]
    _check_header(names, path)
    faults: Faults = []
    levels: dict[str, list[Level]] = {}
    seen: dict[tuple[str, Level], int] = {}
    for number, cells in rows[1:]:
        if len(cells) != len(names):
            faults.append((number, f"has {len(cells)} columns and not {len(names)}. Mend the row"))
            continue
        row = dict(zip(names, map(str.strip, cells), strict=True))
        name = row.get("person", "")
        one, own = _level(row, analytes), levels.setdefault(name, [])
        if isinstance(one, str):
            faults.append((number, one))
        elif own and one.at < own[-1].at:
            faults.append((number, f"is at {one.at:g} h, before a row above. Sort the rows"))
        elif (name, one) in seen and not replicates:
            said = f"is the same as line {seen[name, one]}, and would count twice. Leave one out"
            faults.append((number, f"{said}, or say --replicates if it was measured twice"))
        else:
            seen[name, one] = number
            own.append(one)
    if faults:
        lines = [f"line {number} {said}." for number, said in faults[:_MOST_FAULTS]]
        if len(faults) > _MOST_FAULTS:
            lines.append(f"{len(faults) - _MOST_FAULTS} further faults are not told.")
        raise BadInput("\n".join(f"--levels: {path.name}: {line}" for line in lines))
    return {name: tuple(own) for name, own in levels.items()}


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(
            f"--levels: {path} cannot be read: {error.strerror}. Name a file that is there."
        ) from None
    if len(content) > LARGEST:
        raise BadInput(f"--levels: {path} has more than 1 MB. Leave out what is not asked for.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"--levels: {path} is not UTF-8 text. Save it as CSV in UTF-8.") from None


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its line."""
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadInput(
            f"--levels: {path.name}: line {reader.line_num} cannot be read: {error}. "
            "Leave out quotation marks."
        ) from None


def _check_header(names: list[str], path: Path) -> None:
    for name in names:
        if name not in _COLUMNS:
            raise BadInput(f"--levels: {path.name}: line 1 names “{name}”. {_HEADER}")
    for name in _COLUMNS[:2]:
        if name not in names:
            raise BadInput(f"--levels: {path.name}: line 1 lacks {name}. {_HEADER}")
    if len(set(names)) < len(names):
        raise BadInput(f"--levels: {path.name}: line 1 names a column twice. {_HEADER}")


def _level(row: dict[str, str], analytes: Sequence[str]) -> Level | str:
    """Return the level of a row, or what is wrong with it."""
    analyte = row.get("analyte", "")
    if not analyte and len(analytes) > 1:
        return f"names no analyte. Name one of {', '.join(analytes)}"
    analyte = analyte or analytes[0]
    if analyte not in analytes:
        return f"names “{analyte}”. The model predicts {', '.join(analytes)}"
    time, level = row["time_h"], row["level_ng_per_ml"]
    if not _NUMBER.fullmatch(time):
        return f"has the time “{time}”. Write hours from the first dose, like 1.5"
    limit = level.startswith("<")
    number = level.removeprefix("<").strip()
    if not _NUMBER.fullmatch(number):
        return f"has the level “{level}”. Write ng/mL like 35.2, or <5 where it lies below 5"
    try:
        if limit:
            return Level(at=float(time), analyte=analyte, below=float(number))
        return Level(at=float(time), analyte=analyte, value=float(number))
    except PkError as error:
        return f"is wrong: {error.problem}. {error.mend.removesuffix('.')}"
