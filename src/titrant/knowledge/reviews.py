"""What a release asks of people: reviews that are due, rules that end, approvals of nothing."""

from datetime import date, timedelta

from titrant.knowledge.store import Knowledge

_WARN_BEFORE = timedelta(days=60)


def find_reviews(kb: Knowledge, as_of: date) -> list[str]:
    """Return a line for each day on which reviews were due, rules ended, or end within 60 days."""
    lines: dict[str, list[str]] = {}
    for leaf in sorted(kb.leaves(), key=lambda leaf: leaf.review):
        if leaf.review <= as_of:
            lines.setdefault(f"review due since {leaf.review}", []).append(leaf.id)
    for leaf in kb.leaves():
        if leaf.expires is None:
            continue
        if leaf.expires <= as_of:
            lines.setdefault(f"ended on {leaf.expires}", []).append(leaf.id)
        elif leaf.expires - as_of <= _WARN_BEFORE:
            left = (leaf.expires - as_of).days
            words = f"ends on {leaf.expires}, in {left} day{'s' if left > 1 else ''}"
            lines.setdefault(words, []).append(leaf.id)
    return [f"{words}: {', '.join(ids)}." for words, ids in lines.items()]


def find_site_problems(kb: Knowledge) -> list[str]:
    """Return one sentence for each approval of this site that approves nothing."""
    lines = []
    for id, version in kb.approved_versions().items():
        if id not in kb.ids("protocols"):
            lines.append(f"site {kb.site}: it approves {id}, and there is no such protocol.")
        elif kb.protocol(id).version != version:
            lines.append(
                f"site {kb.site}: it approves {id} version {version}, and this release holds "
                f"version {kb.protocol(id).version}. Read that version, and approve it."
            )
    return lines
