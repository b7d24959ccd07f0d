"""What the checks are judged by: what counts as done, and how a leaf is read."""

from msgspec.structs import replace
from tests.lib.dates import course, day, fact
from tests.lib.loaded import loaded
from tests.unit.dosing.dates.catalogue import IV, doctored, number, span

from titrant.clinical import Fact, Origin, Snapshot, Subject
from titrant.dosing.check import Kind
from titrant.dosing.dates.desk import Desk
from titrant.dosing.dates.rests import Rests, said
from titrant.knowledge import Knowledge

AT = 10


def desk(*facts: Fact, kb: Knowledge | None = None) -> Desk:
    """Return the desk of a course on day 10."""
    kb = kb or loaded()
    one = course(IV, [0])
    known = Snapshot(as_of=day(AT), subject=Subject(), facts=facts, courses=(one,))
    return Desk(known, one, kb.protocol(IV), kb)


def undated(concept: str, **known: int | None) -> Fact:
    """Return a fact that lacks a day of its own, or every day."""
    days = {key: None if value is None else day(value) for key, value in known.items()}
    return replace(fact(concept, 0), on=None, **days)


def test_what_was_done_has_a_day_up_to_today() -> None:
    """What has no day, or lies ahead, is not on record.

    Witness: by hand. Its own day counts, else the day on which it was seen; without either, and
    after today, nothing is on record.
    """
    seen, never = undated("moca", seen=4), undated("moca", seen=None)
    today, tomorrow = fact("moca", AT), fact("moca", AT + 1)
    own = fact("moca", 2, seen=day(9))
    made = desk(today, never, tomorrow, seen, own)
    assert made.done("moca") == [(day(2), own), (day(4), seen), (day(AT), today)]
    assert made.last((("moca",),)) == (day(AT), today)


def test_of_one_day_the_later_place_is_the_last() -> None:
    """Witness: by hand, in the order of files and places; the same in whatever order it is read."""
    first, second = (
        replace(fact("moca", 3), origin=Origin(file, place))
        for file, place in (("a.yaml", "2"), ("b.yaml", "1"))
    )
    for facts in ((first, second), (second, first)):
        assert desk(*facts).done("moca") == [(day(3), first), (day(3), second)]


def test_the_oldest_of_several_groups_is_the_last_time() -> None:
    """Witness: by hand. Of two scales on days 3 and 5, both were done on day 3."""
    old, new, newer = fact("phq-9", 3), fact("c-ssrs", 5), fact("c-ssrs", 4)
    wanted = (("phq-9", "madrs"), ("c-ssrs",))
    assert desk(old, new, newer).last(wanted) == (day(3), old)
    assert desk(new).last(wanted) is None


def test_a_leaf_as_a_count_and_as_days() -> None:
    """Witness: by hand. A range gives its strict end; what is no number, or is not there, none."""
    kb = doctored(
        {
            "calendar.bladder.urinalysis.months": span("2", "3"),
            "calendar.mania.bipolar": span("1", "2"),
            "frequency.home.least-interval": number("30"),
        }
    )
    made = desk(kb=kb)
    assert made.one("calendar.bladder.urinalysis.months") == 2
    assert made.days("calendar.mania.bipolar") == 7
    for missing in ("no.such.leaf", "calendar.bladder.ask"):
        assert (made.one(missing), made.days(missing)) == (None, None)
    assert made.rests.days("calendar.mania.bipolar") == (7, 14)
    assert made.rests.days("frequency.home.least-interval") == (2, 2)  # 30 h, a part of a day more
    assert Rests(loaded(), day(0)).days("frequency.home.least-interval") == (1, 1)  # 18 h


def test_a_leaf_that_holds_says_who_lifts_it() -> None:
    """Witness: the knowledge, without a site; what is not in it is not looked at and holds none."""
    made = Rests(loaded(None), day(0))
    assert made.leaf("no.such.leaf") is None
    assert made.holds == {}
    assert made.leaf("calendar.endpoint") is not None
    assert made.leaf("calendar.liver.months") is None
    assert list(made.used) == ["calendar.endpoint"]
    (empty,) = made.holds.values()
    assert (empty.kind, empty.leaf) == (Kind.HOLD, "calendar.liver.months")
    assert empty.lifts == "The medical director sets calendar.liver.months and signs it."
    assert empty.source == "HOUSE, section 7, liver; no source read names one"
    made.hold("other", "Something else.", "Somebody.")
    other = made.holds["other"]
    assert (other.kind, other.source, other.leaf) == (Kind.HOLD, "", None)


def test_a_range_as_people_read_it() -> None:
    """Witness: by hand."""
    assert (said((4, 6)), said((6, 6))) == ("4 to 6", "6")
