"""What people read of a preparation: each draw-up sheet whole, from its title to its footer."""

from typing import Any

import pytest
from tests.lib.bases import knowledge, site
from tests.lib.examples import NAMES, example
from tests.lib.orders import GOOD, Typed, order

from titrant import __version__
from titrant.dosing import Kind, prepare
from titrant.dosing.sheet import Cited, Row, Sheet, draw_up_sheet, first_obstacle
from titrant.knowledge import Knowledge


def footer(kb: Knowledge) -> str:
    """Return the last line of a sheet: 22 November 2026 is a Sunday."""
    shown = f"{kb.site_title} ({kb.site_hash[:12]})" if kb.site_hash else "no site"
    return (
        f"As of Sun 22 Nov 2026. Titrant {__version__}, "
        f"knowledge {kb.version} ({kb.hash[:12]}), {shown}."
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_worked_example_as_people_read_it(name: str) -> None:
    """Every line of the sheet, with the marks that lead from a row to what it rests on.

    Witness: the hand calculations and the knowledge base, see worked_examples.yaml.
    """
    one = example(name)
    said = one.sheet
    assert draw_up_sheet(one.made) == Sheet(
        title=said["title"],
        subtitle=said["subtitle"],
        banner="UNSIGNED DRAFT",
        demonstration=said["demonstration"],
        status=said["status"],
        status_words=said["status_words"],
        rows=tuple(Row(name, how, to_do, tuple(marks)) for name, how, to_do, marks in said["rows"]),
        notes=tuple(said["notes"]),
        checks=tuple(check for check in one.made.checks if check.id in said.get("checks", ())),
        unsigned=(),
        cited=tuple(Cited(mark, *row) for mark, row in enumerate(said["cited"], start=1)),
        limits=tuple(Cited(0, *row) for row in said["limits"]),  # no row has their mark
        signers=said["signers"],
        sources=tuple(said["sources"]),
        footer=footer(one.knowledge),
    )


# -- rows ------------------------------------------------------------------------------------


def row(made: Any, name: str) -> Row:
    (found,) = [row for row in draw_up_sheet(made).rows if row.name == name]
    return found


def test_an_infusion_in_parts_has_a_row_for_each_pump_setting(arithmetic: Typed) -> None:
    """0.1 and 0.4 mg/kg for 71.3 kg: 7.13 and 28.52 mg, drawn as 7 and 28.

    Witness, by hand: 7.13 mL in 10 min are 42.78 mL/h, 28.52 mL in 30 min 57.04 mL/h; as drawn,
    7 mL in 10 min are 42, and 28 mL in 30 min 56 mL/h.
    """
    made = arithmetic(
        product="ketamine-10",
        dilute_to="1 mg/mL",
        weight="71.3 kg",
        segment=["0.1 mg/kg over 10 min", "0.4 mg/kg over 30 min"],
    )
    assert row(made, "dose").worked_out == "0.1 mg/kg × 71.3 kg + 0.4 mg/kg × 71.3 kg = 35.65 mg"
    step = row(made, "pump, part 1").marks
    assert [one.source for one in draw_up_sheet(made).cited if one.mark in step] == [
        "HOUSE, common infusion pumps [equipment, design]"
    ]
    assert draw_up_sheet(made).rows[-2:] == (
        Row(
            "pump, part 1",
            "7.13 mL ÷ 10 min = 42.78 mL/h; "
            "as drawn, 7 mL ÷ 10 min, down to a step of 0.1 mL/h = 42 mL/h",
            "42 mL/h for 10 min (7 mg)",
            step,
        ),
        Row(
            "pump, part 2",
            "28.52 mL ÷ 30 min = 57.04 mL/h; "
            "as drawn, 28 mL ÷ 30 min, down to a step of 0.1 mL/h = 56 mL/h",
            "56 mL/h for 30 min (28 mg)",
            step,
        ),
    )


def test_a_rate_is_multiplied_by_its_time(arithmetic: Typed) -> None:
    """25 mg/h for 30 min are 12.5 mg; 0.3 mg/kg/h for 70 kg and 30 min are 10.5 mg."""
    infusion = {"product": "ketamine-50", "route": "iv", "weight": "70 kg", "over": "30 min"}
    fixed = arithmetic(**infusion, dose="25 mg/h")
    by_weight = arithmetic(**infusion, dose="0.3 mg/kg/h")
    assert row(fixed, "dose").worked_out == "25 mg/h × 30 min = 12.5 mg"
    assert row(by_weight, "dose").worked_out == "0.3 mg/kg/h × 70 kg × 30 min = 10.5 mg"


def test_what_is_pushed_undiluted_says_so(arithmetic: Typed) -> None:
    """14 mg of 10 mg/mL are 1.4 mL, and in 2 min 42 mL/h."""
    made = arithmetic(product="ketamine-10", route="iv", dose="14 mg", over="2 min", weight="70 kg")
    assert row(made, "total").worked_out == "undiluted = 1.4 mL"
    assert row(made, "total").to_do == "1.4 mL in all, 10 mg/mL"
    assert row(made, "pump rate").worked_out == "1.4 mL ÷ 2 min = 42 mL/h"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"weight": "70 kg"}, "70 kg"),
        ({"weight": "70 kg", "weight_method": "stated"}, "70 kg, stated"),
        ({"weight": "70 kg", "weight_on": "2026-11-22"}, "70 kg, 22 Nov 2026 (today)"),
        ({"weight": "70 kg", "weight_on": "2026-11-21"}, "70 kg, 21 Nov 2026 (1 day old)"),
        ({"weight": "70 kg", "weight_on": "2026-11-20"}, "70 kg, 20 Nov 2026 (2 days old)"),
        # 154 × 0.45359237 kg = 69.85322498 kg
        ({"weight": "154 lb"}, "154 lb = 69.85 kg"),
        ({"weight": "70 kg", "second_weight": "69.8 kg"}, "70 kg; second reading 69.8 kg"),
        ({"weight": "70 kg", "previous_weight": "71 kg"}, "70 kg; before that 71 kg"),
    ],
)
def test_the_weight_and_where_it_comes_from(
    arithmetic: Typed, typed: dict[str, str], shown: str
) -> None:
    """Only what was stated of a weight is said of it; pounds stand beside their kilograms."""
    made = arithmetic(product="ketamine-50", route="im", dose="0.25 mg/kg", **typed)
    assert row(made, "weight").worked_out == shown


