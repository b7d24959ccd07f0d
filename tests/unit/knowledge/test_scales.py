"""Numbers of a scale that are missing, that nobody reads, or that are of another kind."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.lib.bases import row, shipped

from titrant.knowledge.consistency import find_problems
from titrant.knowledge.scales import find_unjudged

Content = dict[str, Any]
Doctor = Callable[[Content], object]


def small(better: str = "lower") -> Content:
    """Return content with one scale, `q`, of 0 to 27 with nine items."""
    ends = {"lowest": "0", "highest": "27"}
    return {
        "instruments": {
            "q": {
                "better": better,
                "items": {f"1-{number}": None for number in range(9)},
                "answers": {"LA1": "0", "LA2": "3"},
            }
        },
        "leaves": {
            "limit.iv.total": row(),
            **{
                f"instrument.q.{name}": row(value=value, unit="1", limit=None)
                for name, value in ends.items()
            },
        },
    }


def number(name: str, value: str | None, unit: str | None = "1", **changes: Any) -> Doctor:
    stops = changes.pop("stops", None)
    limit = {"kind": "soft", "stops": stops} if stops else None
    leaf = row(**{"value": value, "unit": unit, "limit": limit, **changes})
    return lambda content: content["leaves"].update({f"instrument.q.{name}": leaf})


def without(name: str) -> Doctor:
    return lambda content: content["leaves"].pop(f"instrument.q.{name}")


def told(*doctors: Doctor, better: str = "lower") -> list[str]:
    content = small(better)
    for doctor in doctors:
        doctor(content)
    return list(find_unjudged(content))


def test_what_ships_holds_together() -> None:
    assert list(find_unjudged(shipped())) == []


def test_the_check_of_the_knowledge_asks() -> None:
    content = shipped()
    del content["leaves"]["instrument.phq-9.highest"]
    assert find_problems(content) == [
        "instrument phq-9: has no lowest and highest score, the lowest first."
    ]


RELAPSE = (
    number("relapse.score", "10", stops="at-or-above"),
    number("relapse.readings", "2"),
    number("relapse.apart.least", "7", "d"),
)


@pytest.mark.parametrize(
    "doctors",
    [
        (),
        (number("response", "50", "%", stops="below"), number("remission", "5", stops="above")),
        (number("worsening", None, needs_site_value=True, stops="at-or-above"),),
        (number("bands", "0-4, 5-9, 10-27", None),),
        (number("recall", "1 week", None),),
        (number("cut", "7"),),
        RELAPSE,
        (*RELAPSE, number("relapse.apart.most", "2", "wk")),
    ],
)
def test_what_holds_together(doctors: tuple[Doctor, ...]) -> None:
    assert told(*doctors) == []


def test_where_higher_is_better_remission_stops_below() -> None:
    assert told(number("remission", "20", stops="below"), better="higher") == []
    assert told(number("remission", "20", stops="above"), better="higher") == [
        "instrument.q.remission: it stops above, which is the wrong side."
    ]


SMALL = "instrument q: has no lowest and highest score, the lowest first."


@pytest.mark.parametrize(
    ("doctor", "sentences"),
    [
        (without("lowest"), [SMALL]),
        (without("highest"), [SMALL]),
        (number("highest", "0"), [SMALL]),
        (
            number("highest", "27", None),
            ["instrument.q.highest: is in no unit, and has to be in 1.", SMALL],
        ),
        (number("lowest", None), ["instrument.q.lowest: it has to be one number.", SMALL]),
        (number("highest", "36"), ["instrument q: its items reach 27, its highest score is 36."]),
        (
            number("lowest", "0", limit={"kind": "hold", "stops": "below"}),
            ["instrument.q.lowest: the rule that reads it stops at no limit; take its limit out."],
        ),
        (
            number("response", "50", stops="below"),
            ["instrument.q.response: is in 1, and has to be in %."],
        ),
        (
            number("response", "50", "%"),
            ["instrument.q.response: it has to be a limit of the kind soft."],
        ),
        (
            number("response", "50", "%", limit={"kind": "hard", "stops": "below"}),
            ["instrument.q.response: it has to be a limit of the kind soft."],
        ),
        (
            number("worsening", "5", stops="below"),
            ["instrument.q.worsening: it stops below, which is the wrong side."],
        ),
        (
            number("remission", "5", stops="at-or-below"),
            ["instrument.q.remission: it stops at or below, which is the wrong side."],
        ),
        (
            number("remision", "5", stops="above"),
            ["instrument.q.remision: no rule reads this limit, so it would stop nothing."],
        ),
        (
            number("step", "0"),
            ["instrument.q.step: 0 is no count; write a whole number from 1 on."],
        ),
        (
            number("step", "0.5"),
            ["instrument.q.step: 0.5 is no count; write a whole number from 1 on."],
        ),
        (
            number("relapse.apart.most", "7", "mg"),
            ["instrument.q.relapse.apart.most: is in mg, and has to be in a time."],
        ),
        (
            number("relapse.score", "10", stops="above"),
            [
                "instrument.q.relapse.readings: a rule of relapse has no use without it.",
                "instrument.q.relapse.apart.least: a rule of relapse has no use without it.",
            ],
        ),
        (
            lambda content: content["leaves"].update({"instrument.p.cut": row()}),
            ["instrument.p.cut: there is no instrument p."],
        ),
        *(
            (
                number("bands", text, None),
                [f"instrument.q.bands: “{text}” is not bands in order within the range."],
            )
            for text in ("0-4, 5-28", "5-9, 0-4", "0-4-9", "mild", "-1-4", "4", "")
        ),
    ],
)
def test_what_does_not(doctor: Doctor, sentences: list[str]) -> None:
    assert told(doctor) == sentences


def test_a_response_is_by_percent_or_by_points() -> None:
    both = (
        number("response", "50", "%", stops="below"),
        number("response.points", "10", stops="below"),
    )
    assert told(*both) == ["instrument.q: judges response by percent and by points; keep one."]


def test_a_scale_whose_answers_are_not_read_has_no_top_to_reach() -> None:
    content = small()
    content["instruments"]["q"].update(items={}, answers={})
    content["leaves"]["instrument.q.highest"]["value"] = "63"
    assert list(find_unjudged(content)) == []
