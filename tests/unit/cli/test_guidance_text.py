"""Guidance as text: as wide as the page, and everything that a prescriber has to read."""

import re

import pytest
from msgspec.structs import replace
from tests.lib.guided import (
    ago,
    base,
    case_of,
    course,
    file_of,
    quiet,
    scores,
    sessions,
    shipped,
    weight,
)
from tests.lib.next_scenarios import Scenario

from titrant import __version__
from titrant.cli.guidance_text import DECIDES, guidance_text
from titrant.clinical import Snapshot
from titrant.dosing.guidance import Case, Guidance, Stand, next_dose
from titrant.knowledge import Knowledge

SOME = [weight(), *scores((20, 20), (2, 16))]
MANY = (
    "iv-depression-up-after-three-sessions",
    "iv-depression-no-site",
    "iv-depression-screening-not-done",
    "iv-depression-bmi-33-three-weights",
    "iv-crps-start-heavy-25-mg-an-hour",
    "spravato-us-trd-maintenance-relapse",
    "sublingual-home-dose-finding-first",
    "daily-nasal-held",
    "exposure-across-sites-and-agents",
    "oral-weekly-up-range",
)


def printed(text: str, *, kb: Knowledge | None = None, width: int = 100, **asked: object) -> str:
    """Return what is printed about a person, line by line."""
    kb = kb or shipped()
    case = case_of(text, kb=kb, **asked)  # type: ignore[arg-type] # the same keywords
    return guidance_text(next_dose(case, kb), case.snapshot, width)


def flat(text: str, **asked: object) -> str:
    """Return it on a page so wide that no sentence breaks, with one blank between words."""
    return " ".join(printed(text, width=20_000, **asked).split())  # type: ignore[arg-type]


def block(text: str, title: str) -> list[str]:
    """Return the lines of a section."""
    lines = text.splitlines()
    start = lines.index(title) + 1
    end = next((at for at in range(start, len(lines)) if not lines[at]), len(lines))
    return lines[start:end]


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_line_is_wider_than_the_page(name: str, width: int) -> None:
    scenario = Scenario(name)
    guidance = scenario.guidance()
    text = guidance_text(guidance, scenario.snapshot(), width)
    assert max(map(len, text.splitlines())) == width
    assert all(line == line.rstrip() for line in text.splitlines())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)  # no colour, no escape code


@pytest.mark.parametrize("name", MANY)
def test_every_option_hold_and_ground_is_printed(name: str) -> None:
    """Nothing is left out but the questions of a screening that was not done."""
    scenario = Scenario(name)
    guidance = scenario.guidance()
    said = "".join(guidance_text(guidance, scenario.snapshot(), 10_000).split())
    for option in guidance.options:
        grounds = [
            *option.why_not,
            *(one for one in (*option.supports, *option.against) if one.tier != "hold"),
            *option.noted,
        ]
        texts = [option.title, *(one.says for one in grounds), *option.missing]
        texts += option.needs if option.stand is not Stand.NOT_OFFERED else ()
        assert [text for text in texts if "".join(text.split()) not in said] == []
    for hold in guidance.holds:
        for text in (hold.says, hold.lifts, hold.who, hold.source):
            assert "".join(text.split()) in said
    for dispute in guidance.conflicts:
        for text in (dispute.handling, *(side.says for side in dispute.sides)):
            assert "".join(text.split()) in said


def test_the_head_says_for_whom_and_for_what() -> None:
    lines = printed(file_of(course(*sessions(12, 8, 5)), measurements=SOME)).splitlines()
    protocol = shipped().protocol("iv-depression")
    assert lines[0] == "=" * 100
    assert lines[1:6] == [
        f"NEXT SESSION: {protocol.title}",
        f"iv-depression version 1, US; as of Tue 1 Dec 2026; {shipped().site_title}.",
        "Female, 42 years. Weight 70 kg on Mon 30 Nov 2026.",
        "DEMONSTRATION: the signatures of this site are invented.",
        "=" * 100,
    ]
    assert " ".join(lines[6:9]) == DECIDES