@pytest.mark.parametrize(
    ("product", "dose", "words"),
    [
        ("troche-100", "100 mg", "1 troche"),
        ("troche-100", "200 mg", "2 troches"),
        ("spravato-28", "28 mg", "1 device"),
        ("spravato-28", "84 mg", "3 devices"),
    ],
)
def test_one_piece_or_several(arithmetic: Typed, product: str, dose: str, words: str) -> None:
    """100 mg are one troche of 100 mg; 84 mg are three devices of 28 mg."""
    held = {"retain": "spit", "hold_for": "7 min"} if product == "troche-100" else {}
    assert row(arithmetic(product=product, dose=dose, **held), "count out").to_do == words


def test_half_of_what_the_mouth_is_told_is_no_row(arithmetic: Typed) -> None:
    """A tablet to be swallowed needs no time in the mouth; none is made up beside the word."""
    made = arithmetic(product="tablet-100", route="oral", dose="100 mg", retain="swallow")
    assert [row.name for row in draw_up_sheet(made).rows] == ["dose", "count out"]


# -- what stands beside the rows -------------------------------------------------------------


def test_a_device_is_not_compounded(arithmetic: Typed) -> None:
    """What a pharmacy compounds is read on its package; a device comes from its maker."""
    made = arithmetic(product="spravato-28", dose="28 mg", weight="70 kg")
    assert draw_up_sheet(made).notes == ()


