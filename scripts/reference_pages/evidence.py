"""The pages of sources, claims, conflicts and rows of the evidence."""

from scripts.reference_pages.links import targets
from scripts.reference_pages.markdown import address, fields, label, link, page, plain, table

from titrant.knowledge import Access, Knowledge

ACCESS = {
    Access.FULL: "the passage",
    Access.ABSTRACT: "the abstract or opening",
    Access.LABEL: "a label or its copy",
    Access.SECONDARY: "a secondary source",
    Access.HEADER: "the title only",
    Access.SEED: "a programme's own page",
    Access.HOUSE: "this project's own reasoning",
}


def sources_page(kb: Knowledge) -> str:
    """Return every source with how much of it was read and what cites it."""
    leaves: dict[str, list[str]] = {}
    claims: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for leaf in kb.leaves():
        leaves.setdefault(leaf.source, []).append(link("leaf", leaf.id))
    for id in kb.ids("claims"):
        claims.setdefault(kb.claim(id).source, []).append(link("claim", id))
    for id in kb.ids("instruments"):
        others.setdefault(kb.entry("instruments", id)["source"], []).append(link("instrument", id))
    parts = []
    for key in kb.ids("sources"):
        source = kb.source(key)
        year = f", {source.year}" if source.year else ""
        facts = (
            ("read", f"{source.access} ({ACCESS[source.access]}), {source.read_on}"),
            ("address", address(source.address)),
            ("note", plain(source.note)),
            ("leaves", ", ".join(leaves.get(key, []))),
            ("claims", ", ".join(claims.get(key, []))),
            ("questionnaires", ", ".join(others.get(key, []))),
        )
        parts.append(
            f"{label('source', key)}## `{key}`\n\n{plain(source.title)}{year}\n\n{fields(facts)}"
        )
    return page("Sources", "Where each fact was read, and how much of it.\n", *parts)


def claims_page(kb: Knowledge) -> str:
    """Return every claim, by what it is about."""
    about: dict[str, list[str]] = {}
    for id in kb.ids("claims"):
        about.setdefault(kb.claim(id).about, []).append(id)
    disputed: dict[str, list[str]] = {}
    for id in kb.ids("conflicts"):
        for side in kb.conflict(id).claims:
            disputed.setdefault(side, []).append(link("conflict", id))
    parts = []
    for subject, ids in sorted(about.items()):
        parts.append(f"## {plain(subject)}\n")
        for id in ids:
            claim = kb.claim(id)
            facts = (
                ("says", f"“{plain(claim.says)}”"),
                ("source", f"{link('source', claim.source)}, {plain(claim.locator)}"),
                ("flag, tier", f"{claim.flag}, {claim.tier}"),
                ("verdict", claim.verdict),
                ("handling", plain(claim.handling)),
                ("disputed in", ", ".join(disputed.get(id, []))),
            )
            parts.append(
                f"{label('claim', id)}### {plain(claim.field)} (`{id}`)\n\n{fields(facts)}"
            )
    words = "What each source says about one field, as said, and what became of it.\n"
    return page("Claims", words, *parts)


def conflicts_page(kb: Knowledge) -> str:
    """Return every conflict with both sides."""
    parts = []
    for id in kb.ids("conflicts"):
        conflict = kb.conflict(id)
        sides = (
            (link("source", side.source), side.tier, f"{link('claim', side.id, side.says)}")
            for side in map(kb.claim, conflict.claims)
        )
        facts = (
            ("kind", conflict.kind),
            ("resolution", conflict.resolution),
            ("handling", plain(conflict.handling)),
            ("bears on", ", ".join(map(str, conflict.options))),
            ("by", ", ".join(route.words for route in conflict.routes)),
            ("of", ", ".join(drug.words for drug in conflict.drugs)),
            ("for", ", ".join(link("concept", one) for one in conflict.treats)),
        )
        parts += [
            f"{label('conflict', id)}## {plain(conflict.topic)} (`{id}`)\n",
            table(("source", "tier", "says"), sides),
            fields(facts),
        ]
    words = "Claims that disagree. Both sides are kept and shown; nothing is averaged.\n"
    return page("Conflicts", words, *parts)


def rows_page(kb: Knowledge) -> str:
    """Return every row of the written evidence with the entries that carry it."""
    known = targets(kb)
    parts = []
    for id, row in kb.rows().items():
        carried = ", ".join(known.get(entry, f"`{entry}`") for entry in row["held_by"])
        facts = fields([("held by", carried)])
        parts.append(f"{label('row', id)}## `{id}`\n\n{plain(row['says'])}\n\n{facts}")
    words = "The rows of the evidence that this release carries, and what holds each.\n"
    return page("Evidence rows", words, *parts)
