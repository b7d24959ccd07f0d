"""Checks that follow a session, the first exposure, the end of a course, or its beginning."""

from datetime import date

from titrant.clinical import Fact, Route
from titrant.dosing.course_words import Due
from titrant.dosing.dates.desk import Desk
from titrant.dosing.dates.rests import plus
from titrant.dosing.dates.review import review_of
from titrant.dosing.dates.scheme import scheme_of
from titrant.dosing.screening.looks import CLEAR, unanswered
from titrant.units import Drug

_ORDER = ("first", "second", "third", "fourth")


def first_exposure(desk: Desk) -> None:
    """Questions about psychiatric events some days after the first exposure of all."""
    if not desk.exposures:
        return
    _series(
        desk,
        "psychiatric-events",
        "Question about psychiatric events",
        from_=desk.exposures[0],
        rules=tuple(f"calendar.mood.first-exposure.{one}" for one in _ORDER[:-1]),
        concept="psychiatric-events-asked",
        after="the first exposure",
    )


def end_calls(desk: Desk) -> None:
    """Calls after the end of a course, whatever ended it."""
    rules = tuple(f"calendar.course-end.call.{one}" for one in _ORDER)
    last = desk.days(rules[-1])
    assert last is not None  # `knowledge check` proves that it is a number
    ended = [course for course in desk.snapshot.courses if not course.elsewhere and course.ended]
    for course in ended:
        assert course.ended is not None
        if course is desk.course or desk.as_of <= plus(course.ended, last):
            _series(
                desk,
                "course-end-call",
                f"Call after the end of {course.protocol}",
                from_=course.ended,
                rules=rules,
                concept="course-end-call",
                after="the end of the course",
                also=("calendar.course-end.plan",),
            )


def _series(
    desk: Desk,
    id: str,
    what: str,
    *,
    from_: date,
    rules: tuple[str, ...],
    concept: str,
    after: str,
    also: tuple[str, ...] = (),
) -> None:
    """Add a check for each of several days; a later one makes good for those before it."""
    done = desk.done(concept)
    for rule in rules:
        days = desk.days(rule)
        assert days is not None  # `knowledge check` proves that it is a number
        due = plus(from_, days)
        made = next((one for one in done if one[0] >= due), None)
        desk.write(
            f"{id}-{rule.rpartition('.')[-1]}",
            f"{what}, day {days}",
            Due.DONE if made else desk.state(due, due),
            (rule, *also),
            who=f"counted from {after} on {from_}",
            last=made,
            due=due,
            until=due,
        )


def mania(desk: Desk) -> None:
    """A question some days after each session, and weekly in the bipolar spectrum."""
    mania_after_sessions(desk)
    _weekly_mania(desk)


def mania_after_sessions(desk: Desk) -> None:
    """A question some days after a session, also where the course has ended since."""
    if not desk.sessions:
        return
    rule, what = "calendar.mania.first", "Question about mania after a session"
    days = desk.days(rule)
    assert days is not None  # `knowledge check` proves that it is a number
    asked = desk.done("mania-asked")
    passed = [day for day in desk.sessions if plus(day, days) <= desk.as_of]
    if passed:
        due = plus(passed[-1], days)
        made = next((one for one in asked if one[0] >= due), None)
        if made is None:
            desk.write(
                "mania-after-session", what, desk.state(due, due), (rule,), due=due, until=due
            )
            return
        if passed[-1] == desk.latest:
            desk.write("mania-after-session", what, Due.DONE, (rule,), last=made, due=due)
            return
    due = plus(desk.sessions[-1], days)
    desk.write("mania-after-session", what, Due.COMING, (rule,), due=due, until=due)


