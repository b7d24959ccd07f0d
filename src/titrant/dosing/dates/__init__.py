"""When the next sessions can be, and which checks a course is due for."""

from titrant.dosing.course_words import Due, Phase
from titrant.dosing.dates.checks import due
from titrant.dosing.dates.clock import on_the_wall
from titrant.dosing.dates.courses import Chosen, choose
from titrant.dosing.dates.entries import Calendar, Entry
from titrant.dosing.dates.plan import Plan, PlannedReview, Slot
from titrant.dosing.dates.record import calendar_record, plan_record
from titrant.dosing.dates.schedule import plan

__all__ = [
    "Calendar",
    "Chosen",
    "Due",
    "Entry",
    "Phase",
    "Plan",
    "PlannedReview",
    "Slot",
    "calendar_record",
    "choose",
    "due",
    "on_the_wall",
    "plan",
    "plan_record",
]
