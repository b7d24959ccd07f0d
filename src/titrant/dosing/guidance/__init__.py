"""The next session: options side by side, what holds, what is missing, what sources dispute."""

from titrant.dosing.course_words import Phase
from titrant.dosing.guidance.desk import OWN_COURSE
from titrant.dosing.guidance.next_dose import next_dose
from titrant.dosing.guidance.settling import range_text
from titrant.dosing.guidance.values import (
    Amount,
    Basis,
    Case,
    Dispute,
    Ground,
    Guidance,
    Hold,
    Interval,
    Option,
    Question,
    Stand,
)

__all__ = [
    "OWN_COURSE",
    "Amount",
    "Basis",
    "Case",
    "Dispute",
    "Ground",
    "Guidance",
    "Hold",
    "Interval",
    "Option",
    "Phase",
    "Question",
    "Stand",
    "next_dose",
    "range_text",
]
