"""The page of the protocols."""

from scripts.reference_pages.links import concept_links, held_by, row_links
from scripts.reference_pages.markdown import fields, label, link, page, plain, table

from titrant.knowledge import Knowledge


def protocols_page(kb: Knowledge) -> str:
    """Return every protocol with what it is for, what it rests on, and its summary."""
    carried = held_by(kb)
    made = [kb.protocol(id) for id in kb.ids("protocols")]
    overview = (
        (
            link("protocol", one.id),
            f"{one.drug.words}, {one.route.words}",
            f"{one.setting}, {one.jurisdiction}",
            str(one.support),
            "held" if one.held else "",
        )
        for one in made
    )
    words = (
        "None is recommended and none is ranked. A site approves each version it uses. What rests "
        "on marketing rests on a programme's own page.\n"
    )
    parts = [
        words,
        table(("protocol", "drug, route", "where", "rests on", ""), overview),
    ]
    for one in made:
        leaves = ", ".join(
            link("leaf", leaf.id, leaf.id.removeprefix(f"protocol.{one.id}."))
            for leaf in kb.leaves(f"protocol.{one.id}.")
        )
        facts = (
            ("for", plain(one.indication)),
            ("treats", concept_links(kb, one.treats)),
            ("held", plain(one.held)),
            ("leads to", ", ".join(link("protocol", other) for other in one.switches_to)),
            ("products", ", ".join(f"`{product}`" for product in one.products)),
            ("leaves", leaves),
            ("evidence rows", row_links(carried, one.id)),
        )
        head = f"## {plain(one.title)} (`{one.id}`, version {one.version})"
        parts.append(
            f"{label('protocol', one.id)}{head}\n\n{plain(one.summary)}\n\n{fields(facts)}"
        )
    return page("Protocols", *parts)
