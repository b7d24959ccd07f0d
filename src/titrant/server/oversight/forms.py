"""What the log can be narrowed to."""

from uuid import UUID

from django import forms

from titrant.server.oversight.selectors import kinds_of, people_of


class Narrowed(forms.Form):
    """A person, a patient by id, a kind of entry, a range of days; all optional."""

    person = forms.TypedChoiceField(required=False, coerce=UUID, empty_value=None)
    patient = forms.UUIDField(
        required=False,
        label="Patient's id",
        help_text="It stands in the address of the patient's page.",
        error_messages={"invalid": "This is no id. Copy it whole from the patient's page."},
    )
    kind = forms.ChoiceField(required=False, label="What they did")
    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, asked: object, clinic: int) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.fields["person"].choices = [("", "anybody"), *people_of(clinic)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", "anything"),
            *kinds_of(clinic),
        ]

    def clean(self) -> dict[str, object]:
        """Refuse a range that ends before it begins."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "This day is before the first one.")
        return given
