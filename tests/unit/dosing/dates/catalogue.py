"""The courses whose calendars and plans sentences.yaml reads word for word."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from msgspec.structs import replace
from tests.lib.bases import knowledge, shipped
from tests.lib.dates import EVERY_DAY, calendar, course, day, fact, planned, went_on
from tests.lib.dates_typed import RECORD
from tests.lib.loaded import loaded

from titrant.clinical import Course, Fact, Review, Sex, Sureness
from titrant.clinical.session import Decision
from titrant.dosing.dates import Calendar, Chosen, Plan, choose, due
from titrant.intake import read_case
from titrant.knowledge import Knowledge
from titrant.units import Duration

SPRAY, IV, TABLE, HOME = (
    "spravato-us-trd",
    "iv-depression",
    "iv-depression-s1-table",
    "sublingual-home",
)
CRPS, DAYS = "iv-crps", "iv-pain-inpatient-r74"
LIVER = ("alt", "ggt", "alkaline-phosphatase")
CHECKS = (
    *("phq-9", "c-ssrs", "bladder-asked", "urinalysis", "moca", *LIVER),
    *("pdmp-checked", "urine-drug-screen", "pregnancy-test"),
)
ALL = ("*",)


def doctored(changes: Mapping[str, Mapping[str, Any]]) -> Knowledge:
    """Return the shipped knowledge, unsigned, with leaves changed; a new one is like its model."""
    content = shipped()
    for id, change in changes.items():
        model = content["leaves"][change.get("like", id)]
        said = {key: value for key, value in change.items() if key != "like"}
        content["leaves"][id] = {**model, "needs_site_value": False, **said}
    return knowledge(content)


def number(value: str, **more: str) -> dict[str, Any]:
    """Return a leaf's one number."""
    return {"value": value, "range": None, **more}


def span(low: str, high: str, **more: str) -> dict[str, Any]:
    """Return a leaf's range."""
    return {"value": None, "range": [low, high], **more}


UNSET: dict[str, Any] = {"value": None, "range": None, "needs_site_value": True}


def on(number: int, *concepts: str) -> tuple[Fact, ...]:
    """Return facts of a day."""
    return tuple(fact(one, number) for one in concepts)


def denied(concept: str, number: int) -> Fact:
    """Return a clinician's “no”."""
    return replace(fact(concept, number, so=False), sure=Sureness.CONFIRMED)


def stopped(number: int) -> Review:
    """Return a review that decided to stop."""
    return Review(on=day(number), decision=Decision.STOP, why="no benefit")


def ran(protocol: str, number: int, over: str, unit: str, **known: Any) -> Course:
    """Return a course with one session, which says how long it ran."""
    (session,) = course(protocol, [number]).sessions
    return Course(
        protocol=protocol, sessions=(replace(session, over=Duration(over, unit)),), **known
    )


class Followed(NamedTuple):
    """A course whose checks are looked at on a day; `reads` are the entries read whole."""

    of: Course
    at: int
    facts: tuple[Fact, ...] = ()
    reads: tuple[str, ...] = ALL
    sex: Sex | None = Sex.MALE
    others: tuple[Course, ...] = ()
    dead: bool = False
    kb: Knowledge | None = None

    def calendar(self) -> Calendar:
        """Return what the course is due for."""
        return calendar(
            self.of,
            self.at,
            *self.facts,
            sex=self.sex,
            others=self.others,
            kb=self.kb,
            dead=self.dead,
        )


class Dated(NamedTuple):
    """A course that is planned from a day on."""

    of: str | Course
    at: int = 0
    asked: Mapping[str, Any] = {}
    kb: Knowledge | None = None

    def plan(self) -> Plan:
        """Return the dates of the course."""
        return planned(self.of, self.at, kb=self.kb, **self.asked)


