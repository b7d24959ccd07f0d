"""What templates call: numbers with a quieter unit, days and times, keys of forms, components."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from titrant.server.web.amounts import AmountInput

register = template.Library()

_NUMBER = re.compile(r"([-+−]?)([0-9]*)(?:\.([0-9]+))?")
_THIN = "\u202f"  # between thousands; it does not break


@register.simple_tag
def form_key() -> SafeString:
    """Return the hidden field that makes a form that is sent twice count once."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid4().hex)


@register.filter
def amount(value: object) -> SafeString:
    """Return `70.2 kg` with its unit smaller and lighter; in a column the points are aligned.

    A zero stands before the point and none at the end; thousands are set apart: `1 000.5`.
    """
    number, _, unit = str(value).partition(" ")
    shown = _set(number)
    if not unit:
        return shown
    return format_html('{}&nbsp;<span class="unit">{}</span>', shown, unit)


def _set(number: str) -> SafeString:
    found = _NUMBER.fullmatch(number)
    if found is None or not (found[2] or found[3]):  # 148/92, or words
        return format_html('<span class="number">{}</span>', number)
    sign, whole, part = found[1], found[2].lstrip("0") or "0", (found[3] or "").rstrip("0")
    return format_html(
        '<span class="number">{}{}<span class="part">{}</span></span>',
        sign.replace("-", "−"),
        grouped(whole),
        f".{part}" if part else "",
    )


@register.simple_tag
def call(number: str) -> SafeString:
    """Return a telephone number as a link that dials it, and that no line breaks in two."""
    dialled = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return format_html(
        '<a href="tel:{}">{}</a>', dialled, number.replace(" ", "\N{NO-BREAK SPACE}")
    )


@register.filter
def grouped(value: object) -> str:
    """Return a whole number with a thin space between its thousands; `1000` becomes `1 000`."""
    return re.sub(r"(?<=\d)(?=(\d{3})+$)", _THIN, str(value))


@register.filter
def day(value: date | None) -> str:
    """Return `Sat 21 Nov 2026`; a dash where there is none."""
    return "–" if value is None else f"{value:%a} {value.day} {value:%b %Y}"


@register.filter
def moment(value: datetime | None, zone: str = "UTC") -> str:
    """Return `Sat 21 Nov 2026, 14:05` in a zone; a dash where there is none."""
    if value is None:
        return "–"
    there = value.astimezone(ZoneInfo(zone) if zone and zone != "UTC" else UTC)
    return f"{day(there)}, {there:%H:%M}"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Return what one field of a form shows: label, control, hint, what is wrong."""
    widget = bound.field.widget
    several = isinstance(widget, RadioSelect | CheckboxSelectMultiple | AmountInput)
    return {
        "field": bound,
        "several": several,
        "tick": isinstance(widget, CheckboxInput),
        "described": bound.aria_describedby if several else "",
    }


@register.inclusion_tag("components/standing.html")
def standing(row: object) -> dict[str, object]:
    """Return the words beside a row that was corrected, or struck, or corrects another."""
    return {"row": row}


@register.simple_tag(takes_context=True)
def querystring_at(context: Mapping[str, object], number: int) -> str:
    """Return this page's question, asked of another page of the list."""
    request = context["request"]
    assert isinstance(request, HttpRequest)
    asked = request.GET.copy()
    asked["page"] = str(number)
    return asked.urlencode()
