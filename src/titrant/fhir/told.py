"""What is told to other systems, in the clinic's words; `titrant.fhir.writing` puts it into R4.

Each has the id of the row that it stands for, so that the same record gives the same resources.
`sure` says who stands behind it; a day may be a year alone (`2024`), as it was written.
"""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct

from titrant.clinical import Sureness


class Subject(Struct, frozen=True, kw_only=True):
    """The person."""

    id: str
    name: str
    born: date | None = None
    sex: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    died: date | None = None


class Told(Struct, frozen=True, kw_only=True):
    """What every row has: its id, when it was so, who stands behind it, whether it corrects."""

    id: str
    at: datetime
    sure: Sureness = Sureness.CONFIRMED
    corrects: bool = False


class Measured(Told, frozen=True, kw_only=True):
    """A measurement by the name that `titrant.fhir.vital_codes` knows, in that code's unit."""

    what: str
    number: Decimal


class Pressure(Told, frozen=True, kw_only=True):
    """A blood pressure in mmHg; one side that was not read is None."""

    systolic: Decimal | None
    diastolic: Decimal | None


class Illness(Told, frozen=True, kw_only=True):
    """A condition or procedure: active, suspected, resolved, or absent where it was denied."""

    what: str
    status: str
    since: str = ""
    until: str = ""
    remark: str = ""


class Allergic(Told, frozen=True, kw_only=True):
    """An allergy: active, suspected, resolved or absent."""

    what: str
    status: str
    reaction: str = ""
    since: str = ""


class Tested(Told, frozen=True, kw_only=True):
    """A test: a number in a UCUM unit, or words; `category` is R4's word, empty for none."""

    what: str
    words: str
    number: Decimal | None = None
    unit: str = ""
    category: str = ""
    remark: str = ""


class Taken(Told, frozen=True, kw_only=True):
    """A medicine. `status` in R4's words: active, stopped, completed, or unknown."""

    what: str
    status: str = "active"
    directions: str = ""
    since: str = ""
    until: str = ""
    remark: str = ""


class Given(Told, frozen=True, kw_only=True):
    """One administration. `status` in R4's words: completed, stopped, or not-done."""

    what: str
    status: str
    route: str
    milligrams: Decimal | None = None
    remark: str = ""


class Agreed(Told, frozen=True, kw_only=True):
    """An answer to a consent: given, refused or withdrawn."""

    what: str
    version: str
    answer: str


class Answered(Struct, frozen=True, kw_only=True):
    """One question and its answer: yes, no, unknown, or other words."""

    id: str
    question: str
    answer: str
    words: str


class Questioned(Told, frozen=True, kw_only=True):
    """The answers of one day."""

    answers: tuple[Answered, ...]


Row = Measured | Pressure | Tested | Illness | Allergic | Taken | Given | Agreed | Questioned
