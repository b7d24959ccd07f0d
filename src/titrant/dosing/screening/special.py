"""Looks with a way of their own: the person, blood pressure, the mind, tests, courses, the law."""

from collections.abc import Callable
from datetime import date

from titrant.clinical import Fact, Sex
from titrant.dosing.screening.findings import Why
from titrant.dosing.screening.known import Known, days_of, passes
from titrant.dosing.screening.looks import CLEAR, Look, required, sure, unanswered
from titrant.knowledge import Action, Leaf, Rule, Standing
from titrant.knowledge.answers import names_a_positive, whether
from titrant.units import BodyMassIndex

# -- the person ------------------------------------------------------------------------------


def deceased(_rule: Rule, known: Known) -> Look:
    """The record says that the person died."""
    subject = known.subject
    if not subject.dead:
        return CLEAR
    when = f" on {subject.died_on}" if subject.died_on is not None else ""
    return Look(found=(), detail=f"The record says that this person died{when}.")


def minor(rule: Rule, known: Known) -> Look:
    """Younger than an age; asked where only the year of birth is known, and it decides."""
    age = _whole(rule.numbers["age"])
    if known.born is None:
        return Look(ask=Why.NOT_ASKED)
    if known.born.oldest(known.as_of) < age:
        return Look(found=(), detail=_years(known))
    return CLEAR if known.born.youngest(known.as_of) >= age else Look(ask=Why.NOT_ASKED)


def age_band(rule: Rule, known: Known) -> Look:
    """From an age on, and below another where the rule has one."""
    if known.born is None:
        return Look(ask=Why.NOT_ASKED)
    if known.born.oldest(known.as_of) < _whole(rule.numbers["from"]):
        return CLEAR
    if "to" in rule.numbers and known.born.youngest(known.as_of) >= _whole(rule.numbers["to"]):
        return CLEAR
    return Look(found=(), detail=_years(known))


def required_from_age(rule: Rule, known: Known) -> Look:
    """Has to be on record from an age on; where the age is not known, it has to be too."""
    return required(rule, known) if _may_be(known, rule.numbers["from"]) else CLEAR


def required_if(rule: Rule, known: Known) -> Look:
    """The first concept has to be on record where one of the others is so, or from an age on."""
    aged = "from" in rule.numbers and known.born is not None
    if aged and _may_be(known, rule.numbers["from"]):
        return required(rule, known)
    return required(rule, known) if known.so(*rule.concepts[1:]) else CLEAR


def _may_be(known: Known, age: Leaf) -> bool:
    return known.born is None or known.born.oldest(known.as_of) >= _whole(age)


def _years(known: Known) -> str:
    assert known.born is not None
    youngest, oldest = known.born.youngest(known.as_of), known.born.oldest(known.as_of)
    years = f"{youngest}" if youngest == oldest else f"{youngest} or {oldest}"
    return f"{years} years old on {known.as_of}."


def _whole(leaf: Leaf) -> int:
    assert leaf.value is not None
    return int(leaf.value)


def active_course(rule: Rule, known: Known) -> Look:
    """Another course runs, here or elsewhere, or somebody else gives ketamine (hazard H29)."""
    others = [
        course
        for course in known.courses
        if course.ended is None and (course.elsewhere or course.protocol != known.protocol)
    ]
    own = {course.drug for course in known.courses if course not in others and not course.ended}
    facts = known.so(*rule.concepts)
    taken = tuple(fact for fact in facts if known.goes_on(fact) and fact.concept not in own)
    if others or taken:
        named = ", ".join(f"{course.protocol} since {course.opened}" for course in others)
        return Look(found=taken, detail=f"Active: {named}." if named else "")
    old = tuple(fact for fact in facts if known.goes_on(fact) is None)
    if old:
        return Look(ask=Why.OLD_ENTRY, about=old)
    ours = tuple(fact for fact in facts if known.goes_on(fact))
    if ours:
        return Look(ask=Why.NOT_ASKED, about=ours)  # this course's own, or somebody else's?
    return unanswered(known, rule.concepts[0])


# -- blood pressure --------------------------------------------------------------------------


def blood_pressure_screening(rule: Rule, known: Known) -> Look:
    """Raised at the latest measurement that is not too old; a repeat of the same day decides."""
    fresh, asked = _fresh(rule, known)
    counting = _counting(fresh)
    found = tuple(fact for fact in counting if _raised(rule, known, fact))
    return Look(found=found) if found else asked


