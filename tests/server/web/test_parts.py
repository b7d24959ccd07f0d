"""What templates call."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from titrant.server.web.templatetags.clinic import amount, call, day, form_key, grouped, moment


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("70.2 kg", "70.2\xa0kg"),
        ("10.0 mg", "10\xa0mg"),
        (".5 mg/kg", "0.5\xa0mg/kg"),
        ("00.50 mg", "0.5\xa0mg"),
        ("1000 mL", "1\u202f000\xa0mL"),
        ("1234567.25", "1\u202f234\u202f567.25"),
        ("-3.4 kg", "−3.4\xa0kg"),
        ("148/92 mm[Hg]", "148/92\xa0mm[Hg]"),
        ("less than 5 mg", "less\xa0than 5 mg"),
        ("0", "0"),
        (".", "."),
        (70, "70"),
    ],
)
def test_a_number_is_set_as_in_a_book(value: object, read: str) -> None:
    import html
    import re

    assert html.unescape(re.sub(r"<[^>]+>", "", amount(value))) == read


def test_the_part_behind_the_point_can_be_aligned() -> None:
    assert '70<span class="part">.2</span>' in amount("70.2 kg")
    assert '70<span class="part"></span>' in amount("70 kg")


def test_nothing_typed_becomes_markup() -> None:
    assert "<b>" not in amount("<b>1</b> <i>kg</i>")


@pytest.mark.parametrize(
    ("value", "read"),
    [(7, "7"), (999, "999"), (1000, "1\u202f000"), (1234567, "1\u202f234\u202f567")],
)
def test_thousands_stand_apart(value: int, read: str) -> None:
    assert grouped(value) == read


def test_days_and_moments() -> None:
    at = datetime(2026, 11, 21, 19, 5, tzinfo=UTC)
    assert day(date(2026, 11, 2)) == "Mon 2 Nov 2026"
    assert day(None) == moment(None) == "–"
    assert moment(at) == "Sat 21 Nov 2026, 19:05"
    assert moment(at, "America/New_York") == "Sat 21 Nov 2026, 14:05"
    assert moment(at, "") == "Sat 21 Nov 2026, 19:05"


def test_each_form_has_a_key_of_its_own() -> None:
    assert form_key() != form_key()


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the card.")
    called = forms.CharField(label="Called", required=False)
    method = forms.ChoiceField(choices=[("a", "scale")], widget=forms.RadioSelect)
    seen = forms.BooleanField(label="Seen")


def shown(field: str, form: forms.Form) -> str:
    return Template(f"{{% field form.{field} %}}").render(Context({"form": form}))


def test_a_field_says_what_it_is_and_what_is_wrong_with_it() -> None:
    page = shown("name", Sample({"name": ""}))
    assert '<label for="id_name">Name</label>' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert "Fill this in." in page
    assert "optional" not in page


def test_a_field_that_may_be_left_out_says_so() -> None:
    assert '<span class="optional">optional</span>' in shown("called", Sample())


def test_choices_have_a_legend_and_a_tick_its_words_behind_it() -> None:
    page = shown("method", Sample({}))
    assert "<legend>Method</legend>" in page
    assert "Choose one." in page
    tick = shown("seen", Sample({}))
    assert tick.index("checkbox") < tick.index("<span>Seen</span>")
    assert "Tick this, or go back." in tick


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        (forms.DateField(), "31/31/1985", "Write the date as year-month-day: 2026-11-21."),
        (forms.TimeField(), "25:00", "Write the time as hours and minutes: 14:05."),
        (forms.DateTimeField(), "noon", "Write the date and the time: 2026-11-21 14:05."),
        (forms.IntegerField(), "7.5", "Write a whole number, such as 72."),
        (forms.DecimalField(), "7,5", "Write a number with a point, such as 70.2."),
        (forms.EmailField(), "ines", "Write an address such as name@clinic.example."),
        (forms.EmailField(), "", "Fill this in."),
        (forms.ChoiceField(choices=[("a", "b")]), "c", "Choose one of these."),
        (forms.MultipleChoiceField(choices=[("a", "b")]), [], "Tick at least one."),
        (forms.FileField(), None, "Choose a file."),
    ],
)
def test_a_form_says_how_to_mend_it(field: forms.Field, value: Any, says: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)
    assert refused.value.messages == [says]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"struck": True, "why": "another person's"}, "entered in error: another person&#x27;s"),
        ({"struck": True}, "entered in error"),
        ({"corrected_by": 1}, "corrected, see the newer row"),
        ({"corrects": 1}, "correction of an older row"),
        ({"corrects": 1, "corrected_by": 1}, "corrected, see the newer row"),
        ({}, ""),
    ],
)
def test_a_row_that_is_not_held_to_be_so_says_why(row: dict[str, object], says: str) -> None:
    page = Template("{% standing row %}").render(Context({"row": row})).strip()
    assert says in page
    assert bool(says) == bool(page)


def test_pages_of_a_list_keep_the_question() -> None:
    request = RequestFactory().get("/patients/", {"q": "a&b", "page": "2"})
    page = Template('{% include "components/pages.html" with of="patients" %}').render(
        Context({"request": request, "rows": Paginator(range(1200), 50).get_page(2)})
    )
    assert 'href="?q=a%26b&amp;page=1"' in page
    assert 'href="?q=a%26b&amp;page=3"' in page
    assert "Page 2 of 24 · 1\u202f200 patients" in page


def test_a_list_of_one_page_has_no_pages() -> None:
    rows = Paginator(range(3), 50).get_page(1)
    assert Template('{% include "components/pages.html" %}').render(Context({"rows": rows})) in {
        "",
        "\n",
    }


@pytest.mark.parametrize(
    ("number", "dialled"), [("+1 212 555 0100", "+12125550100"), ("13 11 14", "131114")]
)
def test_a_telephone_number_dials_and_stays_in_one_line(number: str, dialled: str) -> None:
    whole = number.replace(" ", "\N{NO-BREAK SPACE}")
    assert call(number) == f'<a href="tel:{dialled}">{whole}</a>'
