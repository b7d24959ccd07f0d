"""Dates of R4: a year, a month, a day or a moment; ages; and what is no date."""

from datetime import date

import pytest

from titrant.fhir.days import Days, begun, days, ended


def day(text: str) -> Days:
    return Days(date.fromisoformat(text), date.fromisoformat(text))


# The forms of https://hl7.org/fhir/R4/datatypes.html#dateTime, and what is none of them.
@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("1973-06", "1973-06-01", "1973-06-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),  # a leap year
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("1905-08-23", "1905-08-23", "1905-08-23"),
        ("2015-02-07T13:28:17-05:00", "2015-02-07", "2015-02-07"),
        ("2017-01-01T00:00:00.000Z", "2017-01-01", "2017-01-01"),
        # the day that is written there, not the one in Greenwich
        ("2017-01-01T23:30:00-08:00", "2017-01-01", "2017-01-01"),
        (" 2017-01-01 ", "2017-01-01", "2017-01-01"),
    ],
)
def test_a_date_means_a_first_and_a_last_day(written: str, first: str, last: str) -> None:
    assert days(written) == Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "18", "2018-1", "2018-13", "2018-02-30", "2023-02-29", "0000", "20180101"),
        *("2018-01T10:00", "01/02/2018", "2018-01-01 10:00", "٢٠١٨", "-2018", "2018-00-10"),
        *(None, 2018, True, [], ["2018"], {"start": "2018"}, 2018.5),
    ],
)
def test_what_is_no_date_is_none(written: object) -> None:
    assert days(written) is None


# ------------------------------------------------------------------ when something began


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"onsetDateTime": "2020-03-04"}, "2020-03-04"),
        ({"onsetPeriod": {"start": "2020-03-04", "end": "2021-01-01"}}, "2020-03-04"),
        ({"onsetString": "2020-03-04"}, "2020-03-04"),
        ({"onset": "2020-03-04"}, "2020-03-04"),
        ({"onsetDateTime": "2020-03-04", "recordedDate": "2021-01-01"}, "2020-03-04"),
        ({"recordedDate": "2021-01-01"}, "2021-01-01"),
        # the first that is a date, where an earlier one is none
        ({"onsetString": "in childhood", "recordedDate": "2021-01-01"}, "2021-01-01"),
        ({"onsetPeriod": {"end": "2020-01-01"}, "recordedDate": "2021-01-01"}, "2021-01-01"),
    ],
)
def test_when_it_began_is_the_first_date_that_says_so(content: object, found: str) -> None:
    assert begun(content, "onset", "recordedDate") == (day(found), "")


@pytest.mark.parametrize(
    ("content", "wrote"),
    [
        ({}, ""),
        ("nothing", ""),
        ({"onsetString": "in childhood"}, "in childhood"),
        ({"onsetDateTime": "soon", "recordedDate": "later"}, "soon"),
        ({"onsetPeriod": {"start": "spring"}}, "spring"),
        ({"onsetPeriod": {}}, ""),
        ({"onsetDateTime": 2020}, "2020"),
        ({"onsetAge": {"value": 30, "unit": "a"}}, ""),  # of a birth that nobody stated
    ],
)
def test_where_no_date_is_written_it_says_what_is(content: object, wrote: str) -> None:
    assert begun(content, "onset", "recordedDate") == (None, wrote)


BORN = Days(date(1980, 5, 17), date(1980, 5, 17))


def at_age(age: object, born: Days | None = BORN) -> Days | None:
    return begun({"onsetAge": age}, "onset", born=born)[0]


@pytest.mark.parametrize(
    "age",
    [
        {"value": 30, "unit": "years", "system": "http://unitsofmeasure.org", "code": "a"},
        {"value": 30, "code": "a"},
        {"value": 30, "unit": "yr"},
        {"value": 30, "unit": "year"},
    ],
)
def test_an_age_in_years_counts_from_birth(age: object) -> None:
    found = at_age(age)
    assert found is not None
    # somebody of 17 May 1980 is 30 from 17 May 2010 to 16 May 2011
    assert found == Days(date(2010, 5, 17), date(2011, 5, 16))


@pytest.mark.parametrize(
    "age",
    [
        {"value": 30},  # of nobody knows what
        {"value": 30, "unit": "mo", "code": "mo"},
        {"value": 30, "unit": "years", "code": "mo"},  # contradictory
        {"value": "30", "unit": "a"},
        {"value": True, "unit": "a"},
        {"value": 9000, "unit": "a"},
        {"value": -3000, "unit": "a"},
        {"unit": "a"},
        {},
    ],
)
def test_an_age_that_is_none_is_not_guessed(age: object) -> None:
    assert at_age(age) is None


def test_an_age_without_a_birth_is_no_date() -> None:
    assert at_age({"value": 30, "unit": "a"}, None) is None


def test_somebody_born_on_a_leap_day_has_an_age_in_every_year() -> None:
    leap = Days(date(1980, 2, 29), date(1980, 2, 29))
    found = at_age({"value": 1, "unit": "a"}, leap)
    assert found == Days(date(1981, 3, 1), date(1982, 2, 28))


def test_an_age_counts_from_a_birthday_to_the_day_before_the_next() -> None:
    """Of a year of birth, from the first birthday that it allows to the end of the last year."""
    year = Days(date(1980, 1, 1), date(1980, 12, 31))
    assert at_age({"value": 30, "unit": "a"}, year) == Days(date(2010, 1, 1), date(2011, 12, 30))


def test_an_age_in_the_last_year_of_the_calendar_is_none() -> None:
    assert at_age({"value": 8019, "unit": "a"}) is None


# ------------------------------------------------------------------ when it ended


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"abatementDateTime": "2020-03-04"}, "2020-03-04"),
        ({"abatementPeriod": {"start": "2019-01-01", "end": "2020-03-04"}}, "2020-03-04"),
        ({"abatementString": "2020-03-04"}, "2020-03-04"),
        ({"abatementString": "when she moved"}, None),
        ({"abatementPeriod": {"start": "2019-01-01"}}, None),
        ({"abatementAge": {"value": 30, "unit": "a"}}, None),
        ({"abatementBoolean": True}, None),
        ({}, None),
    ],
)
def test_when_it_ended(content: object, found: str | None) -> None:
    assert ended(content, "abatement") == (None if found is None else day(found))
