"""What stands as the value of a measurement: a number with its unit, or a result in words."""

import re
from decimal import Decimal

from titrant.clinical import Measured
from titrant.knowledge.concepts import Concept
from titrant.knowledge.measuring import in_own_unit, number_of

_MEASURE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*((?![0-9.,]).*?)\s*", re.ASCII | re.DOTALL)


def measured_or_words(concept: Concept, written: str) -> tuple[Measured | None, str] | str:
    """Return a number in its own unit, or a result in words; a plain text says why neither."""
    found = _MEASURE.fullmatch(written)
    number = number_of(Decimal(found[1])) if found else None
    if found is not None and number is not None:
        made = in_own_unit(concept, number, found[2])
        return made if isinstance(made, str) else (made, "")
    return (None, written) if concept.unit is None else "it is no number that can be measured"
