"""One visit for one dose: when it was given, what was measured, and what people judged."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from titrant.clinical.fact import Sureness
from titrant.clinical.session import BloodPressure


class Role(StrEnum):
    """As what somebody judged; a visit holds no name."""

    NURSE = "nurse"
    PRESCRIBER = "prescriber"
    MONITORING = "monitoring clinician"
    PSYCHIATRIC = "psychiatric clinician"


class Judged(StrEnum):
    """What a person judges before somebody leaves."""

    ORIENTATION = "orientation"
    GAIT = "gait"
    NAUSEA = "nausea"
    FLUIDS = "fluids"
    DISSOCIATION = "dissociation"
    SEDATION = "sedation"
    RESPIRATION = "respiration"
    PRESSURE = "pressure"  # falling, or near the one before the dose
    STANDING = "standing"  # the pressure on standing up, and how it is borne
    ADULT = "adult"
    INSTRUCTIONS = "instructions"
    SUICIDE = "suicide-question"


class Judgement(Struct, frozen=True, kw_only=True, order=True):
    """What somebody judged, as what and when.

    `new_thought` is the answer to the suicide question, None where nobody wrote it down.
    """

    at: datetime
    what: Judged
    met: bool
    by: Role
    new_thought: bool | None = None


class VitalRow(Struct, frozen=True, kw_only=True):
    """What was measured at one time; None where it was not. The CADSS is kept and never judged."""

    at: datetime
    pressure: BloodPressure | None = None
    heart_rate: Decimal | None = None
    saturation: Decimal | None = None
    respiratory_rate: Decimal | None = None
    moaa_s: int | None = None
    aldrete: int | None = None
    cadss: Decimal | None = None


class Rescue(Struct, frozen=True, order=True):
    """A drug that was given against something the dose did."""

    at: datetime
    what: str


class TakenToday(Struct, frozen=True, kw_only=True):
    """Whether one medicine was taken on the day; `concepts` are what its words name."""

    what: str
    concepts: tuple[str, ...]
    taken: bool
    sure: Sureness
    at: datetime | None = None


class Visit(Struct, frozen=True, kw_only=True):
    """One visit; its times are all of the clinic's clock, or all with their offset from UTC.

    `ended` is the end of the dose: of an infusion, or the last device. `rescue` is empty where
    somebody wrote that none was given, and None where nobody said.
    """

    on: date
    started: datetime | None = None
    ended: datetime | None = None
    devices: tuple[datetime, ...] = ()
    rescue: tuple[Rescue, ...] | None = None
    judged: tuple[Judgement, ...] = ()
    vitals: tuple[VitalRow, ...] = ()
    medicines: tuple[TakenToday, ...] = ()

    @property
    def times(self) -> tuple[datetime, ...]:
        """Every time that the visit names."""
        rows = [row.at for row in self.vitals] + [one.at for one in self.judged]
        rest = [one.at for one in self.rescue or ()] + [one.at for one in self.medicines]
        named = (self.started, self.ended, *self.devices, *rows, *rest)
        return tuple(at for at in named if at is not None)

    @property
    def with_offset(self) -> bool | None:
        """Whether its times have an offset from UTC; None where it names no time."""
        return next((at.tzinfo is not None for at in self.times), None)
