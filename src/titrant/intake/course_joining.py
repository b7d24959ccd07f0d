"""Join what several files say of one course: sessions add up, and what differs is said."""

from collections.abc import Sequence

from msgspec.structs import asdict, replace

from titrant.clinical import Contradiction, Course, PastSession


def join_courses(
    courses: Sequence[Course],
) -> tuple[tuple[Course, ...], list[Contradiction]]:
    """Return each course once, and the sessions that files tell in two ways.

    Two entries are one course where they are of one protocol at one place and nothing says that
    one ended before the other began.
    """
    joined: list[Course] = []
    found: list[Contradiction] = []
    for course in sorted(courses, key=_in_order):
        same = next((one for one in joined if _same(one, course)), None)
        if same is None:
            joined.append(course)
        else:
            joined[joined.index(same)] = _both(same, course, found)
    return tuple(joined), found


def _in_order(course: Course) -> tuple[str, bool, str, str]:
    return (course.protocol, course.elsewhere, f"{course.opened or ''}", repr(course))


def _same(one: Course, other: Course) -> bool:
    if (one.protocol, one.elsewhere) != (other.protocol, other.elsewhere):
        return False
    if one.opened and other.opened and one.opened != other.opened:
        return False
    if one.version is not None and other.version is not None and one.version != other.version:
        return False
    return not (_over_before(one, other) or _over_before(other, one))


def _over_before(one: Course, other: Course) -> bool:
    """Say whether one course ended before the other began, or had a session of its own."""
    if one.ended is None:
        return False
    days = [session.on for session in other.sessions]
    began = [day for day in (other.opened, *days) if day is not None]
    return any(day > one.ended for day in began)


def _both(one: Course, other: Course, found: list[Contradiction]) -> Course:
    if one.ended != other.ended and one.ended is not None and other.ended is not None:
        found.append(_differs(one, "end of the course", (str(one.ended), str(other.ended))))
    return Course(
        protocol=one.protocol,
        version=one.version or other.version,
        drug=one.drug or other.drug,
        opened=one.opened or other.opened,
        ended=max((day for day in (one.ended, other.ended) if day), default=None),
        elsewhere=one.elsewhere,
        target=one.target or other.target,
        ends_when=one.ends_when or other.ends_when,
        reviews=tuple(
            sorted({*one.reviews, *other.reviews}, key=lambda review: (review.on, review.why))
        ),
        sessions=_sessions(one, other, found),
    )


def _sessions(one: Course, other: Course, found: list[Contradiction]) -> tuple[PastSession, ...]:
    sessions = list(one.sessions)
    for session in other.sessions:
        match = next((known for known in sessions if known.on == session.on), None)
        if match is None:
            sessions.append(session)
            continue
        merged = _merged(match, session)
        if merged is None:
            sessions.append(session)
            found.append(_differs(one, f"session of {session.on}", ("one file", "another file")))
        else:
            sessions[sessions.index(match)] = merged
    return tuple(sorted(sessions, key=lambda session: (session.on, repr(session))))


def _merged(one: PastSession, other: PastSession) -> PastSession | None:
    """Return what both say of one session; None where they differ in anything."""
    plain = asdict(PastSession(on=one.on))
    mine, theirs = asdict(one), asdict(other)
    changed = {}
    for name, value in theirs.items():
        if value == plain[name] or value == mine[name]:
            continue
        if mine[name] != plain[name]:
            return None
        changed[name] = value
    return replace(one, **changed)


def _differs(course: Course, what: str, says: tuple[str, ...]) -> Contradiction:
    return Contradiction(
        about=f"{course.protocol}, {what}",
        says=says,
        counts="both are kept, and both count",
    )