def _raised(rule: Rule, known: Known, fact: Fact) -> bool:
    """Hold a reading against its side: one figure counts at it, another only above it."""
    side = _side(fact)
    above = rule.numbers.get(f"above.{side}")
    if above is None:
        return passes(rule.numbers[side], fact) >= 0
    older = rule.numbers.get(f"older.{side}")
    if older is not None and known.born is not None:
        reached = known.born.youngest(known.as_of) >= _whole(rule.numbers["older.from"])
        above = older if reached else above
    return passes(above, fact) > 0


def blood_pressure_today(rule: Rule, known: Known) -> Look:
    """Today's readings: the last one decides, and one that forbids today is not repeated away."""
    fresh, asked = _fresh(rule, known)
    counting = _counting(fresh)
    for level, facts in (("exclude", fresh), ("defer", counting)):
        high = tuple(f for f in facts if passes(rule.numbers[f"{level}.{_side(f)}"], f) >= 0)
        if high:
            return Look(found=high, at_least=Action(level), detail=_readings(fresh))
    low = tuple(
        fact
        for fact in counting
        if _side(fact) == "systolic" and passes(rule.numbers["low.systolic"], fact) < 0
    )
    if low:
        return Look(found=low, at_least=Action.DEFER, detail=_readings(fresh))
    raised = tuple(f for f in counting if passes(rule.numbers[f"repeat.{_side(f)}"], f) > 0)
    return Look(found=raised, detail=_readings(fresh)) if raised else asked


def _fresh(rule: Rule, known: Known) -> tuple[tuple[Fact, ...], Look]:
    """Return the readings of each side's latest day, and what is asked where a side has none."""
    fresh: list[Fact] = []
    asked = CLEAR
    for side in _SIDES:
        measured = known.measured(side)
        if not measured:
            asked = Look(ask=Why.NOT_ASKED, about=asked.about)
            continue
        day = measured[0].on
        assert day is not None  # `measured` has dated ones only
        of_day = tuple(f for f in known.so(side) if f.on == day and f.value is not None)
        if known.age_of(day) <= days_of(rule.numbers["fresh"]):
            fresh += of_day
        else:
            asked = Look(ask=asked.ask or Why.TOO_OLD, about=(*asked.about, *of_day))
    return tuple(fresh), asked


