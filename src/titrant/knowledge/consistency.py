"""What the schema alone cannot see: entries that contradict, miss or misuse each other."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from titrant.knowledge.errors import KnowledgeError
from titrant.knowledge.leaf import UNSIGNED_FLAGS, Flag, LimitKind, Standing, Tier
from titrant.knowledge.store import Knowledge
from titrant.knowledge.things import Access, Form

# Sources that an evidence review struck out; nothing may lean on them again.
DROPPED_SOURCES = frozenset({"R85", "R123"})

WARN_DAYS = (60, 30, 14, 7)

_FIRST_HAND = {Access.FULL, Access.ABSTRACT, Access.LABEL, Access.SEED}
_ASCENDING = (LimitKind.SOFT, LimitKind.FIRM, LimitKind.HARD)
_NEEDS = {
    Form.VIAL: {"strength", "package-volume", "package-amount"},
    Form.DEVICE: {"strength", "package-volume"},
    Form.TROCHE: {"strength"},
    Form.TABLET: {"strength"},
}


def find_problems(content: dict[str, Any]) -> list[str]:
    """Return one sentence for each thing that is wrong in compiled content, sorted."""
    checks = (_sources, _flags, _dates, _ladders, _products, _protocols, _claims, _rows)
    return sorted({problem for check in checks for problem in check(content)})


def refuse_problems(content: dict[str, Any]) -> None:
    """Raise `KnowledgeError` where anything is wrong."""
    problems = find_problems(content)
    if problems:
        raise KnowledgeError("\n".join(problems))


def _sources(content: dict[str, Any]) -> Iterator[str]:
    cited = set()
    for table in ("leaves", "claims"):
        for id, entry in content[table].items():
            cited.add(entry["source"])
            if entry["source"] not in content["sources"]:
                yield f"{id}: there is no source {entry['source']}."
    for key in content["sources"]:
        if key in DROPPED_SOURCES:
            yield f"{key}: this source was dropped; cite another."
        if key not in cited:
            yield f"{key}: nothing cites this source; take it out."


def _flags(content: dict[str, Any]) -> Iterator[str]:
    for table in ("leaves", "claims"):
        for id, entry in content[table].items():
            source = content["sources"].get(entry["source"])
            if source is None:
                continue
            if entry["flag"] == Flag.SEEN and Access(source["access"]) not in _FIRST_HAND:
                yield (
                    f"{id}: flagged seen, and {entry['source']} was read at second hand: "
                    "flag it seen-2nd, or open the source."
                )
    for id, leaf in content["leaves"].items():
        alone = leaf["limit"] and leaf["tier"] == Tier.MARKETING
        if alone and not leaf["needs_sign_off"] and leaf["flag"] not in UNSIGNED_FLAGS:
            yield f"{id}: a programme's own page is no limit alone: set needs_sign_off."


def _dates(content: dict[str, Any]) -> Iterator[str]:
    released = date.fromisoformat(content["release"]["released"])
    for id, leaf in content["leaves"].items():
        if date.fromisoformat(leaf["review"]) <= released:
            yield f"{id}: its review date {leaf['review']} is not after the release {released}."
    for table, field in (("sources", "read_on"), ("claims", "read_on")):
        for id, entry in content[table].items():
            if date.fromisoformat(entry[field]) > released:
                yield f"{id}: read on {entry[field]}, after the release {released}."


def _ladders(content: dict[str, Any]) -> Iterator[str]:
    """Soft stops before firm, firm before hard: among leaves with one parent and one unit."""
    ladders: dict[tuple[str, str, bool], list[tuple[int, Decimal, str]]] = {}
    for id, leaf in content["leaves"].items():
        limit = leaf["limit"]
        if limit is None or leaf["value"] is None or limit["kind"] not in _ASCENDING:
            continue
        caps = limit["stops"] in {"above", "at-or-above"}
        step = (_ASCENDING.index(limit["kind"]), Decimal(leaf["value"]), id)
        ladders.setdefault((id.rpartition(".")[0], leaf["unit"], caps), []).append(step)
    for (_, _, caps), steps in ladders.items():
        for lower, higher in zip(sorted(steps), sorted(steps)[1:], strict=False):
            graver = higher[0] > lower[0]
            if graver and (higher[1] < lower[1] if caps else higher[1] > lower[1]):
                yield f"{higher[2]}: stops before {lower[2]}, which is milder."


def _products(content: dict[str, Any]) -> Iterator[str]:
    leaves = content["leaves"]
    for id, product in content["products"].items():
        for name in sorted(_NEEDS[Form(product["form"])]):
            if f"product.{id}.{name}" not in leaves:
                yield f"product {id}: a {product['form']} needs the leaf {name}."
        if product["form"] == Form.VIAL and not _adds_up(leaves, f"product.{id}"):
            yield f"product {id}: strength × volume is not the amount of the package."


def _adds_up(leaves: dict[str, Any], prefix: str) -> bool:
    parts = [leaves.get(f"{prefix}.{n}") for n in ("strength", "package-volume", "package-amount")]
    strength, volume, amount = [Decimal(part["value"]) if part else Decimal(0) for part in parts]
    return strength * volume == amount


def _protocols(content: dict[str, Any]) -> Iterator[str]:
    for id, protocol in content["protocols"].items():
        for product in protocol["products"]:
            made = content["products"].get(product)
            if made is None:
                yield f"protocol {id}: there is no product {product}."
            elif made["drug"] != protocol["drug"] or protocol["route"] not in made["routes"]:
                yield f"protocol {id}: {product} is of another drug or for another route."


def _claims(content: dict[str, Any]) -> Iterator[str]:
    for id, conflict in content["conflicts"].items():
        for claim in conflict["claims"]:
            if claim not in content["claims"]:
                yield f"{id}: there is no claim {claim}."


def _rows(content: dict[str, Any]) -> Iterator[str]:
    known = {id for table in ("leaves", "claims", "conflicts") for id in content[table]}
    known |= {f"{word}.{id}" for word in ("product", "protocol") for id in content[f"{word}s"]}
    known |= set(content["products"]) | set(content["protocols"])
    for id, row in content["rows"].items():
        for entry in row["held_by"]:
            if entry not in known and not entry.startswith("test:"):
                yield f"row {id}: there is no entry {entry}."


def find_reviews(kb: Knowledge, as_of: date) -> list[str]:
    """Return one line for each review that is due and each rule that ends within 60 days."""
    lines = []
    for leaf in kb.leaves():
        if leaf.review <= as_of:
            lines.append(f"review: {leaf.id} was due for review on {leaf.review}.")
        if leaf.standing(as_of) is Standing.EXPIRED:
            lines.append(f"ended: {leaf.id} ended on {leaf.expires}.")
        elif leaf.expires is not None and leaf.expires - as_of <= timedelta(days=WARN_DAYS[0]):
            days = (leaf.expires - as_of).days
            lines.append(f"ends: {leaf.id} ends in {days} days, on {leaf.expires}.")
    return lines
