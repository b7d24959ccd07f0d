"""Forms about clinics and their policy."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from titrant.knowledge import Leaf

UNITS = (("metric", "kg, cm"), ("us", "lb, in"))
JURISDICTIONS = (
    ("us", "United States"),
    ("eu", "European Union"),
    ("gb", "United Kingdom"),
    ("ch", "Switzerland"),
    ("au", "Australia"),
    ("ca", "Canada"),
)


class ClinicForm(forms.Form):
    """What a clinic is called and where it is."""

    name = forms.CharField(max_length=120)
    phone = forms.CharField(max_length=40, label="Telephone")
    zone = forms.ChoiceField(label="Time zone", help_text="Times are shown in it.")
    units = forms.ChoiceField(label="Units typed first", choices=UNITS, widget=forms.RadioSelect)
    jurisdiction = forms.ChoiceField(label="Whose labels and laws count", choices=JURISDICTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone)
        self.fields["zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]


class ChairForm(forms.Form):
    """A new chair."""

    name = forms.CharField(max_length=40, label="Chair or room")


class LeafForm(forms.Form):
    """What a clinic would sign for one leaf. The value is typed, never filled in beforehand."""

    value = forms.CharField(
        max_length=240, label="The value that this clinic signs", required=False
    )
    why = forms.CharField(max_length=480, label="Why", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, leaf: Leaf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if leaf.low is not None:
            del self.fields["value"]
            return
        unit = "" if leaf.unit in {None, "1"} else f" in {leaf.unit}"
        self.fields["value"].label = f"The value that this clinic signs{unit}"
        self.fields["value"].required = True
        self.fields[
            "value"
        ].help_text = (
            "Type the value again, as it stands or stricter: a signature binds what was typed."
        )


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(max_length=480, label="Why", widget=forms.Textarea(attrs={"rows": 3}))
