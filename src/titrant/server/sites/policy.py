"""What a site's policy says and what a change would make of it: values in, sentences out."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct

from titrant.knowledge import KnowledgeError, Leaf, load, load_with
from titrant.knowledge.overlay import signed as signed_leaf

LEAF = "leaf"
PROTOCOL = "protocol"
Overlay = dict[str, Any]


class Change(Struct, frozen=True):
    """One change: of a leaf or of a protocol's approval; `sets` is None where it is withdrawn.

    `sets` restates a leaf's value with its unit, or names a protocol's version, as strings.
    """

    sort: str
    of: str
    sets: dict[str, Any] | None
    why: str


def nothing_signed(*, clinic: int, title: str, jurisdiction: str, demonstration: bool) -> Overlay:
    """Return the overlay of a clinic that has signed nothing."""
    return {
        "site": f"clinic-{clinic}",
        "title": title,
        "demonstration": demonstration,
        "jurisdiction": jurisdiction,
        "signatures": [],
        "approvals": [],
    }


def restated(leaf: Leaf, value: str, *, unit: str) -> dict[str, Any]:
    """Return how a signature restates a leaf: its value and unit, or its range as it stands."""
    if leaf.low is not None and leaf.high is not None:
        return {"value": None, "range": [f"{leaf.low:f}", f"{leaf.high:f}"], "unit": leaf.unit}
    return {"value": value.strip(), "range": None, "unit": unit or None}


def with_changes(
    overlay: Overlay, changes: Iterable[Change], *, by: str, role: str, on: date
) -> Overlay:
    """Return the overlay after changes that one person signs on a day."""
    who = {"by": by, "role": role, "on": on.isoformat()}
    signatures = {entry["leaf"]: entry for entry in overlay["signatures"]}
    approvals = {entry["protocol"]: entry for entry in overlay["approvals"]}
    for change in changes:
        kept = signatures if change.sort == LEAF else approvals
        kept.pop(change.of, None)
        if change.sets is not None:
            kept[change.of] = {change.sort: change.of, **change.sets, **who, "why": change.why}
    return {
        **overlay,
        "signatures": [signatures[id] for id in sorted(signatures)],
        "approvals": [approvals[id] for id in sorted(approvals)],
    }


def refused(change: Change) -> str:
    """Return why a change cannot be, in a sentence; empty where it can.

    A site may sign a value as it stands or a stricter one, and a protocol in the version that is
    shipped; it can loosen nothing.
    """
    kb = load()
    if change.sort == PROTOCOL:
        if change.of not in kb.ids("protocols"):
            return "There is no such protocol."
        shipped = kb.protocol(change.of).version
        if change.sets is not None and change.sets["version"] != shipped:
            return f"This release holds version {shipped}: read that version, and approve it."
        return ""
    leaf = kb.find(change.of)
    if leaf is None:
        return "There is no such number or rule."
    if change.sets is None:
        return ""
    overlay = nothing_signed(clinic=0, title="", jurisdiction="us", demonstration=False)
    entry = {**change.sets, "by": "", "role": "", "on": "2000-01-01", "why": change.why}
    try:
        signed_leaf(leaf, entry, {**overlay, "site": "this clinic"})
    except KnowledgeError as error:
        return str(error).partition(f"{leaf.id}: ")[2] or str(error)
    return ""


def said(before: Overlay, after: Overlay) -> list[str]:
    """Return what changes from one overlay to another, a sentence a change: what is signed."""
    old, new = load_with(before), load_with(after)
    lines = []
    was, will = _signed(before), _signed(after)
    for id in sorted(was.keys() | will.keys()):
        if _restated(was.get(id)) == _restated(will.get(id)):
            continue
        leaf = old.leaf(id)
        if id not in will:
            lines.append(
                f"{leaf.title}: the signature of {leaf.shown} is withdrawn; it holds again."
            )
        elif id not in was:
            lines.append(f"{leaf.title}: {new.leaf(id).shown} is signed{_instead(new.leaf(id))}.")
        else:
            lines.append(f"{leaf.title}: {new.leaf(id).shown} in place of {leaf.shown}.")
    approved, approving = old.approved_versions(), new.approved_versions()
    for id in sorted(approved.keys() | approving.keys()):
        if approved.get(id) == approving.get(id):
            continue
        title = new.protocol(id).title if id in new.ids("protocols") else id
        if id in approving:
            lines.append(f"{title}: version {approving[id]} is approved.")
        else:
            lines.append(f"{title}: the approval is withdrawn; nobody starts on it.")
    return lines


def digest_of(lines: list[str]) -> str:
    """Return what sentences hash to: a signature is bound to what was shown."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _signed(overlay: Overlay) -> dict[str, dict[str, Any]]:
    return {entry["leaf"]: entry for entry in overlay["signatures"]}


def _restated(entry: dict[str, Any] | None) -> tuple[Any, ...] | None:
    if entry is None:
        return None
    return (entry["value"], tuple(entry["range"] or ()), entry["unit"])


def _instead(leaf: Leaf) -> str:
    signature = leaf.signature
    if signature is None or signature.instead_of is None:
        return ""
    return f" in place of {signature.instead_of}"
