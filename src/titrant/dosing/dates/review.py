"""When a course is reviewed: by the protocol's time, after its infusions, or at its end."""

from datetime import date

from msgspec import Struct

from titrant.clinical import Course
from titrant.dosing.dates.courses import given
from titrant.dosing.dates.rests import Ends, Rests, plus, said
from titrant.dosing.dates.scheme import Scheme, is_iv_for_depression
from titrant.knowledge import Protocol

_INFUSIONS = "titration.review.iv"


class Review(Struct, frozen=True, kw_only=True):
    """When a review is due: a day, or a count of sessions; and the day on which it was held.

    `due` is None until the session that it follows was given. `late` says that it is overdue.
    """

    due: date | None
    late: bool
    after: str
    session: int | None
    done: date | None
    leaves: tuple[str, ...]


def review_of(
    course: Course, protocol: Protocol, scheme: Scheme, begins: date, as_of: date, rests: Rests
) -> Review | None:
    """Return the review of a course; None where nothing says when one is held."""
    sessions = given([course])[scheme.leading :]
    own = f"protocol.{protocol.id}."
    time = rests.days(f"{own}review.after")
    if time is not None:
        after = f"{said(time)} days after the first session"
        if scheme.leading:
            after += " that follows dose-finding"
        leaf = f"{own}review.after"
        return _after_a_time(course, sessions, begins, time, as_of, leaf=leaf, after=after)
    if is_iv_for_depression(protocol):
        count = rests.counts(_INFUSIONS)
        assert count is not None  # the range is in the knowledge itself, signed or not
        return _after_sessions(course, sessions, count, (_INFUSIONS,))
    if scheme.sessions is not None:
        return _after_sessions(course, sessions, scheme.sessions, (f"{own}sessions.induction",))
    return None


def _after_a_time(
    course: Course,
    sessions: list[date],
    begins: date,
    time: Ends,
    as_of: date,
    *,
    leaf: str,
    after: str,
) -> Review:
    due, last = (plus(begins, days) for days in time)
    before = [day for day in sessions if day <= due]
    done = _held(course, before[-1]) if before else None
    return Review(
        due=due,
        late=done is None and as_of > last,
        after=after,
        session=None,
        done=done,
        leaves=(leaf,),
    )


def _after_sessions(
    course: Course, sessions: list[date], count: Ends, leaves: tuple[str, ...]
) -> Review:
    low, high = count
    due = sessions[low - 1] if len(sessions) >= low else None
    done = _held(course, due) if due is not None else None
    return Review(
        due=due,
        late=done is None and len(sessions) >= high,
        after=f"after {said(count)} session{'' if high == 1 else 's'}",
        session=low,
        done=done,
        leaves=leaves,
    )


def _held(course: Course, from_: date) -> date | None:
    """Return when a review was held, not before the session that it looks back on."""
    return min((review.on for review in course.reviews if review.on >= from_), default=None)
