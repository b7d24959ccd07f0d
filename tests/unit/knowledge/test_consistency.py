"""What the schema cannot see: one fault at a time is put into the shipped base, and is found."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from tests.lib.bases import row, shipped

from titrant.knowledge import KnowledgeError
from titrant.knowledge.consistency import find_problems, refuse_problems

Content = dict[str, Any]
Doctor = Callable[[Content], object]


def found(doctor: Doctor) -> list[str]:
    content = shipped()
    doctor(content)
    return find_problems(content)


def leaf(id: str, **changes: Any) -> Doctor:
    """Change fields of a leaf."""
    return lambda content: content["leaves"][id].update(changes)


def limit(id: str, kind: str, stops: str, value: str, unit: str = "mg", **more: Any) -> Content:
    """Return one further limit, outside the names that rules read."""
    changes = {"value": value, "unit": unit, "limit": {"kind": kind, "stops": stops}, **more}
    return {f"test.{id}": row(review="2027-01-01", **changes)}


def add(*leaves: Content) -> Doctor:
    return lambda content: [content["leaves"].update(one) for one in leaves]


def put(table: str, id: str, like: str, **changes: Any) -> Doctor:
    """Add an entry like another one."""
    return lambda content: content[table].update(
        {id: {**copy.deepcopy(content[table][like]), **changes}}
    )


def both(*doctors: Doctor) -> Doctor:
    return lambda content: [doctor(content) for doctor in doctors]


def test_the_shipped_base_has_no_problem() -> None:
    assert find_problems(shipped()) == []
    refuse_problems(shipped())


def test_every_problem_is_told_at_once_and_sorted() -> None:
    content = shipped()
    content["leaves"]["nasal.rest"]["review"] = "2026-11-22"
    content["leaves"]["dilution.use"]["review"] = "2026-11-22"
    with pytest.raises(KnowledgeError) as error:
        refuse_problems(content)
    assert str(error.value).splitlines() == find_problems(content)
    assert [line.partition(":")[0] for line in find_problems(content)] == [
        "dilution.use",
        "nasal.rest",
    ]


SECOND_HAND = (
    "flagged seen, and R999 was not read at first hand. Flag it for what it is, or open the source."
)
IV = "protocol.iv-depression.dose"
NO_SIGN = {"needs_sign_off": False}


@pytest.mark.hazard("H2", "H14")
@pytest.mark.parametrize(
    ("doctor", "problem"),
    [
        # -- sources -----------------------------------------------------------------------------
        (
            leaf("dilution.fluids", source="R999"),
            "dilution.fluids: there is no source R999.",
        ),
        (
            lambda content: content["claims"]["s0-iv-dose"].update(source="R999"),
            "s0-iv-dose: there is no source R999.",
        ),
        (
            put("sources", "R999", "R10"),
            "R999: nothing cites this source; take it out.",
        ),
        *[
            (
                both(put("sources", key, "R10"), leaf("dilution.fluids", source=key)),
                f"{key}: this source was dropped; cite another.",
            )
            for key in ("R85", "R123")
        ],
        # -- flags: seen is what was read at first hand ------------------------------------------
        *[
            (
                both(
                    put("sources", "R999", "R10", access=access),
                    leaf("dilution.fluids", source="R999"),
                ),
                f"dilution.fluids: {SECOND_HAND}",
            )
            for access in ("2", "header", "house")
        ],
        (
            both(
                put("sources", "R999", "R10", access="2"),
                lambda content: content["claims"]["r9-esketamine-first"].update(source="R999"),
            ),
            f"r9-esketamine-first: {SECOND_HAND}",
        ),
        # -- tiers: a programme's own page is marketing, and no limit alone ----------------------
        (
            leaf("limit.im.dose.firm", tier="cohort"),
            "limit.im.dose.firm: S1 is a programme's own page; its tier is marketing.",
        ),
        (
            lambda content: content["claims"]["s0-iv-dose"].update(tier="expert"),
            "s0-iv-dose: S0 is a programme's own page; its tier is marketing.",
        ),
        (
            leaf("limit.im.dose.firm", **NO_SIGN),
            "limit.im.dose.firm: a programme's own page is no limit alone: set needs_sign_off.",
        ),
        (
            leaf("limit.iv.dose.firm", tier="marketing"),
            "limit.iv.dose.firm: a programme's own page is no limit alone: set needs_sign_off.",
        ),
        # -- dates, against the release and never against today ----------------------------------
        (
            leaf("nasal.rest", review="2026-11-22"),
            "nasal.rest: its review date 2026-11-22 is not after the release 2026-11-22.",
        ),
        (
            leaf("nasal.rest", review="2026-11-21"),
            "nasal.rest: its review date 2026-11-21 is not after the release 2026-11-22.",
        ),
        (
            lambda content: content["sources"]["R10"].update(read_on="2026-11-23"),
            "R10: read on 2026-11-23, after the release 2026-11-22.",
        ),
        (
            lambda content: content["claims"]["s0-iv-dose"].update(read_on="2026-11-23"),
            "s0-iv-dose: read on 2026-11-23, after the release 2026-11-22.",
        ),
        # -- ladders: soft stops first, then firm, then hard --------------------------------------
        (
            leaf("limit.iv.dose.hard", value="0.9"),
            "limit.iv.dose.hard: stops before limit.iv.dose.firm, which is milder.",
        ),
        (
            leaf("protocol.iv-depression.dose.soft", value="1.1"),
            f"{IV}.firm: stops before {IV}.soft, which is milder.",
        ),
        (
            add(limit("a", "soft", "above", "10"), limit("b", "hard", "at-or-above", "9")),
            "test.b: stops before test.a, which is milder.",
        ),
        (
            add(limit("a", "soft", "below", "10"), limit("b", "firm", "below", "11")),
            "test.b: stops before test.a, which is milder.",
        ),
        (
            add(limit("a", "firm", "below", "10"), limit("b", "hard", "at-or-below", "11")),
            "test.b: stops before test.a, which is milder.",
        ),
        (
            # in whatever unit they are written
            add(limit("a", "soft", "above", "10"), limit("b", "firm", "above", "9000", "ug")),
            "test.b: stops before test.a, which is milder.",
        ),
        (
            # between two softs, the milder of which is passed
            add(
                limit("a", "soft", "below", "10"),
                limit("b", "soft", "below", "14"),
                limit("c", "firm", "below", "12"),
            ),
            "test.c: stops before test.a, which is milder.",
        ),
        # -- packages and syringes ---------------------------------------------------------------
        (
            leaf("product.ketamine-10.package-amount", value="20"),
            "product ketamine-10: strength × volume is not the amount of the package.",
        ),
        (
            leaf("product.ketamine-50.strength", value="5"),
            "product ketamine-50: strength × volume is not the amount of the package.",
        ),
        (
            lambda content: content.update(
                syringes={id: content["syringes"][id] for id in ("syringe-3", "syringe-1")}
            ),
            "syringe syringe-1: stands after syringe-3, which is not smaller. Smallest first.",
        ),
        (
            leaf("syringe.syringe-5.capacity", value="3"),
            "syringe syringe-5: stands after syringe-3, which is not smaller. Smallest first.",
        ),
        # -- protocols ---------------------------------------------------------------------------
        (
            lambda content: content["protocols"]["iv-crps"]["products"].append("ketamine-20"),
            "protocol iv-crps: there is no product ketamine-20.",
        ),
        (
            lambda content: content["protocols"]["iv-crps"]["products"].append("troche-100"),
            "protocol iv-crps: troche-100 is of another drug or for another route.",
        ),
        (
            lambda content: content["protocols"]["spravato-us-trd"].update(drug="ketamine"),
            "protocol spravato-us-trd: spravato-28 is of another drug or for another route.",
        ),
        # -- conflicts and rows of evidence -------------------------------------------------------
        (
            lambda content: content["conflicts"]["infusion-time"]["claims"].append("x"),
            "infusion-time: there is no claim x.",
        ),
        (
            lambda content: content["grounds"]["up-iv"]["claims"].append("x"),
            "up-iv: there is no claim x.",
        ),
        (
            lambda content: content["grounds"]["up-iv"]["protocols"].append("x"),
            "up-iv: there is no protocol x.",
        ),
        (
            lambda content: content["rows"]["1.6/induction"]["held_by"].append("x.y"),
            "row 1.6/induction: there is no entry x.y.",
        ),
    ],
)
def test_one_fault_is_found_and_nothing_else(doctor: Doctor, problem: str) -> None:
    assert found(doctor) == [problem]


@pytest.mark.parametrize(
    "doctor",
    [
        leaf("limit.im.dose.firm", flag="seen-2nd", **NO_SIGN),  # unsigned, so not alone
        leaf("nasal.rest", tier="marketing"),  # no limit
        leaf("nasal.rest", review="2026-11-23"),
        leaf("nasal.rest", effective="2026-12-01"),
        leaf("dilution.fluids", flag="memory", source="HOUSE"),
        lambda content: content["sources"]["R10"].update(read_on="2026-11-22"),
        lambda content: content["rows"]["1.6/induction"]["held_by"].append("test:golden-a"),
        lambda content: content["rows"]["1.6/induction"]["held_by"].append("iv-crps"),
        # Two that stop at one place, two that stop on two sides, two of two kinds, and what is no
        # step of a ladder.
        add(limit("a", "soft", "above", "10"), limit("b", "hard", "above", "10")),
        add(limit("a", "soft", "below", "10"), limit("b", "hard", "above", "9")),
        add(limit("a", "soft", "above", "10"), limit("b", "hard", "above", "9", "mL")),
        add(limit("a", "soft", "above", "10"), limit("b", "hold", "above", "9")),
        add(limit("a", "hard", "below", "9"), limit("b", "soft", "below", "10")),
        add(limit("a", "soft", "above", "10"), {"other.b": row(value="9")}),
        add(
            limit("a", "soft", "above", "10"),
            {"test.b": row(value=None, needs_site_value=True, review="2027-01-01")},
        ),
    ],
)
def test_what_is_right_is_let_pass(doctor: Doctor) -> None:
    assert found(doctor) == []
