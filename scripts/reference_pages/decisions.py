"""The decision tables: what each protocol says of each option, and what all of them share."""

from collections.abc import Iterator

from scripts.reference_pages.markdown import (
    Missing,
    fields,
    label,
    link,
    page,
    plain,
    side_page,
    table,
)
from scripts.reference_pages.option_words import HOLDS, OPTIONS, SHARED, STANDS
from scripts.reference_pages.own_words import said_of
from scripts.reference_pages.steps import Rung, Spell, Steps

from titrant.clinical import OptionKind
from titrant.dosing.guidance import Stand
from titrant.knowledge import Knowledge, Leaf, Protocol, Standing

GIVING = (
    "The options stand in this order and none comes before another. A row says what the protocol's "
    "own sources give; what bears on one person stands in the answer of `titrant next-dose`.\n"
)
HOLDING = (
    "A hold keeps every dose from being offered, and names what lifts it. A finding of the "
    "[screening](screening-rules.md) holds under the rule's own id; a value that nobody has signed "
    "holds as `unsigned:` with the id of its leaf; a limit of exposure that is reached, and a "
    "weight that is too old, hold under the id of the leaf.\n"
)


def decision_pages(kb: Knowledge) -> dict[str, str]:
    """Return an overview of the options, and a page for each protocol."""
    if (
        set(STANDS) != set(Stand)
        or OPTIONS.keys() != SHARED.keys()
        or set(OPTIONS) != set(OptionKind)
    ):
        raise Missing("options of a next session")
    made = [kb.protocol(id) for id in kb.ids("protocols")]
    return {
        "decisions": overview_page(kb, made),
        **{f"decisions-{one.id}": decision_page(kb, one) for one in made},
    }


# -- what all protocols share ----------------------------------------------------------------------


def overview_page(kb: Knowledge, made: list[Protocol]) -> str:
    """Return what every protocol shares, and the way to each protocol's own table."""
    parts = [
        (
            "What `titrant next-dose` looks at, option by option. "
            "[How to read its answer](../../how-to/read-the-options.md); "
            "[why options and not doses](../../explanation/why-options-not-doses.md).\n"
        ),
        "## How an option can stand\n",
        table(("stands", "means"), STANDS.items()),
        "## What holds every dose\n",
        HOLDING,
        table(
            ("hold", "means", "who lifts it"),
            ((f"`{id}`", means, who) for id, (means, who) in HOLDS.items()),
        ),
        "## What every protocol shares\n",
        "Where a protocol has a leaf of its own for the same thing, its own counts.\n",
    ]
    for kind in OptionKind:
        rows = list(leaf_rows(kb, shared(kb, kind)))
        parts += [
            f"{label('option', slug(kind))}### {title(kind)}\n",
            f"{OPTIONS[kind]}\n",
            table(("leaf", "says", "value", "standing", "source"), rows),
        ]
    parts += [
        "## Protocols\n",
        "\n".join(f"- [{plain(one.title)}](decisions-{one.id}.md)" for one in made) + "\n",
    ]
    return page("Options of the next session", *parts)


def shared(kb: Knowledge, kind: OptionKind) -> Iterator[Leaf]:
    """Yield the leaves that every protocol shares for an option."""
    for id in SHARED[kind]:
        yield from kb.leaves(id) if id.endswith(".") else (kb.leaf(id),)


