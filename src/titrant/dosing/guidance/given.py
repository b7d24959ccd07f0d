"""Every dose that a person had, from anyone: across routes, sites and prescribers."""

from titrant.clinical import Course, PastSession, Snapshot
from titrant.knowledge import Knowledge

NOT_STATED = "not stated"


def everything_given(snapshot: Snapshot, kb: Knowledge) -> tuple[tuple[str, PastSession], ...]:
    """Return every session with its drug, in the order of their days.

    What a record of another system tells of a session that this clinic's course has, on the same
    day and with the same dose, is the same session.
    """
    own = [course for course in snapshot.courses if not course.elsewhere]
    others = [course for course in snapshot.courses if course.elsewhere]
    given = [pair for course in own for pair in _given(kb, course)]
    for course in others:
        given += [pair for pair in _given(kb, course) if not _known(pair, given)]
    return tuple(sorted(given, key=lambda pair: (pair[1].on, pair[0])))


def _given(kb: Knowledge, course: Course) -> list[tuple[str, PastSession]]:
    drug = _drug(kb, course)
    return [(drug, session) for session in course.sessions if session.given]


def _known(pair: tuple[str, PastSession], given: list[tuple[str, PastSession]]) -> bool:
    drug, session = pair
    return any(
        drug == other and session.on == one.on and session.dose in {one.dose, None}
        for other, one in given
    )


def _drug(kb: Knowledge, course: Course) -> str:
    if course.drug is not None:
        return str(course.drug)
    if course.protocol in kb.ids("protocols"):
        return str(kb.protocol(course.protocol).drug)
    return NOT_STATED