@cache
def from_a_file() -> Calendar:
    """Return the calendar of the case file that the commands are tried with, on its third day."""
    kb = loaded()
    snapshot = read_case(RECORD, "case.yaml", kb, date(2026, 11, 22))
    chosen = choose(snapshot, None)
    assert isinstance(chosen, Chosen)
    return due(snapshot, chosen.course, kb.protocol(chosen.course.protocol), kb)


_WOMAN = on(0, "could-be-pregnant", "bipolar")
_NO_BIPOLAR = (denied("bipolar", 0),)
_NEVER_SET = doctored(
    {
        "calendar.bladder.urinalysis.sessions": UNSET,
        "calendar.misuse.urine-screen.per-year": UNSET,
        "calendar.misuse.urine-screen.home.months": UNSET,
    }
)
_NO_MONTHS = doctored({"calendar.liver.months": UNSET})
_EIGHT = [0, 3, 7, 10, 14, 17, 21, 24]

FOLLOWED: dict[str, Followed] = {
    "nobody has written anything down": Followed(course(IV), 0, sex=None),
    "everything was done before the first session": Followed(
        course(IV, ends_when="remission, or six infusions"),
        0,
        (*on(0, *CHECKS), *_WOMAN),
        sex=Sex.FEMALE,
    ),
    "one session, and nothing on record": Followed(
        course(IV, [0]), 1, on(0, "could-be-pregnant"), sex=Sex.FEMALE
    ),
    "everything was done at the first session": Followed(
        course(IV, [0], ends_when="remission"),
        1,
        (*on(0, *CHECKS, "mania-asked"), *on(1, "psychiatric-events-asked"), *_WOMAN),
        sex=Sex.FEMALE,
    ),
    "nothing was done since the first session": Followed(
        course(IV, [0, 7]),
        93,
        (*on(0, *CHECKS), *on(3, "urinary-symptom-score", "mania-asked"), *_WOMAN),
        sex=Sex.FEMALE,
    ),
    "a woman in maintenance": Followed(
        course(SPRAY, [-60, -10], reviews=(went_on(-40),)),
        1,
        on(0, "could-be-pregnant", "pregnancy-test"),
        ("pregnancy-test", "review"),
        sex=Sex.FEMALE,
    ),
    "a question about mania that is due": Followed(
        course(IV, [0]), 3, _NO_BIPOLAR, ("mania-after-session", "psychiatric-events-second")
    ),
    "the last session was followed by its question": Followed(
        course(IV, [0, 4]), 8, (*on(7, "mania-asked"), *_NO_BIPOLAR), ("mania-after-session",)
    ),
    "one question between two sessions": Followed(
        course(IV, [0, 4]), 5, on(3, "mania-asked"), ("mania-after-session",)
    ),
    "Spravato before the first session": Followed(course(SPRAY), 0, reads=("endpoint",)),
    "Spravato, forms that are late and forms that are due": Followed(
        course(SPRAY, [0, 3, 7, 10, 14]),
        15,
        on(7, "rems-form-sent"),
        ("rems-form-overdue", "rems-form-due", "review"),
    ),
    "Spravato, every form was sent": Followed(
        course(SPRAY, [0, 3]),
        4,
        (*on(0, "rems-form-sent"), *on(3, "rems-form-sent")),
        ("rems-form-done",),
    ),
    "Spravato, the review is due": Followed(course(SPRAY, [0, 3]), 28, reads=("review",)),
    "Spravato, the review is overdue": Followed(course(SPRAY, [0, 3]), 29, reads=("review",)),
    "doses at home, before the first": Followed(course(HOME), 0, reads=("urine-drug-screen-home",)),
    "doses at home, with a screen": Followed(
        course(HOME, [0, 7, 14]),
        20,
        on(0, "urine-drug-screen"),
        ("urine-drug-screen-home", "urine-drug-screen", "review"),
    ),
    "infusions for pain, before the first": Followed(
        course(CRPS), 0, reads=("liver-pain-before", "liver")
    ),
    "infusions for pain, tested before the first": Followed(
        course(CRPS), 0, on(-1, *LIVER), ("liver-pain-before",)
    ),
    "infusions for pain, everything was done long before": Followed(
        course(CRPS),
        0,
        (*on(-400, *LIVER, "urine-drug-screen", "pregnancy-test"), *on(0, "could-be-pregnant")),
        ("liver-pain-before", "urine-drug-screen", "pregnancy-test"),
        sex=Sex.FEMALE,
    ),
    "infusions for pain, tested, nobody set how often": Followed(
        course(CRPS), 0, on(-1, *LIVER), ("liver-pain-before",), kb=_NO_MONTHS
    ),
    "infusions for pain, in the middle": Followed(
        course(CRPS, range(5)), 4, on(-1, *LIVER), ("liver-pain-middle", "liver-pain-after")
    ),
    "infusions for pain, past the middle": Followed(
        course(CRPS, range(6)), 5, on(-1, *LIVER), ("liver-pain-middle",)
    ),
    "infusions for pain, tested past the middle": Followed(
        course(CRPS, range(10)), 9, on(5, *LIVER), ("liver-pain-middle", "liver-pain-after")
    ),
    "infusions for pain, ended": Followed(
        course(CRPS, range(3), ended=day(3)), 4, on(3, *LIVER), ("liver-pain-after",)
    ),
    "infusions for pain without a number": Followed(
        course("iv-spinal-cord-injury-short", [0]), 1, reads=("liver-pain-middle",)
    ),
    "an infusion of days, before it": Followed(course(DAYS), 0, reads=("liver-infusing",)),
    "an infusion of days, its second day": Followed(
        course(DAYS, [0]), 1, reads=("liver-infusing", "review")
    ),
    "an infusion of days, tested": Followed(
        course(DAYS, [0]), 4, on(1, *LIVER), ("liver-infusing",)
    ),
    "an infusion of days, over": Followed(course(DAYS, [0]), 6, reads=("liver-infusing",)),
    "an infusion of days, tested while it runs": Followed(
        ran(DAYS, 0, "5", "d"), 2, on(2, *LIVER), ("liver-pain-after",)
    ),
    "a course that ended": Followed(course(IV, [0], ended=day(10)), 17, on(13, "course-end-call")),
    "a new course while the calls of the last go on": Followed(
        course(SPRAY, [20]),
        31,
        others=(course(IV, [0], ended=day(10)),),
        reads=("course-end-call-fourth", "psychiatric-events-first", "endpoint"),
    ),
    "first treated elsewhere": Followed(
        course(IV, [0]),
        0,
        others=(course(IV, [-30], elsewhere=True, ended=day(-20)),),
        reads=("psychiatric-events-third",),
    ),
    "screens twice in a year": Followed(
        course(IV, [0, 90]),
        300,
        (*on(10, "urine-drug-screen"), *on(200, "urine-drug-screen", "pdmp-checked")),
        ("urine-drug-screen", "pdmp-each"),
    ),
    "a screen long before the first session": Followed(
        course(IV, [0]), 1, on(-400, "urine-drug-screen"), ("urine-drug-screen",)
    ),
    "screens too long ago": Followed(
        course(IV, [0, 90]), 400, on(200, "urine-drug-screen"), ("urine-drug-screen",)
    ),
    "infusions for depression, the review is due": Followed(
        course(IV, [0, 3, 7, 10]), 11, reads=("review",)
    ),
    "infusions for depression, the review is overdue": Followed(
        course(IV, [0, 3, 7, 10, 14, 17]), 18, reads=("review",)
    ),
    "infusions for depression, reviewed": Followed(
        course(IV, [0, 3, 7, 10], reviews=(went_on(12), went_on(10))), 13, reads=("review",)
    ),
    "nobody signed anything": Followed(
        course(IV, [0]),
        1,
        on(0, *CHECKS),
        ("mood-scales", "liver", "mania-after-session"),
        kb=loaded(None),
    ),
    "nobody set how often": Followed(
        course(IV, [0]),
        1,
        on(0, "urinalysis", "urine-drug-screen"),
        ("urinalysis", "urine-drug-screen"),
        kb=_NEVER_SET,
    ),
    "doses at home, nobody set how often": Followed(
        course(HOME, [0]),
        1,
        on(0, "urine-drug-screen"),
        ("urine-drug-screen-home",),
        kb=_NEVER_SET,
    ),
    "a person who died": Followed(course(SPRAY, [0]), 9, on(0, *CHECKS), dead=True),
}

