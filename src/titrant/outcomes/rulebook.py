"""The rules of one scale on one day: which were looked up, and which nobody has signed."""

from datetime import date

from titrant.knowledge import Instrument, Knowledge, Leaf, Standing


class Rulebook:
    """The leaves of one scale, each looked up once and noted."""

    def __init__(self, instrument: Instrument, kb: Knowledge, as_of: date) -> None:
        self.instrument = instrument
        self.kb = kb
        self.used: dict[str, Leaf] = {}
        self.missing: list[str] = []
        self._standings = kb.standings(as_of)

    def find(self, name: str) -> Leaf | None:
        """Return a rule; None where the scale has none, or nobody has set its number.

        A rule that is not in force is used at its default, and said to be so.
        """
        leaf = self.kb.find(f"instrument.{self.instrument.id}.{name}")
        if leaf is None:
            return None
        self.used[leaf.id] = leaf
        standing = self._standings[leaf.id]
        if standing is not Standing.IN_FORCE:
            self.missing.append(_not_in_force(leaf, standing))
        return leaf if leaf.value is not None else None

    def has(self, *names: str) -> bool:
        """Say whether the knowledge names one of these rules, set or not."""
        own = f"instrument.{self.instrument.id}."
        return any(self.kb.find(own + name) is not None for name in names)


def _not_in_force(leaf: Leaf, standing: Standing) -> str:
    what = f"“{leaf.title}”"
    match standing:
        case Standing.EMPTY:
            return f"This site has not set {what}; no published value exists."
        case Standing.EXPIRED:
            return f"{what} ended on {leaf.expires}."
        case Standing.NOT_YET:
            return f"{what} takes effect on {leaf.effective}."
        case _:
            return f"This site has not signed {what} (default {leaf.shown}, {leaf.flag})."
