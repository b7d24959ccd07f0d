"""Who a case file is about, and the courses that it tells of."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from titrant.clinical import Born, Course, Decision, Review, Sex, Subject
from titrant.intake.notes import Notes
from titrant.intake.session import read_sessions
from titrant.intake.shape import CourseShape, PersonShape, ReviewShape
from titrant.units import Drug


def read_person(shape: PersonShape | None, notes: Notes) -> Subject:
    """Return what the file says of the person."""
    if shape is None:
        return Subject()
    died = shape.died
    return Subject(
        born=_born(shape.born, notes),
        sex=None if shape.sex is None else Sex(shape.sex),
        dead=bool(died),
        died_on=died if isinstance(died, date) else None,
    )


def _born(written: date | Decimal | None, notes: Notes) -> Born | None:
    if written is None:
        return None
    place = "person, born"
    days = notes.year(written, place) if isinstance(written, Decimal) else (written, written)
    born = Born(*days)
    if born.first > notes.as_of:
        notes.set_aside("the date of birth", f"{born.first} is after {notes.as_of}", place)
        return None
    return born


def read_courses(shapes: Sequence[CourseShape], notes: Notes) -> tuple[Course, ...]:
    """Return the courses that were opened by the day of reading."""
    courses: list[Course] = []
    for number, shape in enumerate(shapes, start=1):
        place = f"courses {number}"
        if shape.opened is not None and shape.opened > notes.as_of:
            later = notes.later(shape.opened)
            notes.set_aside(f"the course of {shape.protocol}", later, place, of_course=True)
        else:
            courses.append(_course(shape, notes, place))
    return tuple(courses)


def _course(shape: CourseShape, notes: Notes, place: str) -> Course:
    ended = shape.ended
    if ended is not None and ended > notes.as_of:
        notes.set_aside(f"the end of {shape.protocol}", notes.later(ended), place, of_course=True)
        ended = None
    return Course(
        protocol=shape.protocol,
        version=None if shape.version is None else str(shape.version),
        drug=None if shape.drug is None else Drug(shape.drug),
        opened=shape.opened,
        ended=ended,
        elsewhere=shape.elsewhere,
        target=shape.target,
        ends_when=shape.ends_when,
        reviews=_reviews(shape.reviews, notes, place),
        sessions=read_sessions(shape.sessions, notes, place),
    )


def _reviews(shapes: Sequence[ReviewShape], notes: Notes, place: str) -> tuple[Review, ...]:
    reviews: list[Review] = []
    for number, shape in enumerate(shapes, start=1):
        if shape.on > notes.as_of:
            where = f"{place}, reviews {number}"
            notes.set_aside("a review", notes.later(shape.on), where, of_course=True)
        else:
            reviews.append(Review(on=shape.on, decision=Decision(shape.decision), why=shape.why))
    return tuple(reviews)
