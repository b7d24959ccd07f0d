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
from titrant.clinical.snapshot import (
    Born,
    Course,
    FileRead,
    PastSession,
    Snapshot,
    Subject,
)

__all__ = [
    "Born",
    "Contradiction",
    "Course",
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
    "Route",
    "Segment",
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
