"""A number whose unit is pressed, not typed: nobody writes `lb` and means kilograms."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from msgspec import Struct

_NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,4})?|\.[0-9]{1,4}")


class Amount(Struct, frozen=True):
    """A number as it was read, and the unit that was pressed."""

    number: Decimal
    unit: str

    def __str__(self) -> str:
        """Return `70.2 kg`: as typed, with a zero before the point."""
        return f"{self.number:f} {self.unit}"


class AmountInput(forms.MultiWidget):
    """A box for the number and, beside it, one thing to press for each unit; none is pressed."""

    template_name = "components/amount_input.html"
    use_fieldset = True

    def __init__(self, units: Sequence[tuple[str, str]], label: str) -> None:
        box = forms.TextInput(
            attrs={
                "inputmode": "decimal",
                "autocomplete": "off",
                "aria-label": f"{label}: the number",
            }
        )
        super().__init__(
            {"number": box, "unit": forms.RadioSelect(attrs={"class": "pressed"}, choices=units)}
        )

    def decompress(self, value: Any) -> list[Any]:
        """Return what the box and the units show of an amount."""
        return [f"{value.number:f}", value.unit] if isinstance(value, Amount) else ["", None]


class NumberField(forms.CharField):
    """A plain number: digits, and a point where it has a part."""

    default_error_messages = {  # noqa: RUF012 - Django's own way to say this
        "required": "Write the number.",
        "incomplete": "Write the number.",
        "comma": "Write the number with a point, not a comma: 70.2.",
        "number": "Write a number, such as 70.2, and nothing else: the unit is pressed beside it.",
    }

    def clean(self, value: Any) -> Any:
        """Return the number; raise a sentence for anything else. Nothing is rounded."""
        typed = super().clean(value)
        if "," in typed:
            raise ValidationError(self.error_messages["comma"], code="comma")
        if not _NUMBER.fullmatch(typed):
            raise ValidationError(self.error_messages["number"], code="number")
        return Decimal(typed)


class AmountField(forms.MultiValueField):
    """A number and its unit. `units` are pairs of what is stored and what is read, or one word."""

    def __init__(
        self, *, units: Sequence[str | tuple[str, str]], label: str, **kwargs: Any
    ) -> None:
        pairs = [(unit, unit) if isinstance(unit, str) else unit for unit in units]
        required = kwargs.pop("required", True)
        super().__init__(
            fields=(
                NumberField(),
                forms.ChoiceField(
                    choices=pairs,
                    error_messages={
                        "required": "Press the unit.",
                        "incomplete": "Press the unit.",
                        "invalid_choice": "Press one of the units.",
                    },
                ),
            ),
            widget=AmountInput(pairs, label),
            label=label,
            required=required,
            require_all_fields=False,
            **kwargs,
        )
        self.error_messages["required"] = "Write the number, and press its unit."

    def compress(self, data_list: list[Any]) -> Amount | None:
        """Return the amount; None where nothing was typed."""
        if not data_list or data_list[0] is None:
            return None
        return Amount(data_list[0], data_list[1])