def test_without_a_site_and_a_weight_the_head_says_so() -> None:
    said = flat(file_of(), kb=shipped(None), screened=False, place=None)
    assert (
        "iv-depression version 1, any jurisdiction; as of Tue 1 Dec 2026; no site’s signatures."
        in said
    )
    assert "Female, 42 years. No weight is known." in said
    assert "DEMONSTRATION" not in said
    assert f"({shipped(None).hash[:12]}), no site. Every number leads to its source" in said


def test_every_weight_that_a_dose_may_be_scaled_to_stands_in_the_head() -> None:
    """Woman of 170 cm, 100 kg: ideal 61.437, adjusted 76.862 kg (section 5.1), by hand."""
    said = flat(file_of(measurements=[weight("100 kg")]))
    assert "Weight 100 kg on Mon 30 Nov 2026; ideal 61.44 kg, adjusted 76.86 kg." in said
    assert "= 50 mg by actual weight, 100 kg" in said
    assert "= 30.7185… mg by ideal weight, 61.44 kg" in said
    assert "= 38.4311… mg by adjusted weight, 76.86 kg" in said


# -- the course so far ------------------------------------------------------------------------


def test_before_the_first_session() -> None:
    text = printed(file_of(measurements=[weight()]))
    assert block(text, "THE COURSE SO FAR") == [
        "  Before the first session. No session was given yet."
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((5,), "Course without a stated length. 1 session, 1 at 0.5 mg/kg; the last 5 days ago."),
        (
            (8, 5),
            "Course without a stated length. 2 sessions, 2 at 0.5 mg/kg; the last 5 days ago.",
        ),
    ],
)
def test_where_a_course_stands(days: tuple[int, ...], said: str) -> None:
    text = printed(file_of(course(*sessions(*days)), measurements=SOME))
    assert block(text, "THE COURSE SO FAR")[0] == f"  {said}"


def test_a_dose_that_nobody_knows_has_no_step() -> None:
    had = quiet(ago(5), ordered=None, dose=None)
    said = flat(file_of(course(had), measurements=SOME))
    assert "1 session; the last 5 days ago." in said
    assert "1 session of ketamine, not every dose known; 1 within 90 days." in said


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (16, "PHQ-9: no response."),
        (9, "PHQ-9: a response."),
        (4, "PHQ-9: a response, a remission."),
    ],
)
def test_how_it_worked(now: int, verdict: str) -> None:
    """Half of 20 is 10; below 5 is a remission of the PHQ-9."""
    text = file_of(
        course(*sessions(12, 8, 5)), measurements=[weight(), *scores((20, 20), (2, now))]
    )
    assert f"  {verdict}" in block(printed(text), "THE COURSE SO FAR")


def test_a_course_that_got_worse_says_so() -> None:
    text = file_of(course(*sessions(12, 8, 5)), measurements=[weight(), *scores((20, 12), (2, 20))])
    assert "PHQ-9: worse." in flat(text)


def test_without_a_verdict_there_is_no_verdict() -> None:
    text = file_of(course(*sessions(12, 8, 5)), measurements=[weight(), *scores((2, 16))])
    lines = block(printed(text), "THE COURSE SO FAR")
    assert not [line for line in lines if line.startswith("  PHQ-9:")]


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "the last today."), (1, "the last 1 day ago."), (2, "the last 2 days ago.")],
)
def test_how_long_ago_the_last_one_was(days: int, said: str) -> None:
    assert said in flat(file_of(course(*sessions(days)), measurements=SOME))


def test_what_was_not_understood_or_not_used_is_said() -> None:
    """Nobody reads options for a next session without seeing what the program did not read."""
    text = file_of(
        course(*sessions(12, 8, 5), quiet(ago(-2))),
        measurements=SOME,
        conditions=["major depression", "green ears"],
    )
    page = printed(text)
    assert block(page, "NOT MAPPED: NO CONCEPT COVERS IT") == ["  condition: green ears"]
    assert block(page, "READ AND NOT USED") == [
        "  - It is dated 2026-12-03, after 2026-12-01: a session"
    ]
    bare = printed(file_of(course(*sessions(12, 8, 5)), measurements=SOME))
    assert "NOT MAPPED" not in bare
    assert "READ AND NOT USED" not in bare


