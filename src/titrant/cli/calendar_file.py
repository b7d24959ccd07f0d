"""Appointments as a calendar file (RFC 5545) that says nothing of whom or what they are for."""

import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import icalendar

from titrant.cli.status import BadInput

_OURS = uuid5(NAMESPACE_URL, "urn:titrant:appointments")
_AROUND = timedelta(days=400)  # a zone's changes are told for a year around the dates


def calendar_file(
    times: Mapping[int, date], length: timedelta | None, as_of: date, series: str
) -> bytes:
    """Return the appointments as a calendar; the same dates give the same bytes.

    `times` has a time or a day for each session; a day stands whole and blocks nobody's time. An id
    is a hash of zone, day, number and `series`, so that a plan that is written again replaces
    itself. Lengths are elapsed time, so that an end is right across a change of the clocks.
    """
    made = icalendar.Calendar()
    made.add("prodid", "-//Appointments//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for number, begin in times.items():
        event = icalendar.Event()
        event.add("uid", str(uuid5(_OURS, f"{_zone(begin)} {_day(begin)} {number} {series}")))
        event.add("dtstamp", datetime.combine(as_of, time(), UTC))
        event.add("dtstart", begin)
        if length is None:
            event.add("transp", "TRANSPARENT")
        else:
            event.add("duration", length)
        event.add("summary", "Appointment")
        event.add("class", "PRIVATE")
        event.add("status", "TENTATIVE")
        made.add_component(event)
    days = [_day(begin) for begin in times.values()]
    made.add_missing_timezones(min(days) - _AROUND, max(days) + _AROUND)
    for zone in made.timezones:
        for change in zone.subcomponents:
            _by_the_clock_before(change)
    content: bytes = made.to_ical()
    return content


def _day(begin: date) -> date:
    return begin.date() if isinstance(begin, datetime) else begin


def _zone(begin: date) -> tzinfo | None:
    return begin.tzinfo if isinstance(begin, datetime) else None


def _by_the_clock_before(change: Any) -> None:
    """Write when a zone changes by the clock before the change, as RFC 5545 asks (3.6.5).

    The library writes the clock after it where clocks are put forward: an hour too late.
    """
    forward = change["TZOFFSETTO"].td - change["TZOFFSETFROM"].td
    if forward <= timedelta():
        return
    change.DTSTART = change.DTSTART - forward
    if "RDATE" in change:
        change["RDATE"] = icalendar.vDDDLists([one.dt - forward for one in change["RDATE"].dts])


def write_calendar(content: bytes, out: Path) -> None:
    """Write a file whole or not at all, for its owner only; raises `BadInput` where that fails."""
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=out.parent)
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.replace(out)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise BadInput(
            f"--ics: {out} cannot be written: {error.strerror}. Name a file in a folder you own."
        ) from None
