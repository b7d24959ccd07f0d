"""A site's overlay signs and tightens; there is no way for it to loosen, add or invent."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lib.bases import RELEASED, knowledge, row, shipped, site

from titrant.knowledge import Knowledge, KnowledgeError, Leaf, Standing
from titrant.units import KINDS

CAP = {"limit": {"kind": "hard", "stops": "above"}}
FLOOR = {"limit": {"kind": "soft", "stops": "below"}}
EMPTY = {"value": None, "needs_site_value": True}


def one(leaf: dict[str, Any], *signatures: dict[str, Any], **changes: Any) -> Knowledge:
    """Return a base with the one leaf `a.b` under an overlay that signs it as told."""
    content = {**shipped(), "leaves": {"a.b": row(**leaf)}}
    entries = [{"leaf": "a.b", "unit": "mg", **signature} for signature in signatures]
    return knowledge(content, site=site(*entries, **changes))


@pytest.mark.parametrize(
    ("leaf", "value", "shown", "instead_of"),
    [
        ({}, "10", "10 mg", None),
        ({}, "10.00", "10 mg", None),
        ({**CAP}, "9.999", "9.999 mg", "10 mg"),
        ({**CAP}, "0", "0 mg", "10 mg"),
        ({"limit": {"kind": "hold", "stops": "at-or-above"}}, "9", "9 mg", "10 mg"),
        ({**FLOOR}, "10.001", "10.001 mg", "10 mg"),
        ({"limit": {"kind": "firm", "stops": "at-or-below"}}, "11", "11 mg", "10 mg"),
        ({"limit": None}, "10", "10 mg", None),
        ({**EMPTY}, "250", "250 mg", "not set"),
        ({**EMPTY, "limit": None}, "250", "250 mg", "not set"),
        # What a label says can be tightened like the rest, and never loosened (below).
        ({"tier": "label", "flag": "seen"}, "5", "5 mg", "10 mg"),
    ],
)
def test_what_an_overlay_may_do(
    leaf: dict[str, Any], value: str, shown: str, instead_of: str | None
) -> None:
    made = one({"flag": "memory", **leaf}, {"value": value}).leaf("a.b")
    assert made.shown == shown
    assert made.standing(RELEASED) is Standing.IN_FORCE
    assert made.signature is not None
    assert made.signature.instead_of == instead_of
    assert (made.signature.by, made.signature.role) == ("Dr A", "medical director")
    assert (made.signature.site, made.signature.why) == ("here", "policy 4")


def test_an_overlay_changes_only_the_value_and_the_signature() -> None:
    before = one({}).leaf("a.b")
    after = one({}, {"value": "8"}).leaf("a.b")
    names = [
        name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)
    ]
    assert names == ["value", "signature"]


def test_a_text_is_signed_word_for_word() -> None:
    text = {"value": "Whole pieces only.", "unit": None, "limit": None, "flag": "memory"}
    made = one(text, {"value": "Whole pieces only.", "unit": None})
    assert made.leaf("a.b").standing(RELEASED) is Standing.IN_FORCE
    with pytest.raises(KnowledgeError, match=r"signed as Split at will\., the knowledge base says"):
        one(text, {"value": "Split at will.", "unit": None})


def test_a_range_is_signed_as_it_stands() -> None:
    leaf = {"value": None, "range": ["1", "2"], "limit": None, "flag": "memory"}
    assert one(leaf).leaf("a.b").standing(RELEASED) is Standing.UNSIGNED
    made = one(leaf, {"value": None, "range": ["1.0", "2.00"]}).leaf("a.b")
    assert made.standing(RELEASED) is Standing.IN_FORCE
    assert made.shown == "1 to 2 mg"
    assert made.signature is not None
    assert (made.signature.by, made.signature.instead_of) == ("Dr A", None)


def test_an_empty_text_is_written_by_the_site() -> None:
    empty = {**EMPTY, "unit": None, "limit": None}
    assert one(empty, {"value": "Call 4711.", "unit": None}).leaf("a.b").value == "Call 4711."


LOOSER = "is looser than 10 mg. A site may only tighten: sign this value or a stricter one."
RESTATE = "A signature restates the value; only a limit or an action may be made stricter."
RANGE = "A range is restated as it stands, under “range”; a value under “value”."


@pytest.mark.parametrize(
    ("leaf", "signature", "sentence"),
    [
        (CAP, {"value": "10.001"}, f"10.001 mg {LOOSER}"),
        ({"limit": {"kind": "soft", "stops": "at-or-above"}}, {"value": "11"}, f"11 mg {LOOSER}"),
        (FLOOR, {"value": "9.999"}, f"9.999 mg {LOOSER}"),
        ({"limit": {"kind": "hold", "stops": "at-or-below"}}, {"value": "9"}, f"9 mg {LOOSER}"),
        ({"tier": "label"}, {"value": "11"}, f"11 mg {LOOSER}"),
        (
            CAP,
            {"value": "0.009", "unit": "g"},
            "signed in g, the leaf is in mg. Sign the value in the leaf's unit.",
        ),
        (
            CAP,
            {"value": "9", "unit": None},
            "signed in no unit, the leaf is in mg. Sign the value in the leaf's unit.",
        ),
        (
            {"value": "a text", "unit": None, "limit": None},
            {"value": "9"},
            "signed in mg, the leaf is in no unit. Sign the value in the leaf's unit.",
        ),
        (
            {"limit": None},
            {"value": "9"},
            f"signed as 9, the knowledge base says 10 mg. {RESTATE}",
        ),
        (
            {"limit": None},
            {"value": "11"},
            f"signed as 11, the knowledge base says 10 mg. {RESTATE}",
        ),
        (
            {"value": None, "range": ["1", "2"], "limit": None},
            {"value": "1"},
            f"signed as one value, the knowledge base says 1 to 2 mg. {RANGE}",
        ),
        (
            {"value": None, "range": ["1", "2"], "limit": None},
            {"value": None, "range": ["1", "3"]},
            f"signed as 1 to 3, the knowledge base says 1 to 2 mg. {RANGE}",
        ),
        (
            {"value": None, "range": ["1", "2"], "limit": None},
            {"value": None, "range": ["0.5", "2"]},
            f"signed as 0.5 to 2, the knowledge base says 1 to 2 mg. {RANGE}",
        ),
        (
            {"value": None, "range": ["1", "2"], "limit": None},
            {"value": None, "range": ["1", "2"], "unit": "g"},
            "signed in g, the leaf is in mg. Sign the value in the leaf's unit.",
        ),
        (
            CAP,
            {"value": None, "range": ["1", "10"]},
            f"signed as 1 to 10, the knowledge base says 10 mg. {RANGE}",
        ),
        (
            EMPTY,
            {"value": None, "range": ["1", "10"]},
            f"signed as 1 to 10, the knowledge base says not set. {RANGE}",
        ),
        (CAP, {"value": "ten"}, "“ten mg” cannot be. Sign a plain number that can."),
        (CAP, {"value": "NaN"}, "“NaN mg” cannot be. Sign a plain number that can."),
        (CAP, {"value": "-Infinity"}, "“-Infinity mg” cannot be. Sign a plain number that can."),
        (CAP, {"value": "-1"}, "“-1 mg” cannot be. Sign a plain number that can."),
        (
            {"unit": "kg"},
            {"value": "0", "unit": "kg"},
            "“0 kg” cannot be. Sign a plain number that can.",
        ),
        (EMPTY, {"value": "Infinity"}, "“Infinity mg” cannot be. Sign a plain number that can."),
        # A bare number is of no kind that would refuse it.
        *(
            (
                {"unit": "1"},
                {"value": text, "unit": "1"},
                f"“{text} 1” cannot be. Sign a plain number that can.",
            )
            for text in ("NaN", "sNaN", "Infinity")
        ),
    ],
)
def test_what_an_overlay_may_not_do(
    leaf: dict[str, Any], signature: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(KnowledgeError) as error:
        one(leaf, signature)
    assert str(error.value) == f"Site here, a.b: {sentence}"


@pytest.mark.parametrize(("first", "second"), [("10", "10"), ("8", "9"), ("9", "8")])
def test_a_leaf_is_signed_once(first: str, second: str) -> None:
    """Else the second of two signatures, on two days, would say which value is in force."""
    with pytest.raises(KnowledgeError) as error:
        one({}, {"value": first, "on": "2027-01-01"}, {"value": second})
    assert str(error.value) == "Site here, a.b: signed more than once. Keep one signature."


def test_an_overlay_adds_no_leaf() -> None:
    with pytest.raises(KnowledgeError) as error:
        knowledge(site=site({"leaf": "limit.iv.dose.extra", "value": "1", "unit": "mg"}))
    assert str(error.value) == (
        "Site here, limit.iv.dose.extra: there is no such leaf. "
        "A site signs what is there, and adds nothing."
    )


def test_a_base_that_became_stricter_voids_the_overlay() -> None:
    """The site signed 8 mg when the base said 10. The next release says 6."""
    assert one(CAP, {"value": "8"}).leaf("a.b").value == Decimal(8)
    with pytest.raises(KnowledgeError) as error:
        one({**CAP, "value": "6"}, {"value": "8"})
    assert str(error.value) == (
        "Site here, a.b: 8 mg is looser than 6 mg. "
        "A site may only tighten: sign this value or a stricter one."
    )


def test_a_base_that_became_looser_leaves_the_signed_value() -> None:
    made = one({**CAP, "value": "12"}, {"value": "8"}).leaf("a.b")
    assert (made.shown, made.signature and made.signature.instead_of) == ("8 mg", "12 mg")


@pytest.mark.parametrize("leaf", [{"flag": "memory"}, {"needs_sign_off": True}, EMPTY])
def test_a_signature_dated_in_the_future_does_not_count_yet(leaf: dict[str, Any]) -> None:
    made = one(leaf, {"value": "9", "on": "2026-12-01"}).leaf("a.b")
    assert made.standing(date(2026, 11, 30)) is Standing.UNSIGNED
    assert made.standing(date(2026, 12, 1)) is Standing.IN_FORCE
    assert made.shown == "9 mg"  # the stricter value stops from now on; only the permission waits


# -- approvals -------------------------------------------------------------------------------


def test_an_approval_counts_for_its_version_only() -> None:
    kb = knowledge(site=site(approvals=[{"protocol": "iv-depression", "version": "1"}]))
    assert kb.protocol("iv-depression").approved_by == "Dr A"
    assert kb.protocol("iv-depression").approved_on == date(2026, 11, 22)
    assert kb.protocol("iv-crps").approved_by is None
    other = knowledge(site=site(approvals=[{"protocol": "iv-depression", "version": "2"}]))
    assert other.protocol("iv-depression").approved_by is None
    assert other.protocol("iv-depression").approved_on is None


def test_an_approval_makes_no_protocol() -> None:
    kb = knowledge(site=site(approvals=[{"protocol": "invented", "version": "1"}]))
    assert "invented" not in kb.ids("protocols")
    with pytest.raises(KnowledgeError, match="There is no protocol “invented”"):
        kb.protocol("invented")


def test_a_protocol_is_approved_once() -> None:
    twice = [{"protocol": "iv-depression", "version": version} for version in ("1", "2")]
    with pytest.raises(KnowledgeError) as error:
        knowledge(site=site(approvals=twice))
    assert str(error.value) == (
        "Site here, protocol iv-depression: approved more than once. Keep one approval."
    )


# -- whatever an overlay does ----------------------------------------------------------------

KIND_OF = {unit: kind for kind in KINDS for unit in kind.UNITS}
LIMITS = sorted(
    id
    for id, leaf in shipped()["leaves"].items()
    if leaf["limit"] and leaf["value"] and leaf["value"] != "0"
)
UNITS = [None, "mg", "mg/kg", "min", "h", "kg", "lb", "mL", "%", "d", "kg/m2"]


@st.composite
def overlays(draw: st.DrawFn) -> dict[str, Any]:
    """Overlays that a hasty or hostile hand could write, many of them nearly right."""
    leaves = shipped()["leaves"]
    entries = []
    for id in draw(st.lists(st.sampled_from(sorted(leaves)), min_size=1, max_size=4)):
        value, unit = leaves[id]["value"], leaves[id]["unit"]
        number = Decimal(value) if value and unit else Decimal(1)
        factor = draw(st.sampled_from(["0", "0.5", "0.99", "1", "1.01", "2", "1000", "-1"]))
        values = [str(number * Decimal(factor)), value or "100", "NaN", "Infinity", "much"]
        entries.append(
            {
                "leaf": id,
                "value": draw(st.sampled_from(values)),
                "unit": draw(st.sampled_from([unit] * 8 + UNITS)),
                "on": draw(st.sampled_from(["2020-01-01", "2026-11-22", "2030-01-01"])),
            }
        )
    return site(*entries)


def in_base(leaf: Leaf) -> Decimal:
    """Return a limit's number in the base unit of its kind; a bare number as it stands."""
    assert leaf.unit is not None
    if leaf.unit not in KIND_OF:
        assert leaf.unit == "1"
        assert isinstance(leaf.value, Decimal)
        return leaf.value
    return leaf.quantity(KIND_OF[leaf.unit]).base


