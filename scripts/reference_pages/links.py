"""Links from one page of the knowledge to the entries of another."""

from collections.abc import Iterable

from scripts.reference_pages.markdown import link

from titrant.knowledge import Knowledge

RULES = {"screening": "screening", "interaction": "interactions"}


def held_by(kb: Knowledge) -> dict[str, list[str]]:
    """Return for each entry the evidence rows that it carries."""
    carried: dict[str, list[str]] = {}
    for row, entry in kb.rows().items():
        for id in entry["held_by"]:
            carried.setdefault(id, []).append(row)
    return carried


def targets(kb: Knowledge) -> dict[str, str]:
    """Return for every entry that a row may name the link to it."""
    kinds = {"leaf": kb.leaf_ids()}
    kinds |= {kind: kb.ids(f"{kind}s") for kind in ("claim", "conflict", "protocol")}
    made = {id: link(kind, id) for kind, ids in kinds.items() for id in ids}
    made |= {f"concept.{id}": link("concept", id) for id in kb.ids("concepts")}
    for word, name in RULES.items():
        made |= {f"{word}.{id}": link("rule", f"{word}.{id}") for id in kb.ids(name)}
    return made


def concept_links(kb: Knowledge, ids: Iterable[str]) -> str:
    """Return links to concepts, by their titles."""
    return ", ".join(link("concept", id, kb.concept(id).title) for id in ids)


def row_links(carried: dict[str, list[str]], id: str) -> str:
    """Return links to the rows of evidence that an entry carries."""
    return ", ".join(link("row", row) for row in carried.get(id, []))
