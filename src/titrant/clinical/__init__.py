"""Frozen nouns of the clinic, shared by the knowledge base and the decisions."""

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

__all__ = [
    "AdverseEvent",
    "BloodPressure",
    "Born",
    "Contradiction",
    "Course",
    "Decision",
    "EventKind",
    "Fact",
    "FactKind",
    "FileRead",
    "MatchedBy",
    "Measured",
    "Order",
    "Origin",
    "PastSession",
    "Person",
    "PreviousSession",
    "ReadBack",
    "RecordError",
    "Retain",
    "Review",
    "Route",
    "Segment",
    "SessionStatus",
    "SetAside",
    "Sex",
    "Snapshot",
    "State",
    "Subject",
    "Sureness",
    "Unmapped",
    "WeighingMethod",
    "WeightBasis",
    "WeightReading",
]
