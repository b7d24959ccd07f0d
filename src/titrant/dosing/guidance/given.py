"""Every dose that a person had, from anyone: across routes, sites and prescribers."""

from titrant.clinical import Course, PastSession
from titrant.dosing.guidance.desk import Desk

NOT_STATED = "not stated"


def everything_given(desk: Desk) -> list[tuple[str, PastSession]]:
    """Return every session with its drug, in the order of their days.

    What a record of another system tells of a session that this clinic's course has, on the same
    day and with the same dose, is the same session.
    """
    own = [course for course in desk.snapshot.courses if not course.elsewhere]
    others = [course for course in desk.snapshot.courses if course.elsewhere]
    given = [pair for course in own for pair in _given(desk, course)]
    for course in others:
        given += [pair for pair in _given(desk, course) if not _known(pair, given)]
    return sorted(given, key=lambda pair: (pair[1].on, pair[0]))


def _given(desk: Desk, course: Course) -> list[tuple[str, PastSession]]:
    drug = _drug(desk, course)
    return [(drug, session) for session in course.sessions if session.given]


def _known(pair: tuple[str, PastSession], given: list[tuple[str, PastSession]]) -> bool:
    drug, session = pair
    return any(
        drug == other and session.on == one.on and session.dose in {one.dose, None}
        for other, one in given
    )


def _drug(desk: Desk, course: Course) -> str:
    if course.drug is not None:
        return str(course.drug)
    if course.protocol in desk.kb.ids("protocols"):
        return str(desk.kb.protocol(course.protocol).drug)
    return NOT_STATED
