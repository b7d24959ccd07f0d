"""Who says so, for the small mark beside a number or a finding: source, place, how strong it is."""

import re
from dataclasses import dataclass

from titrant.knowledge import Claim, Knowledge, Leaf, Source
from titrant.knowledge.leaf import Flag, Tier

_NAMED = re.compile(r"\b[A-Z][A-Z-]*\d+\b")
_READ = {
    Flag.SEEN: "read in the source itself",
    Flag.SEEN_2ND: "read at second hand",
    Flag.MEMORY: "read in no source",
    Flag.CALC: "worked out from what is stated",
    Flag.DESIGN: "chosen by the authors of this program",
    Flag.OPINION: "an opinion that wants a second clinician",
}
_KINDS = {
    Tier.LABEL: "a label",
    Tier.REGULATION: "a regulation",
    Tier.GUIDELINE: "a guideline",
    Tier.RCT: "a randomised trial",
    Tier.COHORT: "a cohort",
    Tier.EXPERT: "experts",
    Tier.MARKETING: "marketing",
    Tier.EQUIPMENT: "a maker of equipment",
    Tier.ARITHMETIC: "arithmetic",
    Tier.HOUSE: "this project",
}


@dataclass(frozen=True)
class Sourced:
    """What stands behind a mark, in words; `address` leads to the source where it has one."""

    mark: str
    says: str
    strength: str
    against: str
    address: str


def sourced(leaf: Leaf, kb: Knowledge) -> Sourced:
    """Return what stands behind a leaf: its source, the place in it, how it came here."""
    against = f"other evidence asks for “{leaf.looser}” only" if leaf.looser else ""
    return _of(leaf.source, leaf.locator, leaf.tier, leaf.flag, against, kb)


def of_claim(claim: Claim, kb: Knowledge) -> Sourced:
    """Return what stands behind a claim; what became of it, where others say otherwise."""
    against = "" if claim.verdict == "stands" else f"this claim is {claim.verdict}"
    return _of(claim.source, claim.locator, Tier(claim.tier), Flag(claim.flag), against, kb)


def named_in(words: str, kb: Knowledge) -> Sourced | None:
    """Return the source that a sentence names in brackets, as “(R78)”; None where it names none."""
    for key in _NAMED.findall(words):
        if key in kb.ids("sources"):
            source = kb.source(key)
            year = f" ({source.year})" if source.year is not None else ""
            return Sourced(key, f"{source.title}{year}", "", "", _address(source))
    return None


def _address(source: Source) -> str:
    return source.address if source.address.startswith("https://") else ""


def _of(key: str, locator: str, tier: Tier, flag: Flag, against: str, kb: Knowledge) -> Sourced:
    source = kb.source(key)
    year = f" ({source.year})" if source.year is not None else ""
    return Sourced(
        mark=key,
        says=f"{source.title}{year}{f', {locator}' if locator else ''}",
        strength=f"{_KINDS[tier]}; {_READ[flag]}",
        against=against,
        address=_address(source),
    )
