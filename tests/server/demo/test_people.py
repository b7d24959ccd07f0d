"""The made-up people, before anything is written: who they are and what they were given."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from tests.lib.loaded import loaded

from titrant.server.demo.awkward import awkward
from titrant.server.demo.chance import Chance
from titrant.server.demo.habits import HABITS
from titrant.server.demo.led import AT_WORK
from titrant.server.demo.marked import MARKS
from titrant.server.demo.people import DAY, PHASES, Invented, invented


@pytest.fixture(scope="module")
def people() -> list[Invented]:
    return invented(loaded())


def test_every_shipped_protocol_has_somebody_in_the_series_and_after_it(
    people: list[Invented],
) -> None:
    shipped = set(loaded().ids("protocols"))
    for phase in ("early", "later"):
        assert {one.protocol for one in people if one.phase == phase} == shipped
    assert set(HABITS) == shipped


def test_there_are_people_in_every_phase(people: list[Invented]) -> None:
    found = Counter(one.phase for one in people)
    assert set(found) == set(PHASES)
    assert min(found.values()) >= 5
    for one in people:
        last = one.sessions[-1].on if one.sessions else None
        assert (last is None) == (one.phase == "new")
        if last is not None:
            assert (DAY - last > timedelta(days=150)) == (one.phase == "over")


def test_there_are_sixty_people_and_six_hundred_doses_before_today(people: list[Invented]) -> None:
    assert len(people) >= 60
    given = [session for one in people for session in one.sessions]
    assert len(given) >= 600
    assert max(session.on for session in given) < DAY


def test_what_was_given_fits_the_protocol(people: list[Invented]) -> None:
    for one in people:
        protocol = loaded().protocol(one.protocol)
        for earlier, session in pairwise(one.sessions):
            assert earlier.on < session.on
        for session in one.sessions:
            assert (session.drug, session.route) == (protocol.drug, protocol.route)
            assert session.before[0] > session.before[1]
            assert session.peak[0] > session.before[0]
        if "older" in one.protocol:
            assert one.born is not None
            assert one.born.replace(year=one.born.year + 65) <= DAY


@pytest.mark.parametrize(
    ("protocol", "session", "milligrams"),
    [
        # by hand: 0.5 mg/kg of 70.2 kg is 35.1 mg, 0.75 mg/kg 52.65 mg; to whole milligrams
        ("iv-depression", 0, "35"),
        ("iv-depression", 4, "53"),
        ("iv-depression", 40, "53"),
        # not by weight: two sessions at each step, the last one from then on
        ("sublingual-home", 0, "100"),
        ("sublingual-home", 1, "100"),
        ("sublingual-home", 2, "200"),
        ("sublingual-home", 9, "300"),
    ],
)
def test_a_dose_is_the_step_of_its_session(protocol: str, session: int, milligrams: str) -> None:
    assert HABITS[protocol].dose(session, Decimal("70.2")) == Decimal(milligrams)


def test_they_are_the_same_people_each_time(people: list[Invented]) -> None:
    assert invented(loaded()) == people
    assert awkward() == awkward()


def test_nobody_has_a_telephone_or_mail_that_anybody_could_have(people: list[Invented]) -> None:
    everybody = [*people, *awkward()]
    for one in everybody:
        # 555-0100 to 555-0199 are kept for made-up people (NANPA); example.org too (RFC 2606)
        number = one.phone.removeprefix("+1 212 555 0")
        assert 100 <= int(number) <= 199
        assert not one.email or one.email.endswith("@example.org")
    assert len({one.name for one in everybody}) == len(everybody)


def test_the_awkward_say_what_is_awkward_and_every_mark_does_something() -> None:
    found = {one.name: one for one in awkward()}
    assert len({one.awkward for one in found.values()} - {""}) == len(found) >= 20
    assert found["Nadia Unborn"].born is None
    assert found["Leap Yearling"].born == date(1988, 2, 29)
    light, heavy = found["Ana Light"], found["Otto Heavy"]
    assert light.kg / (Decimal(light.cm) / 100) ** 2 < Decimal("18.5")
    assert heavy.kg > 150
    elsewhere = {"joined", "second", "no-messages", "died", "empty", "reported"}
    marks = frozenset().union(*(one.marks for one in found.values()))
    assert marks | {"at-desk"} == MARKS.keys() | elsewhere | {*AT_WORK}


def test_a_word_gives_the_same_choices_on_every_machine() -> None:
    # `printf seven/1 | sha256sum` begins 657df4e317b411a6, .../2 c19f1dfd1830616a, .../3
    # 314b310b418a0c7b; their last two decimal digits are 38, 94 and 47
    chance = Chance("seven")
    assert [chance.below(100) for _ in range(3)] == [38, 94, 47]
    assert Chance("seven").between(1000, 1099) == 1038
    assert Chance("seven").one("abcdefghij") == "i"
    assert Chance("seven").once_in(2)
    assert not Chance("seven").once_in(100)


def test_choices_keep_their_order_and_their_bounds() -> None:
    for number in range(50):
        chance = Chance(f"bounds {number}")
        some = chance.some("abcdef", 3)
        assert some == sorted(set(some))
        assert len(some) == 3
        assert chance.some("ab", 5) == ["a", "b"]
        found = chance.around(Decimal(70), Decimal(2), Decimal("0.5"))
        assert Decimal(68) <= found <= Decimal(72)
        assert found % Decimal("0.5") == 0
