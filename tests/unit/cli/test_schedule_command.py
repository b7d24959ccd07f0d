"""`titrant schedule`: what is typed, what is printed, and the calendar file."""

import errno
import json
import os
import re
import shlex
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from tests.lib.dates_typed import CLOCK, ON, RECORD, Typed

from titrant.cli.calendar_file import calendar_file
from titrant.knowledge import load


@pytest.fixture
def typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Typed:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(RECORD, encoding="utf-8")
    (tmp_path / "there.ics").write_text("mine", encoding="utf-8")
    return Typed(tmp_path, capsys)


def read_back(content: bytes) -> Any:
    """Return the calendar that another program reads in a file."""
    return icalendar.Calendar.from_ical(content)


def written(typed: Typed, words: str = "") -> bytes:
    """Write a calendar file and return it."""
    status, _, _ = typed(f"schedule case.yaml {ON} {CLOCK} --ics out.ics --force {words}")
    assert status == 0
    return (typed.folder / "out.ics").read_bytes()


# -- what is printed -------------------------------------------------------------------------


def test_a_plan_as_text(typed: Typed) -> None:
    """Witness: twice a week from 2026-11-09; the next week begins on Monday 2026-11-23."""
    status, out, err = typed(f"schedule case.yaml {ON} {CLOCK}")
    assert (status, err) == (0, "")
    assert "  5. Mon 2026-11-23, 09:00 EST; window 2026-11-23 to 2026-11-29.\n" in out
    assert "At most 2 in any 7 days." in out
    assert "Mon 2026-12-07; 28 days after the first session" in out
    assert "DEMONSTRATION" in out
    assert max(map(len, out.splitlines())) <= 100


def test_a_plan_that_holds_says_why_and_answers_1(typed: Typed) -> None:
    status, out, _ = typed("schedule case.yaml --as-of 2026-11-22")
    assert status == 1
    assert "HOLD: This site has not approved spravato-us-trd version 1." in out
    assert "lifts: The medical director approves this version." in out
    assert "DEMONSTRATION" not in out


def test_what_is_optional_and_what_has_no_day_is_said(typed: Typed) -> None:
    end = "courses: [{protocol: spravato-us-trd, ended: 2026-11-21}]"
    (typed.folder / "new.yaml").write_text(end, encoding="utf-8")
    _, out, _ = typed(f"schedule new.yaml --protocol iv-repeat-r53 {ON}")
    assert "Allowed by the protocol, not asked for." in out
    assert "No active course of this protocol is on record" in out
    status, out, _ = typed(f"schedule new.yaml --protocol iv-crps {ON} {CLOCK}")
    assert status == 0
    assert "no day; window 2026-11-28. No open day in this window" in out
    _, out, _ = typed(f"schedule new.yaml --protocol iv-stepped-r54 {ON}")
    assert "its day is not known yet; after 4 to 6 sessions" in out
    assert "names no interval for maintenance; the prescriber sets each date." in out
    _, out, _ = typed(f"schedule new.yaml --protocol im-s1 {ON}")
    assert "The protocol names no review; the prescriber sets one." in out


def test_a_review_that_was_held_and_one_that_is_late(typed: Typed) -> None:
    late = RECORD.replace("2026-11", "2026-10")
    (typed.folder / "late.yaml").write_text(late, encoding="utf-8")
    status, out, _ = typed(f"schedule late.yaml {ON}")
    assert status == 1
    assert "OVERDUE. Later dates rest on it." in " ".join(out.split())
    held = "    reviews: [{on: 2026-11-20, decision: continue, why: better}]\n"
    (typed.folder / "held.yaml").write_text(late + held, encoding="utf-8")
    _, out, _ = typed(f"schedule held.yaml {ON}")
    assert "Held on Fri 2026-11-20; asked for 28 days after the first session." in out


def test_a_plan_as_json(typed: Typed) -> None:
    status, out, _ = typed(f"schedule case.yaml {ON} {CLOCK} --json --count 2")
    value = json.loads(out)
    assert status == 0
    assert out == json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert [one["at"] for one in value["sessions"]] == [
        "2026-11-23T09:00:00-05:00",
        "2026-11-27T09:00:00-05:00",
    ]
    kb = load("demo")
    assert value["versions"]["knowledge_hash"] == kb.hash
    assert value["versions"]["demonstration"] is True
    assert value["review"]["on"] == "2026-12-07"
    assert value["zone"] == "America/New_York"
    plain = json.loads(typed(f"schedule case.yaml {ON} --json --protocol iv-stepped-r54")[1])
    assert (plain["sessions"], plain["opened"], plain["holds"][0]["id"]) == (
        [],
        False,
        "active-course",
    )
    none = json.loads(typed(f"schedule case.yaml {ON} --json --protocol im-s1")[1])
    assert none["review"] is None


