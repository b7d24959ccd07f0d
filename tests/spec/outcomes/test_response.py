"""Outcomes: what the scores of a course say."""

from tests.lib.loaded import loaded
from tests.lib.outcomes import course, score

from titrant.outcomes import out_of_range


def test_the_baseline_is_the_last_score_up_to_the_first_dose() -> None:
    """A course is compared with the last score up to and including the day of the first dose.

    Older scores stay in the list and are not the baseline. Where there is none, the program says
    so and gives neither a percentage nor a response: it takes no later score in its place.
    """
    made = course("phq-9", {-30: 23, -2: 18, 21: 9})
    assert made.baseline == score(-2, 18)
    late = course("phq-9", {3: 15, 21: 9})
    assert (late.baseline, late.improved, late.responded) == (None, None, None)
    assert late.missing == ("No PHQ-9 from before the first dose (2026-10-01).",)


def test_response_is_half_of_the_baseline() -> None:
    """For most scales a response is a fall by half of the baseline, or more.

    A PHQ-9 that goes from 18 to 9 is a response, from 19 to 10 (47.3 %) it is none: the percentage
    is never rounded up. Pain scales count from 30 %; PCL-5 and WHO-5 count points.
    """
    assert course("phq-9", {0: 18, 21: 9}).responded is True
    made = course("phq-9", {0: 19, 21: 10})
    assert (str(made.improved), made.responded) == ("47.3", False)
    assert course("nrs-pain", {0: 10, 21: 7}).responded is True
    assert course("pcl-5", {0: 50, 21: 40}).responded is True
    assert course("who-5", {0: 20, 21: 32}).responded is True


def test_a_low_baseline_has_no_percentage() -> None:
    """Below a PHQ-9 of 10 at the start, a percentage means nothing and is left blank.

    The points are still shown, and so is whether the latest score is in remission.
    """
    made = course("phq-9", {0: 8, 21: 4})
    assert (str(made.change), made.improved) == ("-4", None)
    assert (made.responded, made.remitted) == (None, True)


def test_the_threshold_of_remission_stands_beside_the_verdict() -> None:
    """Trials differ: a MADRS of 11 is remission in TRANSFORM and none in ESCAPE-TRD.

    The program uses 10 or below, prints that, and names the others. A site may sign a lower one.
    """
    made = course("madrs", {0: 34, 21: 11})
    assert (made.responded, made.remitted) == (True, False)
    assert made.notes[0] == "Remission of MADRS: at or below 10."
    assert made.notes[1].startswith("Remission threshold of MADRS differs by trial: 10 or below")


def test_a_number_that_the_scale_cannot_have_is_never_judged() -> None:
    """A PHQ-9 ends at 27; a 40 is a slip, or comes from a form that counts its answers wrongly.

    It is left out of baseline, change and response, and named among what is missing. The same goes
    for a raw WHO-5 sum of 13 where the index from 0 to 100 is meant.
    """
    made = course("phq-9", {0: 18, 21: 9, 28: 40})
    assert made.latest == score(21, 9)
    assert made.missing == (
        "PHQ-9 of 40 is above 27, its highest score: that of 2026-10-29 is not used.",
    )
    kb = loaded(None)
    raw = out_of_range(kb.instrument("who-5"), score(0, 13).value, kb)
    assert raw.startswith("WHO-5 of 13 is none of its scores")


def test_of_two_scores_on_one_day_the_graver_counts() -> None:
    """Two totals of one day are both told; the one that says the worse is used."""
    made = course("phq-9", [(0, 18), (21, 9), (21, 6)])
    assert made.latest == score(21, 9)
    assert "PHQ-9 on 2026-10-22 was 6 and 9: 9, the graver one, counts." in made.notes


def test_worse_is_told_against_the_start_and_against_last_time() -> None:
    """Five points of PHQ-9 up, from the baseline or from the score before, count as worse.

    So a fall back is seen while the score is still better than at the start.
    """
    assert course("phq-9", {0: 12, 21: 17}).worsened is True
    back = course("phq-9", {0: 18, 21: 4, 28: 9})
    assert (back.responded, back.worsened) == (True, True)


def test_a_score_may_still_ask_about_the_days_before_the_dose() -> None:
    """A PHQ-9 asks about two weeks: one of day 7 covers days before the first dose, and says so."""
    notes = course("phq-9", {0: 18, 7: 9}).notes
    assert any("still covers days before the first dose" in note for note in notes)


def test_a_rule_that_the_site_has_not_signed_is_named() -> None:
    """Where no medical director has signed, each verdict says on what it would rest.

    An unsigned threshold is used at its default and named, with the leaf among the rules of the
    verdict: whoever would act on it holds. An empty one gives no verdict at all.
    """
    made = course("madrs", {0: 34, 21: 44}, kb=loaded(None))
    assert made.worsened is None
    assert sum(one.startswith("This site has not signed “") for one in made.missing) == 5
    assert sum(one.startswith("This site has not set “") for one in made.missing) == 1


def test_a_scale_without_a_rule_gives_no_verdict() -> None:
    """Nobody has published a response of the CADSS: its scores are listed, and nothing follows."""
    made = course("cadss", {0: 4, 7: 30})
    assert (made.responded, made.remitted, made.worsened, made.relapsed) == (None,) * 4
    assert made.notes == (
        "The knowledge has no rule of CADSS for response, remission, worsening, relapse.",
    )
