"""The forms of courses: opened, moved, reviewed, ended; a finding cleared."""

from typing import Any

from django import forms

from titrant.server.patients.fields import choices, pressed, words
from titrant.server.patients.sections.scale_words import scales

ENDS = (
    ("planned", "It was planned to end now"),
    ("remission", "Remission, and no maintenance is wanted"),
    ("no response", "Too little response"),
    ("harm", "Harm, or not tolerated"),
    ("person", "The person wants to stop"),
    ("moved", "The person goes on elsewhere"),
    ("cost", "Cost, or insurance"),
    ("another", "Another protocol is to follow"),
    ("died", "The person died"),
    ("other", "Another reason, in the words below"),
)


def _reason(label: str, **known: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), **known
    )


class OpenForm(forms.Form):
    """A course being opened."""

    why = _reason("Why this protocol, for this person")
    target = forms.ChoiceField(
        label="Response is judged by",
        choices=lambda: choices(*scales().items(), empty="Not chosen yet"),
        required=False,
        help_text="One scale, asked again and again.",
    )
    ends_when = _reason(
        "When does it end, or by which criteria",
        required=False,
        help_text="Asked for until somebody has written it.",
    )


class WhyForm(forms.Form):
    """A reason."""

    why = _reason("Why")


class ReviewForm(forms.Form):
    """A review being written."""

    decision = pressed("The course", ("continue", "goes on"), ("stop", "is to stop"))
    why = _reason("Why")


class EndForm(forms.Form):
    """A course being ended."""

    why = forms.ChoiceField(label="Why it ends", choices=choices(*ENDS, empty="Choose the reason"))
    words = _reason("In your own words", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for words where no reason of the list is the one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("why") == "other" and not cleaned.get("words", "").strip():
            self.add_error("words", "Write the reason.")
        return cleaned


class ClearForm(forms.Form):
    """A finding being cleared."""

    on_word_of = words(
        "Whose clearance is in hand",
        160,
        required=False,
        help_text="Who examined the person, and where their letter is kept.",
    )
    why = _reason("Why it no longer stands in the way")
    until = forms.DateField(
        label="Counts until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Left empty: until the record or a rule changes.",
        error_messages={"invalid": "Write the day like 2027-02-21."},
    )

    def __init__(self, *args: Any, clearance: bool, **known: Any) -> None:
        super().__init__(*args, **known)
        self.fields["on_word_of"].required = clearance