def test_the_clock_is_named_where_no_day_is_given(typed: Typed) -> None:
    _, _, err = typed("schedule case.yaml --site demo")
    assert re.fullmatch(r"titrant: As of \d{4}-\d\d-\d\d, by this machine's clock\.\n", err)


# -- what cannot be used ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--weekdays mon,funday", "“funday” is no day"),
        ("--weekdays ''", "“” is no day"),
        ("--count 0", "“0” is not a number from 1 to 200"),
        ("--count 201", "not a number"),
        ("--count 1.5", "not a number"),
        ("--count ٣", "not a number"),
        ("--start 23.11.2026", "Write it like 2026-11-22"),
        ("--at 9:00", "Write it like 09:00"),
        ("--at 24:00", "Write it like 09:00"),
        ("--at 09:00", "a time needs its zone"),
        ("--zone Mars/Olympus", "“Mars/Olympus” is no zone"),
        ("--zone ../../etc/passwd", "is no zone"),
        ("--zone ''", "is no zone"),
        ("--length '2 parsecs'", "--length:"),
        ("--length '0 min'", "takes 1 min at least and a day at the most"),
        ("--length '2 d'", "a day at the most"),
        ("--zone UTC --at 09:00 --ics out.ics", "appointments at a time need --length"),
        ("--zone UTC --ics out.ics", "need --at"),
        ("--length '2 h' --ics out.ics", "need --at"),
        (f"{CLOCK} --ics .", "is a folder"),
        ("--closed 25.12.2026", "“25.12.2026” is not a date"),
        ("--closed 2026-12-25,", "“” is not a date"),
        ("--closed 2026-12-28/2026-12-25", "is no span of a year at the most"),
        ("--closed 2026-12-25/2028-12-25", "is no span of a year at the most"),
        ("--closed 2026-12-25/2026-12-26/2026-12-27", "is no span of a year at the most"),
        (f"{CLOCK} --ics case.yaml --force", "case.yaml is one of the files that are read"),
        (f"{CLOCK} --ics there.ics", "there.ics exists"),
        (f"{CLOCK} --ics no/where/out.ics", "cannot be written: No such file or directory"),
        ("--start 9999-12-20 --protocol sc-depression", "the calendar ends before these dates"),
        ("--zone America/New_York --at 02:30 --start 2027-03-14 --weekdays sun --protocol iv-crps",
         "There is no 02:30 on 2027-03-14"),
    ],
)  # fmt: skip
def test_a_sentence_for_what_cannot_be_used(typed: Typed, words: str, says: str) -> None:
    assert says in typed.bad(f"schedule case.yaml {ON} {words}")


def test_a_record_that_cannot_be_read_and_a_course_that_nobody_can_tell(typed: Typed) -> None:
    assert "cannot be read" in typed.bad(f"schedule nobody.yaml {ON}")
    (typed.folder / "empty.yaml").write_text("by: clinician\n", encoding="utf-8")
    assert "Name a protocol with --protocol." in typed.bad(f"schedule empty.yaml {ON}")


# -- the calendar file -----------------------------------------------------------------------


def test_the_file_is_a_calendar_by_the_standard(typed: Typed) -> None:
    """Witness: RFC 5545, sections 3.1 (lines end in CRLF, 75 octets), 3.6.1, 3.6.5, 3.8.1.3."""
    content = written(typed, "--series blue")
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    calendar = read_back(content)
    assert calendar["VERSION"] == "2.0"
    events = list(calendar.walk("VEVENT"))
    assert len(events) == 9
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY", "CLASS"} <= set(event)
        assert (event["SUMMARY"], event["CLASS"]) == ("Appointment", "PRIVATE")
        assert event["DURATION"].dt == timedelta(hours=2)
        assert event["DTSTAMP"].to_ical() == b"20261122T000000Z"
        assert event["DTSTART"].params["TZID"] == "America/New_York"
        begin = event["DTSTART"].dt
        assert isinstance(begin, datetime)
        assert (begin.hour, begin.minute) == (9, 0)
    assert events[0]["DTSTART"].dt.date() == date(2026, 11, 23)
    assert len({event["UID"] for event in events}) == 9


