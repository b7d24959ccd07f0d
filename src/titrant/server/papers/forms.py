"""The form of a letter: everything is empty at first."""

from django import forms

from titrant.server.papers.letter import Written


class LetterForm(forms.Form):
    """A letter being written."""

    to = forms.CharField(
        label="To", max_length=120, help_text="The clinician who referred them, and their role."
    )
    address = forms.CharField(
        label="Where", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    words = forms.CharField(
        label="Your words",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="The sessions, scores, allergies and medicines follow below them, from the rows.",
    )

    @property
    def written(self) -> Written:
        """What was typed, after it was found valid."""
        typed = self.cleaned_data
        return Written(typed["to"].strip(), typed["address"].strip(), typed["words"].strip())
