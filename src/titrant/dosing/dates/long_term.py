"""Checks over months and years: bladder, thinking, liver, misuse, mood, pregnancy."""

from datetime import date

from titrant.clinical import Route, Sex
from titrant.dosing.course_words import Due, Phase
from titrant.dosing.dates.desk import Desk, Wanted
from titrant.dosing.dates.months import YEAR, months_later
from titrant.dosing.dates.rests import plus
from titrant.dosing.dates.schedule import phase_on
from titrant.dosing.screening.looks import CLEAR, unanswered
from titrant.units import Duration

_LIVER: Wanted = (("alt",), ("ggt",), ("alkaline-phosphatase",))
_MOOD: Wanted = (("phq-9", "madrs"), ("c-ssrs",))
_THINKING: Wanted = (("moca", "mmse"),)
_LIVER_STOPS = ("calendar.liver.stop.alt", "calendar.liver.stop.symptoms")
_PAIN = "a high-dose pain course"
_DAY = Duration(1, "d")


def bladder(desk: Desk) -> None:
    """Questions at each visit, and a urinalysis by months or sessions, whichever comes first."""
    asked = ("calendar.bladder.ask", "calendar.bladder.questions", "calendar.bladder.monitor")
    wanted = (("bladder-asked", "urinary-symptom-score"),)
    desk.every_visit("bladder-questions", "Bladder questions", wanted, asked)
    rule = "calendar.bladder.urinalysis."
    rules = (
        *(rule + name for name in ("baseline", "months", "sessions")),
        "calendar.bladder.stop",
    )
    last = desk.last((("urinalysis",),))
    if last is None:
        desk.first("urinalysis", "Urinalysis", rules)
        return
    months, sessions = desk.one(f"{rule}months"), desk.rests.counts(f"{rule}sessions")
    if months is None or sessions is None:
        note = "Nobody has set how often."
        desk.write("urinalysis", "Urinalysis", Due.UNKNOWN, rules, last=last, note=note)
        return
    some, many = sessions
    since = sum(1 for day in desk.sessions if day > last[0])
    due = months_later(last[0], months)
    by_sessions = Due.COMING if since < some else Due.DUE if since <= many else Due.OVERDUE
    both = (desk.state(due, due), by_sessions)
    desk.write(
        "urinalysis",
        "Urinalysis",
        next(state for state in Due if state in both),
        rules,
        last=last,
        due=due,
        until=due,
        note=f"Sessions since then: {since}; due from {some}, overdue beyond {many}.",
    )


def thinking(desk: Desk) -> None:
    """A cognitive test before the first session, and after months."""
    rule = "calendar.cognition."
    desk.every_months(
        "cognition",
        "Cognitive test (MoCA, or a brief test)",
        _THINKING,
        rules=(f"{rule}baseline",),
        months=f"{rule}months",
    )


def liver(desk: Desk) -> None:
    """ALT, GGT and alkaline phosphatase: first, later, and by the stages of a pain course."""
    rules = ("calendar.liver.baseline", "calendar.liver.periodic", "calendar.liver.tests")
    desk.every_months(
        "liver",
        "Liver tests: ALT, GGT, alkaline phosphatase",
        _LIVER,
        rules=(*rules, *_LIVER_STOPS),
        months="calendar.liver.months",
    )
    if _is_pain(desk):
        _liver_of_pain(desk)
        _liver_while_infusing(desk)


def _is_pain(desk: Desk) -> bool:
    words = ("pain", "crps")
    return desk.protocol.route is Route.IV and any(
        word in what for what in desk.protocol.treats for word in words
    )


def liver_after_pain(desk: Desk) -> None:
    """The last liver tests of a pain course that is over."""
    if _is_pain(desk):
        _liver_stage(desk, "after", _end_of(desk, desk.latest))


def _liver_of_pain(desk: Desk) -> None:
    count = desk.rests.counts(f"protocol.{desk.protocol.id}.sessions.induction")
    if not desk.sessions:
        _liver_before(desk)
        return
    if count is None:
        desk.write(
            "liver-pain-middle",
            "Liver tests in the middle of the course",
            Due.UNKNOWN,
            ("calendar.liver.pain-course", *_LIVER_STOPS),
            who=_PAIN,
            note="The protocol names no number of sessions. The prescriber sets the middle.",
        )
        return
    whole = count[1]
    middle = next((n for n in range(1, whole) if n + n >= whole), None)
    if middle is not None:
        at = desk.sessions[middle - 1] if len(desk.sessions) >= middle else None
        _liver_stage(desk, "middle", at)
    last = desk.sessions[whole - 1] if len(desk.sessions) >= whole else None
    _liver_stage(desk, "after", _end_of(desk, last))


def _end_of(desk: Desk, began: date | None) -> date | None:
    """Return the day on which the session of a day ended; that day where none says how long."""
    if began is None:
        return None
    ran = [one.over for one in desk.course.sessions if one.given and one.on == began]
    days = [int(over.ratio(_DAY)) for over in ran if over is not None]
    return plus(began, max(days, default=0))


def _liver_before(desk: Desk) -> None:
    """The tests before the course; they count as long as a set of liver tests does."""
    id, what, months = "liver-pain-before", "Liver tests before the course", "calendar.liver.months"
    rules = ("calendar.liver.pain-course", months, *_LIVER_STOPS)
    last, apart = desk.last(_LIVER), desk.one(months)
    if last is None:
        desk.first(id, what, rules, who=_PAIN)
        return
    until = None if apart is None else months_later(last[0], apart)
    desk.before_first(id, what, rules, last, until, who=_PAIN)