def test_a_zone_changes_by_the_clock_before_the_change(typed: Typed) -> None:
    """A change of the clocks is written by the clock before it.

    Witness: RFC 5545, section 3.6.5, New York: forward at 02:00 of -0500, back at 02:00 of -0400;
    the second Sunday of March and the first of November.
    """
    text = written(typed, "--series blue").decode()
    forward = text[text.index("DTSTART:20260308T020000") :]
    assert re.search(r"RDATE:20270314T020000\r\n.*?TZOFFSETFROM:-0500\r\n", forward, re.DOTALL)
    back = text[text.index("DTSTART:20251102T020000") :]
    assert "RDATE:20261101T020000" in back.split("END:STANDARD", maxsplit=1)[0]


def test_a_zone_that_changed_once_is_written_too() -> None:
    """Witness: the time zone database; Volgograd went from UTC+3 to UTC+4 on 2018-10-28 at 2:00."""
    begin = datetime(2018, 10, 29, 9, tzinfo=ZoneInfo("Europe/Volgograd"))
    made = calendar_file({1: begin}, timedelta(hours=1), date(2018, 10, 1), "")
    change = made[made.index(b"DTSTART:20181028T020000") :].split(b"END:")[0]
    assert b"TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0400" in change
    assert b"RDATE" not in change


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "UTC", "Australia/Lord_Howe", "Europe/Dublin"])
def test_a_file_reads_back_in_any_zone(typed: Typed, zone: str) -> None:
    words = f"schedule case.yaml {ON} --zone {zone} --at 09:00 --length '45 min' --ics a.ics"
    assert typed(words)[0] == 0
    calendar = read_back((typed.folder / "a.ics").read_bytes())
    first = next(iter(calendar.walk("VEVENT")))["DTSTART"].dt
    assert (first.date(), first.hour) == (date(2026, 11, 23), 9)


@pytest.mark.parametrize(
    ("closed", "first", "said"),
    [
        ("2026-11-23", "2026-11-24", "Friday; closed on 2026-11-23."),
        ("2026-11-23, 2026-11-24", "2026-11-25", "Friday; closed on 2 days up to 2026-11-24."),
        ("2026-11-23/2026-11-25", "2026-11-26", "Friday; closed on 3 days up to 2026-11-25."),
    ],
)
def test_a_closed_day_takes_no_session(typed: Typed, closed: str, first: str, said: str) -> None:
    """By hand: the fifth session falls on Monday 2026-11-23 where the clinic is open."""
    words = f"schedule case.yaml {ON} --count 1 --closed '{closed}'"
    status, out, _ = typed(words)
    assert status == 0
    assert said in " ".join(out.split())
    value = json.loads(typed(f"{words} --json")[1])
    assert [slot["on"] for slot in value["sessions"]] == [first]
    assert value["closed"][0] == "2026-11-23"


def test_a_window_that_is_closed_throughout_is_left_open(typed: Typed) -> None:
    closed = "--closed 2026-11-23/2026-11-29"
    value = json.loads(typed(f"schedule case.yaml {ON} --count 1 {closed} --json")[1])
    (session,) = value["sessions"]
    assert (session["latest"], session["on"]) == ("2026-11-29", None)
    assert "No open day in this window" in session["why"]


def test_without_a_time_whole_days_stand_and_block_nobody(typed: Typed) -> None:
    """Witness: RFC 5545, 3.3.4, 3.6.1 and 3.8.2.7: a DATE is a day, and TRANSPARENT is free."""
    status, out, _ = typed(f"schedule case.yaml {ON} --count 2 --ics a.ics --series blue")
    assert status == 0
    assert "Mon 2026-11-23; window" in out
    content = (typed.folder / "a.ics").read_bytes()
    assert b"DTSTART;VALUE=DATE:20261123\r\n" in content
    assert b"DURATION" not in content
    assert b"VTIMEZONE" not in content
    events = list(read_back(content).walk("VEVENT"))
    assert [event["DTSTART"].dt for event in events] == [date(2026, 11, 23), date(2026, 11, 27)]
    assert {str(event["TRANSP"]) for event in events} == {"TRANSPARENT"}
    assert len({str(event["UID"]) for event in events}) == len(events)


