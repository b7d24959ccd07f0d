"""A site's overlay: it signs what was unsigned and may only tighten."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec.structs import replace

from titrant.knowledge.errors import KnowledgeError
from titrant.knowledge.leaf import Leaf, Signature
from titrant.knowledge.rules import parse_actions
from titrant.units import KINDS, QuantityError


def approvals_of(site: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a site's approvals by protocol; one protocol is approved in one version."""
    found: dict[str, dict[str, Any]] = {}
    for entry in site["approvals"]:
        id = entry["protocol"]
        if id in found:
            raise KnowledgeError(
                f"Site {site['site']}, protocol {id}: approved more than once. Keep one approval."
            )
        found[id] = entry
    return found


def signatures_of(site: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a site's signatures by leaf; raises `KnowledgeError` where a leaf has two."""
    found: dict[str, dict[str, Any]] = {}
    for entry in site["signatures"]:
        id = entry["leaf"]
        if id in found:
            raise KnowledgeError(
                f"Site {site['site']}, {id}: signed more than once. Keep one signature."
            )
        found[id] = entry
    return found


def signed(leaf: Leaf, entry: dict[str, Any], site: dict[str, Any]) -> Leaf:
    """Return the leaf with a site's signature and, where it tightens, the site's value.

    `entry` is one signature of the compiled overlay. Raises `KnowledgeError` for a value
    that loosens or is in another unit, and one that differs where the leaf is neither a limit nor
    an action; of two actions that the evidence offers a site may sign either.
    """
    where = f"Site {site['site']}, {leaf.id}"
    if entry["unit"] != leaf.unit:
        raise KnowledgeError(
            f"{where}: signed in {entry['unit'] or 'no unit'}, the leaf is in "
            f"{leaf.unit or 'no unit'}. Sign the value in the leaf's unit."
        )
    restated = entry.get("range")
    if leaf.low is not None or restated is not None:
        _same_range(leaf, restated, where)
        return replace(leaf, signature=_signature(entry, site, None))
    value = entry["value"] if leaf.unit is None else _number(entry["value"], leaf, where)
    if leaf.value is not None and value not in {leaf.value, leaf.looser}:
        _refuse_looser(leaf, value, where)
    instead_of = None if value == leaf.value else leaf.shown
    return replace(leaf, value=value, signature=_signature(entry, site, instead_of))


def _signature(entry: dict[str, Any], site: dict[str, Any], instead_of: str | None) -> Signature:
    return Signature(
        site=site["site"],
        by=entry["by"],
        role=entry["role"],
        on=date.fromisoformat(entry["on"]),
        why=entry["why"],
        demonstration=site["demonstration"],
        instead_of=instead_of,
    )


def _same_range(leaf: Leaf, restated: list[str] | None, where: str) -> None:
    """Refuse what does not restate a range as it stands: a range is signed, never changed."""
    ends = None if restated is None else tuple(map(Decimal, restated))
    if leaf.low is None or ends != (leaf.low, leaf.high):
        shown = "one value" if ends is None else f"{ends[0]} to {ends[1]}"
        raise KnowledgeError(
            f"{where}: signed as {shown}, the knowledge base says {leaf.shown}. "
            "A range is restated as it stands, under “range”; a value under “value”."
        )


def _graver(one: str, other: str) -> bool:
    """Say whether both are actions of a rule, and the first is the graver one."""
    try:
        mine, others = parse_actions(one), parse_actions(other)
    except ValueError:
        return False
    gravities = [action.gravity for action in mine]
    return gravities == sorted(gravities) and mine[0].gravity < others[0].gravity


def _number(text: str, leaf: Leaf, where: str) -> Decimal:
    """Read a signed number; one that no quantity of its unit can have is refused here."""
    unit = leaf.unit or ""
    try:
        value = Decimal(text)
        if not value.is_finite():
            raise InvalidOperation  # a bare number is of no kind that would refuse it
        for kind in KINDS if value != leaf.value else ():  # the leaf's own value can be
            if unit in kind.UNITS:
                kind(value, unit)
    except (ArithmeticError, QuantityError):
        raise KnowledgeError(
            f"{where}: “{text} {unit}” cannot be. Sign a plain number that can."
        ) from None
    return value


def _refuse_looser(leaf: Leaf, value: Decimal | str, where: str) -> None:
    if isinstance(value, str) and isinstance(leaf.value, str) and _graver(value, leaf.value):
        return
    if leaf.stops is None or not isinstance(value, Decimal) or not isinstance(leaf.value, Decimal):
        raise KnowledgeError(
            f"{where}: signed as {value}, the knowledge base says {leaf.shown}. "
            "A signature restates the value; only a limit or an action may be made stricter."
        )
    looser = value > leaf.value if leaf.stops.caps else value < leaf.value
    if looser:
        raise KnowledgeError(
            f"{where}: {value} {leaf.unit} is looser than {leaf.shown}. "
            "A site may only tighten: sign this value or a stricter one."
        )