_STAGES = {
    "middle": "Liver tests in the middle of the course",
    "after": "Liver tests after the course",
}


def _liver_stage(desk: Desk, stage: str, at: date | None) -> None:
    rules = ("calendar.liver.pain-course", *_LIVER_STOPS)
    id, what = f"liver-pain-{stage}", _STAGES[stage]
    last = desk.last(_LIVER)
    if at is None:
        desk.write(id, what, Due.COMING, rules, who=_PAIN, last=last)
    else:
        if last is not None and last[0] >= at:
            state = Due.DONE
        else:
            over = stage == "middle" and desk.sessions[-1] > at
            state = Due.OVERDUE if over else desk.state(at, desk.as_of)
        desk.write(id, what, state, rules, who=_PAIN, last=last, due=at)


def _liver_while_infusing(desk: Desk) -> None:
    """Every day or two, while an infusion of days runs."""
    long = desk.rests.days(f"protocol.{desk.protocol.id}.duration.usual")
    if long is None or long[1] <= 1:
        return
    rule, what = "calendar.liver.infusing", "Liver tests while the infusion runs"
    apart = desk.rests.days(rule)
    began = desk.latest
    if began is None or desk.as_of > plus(began, long[1]) or apart is None:
        desk.write("liver-infusing", what, Due.COMING, (rule,), who="an infusion of days")
        return
    last = desk.last(_LIVER)
    from_ = began if last is None else max(last[0], began)
    due, until = plus(from_, apart[0]), plus(from_, apart[1])
    desk.write(
        "liver-infusing",
        what,
        desk.state(due, until),
        (rule, *_LIVER_STOPS),
        who="an infusion of days",
        last=last,
        due=due,
        until=until,
    )


def misuse(desk: Desk) -> None:
    """The prescription register, urine drug screens, and what is looked for besides."""
    rule = "calendar.misuse."
    last = desk.last((("pdmp-checked",),))
    what = "Prescription monitoring programme"
    if last is None:
        desk.first("pdmp-start", what, (f"{rule}pdmp.start",))
    else:
        today = last[0] == desk.as_of
        desk.write(
            "pdmp-each",
            what,
            Due.DONE if today else Due.COMING,
            (f"{rule}pdmp.start", f"{rule}pdmp.each", f"{rule}signs", f"{rule}diversion"),
            last=last,
            note="At the next fill or dispense; the record holds none.",
        )
    _urine_screens(desk, f"{rule}urine-screen.")


def _urine_screens(desk: Desk, rule: str) -> None:
    what = "Urine drug screen"
    if desk.protocol.setting == "home":
        desk.every_months(
            "urine-drug-screen-home",
            what,
            (("urine-drug-screen",),),
            rules=(f"{rule}baseline",),
            months=f"{rule}home.months",
            who="doses at home",
        )
    rules = (f"{rule}baseline", f"{rule}per-year")
    done = desk.done("urine-drug-screen")
    asked = desk.one(f"{rule}per-year")
    if not done:
        if desk.protocol.setting != "home":
            desk.first("urine-drug-screen", what, rules)
        return
    if asked is None:
        desk.write("urine-drug-screen", what, Due.UNKNOWN, rules, last=done[-1])
        return
    counts_to = months_later(done[-1][0], YEAR)
    if not desk.sessions or counts_to < desk.sessions[0]:
        desk.before_first("urine-drug-screen", what, rules, done[-1], counts_to)
        return
    days = [day for day, _ in done if day >= desk.sessions[0]]
    counted = days[-asked] if len(days) >= asked else desk.sessions[0]
    until = months_later(counted, YEAR)
    desk.write(
        "urine-drug-screen",
        f"{what}, random",
        Due.COMING if desk.as_of <= until else Due.OVERDUE,
        rules,
        last=done[-1],
        until=until,
        note=f"{asked} a year at the least, on days that the person does not know.",
    )


def mood(desk: Desk) -> None:
    """The scales of mood and suicide, at each visit."""
    rules = ("calendar.mood.each-visit", "calendar.mood.after-response")
    desk.every_visit("mood-scales", "PHQ-9 or MADRS, and C-SSRS", _MOOD, rules)


def pregnancy(desk: Desk) -> None:
    """A test before the first session, weekly in induction, monthly in maintenance."""
    concept = "could-be-pregnant"
    so = desk.known.so(concept)
    man = desk.snapshot.subject.sex is Sex.MALE
    if not so and (man or unanswered(desk.known, concept) == CLEAR):
        return
    who = "pregnancy is possible" if so else "nobody has said whether pregnancy is possible"
    last, what = desk.last((("pregnancy-test",),)), "Pregnancy test"
    before, fresh = ("pregnancy-test.before",), "screening.pregnancy-test.fresh.induction"
    if last is None:
        desk.first("pregnancy-test", what, before, who=who)
        return
    if not desk.sessions:
        counts = desk.days(fresh)
        assert counts is not None  # `knowledge check` proves that it is a number
        until = plus(last[0], counts)
        desk.before_first("pregnancy-test", what, (*before, fresh), last, until, who=who)
        return
    later = phase_on(desk.course, desk.protocol, desk.kb, desk.as_of) is Phase.MAINTENANCE
    rule = "pregnancy-test.maintenance.months" if later else "pregnancy-test.induction"
    apart = desk.one(rule) if later else desk.days(rule)
    assert apart is not None  # `knowledge check` proves that it is a number
    due = months_later(last[0], apart) if later else plus(last[0], apart)
    desk.write(
        "pregnancy-test",
        what,
        desk.state(due, due),
        (rule,),
        who=who,
        last=last,
        due=due,
        until=due,
    )
