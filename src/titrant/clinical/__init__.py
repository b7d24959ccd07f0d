"""Frozen nouns of the clinic, shared by the knowledge base and the decisions."""

from titrant.clinical.clearance import Clearance
from titrant.clinical.errors import RecordError
from titrant.clinical.fact import (
    Contradiction,
    Fact,
    FactKind,
    MatchedBy,
    Measured,
    Origin,
    SetAside,
    State,
    Sureness,
    Unmapped,
)
from titrant.clinical.option import OptionKind
from titrant.clinical.order import Order, PreviousSession, ReadBack, Segment
from titrant.clinical.person import Person, Sex, WeighingMethod, WeightBasis, WeightReading
from titrant.clinical.route import Retain, Route
from titrant.clinical.session import (
    AdverseEvent,
    BloodPressure,
    Course,
    Decision,
    EventKind,
    PastSession,
    Review,
    SessionStatus,
)
from titrant.clinical.snapshot import Born, FileRead, Snapshot, Subject
from titrant.clinical.visit import (
    Judged,
    Judgement,
    Rescue,
    Role,
    TakenToday,
    Visit,
    VitalRow,
)

__all__ = [
    "AdverseEvent",
    "BloodPressure",
    "Born",
    "Clearance",
    "Contradiction",
    "Course",
    "Decision",
    "EventKind",
    "Fact",
    "FactKind",
    "FileRead",
    "Judged",
    "Judgement",
    "MatchedBy",
    "Measured",
    "OptionKind",
    "Order",
    "Origin",
    "PastSession",
    "Person",
    "PreviousSession",
    "ReadBack",
    "RecordError",
    "Rescue",
    "Retain",
    "Review",
    "Role",
    "Route",
    "Segment",
    "SessionStatus",
    "SetAside",
    "Sex",
    "Snapshot",
    "State",
    "Subject",
    "Sureness",
    "TakenToday",
    "Unmapped",
    "Visit",
    "VitalRow",
    "WeighingMethod",
    "WeightBasis",
    "WeightReading",
]