def test_no_word_of_the_record_or_the_protocol_is_in_the_file(typed: Typed) -> None:
    """Witness: every word of the record, of the protocol and of what names this program."""
    content = written(typed, "--series blue").decode().lower()
    protocol = load("demo").protocol("spravato-us-trd")
    told = f"{RECORD} {protocol.id} {protocol.title} {protocol.indication} {protocol.summary}"
    words = set(re.findall(r"[a-z]{4,}", told.lower()))
    words |= {"titrant", "ketamine", "esketamine", "spravato", "demo", "case", "yaml", "blue"}
    standard = {"class", "version"}  # words of RFC 5545 itself
    assert {word for word in words - standard if word in content} == set()
    assert "1980" not in content


def test_the_same_plan_is_the_same_file_and_another_series_is_another(typed: Typed) -> None:
    first, again, other = (written(typed, f"--series {one}") for one in ("a", "a", "b"))
    assert first == again
    ids = [set(re.findall(rb"UID:\S+", one)) for one in (first, other)]
    assert not ids[0] & ids[1]


def test_a_file_is_replaced_only_when_asked_and_is_its_owners(typed: Typed) -> None:
    words = f"schedule case.yaml {ON} {CLOCK} --ics out.ics"
    out = typed.folder / "out.ics"
    _, _, err = typed(words)
    assert "may replace each other" in err
    assert out.stat().st_mode & 0o777 == 0o600
    out.write_text("mine", encoding="utf-8")
    assert "add --force to replace it" in typed.bad(words)
    assert out.read_text(encoding="utf-8") == "mine"
    typed(f"{words} --force")
    assert out.read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert {path.name for path in typed.folder.iterdir()} == {"case.yaml", "there.ics", "out.ics"}


def test_nothing_is_left_of_a_file_that_could_not_be_written(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    says = typed.bad(f"schedule case.yaml {ON} {CLOCK} --ics out.ics")
    assert "No space left on device" in says
    assert {path.name for path in typed.folder.iterdir()} == {"case.yaml", "there.ics"}


def test_a_plan_that_holds_is_not_written(typed: Typed) -> None:
    status, _, err = typed(f"schedule case.yaml --as-of 2026-11-22 {CLOCK} --ics out.ics")
    assert (status, err) == (1, "titrant: out.ics was not written: the plan holds.\n")
    new = f"{ON} {CLOCK} --ics out.ics"
    (typed.folder / "new.yaml").write_text("by: clinician\n", encoding="utf-8")
    status, _, err = typed(f"schedule new.yaml --protocol iv-depression {new}")
    assert (status, err) == (0, "titrant: out.ics was not written: no session has a day.\n")
    assert not (typed.folder / "out.ics").exists()


def test_a_plan_that_another_course_stands_in_the_way_of_is_not_written(typed: Typed) -> None:
    (typed.folder / "other.yaml").write_text(
        "by: clinician\ncourses: [{protocol: elsewhere, elsewhere: true}]\n", encoding="utf-8"
    )
    status, _, err = typed(f"schedule case.yaml other.yaml {ON} {CLOCK} --ics out.ics")
    assert (status, err) == (1, "titrant: out.ics was not written: the plan holds.\n")


def test_the_library_of_calendar_files_is_imported_only_for_one(typed: Typed) -> None:
    """Witness: a fresh process, which has imported what the command needs and no more."""
    code = (
        "import argparse, sys\n"
        "from titrant.cli import schedule_command\n"
        "parser = argparse.ArgumentParser()\n"
        "schedule_command.add_to(parser.add_subparsers(), 'schedule')\n"
        "typed = parser.parse_args(sys.argv[1:])\n"
        "typed.run(typed)\n"
        "heavy = {'icalendar', 'dateutil', 'email', 'pydantic', 'numpy', 'socket'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    alone = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    words = [sys.executable, "-c", code, *shlex.split(f"schedule case.yaml {ON} {CLOCK} --json")]
    done = subprocess.run(words, check=True, capture_output=True, text=True, env=alone)
    assert done.stdout.splitlines()[-1] == "[]"
