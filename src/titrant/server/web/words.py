"""What a form says when something is missing or unreadable: sentences that say how to mend it."""

from django import forms

_REQUIRED = "Fill this in."
_CHOOSE = "Choose one."

_WORDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": _REQUIRED},
    forms.BooleanField: {"required": "Tick this, or go back."},
    forms.ChoiceField: {"required": _CHOOSE, "invalid_choice": "Choose one of these."},
    forms.ModelChoiceField: {"required": _CHOOSE, "invalid_choice": "Choose one of these."},
    forms.MultipleChoiceField: {"required": "Tick at least one."},
    forms.DateField: {"invalid": "Write the date as year-month-day: 2026-11-21."},
    forms.TimeField: {"invalid": "Write the time as hours and minutes: 14:05."},
    forms.DateTimeField: {"invalid": "Write the date and the time: 2026-11-21 14:05."},
    forms.IntegerField: {"invalid": "Write a whole number, such as 72."},
    forms.DecimalField: {"invalid": "Write a number with a point, such as 70.2."},
    forms.EmailField: {"invalid": "Write an address such as name@clinic.example."},
    forms.FileField: {
        "required": "Choose a file.",
        "empty": "This file is empty. Choose another.",
        "missing": "Choose a file.",
        "invalid": "The file did not arrive. Choose it again.",
    },
}


def speak() -> None:
    """Teach every form of the program these sentences."""
    for field, words in _WORDS.items():
        field.default_error_messages = {**getattr(field, "default_error_messages", {}), **words}
