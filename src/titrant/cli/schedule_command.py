"""`titrant schedule`: the dates of a course by its protocol, and a calendar file of them."""

import argparse
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from titrant.cli import words
from titrant.cli.dates_text import DAYS, plan_text
from titrant.cli.on_record import add_day, add_files, chosen_course, new_command, opened
from titrant.cli.printing import json_text, say, warn
from titrant.cli.status import DONE, HELD, BadInput
from titrant.dosing.dates import Plan, on_the_wall, plan, plan_record
from titrant.units import Duration

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_MOST = 200  # sessions; a plan of years says nothing
_LONGEST_CLOSED = 366  # days; a clinic that is closed for longer plans nothing
_SHORTEST, _LONGEST = Duration(1, "min"), Duration(1, "d")
_WEEKDAYS = "mon,tue,wed,thu,fri"


def add_to(commands: Any, name: str) -> None:
    """Add the command to the parser."""
    parser = new_command(
        commands,
        name,
        "the dates of a course by its protocol",
        "Plan the sessions of a course by its protocol, each with its window. What the protocol "
        "leaves open is said. Exit status: 0 planned, 1 something holds, 2 bad input.",
    )
    add_files(parser)
    parser.add_argument("--protocol", metavar="ID", help="default: the active course's")
    parser.add_argument("--start", metavar="DATE", help="no day before this (default: --as-of)")
    parser.add_argument(
        "--weekdays", metavar="DAYS", default=_WEEKDAYS, help=f"open days (default: {_WEEKDAYS})"
    )
    parser.add_argument(
        "--closed", metavar="DATES", help="closed days, like 2026-12-25,2026-12-28/2027-01-01"
    )
    parser.add_argument("--count", metavar="N", help="how many sessions to plan at the most")
    parser.add_argument("--zone", metavar="ZONE", help="the clinic's zone, like America/New_York")
    parser.add_argument("--at", metavar="HH:MM", help="the time on the clinic's clock")
    parser.add_argument("--length", metavar="TIME", help="how long an appointment is, like “2 h”")
    parser.add_argument("--ics", metavar="OUT", help="write the dates as a calendar file")
    parser.add_argument(
        "--series", metavar="WORD", default="", help="tells calendar files of two people apart"
    )
    parser.add_argument("--force", action="store_true", help="replace a calendar file")
    add_day(parser)
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Print a plan, and write its calendar file where one is asked for and nothing holds."""
    weekdays, count = _weekdays(typed.weekdays), _count(typed.count)
    closed = _closed(typed.closed)
    at, zone, length = _time(typed.at), _zone(typed.zone), _length(typed.length)
    out = _out(typed, at, zone, length)
    kb, as_of = opened(typed)
    start = words.day("--start", typed.start) or as_of
    snapshot, chosen = chosen_course(typed, kb, as_of)
    try:
        made = plan(
            chosen.course,
            kb.protocol(chosen.course.protocol),
            kb,
            start=start,
            as_of=as_of,
            weekdays=weekdays,
            closed=closed,
            count=count,
            others=chosen.others,
            dead=snapshot.subject.dead,
        )
    except (OverflowError, ValueError):  # beyond the year 9999
        raise BadInput("--start: the calendar ends before these dates. Check the year.") from None
    times = _moments(made, at, zone) if at is not None and zone is not None else {}
    if typed.json:
        value = plan_record(made)
        shown = {number: moment.isoformat() for number, moment in times.items()}
        for session in value["sessions"]:
            session["at"] = shown.get(session["number"])
        say(json_text({**value, "opened": chosen.opened, "zone": typed.zone}))
    else:
        say(plan_text(made, times, opened=chosen.opened))
    if out is not None:
        _write(made, times if at is not None else _days(made), length, out, typed)
    return HELD if made.holds else DONE


# -- what is typed ---------------------------------------------------------------------------


def _weekdays(text: str) -> frozenset[int]:
    names = [day.lower()[:3] for day in DAYS]
    chosen = [one.strip().lower() for one in text.split(",")]
    unknown = [one for one in chosen if one not in names]
    if unknown:
        raise BadInput(
            f"--weekdays: “{unknown[0]}” is no day. Write them like {_WEEKDAYS}, from: "
            f"{', '.join(names)}."
        )
    return frozenset(names.index(one) for one in chosen)


def _closed(text: str | None) -> frozenset[date]:
    """Return every day of a list of days and of spans from one day to another."""
    found: set[date] = set()
    for span in text.split(",") if text is not None else ():
        ends = [day for end in span.split("/") if (day := words.day("--closed", end.strip()))]
        first, last = ends[0], ends[-1]
        days = (last - first).days
        if span.count("/") > 1 or not 0 <= days <= _LONGEST_CLOSED:
            raise BadInput(
                f"--closed: “{span.strip()}” is no span of a year at the most. "
                "Write the first day, a slash and the last one."
            )
        found |= {first + timedelta(days=count) for count in range(days + 1)}
    return frozenset(found)


def _count(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch("[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= _MOST:
        raise BadInput(f"--count: “{text}” is not a number from 1 to {_MOST}.")
    return int(text)


def _time(text: str | None) -> time | None:
    if text is None:
        return None
    found = _TIME.fullmatch(text)
    if found is None:
        raise BadInput(f"--at: “{text}” is not a time. Write it like 09:00.")
    return time(int(found[1]), int(found[2]))


def _zone(text: str | None) -> ZoneInfo | None:
    if text is None:
        return None
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(f"--zone: “{text}” is no zone. Write it like America/New_York.") from None


def _length(text: str | None) -> timedelta | None:
    length = words.option("--length", text, Duration.read)
    if length is None:
        return None
    if not _SHORTEST <= length <= _LONGEST:
        raise BadInput(
            f"--length: an appointment takes {_SHORTEST} at least and a day at the most."
        )
    return timedelta(seconds=int(length.base))


def _out(
    typed: argparse.Namespace, at: time | None, zone: ZoneInfo | None, length: timedelta | None
) -> Path | None:
    if at is not None and zone is None:
        raise BadInput("--at: a time needs its zone. Add --zone, like America/New_York.")
    if typed.ics is None:
        return None
    if at is not None and length is None:
        raise BadInput("--ics: appointments at a time need --length, like “2 h”.")
    if at is None and (zone is not None or length is not None):
        raise BadInput("--ics: --zone and --length need --at. Without all three, whole days stand.")
    out = Path(typed.ics)
    if out.is_dir() or not out.name:
        raise BadInput(f"--ics: “{out}” is a folder. Name a file in it.")
    if any(out.exists() and out.samefile(name) for name in typed.files if Path(name).exists()):
        raise BadInput(f"--ics: {out} is one of the files that are read. Name another file.")
    if out.exists() and not typed.force:
        raise BadInput(f"--ics: {out} exists. Name another file, or add --force to replace it.")
    return out


def _moments(made: Plan, at: time, zone: ZoneInfo) -> dict[int, datetime]:
    """Return when each session begins; an hour that the clock skips or repeats is refused."""
    times: dict[int, datetime] = {}
    for slot in made.slots:
        if slot.on is None:
            continue
        moment = on_the_wall(slot.on, at, zone)
        if isinstance(moment, str):
            raise BadInput(f"--at: {moment}")
        times[slot.number] = moment
    return times


def _days(made: Plan) -> dict[int, date]:
    """Return the day of each session, where no time was typed."""
    return {slot.number: slot.on for slot in made.slots if slot.on is not None}


def _write(
    made: Plan,
    times: Mapping[int, date],
    length: timedelta | None,
    out: Path,
    typed: argparse.Namespace,
) -> None:
    if made.blocking:
        warn(f"{out} was not written: the plan holds.")
    elif not times:
        warn(f"{out} was not written: no session has a day.")
    else:
        from titrant.cli.calendar_file import calendar_file, write_calendar

        write_calendar(calendar_file(times, length, made.as_of, typed.series), out)
        if not typed.series:
            warn("Files of two people may replace each other in one calendar: see --series.")
