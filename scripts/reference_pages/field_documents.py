"""The page of the five field documents: what fails a check, and where they disagree."""

from collections import Counter
from collections.abc import Iterator

from scripts.reference_pages.links import held_by, row_links
from scripts.reference_pages.markdown import fields, label, link, page, plain, table

from titrant.knowledge import Access, Claim, Conflict, Knowledge

_INTRO = (
    "Five pages of programmes and clinics are the field documents of this knowledge. They are read "
    "as sources of the weakest tier: shown with their place, never a limit alone. This page is "
    "drawn from the knowledge, so it says what the program holds "
    "([why it matters](../../explanation/what-the-seeds-get-wrong.md)).\n"
)


def field_documents_page(kb: Knowledge) -> str:
    """Return every claim of a field document that fails a check, and every contradiction."""
    keys = [key for key in kb.ids("sources") if kb.source(key).access is Access.SEED]
    claims = [claim for claim in map(kb.claim, kb.ids("claims")) if claim.source in keys]
    found = [
        conflict
        for conflict in map(kb.conflict, kb.ids("conflicts"))
        if any(kb.claim(id).source in keys for id in conflict.claims)
    ]
    beside: dict[str, list[Conflict]] = {}
    for conflict in found:
        for id in conflict.claims:
            beside.setdefault(id, []).append(conflict)
    carried = held_by(kb)
    misstated = [claim for claim in claims if claim.verdict == "misstated"]
    alone = [c for c in claims if c.verdict == "disputed" and c.id not in beside]
    unverified = [claim for claim in claims if claim.verdict == "unverified"]
    standing = [claim for claim in claims if claim.verdict == "stands"]
    parts = [
        _INTRO,
        table(("document", "title", "claims", "verdicts"), _counts(kb, keys, claims)),
        "## Claims that fail a check\n",
        "The source that a page leans on says something else, or nothing of the kind.\n",
        *(_card(claim, beside, carried) for claim in misstated),
        "## Contradictions\n",
        "Between the pages, or within one, or with a label or a trial. Every side stays.\n",
        *(part for conflict in found for part in _conflict(kb, conflict, keys)),
        "## Other claims that are disputed\n",
        *(_card(claim, beside, carried) for claim in alone),
        "## Claims that nobody could verify\n",
        *(_card(claim, beside, carried) for claim in unverified),
        "## Claims that stand\n",
        *(_card(claim, beside, carried) for claim in standing),
    ]
    return page("The field documents, checked", *parts)


def _counts(kb: Knowledge, keys: list[str], claims: list[Claim]) -> Iterator[tuple[str, ...]]:
    for key in keys:
        own = [claim for claim in claims if claim.source == key]
        verdicts = Counter(claim.verdict for claim in own)
        told = ", ".join(f"{count} {word}" for word, count in sorted(verdicts.items()))
        yield link("source", key), plain(kb.source(key).title), str(len(own)), told


def _card(claim: Claim, beside: dict[str, list[Conflict]], carried: dict[str, list[str]]) -> str:
    conflicts = ", ".join(link("field", one.id, one.topic) for one in beside.get(claim.id, ()))
    facts = (
        ("says", plain(claim.says)),
        ("where", f"{link('source', claim.source)}, {plain(claim.locator)}"),
        ("verdict", claim.verdict),
        ("what holds", plain(claim.handling)),
        ("beside it", conflicts),
        ("evidence rows", row_links(carried, claim.id)),
    )
    return f"### {plain(claim.about)}, {plain(claim.field)} ({link('claim', claim.id)})\n\n" + (
        fields(facts)
    )


def _conflict(kb: Knowledge, conflict: Conflict, keys: list[str]) -> Iterator[str]:
    sides = [kb.claim(id) for id in conflict.claims]
    counts = Counter(side.source for side in sides if side.source in keys)
    within = [key for key, count in counts.items() if count > 1]
    rows = (
        (
            f"{link('source', side.source)}, {plain(side.locator)}",
            link("claim", side.id, side.says),
            f"{side.tier}, {side.verdict}",
        )
        for side in sides
    )
    topic = f"{conflict.topic[:1].upper()}{conflict.topic[1:]}"
    yield f"{label('field', conflict.id)}### {plain(topic)} ({link('conflict', conflict.id)})\n"
    yield table(("source", "says", "tier, verdict"), rows)
    yield fields(
        (
            ("says two things itself", ", ".join(link("source", key) for key in within)),
            ("what is done", plain(conflict.handling)),
            ("bears on", ", ".join(map(str, conflict.options))),
        )
    )
