"""Standing orders for rescue drugs: which may be activated for a person, and why others may not.

The drug, its dose and who is not given it are leaves that a site signs; nothing is computed. What
excludes is looked for in the record: what is so refuses, and so does what nobody has said.
"""

from dataclasses import dataclass
from datetime import date

from titrant.clinical import Snapshot, State
from titrant.knowledge import Knowledge, Leaf, Standing

# Of each drug: the leaves that say how it is given and to whom not, and what of that the record
# knows by a name of its own. The leaf's own words are shown besides: they may say more.
_DRUGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "labetalol": (
        ("dose", "time", "setting", "contraindications", "after"),
        ("asthma", "copd", "heart-failure", "arrhythmia"),
    ),
    "ondansetron": (("dose", "avoid"), ("long-qt", "heart-failure", "qt-prolonging")),
    "hydralazine": (("dose",), ()),
    "midazolam": (("dose", "note"), ("opioid", "sleep-apnoea")),
}


@dataclass(frozen=True)
class Rescue:
    """One standing order: its words, who is not given it, and why it cannot be activated here."""

    drug: str
    says: str
    leaves: tuple[Leaf, ...]
    refused: tuple[str, ...]


def rescues(known: Snapshot, kb: Knowledge, as_of: date) -> list[Rescue]:
    """Return every standing order for a person on a day, those that are refused too."""
    return [_rescue(drug, known, kb, as_of) for drug in _DRUGS]


def _rescue(drug: str, known: Snapshot, kb: Knowledge, as_of: date) -> Rescue:
    names, excluding = _DRUGS[drug]
    leaves = tuple(kb.leaf(f"intervention.{drug}.{name}") for name in names)
    refused = [
        f"This site has not signed “{leaf.title}”."
        for leaf in leaves
        if leaf.standing(as_of) is not Standing.IN_FORCE
    ]
    for concept in excluding:
        refused += _of_record(concept, known, kb)
    says = "; ".join(f"{leaf.title}: {leaf.shown}" for leaf in leaves)
    return Rescue(drug, says, leaves, tuple(refused))


def _of_record(concept: str, known: Snapshot, kb: Knowledge) -> list[str]:
    """Return why a concept refuses: it is so, or nobody has said that it is not."""
    narrower = kb.narrower()[concept]
    facts = [fact for fact in known.facts if fact.concept in narrower]
    so = [fact for fact in facts if fact.so and fact.state is not State.ENDED]
    title = kb.concept(concept).title
    if so:
        return [f"On record: {'; '.join(sorted({fact.text for fact in so}))}."]
    if any(not fact.so and fact.concept == concept for fact in facts):
        return []
    return [f"Nobody has said whether there is: {title}."]