def test_what_was_given_by_anyone_is_counted() -> None:
    text = file_of(course(*sessions(12, 8, 5)), measurements=SOME)
    last = block(printed(text), "THE COURSE SO FAR")[-1]
    assert last == "  From anyone so far: 3 sessions of ketamine, 105 mg in all; 3 within 90 days."


# -- what holds, and the options ------------------------------------------------------------------


def test_a_hold_says_what_lifts_it_and_who_may() -> None:
    text = printed(file_of(course(*sessions(3, 1, 0)), measurements=SOME))
    week = "At most 3 sessions in any 7 days, whoever gives them."
    assert block(text, "WHAT HOLDS EVERY DOSE (1)") == [
        f"  HOLD: {week} The next may be on 2026-12-05.",
        "        lifts: Wait until 2026-12-05. (nobody)",
        "        source: R53, abstract, three times a week",
    ]


def test_where_nothing_holds_there_is_no_such_section() -> None:
    assert "WHAT HOLDS" not in printed(file_of(course(*sessions(12, 8, 5)), measurements=SOME))


def test_what_is_not_offered_stands_below_with_its_reason() -> None:
    text = printed(file_of(course(*sessions(12, 8, 5)), measurements=SOME))
    assert "  Not offered here:" in text.splitlines()
    assert "  - Start. The course has begun." in text.splitlines()


def test_a_hard_limit_is_said_with_what_is_not_offered() -> None:
    """Three sessions of 1.9 mg/kg ordered elsewhere: 2 mg/kg and more is never given (R10)."""
    had = sessions(12, 8, 5, ordered="2 mg/kg", dose="140 mg")
    said = flat(file_of(course(*had), measurements=SOME))
    assert "- The same: 2 mg/kg over 40 min. The dose of 140 mg for 70 kg is 2 mg/kg" in said
    assert "Nothing lifts this. Check the amount, its unit, the weight and the time." in said


@pytest.mark.parametrize(
    ("width", "across"), [(80, 2), (95, 2), (96, 3), (100, 3), (129, 3), (130, 4), (140, 4)]
)
def test_options_stand_side_by_side_as_many_as_fit(width: int, across: int) -> None:
    """Of seven that are offered (hold, same, up, down, review, stop, switch)."""
    text = printed(file_of(course(*sessions(12, 8, 5)), measurements=SOME), width=width)
    first = next(line for line in text.splitlines() if line.startswith("OPEN"))
    assert first.split() == ["OPEN"] * across


def test_how_an_option_stands_is_a_word() -> None:
    said = flat(
        file_of(
            course(*sessions(12, 8, 5, dose="52.5 mg", ordered="0.75 mg/kg")), measurements=SOME
        )
    )
    assert "ASKS FOR MORE" in said  # 1 mg/kg is above the soft limit
    assert "REASON: The dose of 70 mg for 70 kg is 1 mg/kg" in said
    held = flat(file_of(course(*sessions(3, 1, 0)), measurements=SOME))
    assert "HELD" in held
    assert "for: what holds, above (1)" in held


def test_a_range_has_both_ends_in_milligrams() -> None:
    said = flat(file_of(course(*sessions(12, 8, 5)), measurements=SOME))
    assert "= 7 mg to below 35 mg by actual weight, 70 kg" in said
    assert "= 52.5 mg by actual weight, 70 kg" in said


def test_a_ceiling_is_called_one() -> None:
    scenario = Scenario("iv-crps-start-is-a-ceiling")
    said = guidance_text(scenario.guidance(), scenario.snapshot(), 140)
    assert "= at most " in said


def test_when_an_option_would_be() -> None:
    def told(*had: int) -> str:
        text = file_of(
            course(
                *sessions(*had),
                protocol="iv-depression-s1-table",
                reviews=[{"on": ago(60), "decision": "continue", "why": "it helps"}],
            ),
            measurements=[weight(), *scores((100, 20), (60, 8), (1, 8))],
        )
        return flat(text, protocol="iv-depression-s1-table")

    kept = told(90, 87, 84, 80, 50, 25)
    assert "when: 28 days after the last, Fri 4 Dec 2026" in kept
    assert "when: 21 to 42 days after the last, Tue 1 Dec 2026 to Fri 18 Dec 2026" in kept


