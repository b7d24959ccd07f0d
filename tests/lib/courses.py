"""People in the middle of a course, put together at random for the properties of guidance."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from msgspec.structs import replace
from tests.lib.next_scenarios import answer_the_rest

from titrant.clinical import (
    AdverseEvent,
    BloodPressure,
    Born,
    Course,
    Decision,
    EventKind,
    Fact,
    FactKind,
    FileRead,
    MatchedBy,
    Measured,
    Origin,
    PastSession,
    Review,
    SessionStatus,
    Sex,
    Snapshot,
    Subject,
    Sureness,
    WeightBasis,
)
from titrant.dosing.guidance import Case
from titrant.dosing.screening import treatment_of
from titrant.knowledge import Knowledge
from titrant.units import Dose, Duration, Pressure, Weight

TODAY = date(2027, 3, 10)
PROTOCOLS = (
    *("iv-depression", "iv-depression-s1-table", "iv-stepped-r54", "spravato-us-trd"),
    *("spravato-eu-trd", "sc-depression", "sc-older", "oral-weekly", "oral-depression"),
    *("sublingual-home", "iv-crps", "im-depression"),
)


def measured(concept: str, number: Decimal, unit: str, on: date, place: str) -> Fact:
    """Return a confirmed measurement."""
    return Fact(
        concept=concept,
        kind=FactKind.OBSERVATION,
        text=concept,
        origin=Origin("record.json", place),
        sure=Sureness.CONFIRMED,
        by=MatchedBy.CODE,
        on=on,
        seen=on,
        value=Measured(number, unit, f"{number} {unit}"),
    )


@st.composite
def sessions(draw: st.DrawFn) -> tuple[PastSession, ...]:
    """Draw up to eight sessions on ascending days before today."""
    count = draw(st.integers(0, 8))
    day, found = TODAY, []
    for _ in range(count):
        day -= timedelta(days=draw(st.integers(1, 30)))
        found.append(draw(session(day)))
    return tuple(reversed(found))


@st.composite
def session(draw: st.DrawFn, on: date) -> PastSession:
    """Draw one session; anything may be unknown."""
    grades = st.integers(1, 5)
    events = st.lists(
        st.builds(
            AdverseEvent, kind=st.sampled_from(EventKind), what=st.just("nausea"), grade=grades
        ),
        max_size=2,
    )
    return PastSession(
        on=on,
        status=draw(st.sampled_from(SessionStatus)),
        dose=None,
        over=draw(st.sampled_from([None, Duration(40, "min"), Duration(4, "h")])),
        weight=draw(st.none() | st.just(Weight(draw(st.integers(45, 140)), "kg"))),
        basis=draw(st.none() | st.sampled_from(WeightBasis)),
        peak=draw(st.none() | st.builds(_pressure, st.integers(110, 200), st.integers(50, 109))),
        dissociation=draw(st.none() | st.integers(0, 10).map(Decimal)),
        lasted=draw(st.none() | st.integers(1, 40).map(lambda days: Duration(days, "d"))),
        asked_earlier=draw(st.booleans()),
        events=draw(st.none() | events.map(tuple)),
    )


def _pressure(systolic: int, diastolic: int) -> BloodPressure:
    return BloodPressure(Pressure(systolic, "mmHg"), Pressure(diastolic, "mmHg"))


@st.composite
def cases(draw: st.DrawFn, kb: Knowledge) -> Case:
    """Draw a case: a protocol, a person who was screened, a course with its sessions and scores."""
    protocol = kb.protocol(draw(st.sampled_from(PROTOCOLS)))
    treatment = treatment_of(protocol, "eu" if protocol.jurisdiction == "EU" else "us")
    had = tuple(_dosed(draw, one, kb, protocol.id) for one in draw(sessions()))
    first = had[0].on if had else TODAY
    scores = [
        measured(
            "phq-9", Decimal(draw(st.integers(0, 27))), "{score}", first - timedelta(days=2), "a"
        )
    ]
    if had and had[-1].on < TODAY - timedelta(days=1) and draw(st.booleans()):
        scores.append(measured("phq-9", Decimal(draw(st.integers(0, 27))), "{score}", TODAY, "b"))
    weight = measured(
        "weight", Decimal(draw(st.integers(45, 160))), "kg", TODAY - timedelta(days=3), "c"
    )
    height = measured("height", Decimal(draw(st.integers(150, 195))), "cm", first, "d")
    facts = [one for one in (*scores, weight, height) if draw(st.integers(0, 9))]
    course = Course(
        protocol=protocol.id,
        version="1",
        drug=protocol.drug,
        opened=first,
        target=draw(st.sampled_from([None, "phq-9"])),
        reviews=draw(_reviews(first)),
        sessions=had,
    )
    begun: bool = draw(st.booleans())
    born = TODAY - timedelta(days=365 * draw(st.integers(19, 85)) + 40)
    snapshot = Snapshot(
        as_of=TODAY,
        subject=Subject(born=Born(born, born), sex=draw(st.sampled_from([None, *Sex]))),
        facts=tuple(facts),
        courses=(course,) if had or begun else (),
        files=(FileRead(name="record.json", form="case file", entries=1, mapped=1, beside={}),),
    )
    return Case(snapshot=answer_the_rest(snapshot, treatment, kb), treatment=treatment)


def _dosed(draw: st.DrawFn, session: PastSession, kb: Knowledge, protocol: str) -> PastSession:
    if session.status is SessionStatus.NOT_DONE:
        return session
    fixed = kb.protocol(protocol).bases == ()
    most = 120 if fixed else 80
    dose = draw(st.none() | st.integers(5, most).map(lambda mg: Dose(mg, "mg")))
    return replace(session, dose=dose)


@st.composite
def _reviews(draw: st.DrawFn, first: date) -> tuple[Review, ...]:
    days = draw(st.lists(st.integers(0, 60), max_size=2, unique=True))
    return tuple(
        Review(on=first + timedelta(days=day), decision=draw(st.sampled_from(Decision)), why="x")
        for day in sorted(days)
    )


def _score(draw: st.DrawFn) -> Decimal:
    return Decimal(draw(st.integers(0, 27)))
