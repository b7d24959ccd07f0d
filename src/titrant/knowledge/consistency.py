"""What the schema alone cannot see: entries that contradict, miss or misuse each other."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

from titrant.knowledge.errors import KnowledgeError
from titrant.knowledge.leaf import UNSIGNED_FLAGS, Flag, LimitKind, Stops, Tier
from titrant.knowledge.ruliness import find_unruly
from titrant.knowledge.scales import find_unjudged
from titrant.knowledge.shapes import Kinds, find_misshapen, measured
from titrant.knowledge.things import Access
from titrant.units import KINDS, Concentration, Dose, Quantity, Volume

# Sources that an evidence review struck out; nothing may lean on them again.
DROPPED_SOURCES = frozenset({"R85", "R123"})

_FIRST_HAND = {Access.FULL, Access.ABSTRACT, Access.LABEL, Access.SEED}
_ASCENDING = (LimitKind.SOFT, LimitKind.FIRM, LimitKind.HARD)


def find_problems(content: dict[str, Any]) -> list[str]:
    """Return one sentence for each thing that is wrong in compiled content, sorted."""
    checks = (
        _sources,
        _flags,
        _tiers,
        _dates,
        find_misshapen,
        _ladders,
        _packages,
        _syringes,
        _protocols,
        _claims,
        _rows,
        find_unruly,
        find_unjudged,
    )
    return sorted({problem for check in checks for problem in check(content)})


def refuse_problems(content: dict[str, Any]) -> None:
    """Raise `KnowledgeError` where anything is wrong."""
    problems = find_problems(content)
    if problems:
        raise KnowledgeError("\n".join(problems))


def _sources(content: dict[str, Any]) -> Iterator[str]:
    cited = set()
    for table in ("leaves", "claims", "instruments"):
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
                    f"{id}: flagged seen, and {entry['source']} was not read at first hand. "
                    "Flag it for what it is, or open the source."
                )


def _tiers(content: dict[str, Any]) -> Iterator[str]:
    """A programme's own page is marketing: it may be shown, and is no limit unless one signs."""
    for table in ("leaves", "claims"):
        for id, entry in content[table].items():
            source = content["sources"].get(entry["source"])
            seed = source is not None and source["access"] == Access.SEED
            if seed and entry["tier"] != Tier.MARKETING:
                yield f"{id}: {entry['source']} is a programme's own page; its tier is marketing."
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
    """Soft stops before firm, firm before hard: among leaves with one parent and one kind."""
    ladders: dict[tuple[str, type[Quantity], bool], list[tuple[int, Decimal, str]]] = {}
    for id, leaf in content["leaves"].items():
        limit, value = leaf["limit"], measured(leaf, KINDS)
        if limit is None or value is None or limit["kind"] not in _ASCENDING:
            continue
        caps = Stops(limit["stops"]).caps
        # What stops earlier counts as lower: of two floors, the higher one.
        step = (_ASCENDING.index(limit["kind"]), value.base if caps else -value.base, id)
        ladders.setdefault((id.rpartition(".")[0], type(value), caps), []).append(step)
    for steps in ladders.values():
        for milder, graver in combinations(sorted(steps), 2):
            if graver[0] > milder[0] and graver[1] < milder[1]:
                yield f"{graver[2]}: stops before {milder[2]}, which is milder."


def _packages(content: dict[str, Any]) -> Iterator[str]:
    leaves = content["leaves"]
    for id in content["products"]:
        strength, volume, amount = [
            measured(leaves[name], kinds) if (name := f"product.{id}.{part}") in leaves else None
            for part, kinds in _PACKAGE.items()
        ]
        if strength is None or volume is None or amount is None:
            continue  # not a vial, or said elsewhere
        if strength.base * volume.base != amount.base:
            yield f"product {id}: strength × volume is not the amount of the package."


_PACKAGE: dict[str, Kinds] = {
    "strength": (Concentration,),
    "package-volume": (Volume,),
    "package-amount": (Dose,),
}


def _syringes(content: dict[str, Any]) -> Iterator[str]:
    """The first syringe that holds a volume is taken, so the smallest stands first."""
    leaves = content["leaves"]
    sizes = []
    for id in content["syringes"]:
        leaf = leaves.get(f"syringe.{id}.capacity")
        size = measured(leaf, (Volume,)) if leaf is not None else None
        if size is not None:
            sizes.append((size.base, id))
    for (before, larger), (after, id) in pairwise(sizes):
        if after <= before:
            yield f"syringe {id}: stands after {larger}, which is not smaller. Smallest first."


def _protocols(content: dict[str, Any]) -> Iterator[str]:
    for id, protocol in content["protocols"].items():
        for product in protocol["products"]:
            made = content["products"].get(product)
            if made is None:
                yield f"protocol {id}: there is no product {product}."
            elif made["drug"] != protocol["drug"] or protocol["route"] not in made["routes"]:
                yield f"protocol {id}: {product} is of another drug or for another route."


def _claims(content: dict[str, Any]) -> Iterator[str]:
    for table in ("conflicts", "grounds"):
        for id, entry in content[table].items():
            for claim in entry["claims"]:
                if claim not in content["claims"]:
                    yield f"{id}: there is no claim {claim}."
            for protocol in entry.get("protocols", ()):
                if protocol not in content["protocols"]:
                    yield f"{id}: there is no protocol {protocol}."


def _rows(content: dict[str, Any]) -> Iterator[str]:
    known = {id for table in _HOLDERS for id in content[table]}
    known |= {f"{word}.{id}" for table, word in _PREFIXED.items() for id in content[table]}
    for id, row in content["rows"].items():
        for entry in row["held_by"]:
            if entry not in known and not entry.startswith("test:"):
                yield f"row {id}: there is no entry {entry}."


_HOLDERS = ("leaves", "claims", "conflicts", "products", "protocols", "syringes")
_PREFIXED = {"screening": "screening", "interactions": "interaction", "concepts": "concept"}