def test_a_ground_has_its_source_tier_and_flag() -> None:
    said = flat(file_of(course(*sessions(12, 8, 5)), measurements=SOME))
    told = "PHQ-9 20 on 2026-11-11, 16 on 2026-11-29, 20 % better."
    assert f"- {told} Less than 50 %. [R55, response-guided, RCT, seen]" in said


# -- what is missing ------------------------------------------------------------------------------


def questions(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("  - ")]


def of(count: int) -> str:
    """Return the page of somebody of whom so many things of the screening were not asked."""
    case = case_of(file_of(course(*sessions(12, 8, 5)), measurements=SOME), screened=False)
    made = next_dose(case, shipped())
    asked = [one for one in made.missing if one.would_be]
    own = [one for one in made.missing if not one.would_be]
    guidance = replace(made, missing=(*own, *asked[:count]), options=(), conflicts=(), holds=())
    return guidance_text(guidance, case.snapshot, 140)


@pytest.mark.parametrize(("count", "listed"), [(1, 1), (6, 6), (7, 7), (8, 6), (20, 6)])
def test_many_questions_of_the_screening_are_counted(count: int, listed: int) -> None:
    """Seven are listed: “and 1 more” would save nothing. Of eight the gravest six."""
    text = of(count)
    assert f"WHAT NOBODY HAS SAID ({count})" in text.splitlines()
    assert len(questions(text)) == listed
    more = f"    and {count - 6} more: “titrant screen” asks them by class."
    assert (more in text.splitlines()) is (listed < count)
    assert "(nobody has said; at worst: " in " ".join(text.split())


def test_where_nothing_is_missing_there_is_no_such_section() -> None:
    assert "WHAT NOBODY HAS SAID" not in of(0)


def test_what_the_course_turns_on_is_listed_whole_and_first() -> None:
    had = sessions(12, 8, 5, events=None, peak=None)
    text = printed(file_of(course(*had), measurements=SOME), screened=False)
    first = block(text, next(line for line in text.splitlines() if line.startswith("WHAT NOBODY")))
    unsaid = "in the session of 2026-11-26? (nobody has written it down)"
    assert first[:2] == [
        f"  - Were there adverse events {unsaid}",
        f"  - What was the peak blood pressure {unsaid}",
    ]


# -- disputes and the foot --------------------------------------------------------------------


def test_a_dispute_shows_every_side_and_what_is_done_here() -> None:
    kb = shipped()
    said = flat(file_of(course(*sessions(12, 8, 5)), measurements=SOME))
    conflict = kb.conflict("higher-dose-better")
    topic = f"{conflict.topic[:1].upper()}{conflict.topic[1:]}"
    assert f"- {topic} (bears on: {', '.join(conflict.options)})" in said
    for id in conflict.claims:
        claim = kb.claim(id)
        told = f"{claim.source}, {claim.locator} ({claim.tier}, {claim.flag}): {claim.says}"
        assert " ".join(told.split()) in said
    assert f"Here: {' '.join(conflict.handling.split())}" in said


def test_the_foot_says_what_made_it_and_that_nothing_is_signed() -> None:
    kb = shipped()
    text = printed(file_of(measurements=[weight()]), width=140)
    *_, foot, last = text.splitlines()
    assert last == "Nothing here is signed, ordered or given."
    told = f"Program {__version__}, knowledge {kb.version} ({kb.hash[:12]}), {kb.site_title}."
    assert told in " ".join(text.split())
    assert foot.endswith("with what stands in brackets.")


def test_an_own_site_is_no_demonstration() -> None:
    kb = base()
    text = file_of(measurements=[weight()])
    assert "DEMONSTRATION" in flat(text, kb=kb)
    case: Case = case_of(text, kb=kb)
    guidance: Guidance = next_dose(case, kb)
    own = replace(guidance, versions=replace(guidance.versions, demonstration=False))
    snapshot: Snapshot = case.snapshot
    assert "DEMONSTRATION" not in guidance_text(own, snapshot, 100)
