"""Frozen nouns of the clinic, shared by the knowledge base and the decisions."""

from titrant.clinical.order import Order, PreviousSession, ReadBack, Segment
from titrant.clinical.person import Person, Sex, WeighingMethod, WeightBasis, WeightReading
from titrant.clinical.route import Retain, Route

__all__ = [
    "Order",
    "Person",
    "PreviousSession",
    "ReadBack",
    "Retain",
    "Route",
    "Segment",
    "Sex",
    "WeighingMethod",
    "WeightBasis",
    "WeightReading",
]