def _counting(readings: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return of each side the reading that was taken after the rest: the last one of its file.

    Nobody can tell which of two files was written later, so both count.
    """
    return tuple({(fact.concept, fact.origin.file): fact for fact in readings}.values())


_SIDES = ("systolic", "diastolic")


def _side(fact: Fact) -> str:
    return fact.concept


def _readings(facts: tuple[Fact, ...]) -> str:
    shown = ", ".join(f"{fact.concept} {fact.value.shown}" for fact in facts if fact.value)
    return f"Read: {shown}."


# -- the mind --------------------------------------------------------------------------------


def suicide_risk(rule: Rule, known: Known) -> Look:
    """High on the C-SSRS lately, or a suicidal act; any other hint has to be asked about."""
    behaviour = days_of(rule.numbers["behaviour.window"])
    window = days_of(rule.numbers["ideation.window"])
    acts = known.so("suicidal-behaviour", "suicide-attempt")
    lately = tuple(a for a in acts if a.on is not None and known.age_of(a.on) <= behaviour)
    scores = tuple(
        fact
        for fact in known.measured("c-ssrs")
        if fact.on is not None and known.age_of(fact.on) <= window
    )
    high = tuple(fact for fact in scores if passes(rule.numbers["ideation"], fact) >= 0)
    if lately or high:
        return Look(found=(*high, *lately))
    undated = tuple(fact for fact in acts if fact.on is None)
    if undated:
        return Look(ask=Why.UNDATED, about=undated)
    thoughts = [fact for fact in known.so("suicidal-ideation") if known.goes_on(fact) is not False]
    item = [f for f in known.measured("phq-9-item-9")[:1] if f.value and f.value.number]
    hints = (*thoughts, *acts, *known.so("self-harm", "overdose"), *item)
    if scores:
        answered = scores[0].on
        later = {id(f) for f in hints if (day := known.last_day(f)) and answered and day > answered}
        hints = tuple(fact for fact in hints if id(fact) in later)
        if not hints:
            return CLEAR
    return Look(ask=Why.NOT_ASKED, about=hints)


def antidepressant_trials(rule: Rule, known: Known) -> Look:
    """Fewer adequate trials than the indication asks for."""
    counts = [fact for fact in known.so(*rule.concepts) if fact.value is not None]
    if not counts:
        return Look(ask=Why.NOT_ASKED)
    enough = all(passes(rule.numbers["count"], fact) >= 0 for fact in counts)
    return CLEAR if enough else Look(found=tuple(counts))


# -- tests -----------------------------------------------------------------------------------


def pregnancy_test(rule: Rule, known: Known) -> Look:
    """A positive test; where a pregnancy is possible, a negative one that is not too old."""
    tests = (*known.so("pregnancy-test"), *known.denied("pregnancy-test"))
    days = [day for fact in tests if (day := _dated(fact)) is not None]
    latest = tuple(fact for fact in tests if _dated(fact) in {None, max(days, default=None)})
    positive = tuple(fact for fact in latest if _result(fact))
    if positive:
        return Look(found=positive)
    if unanswered(known, "could-be-pregnant") == CLEAR and not known.so("could-be-pregnant"):
        return CLEAR
    unclear = tuple(fact for fact in latest if _result(fact) is None)
    if unclear or not days:
        return Look(ask=Why.NOT_ASKED, about=unclear)
    if known.age_of(max(days)) > days_of(rule.numbers["fresh.induction"]):
        return Look(ask=Why.TOO_OLD, about=latest)
    return CLEAR


def _dated(fact: Fact) -> date | None:
    return fact.on or fact.seen


def urine_drug_screen(_rule: Rule, known: Known) -> Look:
    """Positive for anything, and nobody has said why; a result in other words is asked about."""
    tests = known.so("urine-drug-screen")
    found = tuple(fact for fact in tests if _result(fact) or names_a_positive(fact.word))
    if found:
        return Look(found=found)
    unclear = tuple(fact for fact in tests if _result(fact) is None)
    return Look(ask=Why.NOT_ASKED, about=unclear) if unclear else CLEAR


def _result(fact: Fact) -> bool | None:
    """Return what a test came to; None where its words are neither a yes nor a no."""
    if fact.word:
        return whether(fact.word)
    return fact.so if fact.value is None else None


def sleep_apnoea_obesity(rule: Rule, known: Known) -> Look:
    """Sleep apnoea with a body mass index at or above a bound."""
    now = tuple(fact for fact in known.so("sleep-apnoea") if known.goes_on(fact))
    if not now:
        return unanswered(known, "sleep-apnoea")
    masses = known.measured("body-mass-index")
    if not masses:
        return Look(ask=Why.NOT_ASKED, about=now)
    heavy = passes(rule.numbers["bmi"], masses[0], BodyMassIndex) >= 0
    return Look(found=(*now, masses[0])) if heavy else CLEAR


# -- the law ---------------------------------------------------------------------------------


def telehealth_law(_rule: Rule, known: Known) -> Look:
    """Prescribing at a distance without a visit in person, after the day the exception ends."""
    visits = known.so("seen-in-person")
    if visits and sure(visits) == CLEAR:
        return CLEAR
    law = known.kb.leaf("policy.us.telehealth")
    if law.standing(known.as_of) is Standing.EXPIRED:
        return Look(found=(*visits, *known.denied("seen-in-person")), detail=f"{law.title}: ended.")
    return Look(ask=Why.NOT_ASKED) if law.standing(known.as_of) is not Standing.IN_FORCE else CLEAR


def not_asked_of_men(rule: Rule, known: Known) -> bool:
    """Say whether a question is about pregnancy and the record's sex is male."""
    return rule.group == "pregnancy" and known.subject.sex is Sex.MALE


LOOKS: dict[str, Callable[[Rule, Known], Look]] = {
    "deceased": deceased,
    "minor": minor,
    "age-band": age_band,
    "required-from-age": required_from_age,
    "required-if": required_if,
    "active-course": active_course,
    "blood-pressure-screening": blood_pressure_screening,
    "blood-pressure-today": blood_pressure_today,
    "suicide-risk": suicide_risk,
    "antidepressant-trials": antidepressant_trials,
    "pregnancy-test": pregnancy_test,
    "urine-drug-screen": urine_drug_screen,
    "sleep-apnoea-obesity": sleep_apnoea_obesity,
    "telehealth-law": telehealth_law,
}
