"""How a dose enters the body."""

from enum import StrEnum


class Route(StrEnum):
    """Route of administration. No function converts a dose from one to another."""

    IV = "iv"
    IM = "im"
    SC = "sc"
    NASAL = "nasal"
    SUBLINGUAL = "sublingual"
    ORAL = "oral"

    @property
    def words(self) -> str:
        """The route spelt out: IM is heard as intranasal (hazard H5)."""
        return _WORDS[self]


_WORDS = {
    Route.IV: "intravenous",
    Route.IM: "intramuscular",
    Route.SC: "subcutaneous",
    Route.NASAL: "nasal spray",
    Route.SUBLINGUAL: "under the tongue",
    Route.ORAL: "swallowed",
}


class Retain(StrEnum):
    """What becomes of what is held in the mouth; part of the dose, a change is a new start."""

    SPIT = "spit"
    SWALLOW = "swallow"
