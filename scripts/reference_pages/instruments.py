"""The page of the scales: range, response, remission, worsening, bands, licence, source."""

from collections.abc import Iterator

from scripts.reference_pages.links import concept_links
from scripts.reference_pages.markdown import fields, label, link, page, plain, table

from titrant.knowledge import Knowledge, Leaf, Stops

# What is told first of each scale; every other leaf of it follows.
FIRST = (
    "response",
    "response.points",
    "remission",
    "worsening",
    "baseline.least",
    "relapse.score",
    "relapse.rise",
    "relapse.readings",
    "bands",
    "cut",
    "recall",
    "cadence",
    "licence",
)
SIDES = {
    Stops.ABOVE: "{} or below",
    Stops.AT_OR_ABOVE: "below {}",
    Stops.BELOW: "{} or above",
    Stops.AT_OR_BELOW: "above {}",
}
_INTRO = (
    "Each scale with what counts as a response, as remission and as worse. A dash is a rule that "
    "no source gives: then there is no verdict. A scale that judges a course can be its `target` "
    "([how](../../how-to/judge-response.md)). No wording of a scale is shipped.\n"
)
HEAD = ("scale", "range", "better", "response", "remission", "worse", "judges a course")


def instruments_page(kb: Knowledge) -> str:
    """Return every scale with its numbers, and which of them can judge a course."""
    ids = kb.ids("instruments")
    parts = [
        _INTRO,
        table(HEAD, (_row(kb, id) for id in ids)),
        *(instrument_card(kb, id) for id in ids),
    ]
    return page("Instruments", *parts)


def _row(kb: Knowledge, id: str) -> tuple[str, ...]:
    row = kb.entry("instruments", id)
    return (
        link("instrument", id, row["title"]),
        f"{_value(kb, id, 'lowest')} to {_value(kb, id, 'highest')}",
        row["better"],
        _value(kb, id, "response") or _points(kb, id, "response.points") or "-",
        _side(kb, id, "remission") or "-",
        _points(kb, id, "worsening") or "-",
        "no" if _own(kb, id, "response") is None else "yes",
    )


def _own(kb: Knowledge, id: str, name: str) -> Leaf | None:
    return kb.find(f"instrument.{id}.{name}")


def _value(kb: Knowledge, id: str, name: str) -> str:
    leaf = _own(kb, id, name)
    return "" if leaf is None else plain(leaf.shown)


def _points(kb: Knowledge, id: str, name: str) -> str:
    leaf = _own(kb, id, name)
    if leaf is None or leaf.value is None:
        return _value(kb, id, name)
    return f"{_value(kb, id, name)} points"


def _side(kb: Knowledge, id: str, name: str) -> str:
    """Return a score with the side of it that counts: a limit stops on the other side."""
    leaf = _own(kb, id, name)
    if leaf is None or leaf.stops is None or leaf.value is None:
        return _value(kb, id, name)
    return SIDES[leaf.stops].format(_value(kb, id, name))


def instrument_card(kb: Knowledge, id: str) -> str:
    """Return everything about one scale."""
    row = kb.entry("instruments", id)
    total = f"LOINC {row['total']}" if row["total"] else "no LOINC code"
    items = (f"{code} as {one}" if one else code for code, one in row["items"].items())
    facts = (
        ("range", f"{_value(kb, id, 'lowest')} to {_value(kb, id, 'highest')}"),
        ("better", row["better"]),
        ("total", f"{total}, kept as {concept_links(kb, [row['concept']])}"),
        ("items", f"LOINC {', '.join(items)}" if row["items"] else ""),
        ("answers", ", ".join(f"{code} is {score}" for code, score in row["answers"].items())),
        ("source of the codes", link("source", row["source"])),
        ("note", plain(row["note"])),
    )
    return "\n".join(
        (
            f"{label('instrument', id)}## {plain(row['title'])} (`{id}`)\n",
            fields(facts),
            table(("leaf", "says", "value", "standing", "source"), _leaves(kb, id)),
        )
    )


def _leaves(kb: Knowledge, id: str) -> Iterator[tuple[str, ...]]:
    prefix = f"instrument.{id}."
    order = {name: place for place, name in enumerate(FIRST)}
    leaves = sorted(
        kb.leaves(prefix), key=lambda leaf: order.get(leaf.id.removeprefix(prefix), len(order))
    )
    for leaf in leaves:
        limit = ""
        if leaf.kind is not None and leaf.stops is not None:
            limit = f" ({leaf.kind}, stops {leaf.stops.words} it)"
        yield (
            link("leaf", leaf.id, leaf.id.removeprefix(prefix)),
            plain(leaf.title),
            f"{plain(leaf.shown)}{limit}",
            f"{leaf.flag}, {leaf.standing(kb.released)}",
            f"{link('source', leaf.source)}, {plain(leaf.locator)}",
        )
