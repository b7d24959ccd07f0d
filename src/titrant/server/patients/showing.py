"""Rows of a section as a page shows them."""

from datetime import datetime, timedelta
from typing import Any

from titrant.server.accounts.acting import Acting
from titrant.server.patients import rules
from titrant.server.patients.models import Patient, Recorded
from titrant.server.patients.section import Section
from titrant.server.web.templatetags.clinic import amount, moment

LATER = timedelta(minutes=1)  # what was written down at once says one time, not two
HIDDEN = "kept back: a second person reads the scale first"


def shown_rows(
    section: Section, rows: list[Any], acting: Acting, patient: Patient
) -> list[dict[str, Any]]:
    """Return what a table shows of rows: cells, who, where each stands, what one can do."""
    shown = [_shown(section, row, acting, patient) for row in rows]
    for column in zip(*(one["cells"] for one in shown), strict=True):
        parted = any(cell["parted"] for cell in column)
        for cell in column:
            cell["parted"] = parted  # a column keeps room for what stands after the point, or none
    return shown


def _shown(section: Section, row: Any, acting: Acting, patient: Patient) -> dict[str, Any]:
    correct = rules.can_correct(acting, section, row)
    return {
        "row": row,
        "cells": cells(section, row, acting, patient.clinic.zone),
        "who": who(row),
        "later": row.recorded - row.effective >= LATER,
        "stands": standing(row),
        "correct": correct,
        "confirm": section.clinical and rules.can_confirm(acting, section, row),
        "acts": [act for act in section.acts if row.counts and act.open_to(row, acting)],
    }


def cells(section: Section, row: Any, acting: Acting, zone: str) -> list[dict[str, Any]]:
    """Return the cells of a row; the figures of a hidden one are kept back."""
    if section.hidden(row, acting):
        first, *rest = section.columns
        return [_cell(first.heading, HIDDEN), *(_cell(one.heading, "") for one in rest)]
    return [
        _cell(
            column.heading, _text(value, zone, figure=column.figure), value if column.figure else ""
        )
        for column in section.columns
        for value in (column.cell(row),)
    ]


def _cell(heading: str, text: object, figure: object = "") -> dict[str, Any]:
    """Return one cell; of a figure also whether something stands after its point."""
    parted = "." in str(figure).partition(" ")[0]
    return {"heading": heading, "text": text, "figure": bool(figure), "parted": parted}


def _text(value: object, zone: str, *, figure: bool) -> object:
    if isinstance(value, datetime):
        return moment(value, zone)
    return amount(value) if figure and value else value


def who(row: Recorded) -> str:
    """Return who wrote a row."""
    return row.by.name if row.by is not None else f"the program ({row.agent})"


def standing(row: Any) -> str:
    """Return in words where a row stands: corrected, in error, or who stands behind it."""
    if row.struck:
        return f"entered in error: {row.why}"
    if row.corrected_by is not None:
        return "corrected"
    words = [getattr(row, "sure", "")]
    if getattr(row, "confirmed_by", None) is not None:
        words.append(f"by {row.confirmed_by.name}")
    if row.corrects is not None:
        words.append("(a correction)")
    return " ".join(word for word in words if word)
