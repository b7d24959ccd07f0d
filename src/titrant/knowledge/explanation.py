"""One entry of the knowledge base with everything behind it, in words."""

from datetime import date

from titrant.knowledge.errors import UnknownEntry
from titrant.knowledge.leaf import Leaf, Standing
from titrant.knowledge.store import Knowledge
from titrant.knowledge.things import Access, Source

_ACCESS = {
    Access.FULL: "the relevant passage was read",
    Access.ABSTRACT: "only the abstract or opening was read",
    Access.LABEL: "a label or label copy was read",
    Access.SECONDARY: "a secondary source was read",
    Access.HEADER: "only the header or title was read",
    Access.SEED: "a programme's own page was read",
    Access.HOUSE: "this project's own reasoning; nothing was read",
}

_STANDING = {
    Standing.IN_FORCE: "in force",
    Standing.UNSIGNED: "unsigned: it holds until a site's medical director signs it or a "
    "stricter one",
    Standing.EMPTY: "empty: it holds until a site's medical director sets it and signs",
    Standing.EXPIRED: "ended: it holds until it is reviewed",
    Standing.NOT_YET: "not yet in force: it holds until its date",
}


def explain(kb: Knowledge, id: str, as_of: date) -> str:
    """Return the explanation of an entry; raises `UnknownEntry` for an id that is not there."""
    leaf = kb.find(id)
    if leaf is not None:
        return "\n".join(_leaf(kb, leaf, as_of))
    for table, words in _TABLES.items():
        if id in kb.ids(table):
            return "\n".join(words(kb, id, as_of))
    raise UnknownEntry("entry", id, _near(kb, id))


def _near(kb: Knowledge, id: str) -> list[str]:
    """Ids that look like this one; where there are none, the words that ids begin with."""
    from difflib import get_close_matches

    ids = kb.leaf_ids() + [entry for table in _TABLES for entry in kb.ids(table)]
    return get_close_matches(id, ids, n=6, cutoff=0.7) or kb.first_words()


def _leaf(kb: Knowledge, leaf: Leaf, as_of: date) -> list[str]:
    lines = [f"{leaf.id}: {leaf.title}", f"  value     {_value(leaf)}"]
    if leaf.kind is not None and leaf.stops is not None:
        lines.append(f"  limit     {leaf.kind}, stops {leaf.stops.words} this value")
    if leaf.basis is not None:
        lines.append(f"  basis     {leaf.basis}")
    lines += [
        f"  standing  {_STANDING[leaf.standing(as_of)]} (as of {as_of})",
        f"  flag      {leaf.flag}, tier {leaf.tier}",
        f"  dates     effective {leaf.effective}, review by {leaf.review}"
        + (f", ends {leaf.expires}" if leaf.expires else ""),
        f"  found in  {leaf.locator}",
        *_source(kb.source(leaf.source)),
    ]
    if leaf.signature is not None:
        mark = leaf.signature
        lines.append(
            f"  signed    {mark.by}, {mark.role}, {mark.on}, site {mark.site}: {mark.why}"
            + (" (DEMONSTRATION)" if mark.demonstration else "")
        )
    if leaf.note:
        lines.append(f"  note      {leaf.note}")
    lines += _rows(kb, leaf.id)
    return lines


def _value(leaf: Leaf) -> str:
    mark = leaf.signature
    if mark is None or mark.instead_of is None:
        return leaf.shown
    return f"{leaf.shown}, by site {mark.site}; the knowledge base says: {mark.instead_of}"


def _source(source: Source) -> list[str]:
    year = f" ({source.year})" if source.year else ""
    return [
        f"  source    {source.key}: {source.title}{year}",
        f"            {source.address}",
        f"            {_ACCESS[source.access]}, {source.read_on}",
    ]


def _rows(kb: Knowledge, id: str) -> list[str]:
    return [
        f"  carries   evidence row {row}: {entry['says']}"
        for row, entry in kb.rows().items()
        if id in entry["held_by"]
    ]


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
        *_source(kb.source(claim.source)),
        *(f"  disputed  conflict {conflict.id}: {conflict.topic}" for conflict in conflicts),
        *_rows(kb, id),
    ]


def _conflict(kb: Knowledge, id: str, _as_of: date) -> list[str]:
    conflict = kb.conflict(id)
    sides = [kb.claim(claim) for claim in conflict.claims]
    return [
        f"{id}: {conflict.topic} ({conflict.kind}; resolution: {conflict.resolution})",
        *(f"  side      {side.source} ({side.tier}): {side.says}" for side in sides),
        f"  handling  {conflict.handling}",
        *_rows(kb, id),
    ]


def _product(kb: Knowledge, id: str, as_of: date) -> list[str]:
    product = kb.product(id)
    return [
        f"{id}: {product.name}",
        f"  drug      {product.drug.words}",
        f"  routes    {', '.join(route.words for route in product.routes)}",
        *_own_leaves(kb, f"product.{id}.", as_of),
        *_rows(kb, id),
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
        *_own_leaves(kb, f"protocol.{id}.", as_of),
        *_rows(kb, id),
    ]


def _own_leaves(kb: Knowledge, prefix: str, as_of: date) -> list[str]:
    return [
        f"  {leaf.id.removeprefix(prefix)}: {leaf.shown} "
        f"[{leaf.cited}; {leaf.flag}, {leaf.standing(as_of)}]"
        for leaf in kb.leaves(prefix)
    ]


def _only_source(kb: Knowledge, key: str, _as_of: date) -> list[str]:
    cited = [leaf.id for leaf in kb.leaves() if leaf.source == key]
    cited += [claim for claim in kb.ids("claims") if kb.claim(claim).source == key]
    return [key, *_source(kb.source(key)), f"  cited by  {', '.join(cited)}"]


_TABLES = {
    "products": _product,
    "protocols": _protocol,
    "claims": _claim,
    "conflicts": _conflict,
    "sources": _only_source,
}
