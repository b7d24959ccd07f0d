"""One entry of the knowledge base with everything behind it, in words."""

from collections.abc import Callable
from datetime import date

from titrant.knowledge.errors import UnknownEntry
from titrant.knowledge.leaf import Leaf
from titrant.knowledge.rule_words import concept, instrument, interaction_rule, screening_rule
from titrant.knowledge.store import Knowledge
from titrant.knowledge.telling import (
    STANDING,
    line,
    own_leaves,
    rows_carried,
    source_lines,
    value_of,
    with_titles,
)


def explain(kb: Knowledge, id: str, as_of: date) -> str:
    """Return the explanation of an entry; raises `UnknownEntry` for an id that is not there."""
    leaf = kb.find(id)
    if leaf is not None:
        return "\n".join(_leaf(kb, leaf, as_of))
    for table, words in _TABLES.items():
        if id in kb.ids(table):
            return "\n".join(words(kb, id, as_of))
    word, _, own = id.partition(".")
    if word in _PREFIXED:
        table, words = _PREFIXED[word]
        if own in kb.ids(table):
            return "\n".join(words(kb, own, as_of))
    raise UnknownEntry("entry", id, _near(kb, id))


def _near(kb: Knowledge, id: str) -> list[str]:
    """Ids that look like this one; where there are none, the words that ids begin with."""
    from difflib import get_close_matches

    names = {one: [one] for one in kb.leaf_ids()}
    names |= {one: [one] for table in _TABLES for one in kb.ids(table)}
    for word, (table, _) in _PREFIXED.items():
        for own in kb.ids(table):
            names.setdefault(own, []).append(f"{word}.{own}")
            names[f"{word}.{own}"] = [f"{word}.{own}"]
    near = names.get(id) or [
        whole for name in get_close_matches(id, names, n=6, cutoff=0.7) for whole in names[name]
    ]
    return list(dict.fromkeys(near)) or sorted({*kb.first_words(), *_PREFIXED})


def _leaf(kb: Knowledge, leaf: Leaf, as_of: date) -> list[str]:
    lines = [f"{leaf.id}: {leaf.title}", f"  value     {_value(leaf)}"]
    if leaf.kind is not None and leaf.stops is not None:
        lines.append(f"  limit     {leaf.kind}, stops {leaf.stops.words} this value")
    if leaf.basis is not None:
        lines.append(f"  basis     {leaf.basis}")
    lines += [
        f"  standing  {STANDING[leaf.standing(as_of)]} (as of {as_of})",
        f"  flag      {leaf.flag}, tier {leaf.tier}",
        f"  dates     effective {leaf.effective}, review by {leaf.review}"
        + (f", ends {leaf.expires}" if leaf.expires else ""),
        f"  found in  {leaf.locator}",
        *source_lines(kb.source(leaf.source)),
    ]
    if leaf.signature is not None:
        mark = leaf.signature
        lines.append(
            f"  signed    {mark.by}, {mark.role}, {mark.on}, site {mark.site}: {mark.why}"
            + (" (DEMONSTRATION)" if mark.demonstration else "")
        )
    lines += line("note", leaf.note)
    lines += rows_carried(kb, leaf.id)
    return lines


def _value(leaf: Leaf) -> str:
    mark = leaf.signature
    if mark is None or mark.instead_of is None:
        return value_of(leaf)
    return f"{value_of(leaf)}, by site {mark.site}; the knowledge base says: {mark.instead_of}"


def _claim(kb: Knowledge, id: str, _as_of: date) -> list[str]:
    claim = kb.claim(id)
    conflicts = [c for c in map(kb.conflict, kb.ids("conflicts")) if id in c.claims]
    return [
        f"{id}: {claim.about}, {claim.field}",
        f"  says      {claim.says}",
        f"  verdict   {claim.verdict}",
        f"  handling  {claim.handling}",
        f"  flag      {claim.flag}, tier {claim.tier}",
        f"  found in  {claim.locator}",
        *source_lines(kb.source(claim.source)),
        *(f"  disputed  conflict {conflict.id}: {conflict.topic}" for conflict in conflicts),
        *rows_carried(kb, id),
    ]


def _conflict(kb: Knowledge, id: str, _as_of: date) -> list[str]:
    conflict = kb.conflict(id)
    sides = [kb.claim(claim) for claim in conflict.claims]
    return [
        f"{id}: {conflict.topic} ({conflict.kind}; resolution: {conflict.resolution})",
        *(f"  side      {side.source} ({side.tier}): {side.says}" for side in sides),
        f"  handling  {conflict.handling}",
        *rows_carried(kb, id),
    ]


def _product(kb: Knowledge, id: str, as_of: date) -> list[str]:
    product = kb.product(id)
    return [
        f"{id}: {product.name}",
        f"  drug      {product.drug.words}",
        f"  routes    {', '.join(route.words for route in product.routes)}",
        *own_leaves(kb, f"product.{id}.", as_of),
        *rows_carried(kb, id),
    ]


def _protocol(kb: Knowledge, id: str, as_of: date) -> list[str]:
    protocol = kb.protocol(id)
    approval = "by nobody at this site: it holds"
    if protocol.approved_on is not None:
        approval = f"{protocol.approved_by}, {protocol.approved_on}"
        approval += " (DEMONSTRATION)" if protocol.demonstration else ""
        approval += ": it holds until that day" if protocol.approved_on > as_of else ""
    return [
        f"{id}: {protocol.title} (version {protocol.version})",
        f"  for       {protocol.indication}; {protocol.route.words}",
        f"  where     {protocol.setting}; {protocol.jurisdiction}",
        f"  approved  {approval}",
        *line("held", protocol.held),
        f"  summary   {protocol.summary}",
        f"  treats    {with_titles(kb, protocol.treats)}",
        f"  rests on  {protocol.support}",
        *line("leads to", ", ".join(protocol.switches_to)),
        *own_leaves(kb, f"protocol.{id}.", as_of),
        *rows_carried(kb, id),
    ]


def _only_source(kb: Knowledge, key: str, _as_of: date) -> list[str]:
    cited = [leaf.id for leaf in kb.leaves() if leaf.source == key]
    cited += [claim for claim in kb.ids("claims") if kb.claim(claim).source == key]
    cited += [
        f"instrument.{id}"
        for id in kb.ids("instruments")
        if kb.entry("instruments", id)["source"] == key
    ]
    return [key, *source_lines(kb.source(key)), f"  cited by  {', '.join(cited)}"]


def _syringe(kb: Knowledge, id: str, as_of: date) -> list[str]:
    return [
        f"{id}: {kb.entry('syringes', id)['name']}",
        *own_leaves(kb, f"syringe.{id}.", as_of),
        *rows_carried(kb, id),
    ]


def _row(kb: Knowledge, id: str, _as_of: date) -> list[str]:
    entry = kb.entry("rows", id)
    return [
        f"{id}: a row of the written evidence",
        f"  says      {entry['says']}",
        f"  held by   {', '.join(entry['held_by'])}",
    ]


Words = Callable[[Knowledge, str, date], list[str]]

_TABLES: dict[str, Words] = {
    "products": _product,
    "syringes": _syringe,
    "protocols": _protocol,
    "claims": _claim,
    "conflicts": _conflict,
    "sources": _only_source,
    "rows": _row,
}

# Entries whose ids other tables have, too: they are asked for with a word before the id.
_PREFIXED: dict[str, tuple[str, Words]] = {
    "concept": ("concepts", concept),
    "instrument": ("instruments", instrument),
    "interaction": ("interactions", interaction_rule),
    "screening": ("screening", screening_rule),
}
