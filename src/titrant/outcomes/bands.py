"""The band of a score, as the source of the scale draws it. A band has no name here."""

from decimal import Decimal

from titrant.knowledge import Instrument, Knowledge
from titrant.outcomes.scores import out_of_range


def band_of(instrument: Instrument, value: Decimal, kb: Knowledge) -> str:
    """Return the band that a score lies in, like “10-14”; nothing where the scale has none.

    Nothing also for a score that cannot be, and for one that lies between two bands.
    """
    leaf = kb.find(f"instrument.{instrument.id}.bands")
    if leaf is None or not isinstance(leaf.value, str) or out_of_range(instrument, value, kb):
        return ""
    for band in leaf.value.split(", "):
        low, _, high = band.partition("-")
        if Decimal(low) <= value <= Decimal(high):
            return band
    return ""