def around(limit: Decimal) -> list[Decimal]:
    """Return numbers below, at and above a limit."""
    return [limit * Decimal(share) for share in ("0.01", "0.5", "0.99", "1", "1.01", "2", "100")]


@pytest.mark.hazard("H14")
@given(overlays())
def test_no_overlay_makes_a_limit_stop_later(overlay: dict[str, Any]) -> None:
    base = knowledge()
    try:
        kb = knowledge(site=overlay)
    except KnowledgeError:
        return
    for id in {entry["leaf"] for entry in overlay["signatures"]} & set(LIMITS):
        was, now = base.leaf(id), kb.leaf(id)
        assert (was.kind, was.stops, was.unit) == (now.kind, now.stops, now.unit)
        assert was.stops is not None
        old, new = map(in_base, (was, now))
        for value in around(old) + around(new):
            assert not was.stops.stops(value, old) or was.stops.stops(value, new)


@pytest.mark.hazard("H14")
@given(overlays(), st.integers(-400, 2000))
def test_no_overlay_puts_in_force_what_it_did_not_sign_by_then(
    overlay: dict[str, Any], days: int
) -> None:
    day = RELEASED + timedelta(days=days)
    base = knowledge()
    try:
        kb = knowledge(site=overlay)
    except KnowledgeError:
        return
    by_then = {e["leaf"] for e in overlay["signatures"] if date.fromisoformat(e["on"]) <= day}
    assert kb.leaf_ids() == base.leaf_ids()
    for leaf in kb.leaves():
        if leaf.standing(day) is Standing.IN_FORCE and leaf.id not in by_then:
            assert base.leaf(leaf.id).standing(day) is Standing.IN_FORCE
