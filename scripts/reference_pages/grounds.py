"""The page of the grounds: what sources say for and against each option of a next session."""

from scripts.reference_pages.markdown import fields, label, link, page, plain

from titrant.clinical import OptionKind
from titrant.knowledge import Knowledge
from titrant.knowledge.things import Ground


def grounds_page(kb: Knowledge) -> str:
    """Return every ground, by option."""
    parts = [
        "Shown beside each option with source and tier, and never weighed or counted.\n",
    ]
    for kind in OptionKind:
        found = [ground for ground in kb.grounds() if ground.option is kind]
        if found:
            parts.append(f"## {kind.capitalize()}\n")
            parts += [ground_card(kb, ground) for ground in found]
    return page("Grounds for and against", *parts)


def ground_card(kb: Knowledge, ground: Ground) -> str:
    """Return everything about one ground."""
    claims = "; ".join(
        f"{link('claim', one.id, one.says)} ({link('source', one.source)}, {one.tier}, {one.flag})"
        for one in map(kb.claim, ground.claims)
    )
    protocols = ", ".join(link("decision", id) for id in ground.protocols)
    routes = ", ".join(route.words for route in ground.routes)
    facts = (
        ("speaks", "for" if ground.speaks_for else "against"),
        ("says", claims),
        ("bears on", protocols or plain(routes) or "every protocol"),
        ("only for", "older people" if ground.older else ""),
    )
    return f"{label('ground', ground.id)}### `{ground.id}`\n\n{fields(facts)}"