def test_a_thin_person_has_no_adjusted_weight_to_name(clinic: Typed) -> None:
    """A man of 70 in has an ideal weight of 50 + 2.3 × 10 = 73 kg; 70 kg is not above it."""
    made = clinic(height="70 in", sex="male", basis="ideal", previous_basis="ideal")
    first, *_ = draw_up_sheet(made).notes
    assert first == "Weights: actual 70 kg, ideal 73 kg. The order names one of them."


def test_a_weight_that_nobody_asks_about_is_not_noted(clinic: Typed) -> None:
    """Where only the actual weight is known, there is nothing to choose from."""
    assert not any("Weights" in note for note in draw_up_sheet(clinic()).notes)


def test_where_nothing_is_signed_the_sheet_lists_what_is(unsigned: Typed) -> None:
    """What stands at the bedside is one list, what the director has to sign is another."""
    made = unsigned(weight_on=None)
    sheet = draw_up_sheet(made)
    assert [check.id for check in sheet.checks] == ["protocol-not-approved", "weight-date"]
    assert sheet.status_words == "HELD. Do not draw up until every line marked below is lifted."
    assert (
        "limit.weight.high: This site has not signed a limit for "
        "“adult weight above which the number is doubted” (default 250 kg, opinion)."
    ) in sheet.unsigned
    assert len(sheet.unsigned) == len(made.checks) - 2
    # No value stands behind an empty limit, so the list of limits held against leaves it out.
    assert any(line.startswith("limit.iv.session-cap: ") for line in sheet.unsigned)
    assert not any("most ketamine in one intravenous session" in one.value for one in sheet.limits)


def test_every_signature_is_named_once() -> None:
    """Two people signed, one of them twice: two names, in the order of the alphabet."""
    overlay = site(
        {"leaf": "rounding.pump.step", "value": "0.1", "unit": "mL/h", "by": "Dr B"},
        {"leaf": "limit.iv.pump", "value": "999", "unit": "mL/h"},
        {"leaf": "limit.iv.total", "value": "1000", "unit": "mL"},
    )
    made = prepare(order(**GOOD), knowledge(site=overlay))
    assert draw_up_sheet(made).signers == (
        "Signed at this site by Dr A, medical director, 22 Nov 2026; "
        "Dr B, medical director, 22 Nov 2026."
    )


def test_only_a_demonstration_is_called_one() -> None:
    """The line that keeps a demonstration from patients stands on no sheet of a real site."""
    made = prepare(order(**GOOD), knowledge(site=site()))
    assert draw_up_sheet(made).demonstration == ""


def test_a_review_that_is_due_stands_behind_the_source() -> None:
    """Source, tier and flag stay; the review is added."""
    made = prepare(order(**{**GOOD, "as_of": "2027-12-01"}), knowledge())
    (line,) = [one for one in draw_up_sheet(made).cited if one.value.startswith("strength per mL")]
    assert line.source == (
        "R10, dosage forms and strengths [label, seen]; its review was due on 2027-11-22"
    )


# -- the one sentence ------------------------------------------------------------------------


def test_one_obstacle_in_one_sentence(clinic: Typed) -> None:
    """Where one thing is in the way, what is wrong and what mends it is all there is to say."""
    assert first_obstacle(clinic(weight_on=None)) == (
        "Held: The weight has no date. Record today's weight."
    )


def test_the_first_obstacle_of_two(clinic: Typed) -> None:
    """What is met already is not counted: of three lines here, two stand in the way."""
    made = clinic(dose="0.8 mg/kg", reason="second step", weight_on=None, weight_method="estimated")
    assert [check.kind for check in made.checks] == [Kind.HOLD, Kind.HOLD, Kind.SOFT]
    assert first_obstacle(made) == (
        "Held: The weight has no date. Record today's weight. (1 more on the sheet.)"
    )


def test_a_refusal_is_called_one(clinic: Typed) -> None:
    """A hard check is no hold: nothing lifts it as the order stands."""
    assert first_obstacle(clinic(product="spravato-28", route="iv")).startswith(
        "Refused: Racemic ketamine is stated; "
    )
