"""Made-up people: who they are, what is known of them, what they were given. Values only."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from titrant.clinical import Route
from titrant.knowledge import Knowledge, Protocol
from titrant.server.demo.chance import Chance
from titrant.server.demo.habits import HABITS, Habit
from titrant.server.demo.names import FEMALE, LAST, MALE, STREETS
from titrant.units import Drug

DAY = date(2026, 11, 23)  # the day of the demonstration: a Monday
PHASES = ("new", "early", "later", "over")
_LONG = 150  # days since somebody ended, and more
SAFE = ("phone", "mail", "text")
# How those who came this week are asked; whoever is more than these is asked at the desk.
_ASKED = ("home-half", "home-sent", "home-ran-out", "home-unopened", "desk-half")
_EVERY = 6  # of so many protocols, one has somebody new and somebody who has ended


@dataclass(frozen=True)
class InventedSession:
    """One past dose: when, how much, what was measured."""

    on: date
    drug: Drug
    route: Route
    mg: Decimal
    minutes: int
    kg: Decimal
    before: tuple[int, int]
    peak: tuple[int, int]
    dissociation: int
    event: str


@dataclass(frozen=True)
class Invented:
    """One made-up person. `awkward` says what is odd about their record, empty for most."""

    name: str
    born: date | None
    sex: str
    protocol: str
    phase: str
    kg: Decimal
    cm: int
    phone: str
    address: str
    email: str = ""
    called: str = ""
    safe_contact: str = "phone"
    conditions: tuple[str, ...] = ()
    medications: tuple[tuple[str, str], ...] = ()
    allergies: tuple[tuple[str, str], ...] = ()
    trials: tuple[tuple[str, str, int], ...] = ()
    scores: tuple[tuple[date, int], ...] = ()
    sessions: tuple[InventedSession, ...] = ()
    awkward: str = ""
    marks: frozenset[str] = field(default_factory=frozenset)


def invented(kb: Knowledge) -> list[Invented]:
    """Return two people for each protocol, one in the series, one after it; some have others.

    Those are somebody who came this week, and somebody whose last dose is long ago.
    """
    two = [(id, phase) for id in sorted(HABITS) for phase in ("early", "later")]
    few = [(id, phase) for phase in ("new", "over") for id in sorted(HABITS)[::_EVERY]]
    people = [
        _person(kb.protocol(id), HABITS[id], phase, number)
        for number, (id, phase) in enumerate([*two, *few])
    ]
    new = [one for one in people if one.phase == "new"]
    asked = dict(zip((one.name for one in new), _ASKED, strict=False))
    return [_asked(one, asked.get(one.name, "at-desk")) for one in people]


def _asked(person: Invented, how: str) -> Invented:
    """Mark how somebody new is asked: of whom a link went to, nothing else is known."""
    if person.phase != "new":
        return person
    if how.startswith("home"):
        return replace(person, safe_contact="mail", marks=frozenset({how, "empty"}))
    return replace(person, marks=frozenset({how, "reported"}))


def _person(protocol: Protocol, habit: Habit, phase: str, number: int) -> Invented:
    chance = Chance(f"{protocol.id}/{phase}")
    sex = chance.one(("female", "male"))
    first = (FEMALE if sex == "female" else MALE)[number % 20]
    name = f"{first} {LAST[(number * 7 + number // 20) % len(LAST)]}"
    age = chance.between(66, 79) if "older" in protocol.id else chance.between(22, 64)
    born = date(DAY.year - age, chance.between(1, 12), chance.between(1, 28))
    middle = Decimal(68) if sex == "female" else Decimal(82)
    kg = chance.around(middle, Decimal(18), Decimal("0.1"))
    given = _given(protocol, habit, phase, kg, chance)
    return Invented(
        name=name,
        born=born,
        sex=sex,
        protocol=protocol.id,
        phase=phase,
        kg=kg,
        cm=chance.between(154, 176) if sex == "female" else chance.between(164, 192),
        phone=f"+1 212 555 {100 + number:04d}",
        address=f"{chance.between(1, 180)} {chance.one(STREETS)}",
        email=f"{name.lower().replace(' ', '.')}@example.org",
        conditions=_conditions(protocol, chance),
        medications=tuple(chance.some(_MEDICATIONS, chance.between(1, 3))),
        allergies=tuple(chance.some(_ALLERGIES, 1)) if chance.once_in(4) else (),
        trials=tuple(chance.some(_TRIALS, chance.between(2, 4))),
        scores=_scores(given, chance),
        sessions=given,
        safe_contact=SAFE[number % 3],
    )


_CONDITIONS = {
    "depression": "Major depressive disorder",
    "treatment-resistant-depression": "Major depressive disorder",
    "active-suicidality": "Major depressive disorder",
    "crps": "Complex regional pain syndrome",
    "pain": "Neuropathic pain",
    "spinal-cord-injury-pain": "Spinal cord injury",
    "generalised-anxiety": "Generalized anxiety disorder",
    "social-anxiety": "Social anxiety disorder",
}
_BESIDE = ("Hypertension", "Asthma", "Migraine", "Hypothyroidism", "Obstructive sleep apnea")
_MEDICATIONS = (
    ("sertraline", "100 mg"),
    ("venlafaxine", "150 mg"),
    ("bupropion", "300 mg"),
    ("lisinopril", "10 mg"),
    ("levothyroxine", "75 ug"),
    ("lorazepam", "1 mg"),
    ("quetiapine", "50 mg"),
    ("gabapentin", "300 mg"),
    ("lamotrigine", "100 mg"),
)
_ALLERGIES = (("penicillin", "rash"), ("latex", "hives"), ("codeine", "vomiting"))
_TRIALS = (
    ("sertraline", "150 mg", 10),
    ("venlafaxine", "225 mg", 12),
    ("bupropion", "300 mg", 8),
    ("mirtazapine", "30 mg", 9),
    ("escitalopram", "20 mg", 12),
    ("duloxetine", "60 mg", 8),
)
_EVENTS = ("", "", "", "", "nausea", "headache", "dizziness", "vomiting")


def _conditions(protocol: Protocol, chance: Chance) -> tuple[str, ...]:
    beside = (chance.one(_BESIDE),) if chance.once_in(3) else ()
    return (_CONDITIONS[protocol.treats[0]], *beside)


def _given(
    protocol: Protocol, habit: Habit, phase: str, kg: Decimal, chance: Chance
) -> tuple[InventedSession, ...]:
    """Return what was given before the day of the demonstration, the oldest first."""
    if phase == "new":
        return ()
    count = chance.between(1, max(1, habit.series - 1)) if phase == "early" else habit.series
    more = 0 if phase == "early" else chance.between(6, 11)
    days = [0]
    for session in range(1, count + more):
        days.append(days[-1] + (habit.gap if session < count else habit.later))
    ago = habit.gap if phase == "early" else habit.later
    last = DAY - timedelta(days=chance.between(1, ago) + (_LONG if phase == "over" else 0))
    begin = last - timedelta(days=days[-1])
    return tuple(
        _session(protocol, habit, number, begin + timedelta(days=day), kg, chance)
        for number, day in enumerate(days)
    )


def _session(
    protocol: Protocol, habit: Habit, number: int, on: date, kg: Decimal, chance: Chance
) -> InventedSession:
    today = chance.around(kg, Decimal("1.2"), Decimal("0.1"))
    before = (chance.between(108, 138), chance.between(66, 86))
    return InventedSession(
        on=on,
        drug=protocol.drug,
        route=protocol.route,
        mg=habit.dose(number, today),
        minutes=habit.minutes,
        kg=today,
        before=before,
        peak=(before[0] + chance.between(6, 32), before[1] + chance.between(4, 18)),
        dissociation=chance.between(0, 6),
        event=chance.one(_EVENTS),
    )


def _scores(given: tuple[InventedSession, ...], chance: Chance) -> tuple[tuple[date, int], ...]:
    """Return sums of the PHQ-9 on the days of some sessions: most fall, some do not."""
    fall = chance.between(0, 3)
    start = chance.between(15, 23)
    return tuple(
        (session.on, max(1, start - number * fall + chance.between(-2, 2)))
        for number, session in enumerate(given[:12])
        if number % 2 == 0
    )