DATED: dict[str, Dated] = {
    "Spravato, with two holidays": Dated(SPRAY, asked={"closed": frozenset({day(32), day(3)})}),
    "Spravato, one session in the first week": Dated(course(SPRAY, [0]), 7, {"count": 1}),
    "Spravato, to be reviewed": Dated(course(SPRAY, _EIGHT), 29, {"count": 1}),
    "Spravato, reviewed": Dated(course(SPRAY, _EIGHT, reviews=(went_on(24),)), 29, {"count": 1}),
    "Spravato, stopped by a review": Dated(
        course(SPRAY, _EIGHT, reviews=(went_on(24), stopped(27))), 29
    ),
    "Spravato, in an older version": Dated(course(SPRAY, version="0"), asked={"count": 1}),
    "Spravato, beside two other courses": Dated(
        course(SPRAY, [0]),
        1,
        {
            "count": 1,
            "others": (
                course(IV, [-9], elsewhere=True),
                course(CRPS, [-20]),
                course(HOME, [-90], ended=day(-80)),
            ),
        },
    ),
    "Spravato, the window is over": Dated(
        course(SPRAY, [*_EIGHT, 31, 38, 45, 52], reviews=(went_on(24),)), 67
    ),
    "Spravato, nothing in weeks 5 to 8": Dated(course(SPRAY, _EIGHT, reviews=(went_on(24),)), 56),
    "infusions by weeks": Dated(TABLE),
    "infusions by weeks, the weeks are over": Dated(course(TABLE, [0, 7]), 21),
    "infusions by weeks, the fourth is given": Dated(course(TABLE, [0, 3, 7, 10]), 10),
    "infusions two or three times a week": Dated("iv-repeat-r53"),
    "infusions twice a week, by the text": Dated("iv-depression-s1-text"),
    "infusions without a schedule": Dated(IV),
    "infusions without a schedule, of a person who died": Dated(
        course(IV, [0, 3]), 4, {"dead": True}
    ),
    "infusions without a schedule, six of them": Dated("iv-stepped-r54"),
    "infusions with an interval that nobody set": Dated("intensive-clinic-s2", asked={"count": 1}),
    "infusions for pain with adjustments": Dated("iv-pain-s4"),
    "infusions for pain, one a day": Dated(course(CRPS, range(4)), 4, {"count": 2}),
    "one infusion": Dated("iv-pain-trial-80"),
    "one infusion, given": Dated(course("iv-pain-trial-80", [0]), 1),
    "doses at home after dose-finding": Dated(HOME, asked={"count": 1}),
    "doses at home, begun": Dated(course(HOME, [0, 7, 14]), 15, {"count": 1}),
    "daily doses that may not be given": Dated("daily-nasal-home-s2"),
    "tablets that may not be given": Dated("oral-er-r107"),
    "esketamine into a vein that may not be given": Dated("iv-esketamine-crps-r75"),
    "injections by the week": Dated("sc-anxiety"),
    "injections twice a week": Dated("sc-depression", asked={"count": 1}),
    "drinks every other day": Dated(
        "oral-alternate-day-r35", asked={"count": 2, "weekdays": EVERY_DAY}
    ),
    "drinks by the week, where nobody signed": Dated("oral-weekly", kb=loaded(None)),
}