def leaf_rows(kb: Knowledge, leaves: Iterator[Leaf]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each leaf."""
    for leaf in leaves:
        yield (
            link("leaf", leaf.id),
            plain(leaf.title),
            plain(leaf.shown),
            standing(kb, leaf),
            source(leaf),
        )


def standing(kb: Knowledge, leaf: Leaf) -> str:
    """Return how a leaf was read and whether it holds."""
    return f"{leaf.flag}, {leaf.standing(kb.released)}"


def source(leaf: Leaf) -> str:
    """Return where a leaf was read."""
    return f"{link('source', leaf.source)}, {plain(leaf.locator)}"


def slug(kind: OptionKind) -> str:
    """Return an option's name as a link carries it."""
    return kind.replace(" ", "-")


def title(kind: OptionKind) -> str:
    """Return an option's name as a heading."""
    return kind.capitalize()


# -- one protocol --------------------------------------------------------------------------------


def decision_page(kb: Knowledge, protocol: Protocol) -> str:
    """Return what one protocol says of each option, and what a site signs before it is used."""
    steps = Steps(kb, protocol.id)
    own = kb.leaves(f"protocol.{protocol.id}.")
    says = said_of(kb, protocol, steps)
    rows = (
        (f"[{title(kind)}](#option-{slug(kind)})", says[kind], disputes(kb, protocol, kind))
        for kind in OptionKind
    )
    facts = (
        ("of", "[the options of the next session](decisions.md)"),
        ("protocol", link("protocol", protocol.id, f"{protocol.id}, version {protocol.version}")),
        ("drug, route", f"{protocol.drug.words}, {protocol.route.words}"),
        ("where", f"{protocol.setting}, {protocol.jurisdiction}"),
        ("rests on", str(protocol.support)),
        ("held", plain(protocol.held)),
    )
    parts = [
        label("decision", protocol.id) + fields(facts),
        f"{plain(protocol.summary)}\n",
        "## Option by option\n",
        GIVING,
        table(("option", "this protocol", "sources disagree"), rows),
        *_rungs(steps.rungs()),
        *_spells(steps.spells()),
        "## What sources say for and against\n",
        *_sides(kb, protocol),
        "## What a site signs or supplies\n",
        *_to_sign(kb, protocol, own),
        "## Its leaves\n",
        table(("leaf", "says", "value", "standing", "source"), leaf_rows(kb, iter(own))),
    ]
    return side_page(plain(protocol.title), *parts)


def disputes(kb: Knowledge, protocol: Protocol, kind: OptionKind) -> str:
    """Return links to the conflicts that bear on an option of a protocol."""
    found = (kb.conflict(id) for id in kb.ids("conflicts"))
    return ", ".join(
        link("conflict", one.id, one.topic)
        for one in found
        if kind in one.options and one.bears_on(protocol)
    )


def _rungs(rungs: tuple[Rung, ...]) -> Iterator[str]:
    if not rungs:
        return
    yield "## Steps\n"
    yield "From a dose, the next step up and the next step down; nothing is put between them.\n"
    rows = ((plain(one.step), one.higher or "none", one.lower or "none") for one in rungs)
    yield table(("dose", "up", "down"), rows)


def _spells(spells: tuple[Spell, ...]) -> Iterator[str]:
    yield "## Times\n"
    rows = (
        (
            str(one.phase).capitalize(),
            "not named: the prescriber sets the day" if one.days is None else days(one.days),
            "" if one.leaf is None else link("leaf", one.leaf.id),
        )
        for one in spells
    )
    yield table(("part of the course", "days to the next session", "leaf"), rows)


def days(least_and_most: tuple[int, int]) -> str:
    """Return a range of days."""
    low, high = least_and_most
    return f"{low}" if low == high else f"{low} to {high}"


def _sides(kb: Knowledge, protocol: Protocol) -> Iterator[str]:
    rows = [row for kind in OptionKind for row in _said_of(kb, protocol, kind)]
    if not rows:
        yield "No source is recorded for or against an option of it.\n"
        return
    yield "Nothing here is weighed or counted.\n"
    yield table(("option", "", "says", "source, tier, flag"), rows)


def _said_of(kb: Knowledge, protocol: Protocol, kind: OptionKind) -> Iterator[tuple[str, ...]]:
    for ground in kb.grounds():
        if ground.option is kind and ground.bears_on(protocol.id, protocol.route):
            side = link("ground", ground.id, "for" if ground.speaks_for else "against")
            side += ", of older people" if ground.older else ""
            for claim in map(kb.claim, ground.claims):
                who = f"{link('source', claim.source)}, {claim.tier}, {claim.flag}"
                yield title(kind), side, link("claim", claim.id, claim.says), who


def _to_sign(kb: Knowledge, protocol: Protocol, own: tuple[Leaf, ...]) -> Iterator[str]:
    if protocol.held:
        yield f"Nobody may use it: {plain(protocol.held)}\n"
    yield f"- Approve version {protocol.version} of `{protocol.id}`.\n"
    unsigned = [leaf for leaf in own if leaf.standing(kb.released) is not Standing.IN_FORCE]
    for leaf in unsigned:
        empty = leaf.standing(kb.released) is Standing.EMPTY
        verb = "Supply" if empty else "Sign"
        value = "" if empty else f" ({plain(leaf.shown)})"
        yield f"- {verb} {link('leaf', leaf.id)}: {plain(leaf.title)}{value}.\n"
    yield (
        "- Sign what [every protocol shares](decisions.md): most of it is nobody's finding, and "
        "holds until a site signs it ([how](../../how-to/sign-an-overlay.md)).\n"
    )
