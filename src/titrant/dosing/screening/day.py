"""Which rules ask about the day of the session itself: the gate's, not the next dose's."""

from titrant.dosing.screening.treatment import TABLES
from titrant.knowledge import Knowledge, Lasts

_TODAY = "today"


def day_rules(kb: Knowledge) -> frozenset[str]:
    """Return the ids of the rules whose answer lasts for one day."""
    return kb.once("day rules", "", lambda _: frozenset(_of_the_day(kb)))


def _of_the_day(kb: Knowledge) -> list[str]:
    return [
        rule.id
        for table in TABLES
        for rule in kb.rules(table)
        if rule.group == _TODAY
        or any(kb.concept(concept).lasts is Lasts.DAY for concept in rule.concepts)
    ]
