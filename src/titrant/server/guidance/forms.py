"""The forms of guidance: why an option, and the clinic's own list of reasons."""

from typing import Any

from django import forms

from titrant.server.guidance.actions import OTHER
from titrant.server.patients.fields import choices


class ChooseForm(forms.Form):
    """An option being chosen; `shown` is the digest of what was read."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.ChoiceField(label="Why this option")
    why = forms.CharField(
        label="In your own words",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, reasons: list[str], **known: Any) -> None:
        super().__init__(*args, **known)
        listed: Any = self.fields["reason"]
        pairs = [(one, one) for one in reasons]
        listed.choices = choices(
            *pairs, (OTHER, "Another reason, in the words below"), empty="Choose the reason"
        )

    def clean(self) -> dict[str, Any]:
        """Ask for words where no reason of the list is the one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == OTHER and not cleaned.get("why", "").strip():
            self.add_error("why", "Write the reason.")
        return cleaned

    def again(self, shown: str, says: str) -> "ChooseForm":
        """Return the form with what was typed and why it was not written, for what is so now."""
        typed = {**{name: self.data.get(name, "") for name in self.fields}, "shown": shown}
        form = ChooseForm(typed, reasons=[one for one, _ in self.fields["reason"].choices[1:-1]])  # type: ignore[attr-defined]
        form.add_error(None, says)
        return form


class ReasonsForm(forms.Form):
    """The reasons that a clinic offers, one a line."""

    lines = forms.CharField(
        label="Reasons, one a line",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="“Another reason” is always offered besides.",
    )
