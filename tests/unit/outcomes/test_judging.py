"""Judging a scale: what is missing, what is left out, and what nobody has signed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lib.bases import knowledge, shipped
from tests.lib.outcomes import AS_OF, FIRST_DOSE, course, score

from titrant.knowledge import Knowledge, Standing, load
from titrant.outcomes import Score, judge


def doctored(leaf: str, **changes: Any) -> Knowledge:
    content = shipped()
    content["leaves"][f"instrument.{leaf}"].update(changes)
    return knowledge(content)


def test_the_first_dose_decides_what_is_a_baseline() -> None:
    """A score of the very day of the first dose is the baseline; the one after it is not."""
    made = course("phq-9", {-20: 21, 0: 18, 1: 12, 21: 6, 35: 9})
    assert (made.baseline, made.best, made.latest) == (score(0, 18), score(21, 6), score(35, 9))
    assert (made.change, made.improved) == (Decimal(-9), Decimal(50))
    assert [one.on for one in made.scores] == sorted(one.on for one in made.scores)
    assert len(made.scores) == 5


def test_without_a_first_dose_there_is_no_baseline() -> None:
    made = course("phq-9", {0: 18, 21: 6}, first_dose=None)
    assert (made.baseline, made.latest, made.best, made.change) == (None,) * 4
    assert made.missing == ("No day of a first dose is known, so that no PHQ-9 is a baseline.",)
    verdicts = (made.responded, made.remitted, made.worsened, made.relapsed, made.sustained)
    assert verdicts == (None,) * 5
    assert len(made.scores) == 2


def test_before_the_first_dose_no_score_is_a_baseline_yet() -> None:
    made = course("phq-9", {0: 18}, first_dose=AS_OF + timedelta(days=1))
    assert made.missing == ("The first dose is on 2026-12-02: no PHQ-9 is a baseline yet.",)


def test_what_is_missing_is_named() -> None:
    assert course("phq-9", {}).missing == (
        "No PHQ-9 from before the first dose (2026-10-01).",
        "No PHQ-9 since the first dose (2026-10-01).",
    )
    late = course("phq-9", {21: 6, 28: 4})
    assert late.missing == ("No PHQ-9 from before the first dose (2026-10-01).",)
    assert (late.change, late.improved, late.responded, late.relapsed) == (None,) * 4
    assert late.remitted is True
    assert late.worsened is None  # no worse than the score before; nobody knows about the baseline


def test_a_score_of_tomorrow_is_not_looked_at() -> None:
    made = course("phq-9", {0: 18, 21: 6, 62: 20, 63: 40})
    assert made.latest == score(21, 6)
    assert made.missing == ()


def test_an_impossible_score_is_left_out_and_named() -> None:
    made = course("phq-9", {0: 18, 21: 6, 28: 40})
    assert made.latest == score(21, 6)
    assert made.missing == (
        "PHQ-9 of 40 is above 27, its highest score: that of 2026-10-29 is not used.",
    )
    nan = course("phq-9", [(0, 18), (0, "sNaN"), (0, "NaN"), (21, 6)])
    assert (nan.baseline, len(nan.missing)) == (score(0, 18), 2)


def test_of_two_on_one_day_the_graver_counts_and_it_is_said() -> None:
    made = course("phq-9", [(0, 18), (21, 6), (21, 9), (21, 9)])
    assert made.latest == score(21, 9)
    assert "PHQ-9 on 2026-10-22 was 6 and 9: 9, the graver one, counts." in made.notes
    high = course("who-5", [(0, 20), (21, 60), (21, 40)])
    assert high.latest == score(21, 40)
    assert "WHO-5 on 2026-10-22 was 40 and 60: 40, the graver one, counts." in high.notes


def test_points_need_a_baseline_too() -> None:
    assert course("who-5", {21: 60}).responded is None


# ------------------------------------------------------------------ percentages


@pytest.mark.parametrize(
    ("id", "baseline", "latest", "why"),
    [
        # witness: outcome measures, section 3, floor
        (
            "phq-9",
            9,
            3,
            "The baseline PHQ-9 of 9 is below 10: a percentage of it would mean nothing.",
        ),
        ("gad-7", 0, 3, "The baseline GAD-7 is 0: there is no percentage of it."),
        ("cgi-s", 5, 3, "CGI-S starts at 1: no percentage is worked out."),
    ],
)
def test_where_there_is_no_percentage(id: str, baseline: int, latest: int, why: str) -> None:
    made = course(id, {0: baseline, 21: latest})
    assert made.change == latest - baseline
    assert (made.improved, made.responded, made.sustained, made.relapsed) == (None,) * 4
    assert why in made.notes


def test_at_the_least_baseline_there_is_one() -> None:
    assert course("phq-9", {0: 10, 21: 5}).improved == 50


@pytest.mark.parametrize(
    ("id", "baseline", "latest", "responded", "remitted"),
    [
        ("phq-9", 18, 9, True, False),  # 50 %
        ("phq-9", 19, 10, False, False),  # 47.3 %
        ("phq-9", 18, 5, True, False),  # remission is below 5
        ("phq-9", 18, 4, True, True),
        ("gad-7", 14, 7, True, False),
        ("gad-7", 14, 4, True, True),
        ("madrs", 34, 17, True, False),
        ("madrs", 34, 11, True, False),  # 12 in TRANSFORM; the strictest named by a trial is 10
        ("madrs", 34, 10, True, True),
        ("qids-sr16", 18, 5, True, True),
        ("qids-sr16", 18, 6, True, False),
        ("ham-d17", 24, 7, True, True),
        ("bdi-ii", 40, 20, True, None),
        ("nrs-pain", 10, 7, True, None),  # 30 %
        ("nrs-pain", 8, 6, False, None),  # 25 %
        ("peg", "6", "4.2", True, None),
        ("pcl-5", 50, 40, True, None),  # 10 points
        ("pcl-5", 50, 41, False, None),
        ("who-5", 20, 32, True, None),  # 12 points up
        ("who-5", 32, 28, False, None),
        ("isi", 20, 7, None, True),
        ("isi", 20, 8, None, False),
        ("cadss", 10, 2, None, None),
    ],
)
def test_response_and_remission(
    id: str, baseline: int, latest: int, responded: bool | None, remitted: bool | None
) -> None:
    """Witness: outcome measures, section 1.1, the column on response and remission; by hand."""
    made = course(id, {0: baseline, 21: latest})
    assert (made.responded, made.remitted) == (responded, remitted)


@pytest.mark.parametrize(
    ("scores", "worsened"),
    [
        ({0: 12, 21: 17}, True),  # +5 from baseline
        ({0: 12, 21: 16}, False),
        ({0: 18, 21: 4, 28: 9}, True),  # +5 from the score before
        ({0: 18, 21: 4, 28: 8}, False),
        ({21: 4, 28: 9}, True),
        ({21: 4}, None),
    ],
)
def test_worsening_of_phq_9(scores: dict[int, int], worsened: bool | None) -> None:
    """Witness: outcome measures, section 1.3: PHQ-9 five or more above."""
    assert course("phq-9", scores).worsened is worsened


def test_worsening_where_higher_is_better() -> None:
    """At the demonstration site a fall of 10 points counts."""
    assert course("who-5", {0: 40, 21: 28}).worsened is True
    assert course("who-5", {0: 40, 21: 32}).worsened is False


@pytest.mark.parametrize(
    ("scores", "sustained"),
    [
        ({0: 18, 7: 9, 14: 8}, True),
        ({0: 18, 7: 9, 14: 8, 21: 12}, False),
        ({0: 18, 7: 12, 14: 8}, False),
        ({0: 18, 7: 8}, None),  # one reading
        ({0: 18, 7: 12}, False),
        ({0: 18}, None),
        ({7: 9, 14: 8}, None),
    ],
)
def test_a_sustained_response_is_that_of_the_last_two(
    scores: dict[int, int], sustained: bool | None
) -> None:
    """Witness: outcome measures, section 3: two consecutive visits."""
    assert course("phq-9", scores).sustained is sustained


# ------------------------------------------------------------------ what nobody has signed


def test_a_rule_that_nobody_signed_is_used_and_said_to_be_so() -> None:
    made = course("madrs", {0: 34, 21: 16}, kb=load())
    assert made.responded is True
    said = (
        "This site has not signed “MADRS, fall from baseline, in percent, that counts as a "
        "response” (default 50 %, memory)."
    )
    assert said in made.missing
    unsigned = [leaf for leaf in made.rules if leaf.standing(AS_OF) is not Standing.IN_FORCE]
    assert len(made.missing) == len(unsigned)


def test_a_number_that_nobody_set_gives_no_verdict() -> None:
    made = course("madrs", {0: 34, 21: 50}, kb=load())
    assert made.worsened is None
    assert (
        "This site has not set “MADRS, rise, in points, that counts as worse”; "
        "no published value exists."
    ) in made.missing


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"expires": "2026-11-30"},
            "“PHQ-9, score below which it counts as remission” ended on 2026-11-30.",
        ),
        (
            {"effective": "2027-01-01"},
            "“PHQ-9, score below which it counts as remission” takes effect on 2027-01-01.",
        ),
    ],
)
def test_a_rule_out_of_its_time_is_named(changes: dict[str, str], said: str) -> None:
    made = course("phq-9", {0: 18, 21: 4}, kb=doctored("phq-9.remission", **changes))
    assert made.remitted is True
    assert said in made.missing


def test_the_demonstration_signs_every_rule_of_every_scale() -> None:
    kb = load("demo")
    for instrument in kb.instruments():
        made = course(instrument.id, {}, kb=kb)
        assert [one for one in made.missing if "This site" in one] == []
        assert {"lowest", "highest"} <= {leaf.id.rpartition(".")[2] for leaf in made.rules}


# ------------------------------------------------------------------ what is told beside


def test_thresholds_stand_beside_the_verdict() -> None:
    """Trap T11: the threshold is kept with the result, as a leaf and in words."""
    made = course("madrs", {0: 34, 21: 11})
    (leaf,) = [leaf for leaf in made.rules if leaf.id == "instrument.madrs.remission"]
    assert leaf.shown == "10"
    assert "Remission of MADRS: at or below 10." in made.notes
    assert (
        "Remission threshold of MADRS differs by trial: 10 or below (ESCAPE-TRD, KetECT, KADS), "
        "12 or below (TRANSFORM, SUSTAIN, ASPIRE), 9 or below (Hawley)."
    ) in made.notes


@pytest.mark.parametrize(
    ("better", "stops", "words"),
    [
        ("lower", "at-or-above", "below 5"),
        ("lower", "above", "at or below 5"),
        ("higher", "below", "at or above 5"),
        ("higher", "at-or-below", "above 5"),
    ],
)
def test_where_remission_stops_is_said_the_other_way_round(
    better: str, stops: str, words: str
) -> None:
    content = shipped()
    content["leaves"]["instrument.phq-9.remission"]["limit"]["stops"] = stops
    content["instruments"]["phq-9"]["better"] = better
    made = course("phq-9", {0: 18, 21: 9}, kb=knowledge(content))
    assert f"Remission of PHQ-9: {words}." in made.notes


def test_a_baseline_in_remission_is_told() -> None:
    assert "The baseline of 3 was there already." in course("gad-7", {0: 3, 21: 2}).notes


@pytest.mark.parametrize(
    ("latest", "words"), [(12, "6 points is at least"), (13, "5 points is less than")]
)
def test_a_change_stands_beside_a_meaningful_one(latest: int, words: str) -> None:
    """Witness: six points, anchored in treatment-resistant depression (PMID 33261932)."""
    notes = course("phq-9", {0: 18, 21: latest}).notes
    assert f"A change of {words} the meaningful one (6; O-33261932, seen)." in notes


@pytest.mark.parametrize(("day", "told"), [(13, True), (14, False)])
def test_a_scale_that_still_asks_about_the_days_before(day: int, told: bool) -> None:
    sentence = (
        f"PHQ-9 asks about the last 14 d: that of {FIRST_DOSE + timedelta(days=day)} "
        "still covers days before the first dose (2026-10-01)."
    )
    assert (sentence in course("phq-9", {0: 18, day: 9}).notes) is told


def test_a_rule_that_nobody_knows_is_named() -> None:
    notes = course("cadss", {0: 4, 21: 2}).notes
    assert notes == (
        "The knowledge has no rule of CADSS for response, remission, worsening, relapse.",
    )


# ------------------------------------------------------------------ whatever comes


SCORES = st.lists(st.tuples(st.integers(-40, 80), st.integers(-2, 130)), max_size=9)
IDS = sorted(load().ids("instruments"))


@given(st.sampled_from(IDS), SCORES, st.one_of(st.none(), st.integers(-10, 90)))
def test_whatever_the_scores_the_order_is_nothing_to_it(
    id: str, pairs: list[tuple[int, int]], dose: int | None
) -> None:
    kb = load("demo")
    first = None if dose is None else FIRST_DOSE + timedelta(days=dose)
    scores = [score(day, value) for day, value in pairs]
    made = judge(kb.instrument(id), scores, first, AS_OF, kb)
    assert made == judge(kb.instrument(id), scores[::-1], first, AS_OF, kb)
    assert len({one.on for one in made.scores}) == len(made.scores)
    if made.baseline and made.latest:
        assert made.baseline.on < made.latest.on
        assert made.change == made.latest.value - made.baseline.value
    if made.sustained:
        assert made.responded
    if made.improved is not None and made.change is not None:
        got_better = made.change if kb.instrument(id).better == "higher" else -made.change
        assert (made.improved > 0) == (got_better * 1000 >= (made.baseline or score(0, 0)).value)


def test_a_score_is_a_day_and_a_number() -> None:
    assert Score(date(2026, 10, 1), Decimal(4)) < Score(date(2026, 10, 2), Decimal(1))
