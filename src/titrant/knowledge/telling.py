"""The lines that an explanation is made of, the same for every sort of entry."""

from datetime import date

from titrant.knowledge.leaf import Leaf, Standing
from titrant.knowledge.store import Knowledge
from titrant.knowledge.things import Access, Source

ACCESS = {
    Access.FULL: "the relevant passage was read",
    Access.ABSTRACT: "only the abstract or opening was read",
    Access.LABEL: "a label or label copy was read",
    Access.SECONDARY: "a secondary source was read",
    Access.HEADER: "only the header or title was read",
    Access.SEED: "a programme's own page was read",
    Access.HOUSE: "this project's own reasoning; nothing was read",
}

STANDING = {
    Standing.IN_FORCE: "in force",
    Standing.UNSIGNED: "unsigned: it holds until a site's medical director signs it or a "
    "stricter one",
    Standing.EMPTY: "empty: it holds until a site's medical director sets it and signs",
    Standing.EXPIRED: "ended: it holds until it is reviewed",
    Standing.NOT_YET: "not yet in force: it holds until its date",
}


def line(name: str, said: str) -> list[str]:
    """Return a line under an entry, where there is something to say."""
    return [f"  {name:<9} {said}"] if said else []


def value_of(leaf: Leaf) -> str:
    """Return the value; a text stands between marks, so that “None is given.” is one."""
    return f"“{leaf.value}”" if isinstance(leaf.value, str) else leaf.shown


def own_line(name: str, said: str, leaf: Leaf, as_of: date) -> str:
    """Return a leaf in one line, under the entry that owns it."""
    signed = ", signed" if leaf.signature is not None else ""
    return f"  {name}: {said} [{leaf.cited}; {leaf.flag}, {leaf.standing(as_of)}{signed}]"


def own_leaves(kb: Knowledge, prefix: str, as_of: date) -> list[str]:
    """Return a line for each leaf that starts with a prefix, without that prefix."""
    return [
        own_line(leaf.id.removeprefix(prefix), value_of(leaf), leaf, as_of)
        for leaf in kb.leaves(prefix)
    ]


def source_lines(source: Source) -> list[str]:
    """Return where something was read, and how much of it."""
    year = f" ({source.year})" if source.year else ""
    return [
        f"  source    {source.key}: {source.title}{year}",
        f"            {source.address}",
        f"            {ACCESS[source.access]}, {source.read_on}",
    ]


def rows_carried(kb: Knowledge, id: str) -> list[str]:
    """Return the rows of the written evidence that an entry carries."""
    return [
        f"  carries   evidence row {row}: {entry['says']}"
        for row, entry in kb.rows().items()
        if id in entry["held_by"]
    ]


def with_titles(kb: Knowledge, concepts: tuple[str, ...]) -> str:
    """Return concepts by id, each with its title."""
    return ", ".join(f"{id} ({kb.concept(id).title})" for id in concepts)
