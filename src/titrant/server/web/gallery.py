"""What the gallery shows: every component in every state, with made-up words and nobody's facts."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from titrant.server.web.amounts import AmountField

_NOON = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


class Sample(forms.Form):
    """A field of every kind."""

    name = forms.CharField(label="Name", help_text="As it stands on the identity card.")
    called = forms.CharField(label="Called", required=False)
    born = forms.DateField(
        label="Born", widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"})
    )
    weight = AmountField(label="Weight", units=("kg", "lb"), help_text="Press the unit.")
    method = forms.ChoiceField(
        label="How it was found",
        choices=[("scale", "scale"), ("told", "told by the person"), ("record", "older record")],
        widget=forms.RadioSelect,
    )
    sedation = forms.ChoiceField(
        label="Sedation",
        choices=[(str(number), str(number)) for number in range(6)],
        widget=forms.RadioSelect(attrs={"class": "pressed"}),
    )
    reasons = forms.MultipleChoiceField(
        label="What was asked",
        choices=[("pregnancy", "pregnancy"), ("psychosis", "psychosis"), ("bladder", "bladder")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    chair = forms.ChoiceField(label="Chair", choices=[("1", "chair 1"), ("2", "chair 2")])
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    letter = forms.FileField(label="Letter or scan", required=False, help_text="PDF, PNG or JPEG.")
    seen = forms.BooleanField(label="I read the identity card myself", required=False)


class Wrong(Sample):
    """The same fields, wrongly filled."""

    def clean(self) -> dict[str, Any]:
        """Refuse the form as a whole as well."""
        raise forms.ValidationError("Two things below need mending. Nothing was written.")


def shown(request: HttpRequest) -> dict[str, Any]:
    """Return what the gallery's template shows."""
    wrong = Wrong({"name": "", "born": "31/31/1985", "weight_number": "70,2", "note": "Kept."})
    wrong.auto_id = "wrong_%s"
    return {
        "form": Sample(),
        "wrong": wrong,
        "person": {
            "name": "Mara Ellison",
            "address": "#person",
            "facts": ["41 y", "70.2 kg (today, scale)", "called Mara"],
            "flags": [
                {"meaning": "held", "says": "held: pregnancy test missing"},
                {"meaning": "caution", "says": "caution: two weights differ"},
                {"meaning": "due", "says": "due: PHQ-9 today"},
            ],
        },
        "sections": [
            {"word": "Overview", "address": "#sections", "here": True},
            {"word": "Weights", "address": "#rows", "count": 4},
            {"word": "Medications", "address": "#facts", "count": 2},
            {"word": "Notes", "address": "#timeline"},
        ],
        "findings": [
            {
                "meaning": "held",
                "says": "Weight is 41 days old; this protocol asks for 30 or less.",
                "lifts": "Lifted by: record today's weight.",
                "source": {
                    "says": "Site policy, signed 3 Nov 2026: weight at each session.",
                    "strength": "a rule of this site, not of a trial",
                    "against": "two protocols accept 90 days",
                },
            },
            {"meaning": "caution", "says": "Two readings of the weight differ by 3.4 kg."},
            {"meaning": "due", "says": "Urinary check by Mon 30 Nov 2026."},
        ],
        "facts": [
            {"word": "Weight", "amount": "70.2 kg", "hint": "scale, Sat 21 Nov 2026, 14:05"},
            {"word": "Height", "amount": "1710.50 mm"},
            {"word": "Born", "says": "Tue 4 Jun 1985"},
            {"word": "Allergies", "says": ""},
        ],
        "weights": [
            {"at": _NOON, "shown": "70.2 kg", "how": "scale", "corrects": True},
            {
                "at": _NOON,
                "shown": "702 kg",
                "how": "scale",
                "class": "corrected",
                "corrected_by": True,
            },
            {
                "at": _NOON - timedelta(days=7),
                "shown": "71.0 kg",
                "how": "told by the person",
                "class": "struck",
                "struck": True,
                "why": "another person's",
            },
            {"at": _NOON - timedelta(days=14), "shown": "9.75 kg", "how": "change since intake"},
            {"at": _NOON - timedelta(days=21), "shown": "1070.25 kg", "how": "chair and person"},
        ],
        "events": [
            {"at": _NOON, "says": "Infusion stopped.", "by": "Ines Roth, nurse"},
            {"at": _NOON - timedelta(minutes=4), "says": "Pressure 151/93, above 140/90."},
            {"at": _NOON - timedelta(minutes=40), "says": "Infusion started, 35 mg over 40 min."},
        ],
        "rows": Paginator(range(1234), 50).get_page(3),
        "theirs": {
            "title": "As it is now",
            "by": "Ines Roth, nurse, Sat 21 Nov 2026, 14:02",
            "facts": [{"word": "Weight", "amount": "69.8 kg"}, {"word": "How", "says": "scale"}],
        },
        "yours": {
            "title": "As you typed it",
            "by": "not written yet",
            "facts": [{"word": "Weight", "amount": "70.2 kg"}, {"word": "How", "says": "scale"}],
        },
        "source": {"mark": "label 2.2", "says": "Product label, section 2.2, revision 2025."},
        "states": [
            ("read", "As of Sat 21 Nov 2026, 14:05"),
            ("loading", "Loading …"),
            ("saved", "Saved · Sat 21 Nov 2026, 14:05"),
            ("unsent", "Typed, not yet sent"),
            ("stale", "Stale: read at 13:40. Load it again."),
            ("failed", "Not sent. What you typed is still here."),
        ],
        "asked": request.GET,
    }