def _weekly_mania(desk: Desk) -> None:
    rule, what = "calendar.mania.bipolar", "Question about mania, weekly"
    found = desk.known.so("bipolar")
    if not found:
        if unanswered(desk.known, "bipolar") != CLEAR:
            desk.write(
                "mania-weekly",
                what,
                Due.UNKNOWN,
                (rule,),
                who="the bipolar spectrum",
                note="Nobody has said whether this person is in it.",
            )
        return
    who = f"the bipolar spectrum: {found[0].text}"
    if not desk.sessions:
        desk.write(
            "mania-weekly",
            what,
            Due.COMING,
            (rule,),
            who=who,
            note="From the first session.",
        )
        return
    days = desk.days(rule)
    assert days is not None  # `knowledge check` proves that it is a number
    asked = [one for one in desk.done("mania-asked") if one[0] >= desk.sessions[0]]
    last = asked[-1] if asked else None
    due = plus(last[0] if last else desk.sessions[0], days)
    desk.write(
        "mania-weekly", what, desk.state(due, due), (rule,), who=who, last=last, due=due, until=due
    )


def rems_forms(desk: Desk) -> None:
    """The monitoring form of each Spravato session of an outpatient in the United States."""
    one = desk.protocol
    spravato = one.drug is Drug.ESKETAMINE and one.route is Route.NASAL
    if not (spravato and one.jurisdiction.lower() == "us" and one.setting == "clinic"):
        return
    rules = ("rems.form.when", "rems.form.within", "rems.form.days", "rems.form.submission")
    days = desk.days("rems.form.within")
    assert days is not None  # `knowledge check` proves that it is a number
    open_, last = _without_form(desk)
    who = "outpatients, Spravato in the United States"
    late = [day for day in open_ if desk.as_of > plus(day, days)]
    for state, group in (
        (Due.OVERDUE, late),
        (Due.DUE, [day for day in open_ if day not in late]),
    ):
        if group:
            named = ", ".join(f"{day}" for day in group)
            desk.write(
                f"rems-form-{state}",
                f"REMS patient monitoring form of {named}",
                state,
                rules,
                who=who,
                last=last,
                due=group[0],
                until=plus(group[0], days),
                note="One form for each session; a person sends it, and writes that down.",
            )
    if not open_ and last is not None:
        what = "REMS patient monitoring forms of all sessions"
        desk.write("rems-form-done", what, Due.DONE, rules, who=who, last=last)


def _without_form(desk: Desk) -> tuple[list[date], tuple[date, Fact] | None]:
    """Return the sessions without a form; each form is of the latest session before it.

    One day tells of one form, in however many files it stands.
    """
    open_ = list(desk.sessions)
    last = None
    for day, fact in dict(desk.done("rems-form-sent")).items():
        covered = [session for session in open_ if session <= day]
        if covered:
            open_.remove(covered[-1])
            last = (day, fact)
    return open_, last


def course_review(desk: Desk) -> None:
    """The review that decides whether the course goes on."""
    scheme = scheme_of(desk.protocol, desk.rests)
    counted = desk.sessions[scheme.leading :]
    begins = counted[0] if counted else desk.as_of
    review = review_of(desk.course, desk.protocol, scheme, begins, desk.as_of, desk.rests)
    if review is None or not counted:
        return
    if review.done is not None:
        state = Due.DONE
    elif review.late:
        state = Due.OVERDUE
    else:
        here = review.due is not None and review.due <= desk.as_of
        state = Due.DUE if here else Due.COMING
    desk.write(
        "review",
        "Review of the course: continue or stop, and why",
        state,
        review.leaves,
        last_on=review.done,
        due=review.due,
        note=f"Due {review.after}.",
    )


def endpoint(desk: Desk) -> None:
    """What ends the course, which is stated at its start."""
    stated = bool(desk.course.ends_when)
    late = Due.OVERDUE if desk.sessions else Due.DUE
    desk.write(
        "endpoint",
        "What ends the course: a day, or criteria",
        Due.DONE if stated else late,
        ("calendar.endpoint",),
        note=desk.course.ends_when if stated else "Stated at the start of the course.",
    )
