"""The forms of orders: every field starts empty, and nothing is pressed beforehand."""

from typing import Any

from django import forms

from titrant.clinical import ReadBack, Retain, Route, WeightBasis
from titrant.knowledge import Knowledge, Protocol
from titrant.server.orders.making import UNITS, Typed, UnreadableOrder
from titrant.server.patients.fields import choices, pressed
from titrant.units import Concentration, Dose, FlowRate, Quantity, Rate, UnreadableQuantity, Volume
from titrant.units.choice import read_one_of


def _number(label: str, **known: Any) -> forms.CharField:
    attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "number"}
    return forms.CharField(label=label, max_length=12, widget=forms.TextInput(attrs=attrs), **known)


class OrderForm(forms.Form):
    """An order being typed; the fields are those that its route has."""

    amount = _number("Dose")
    unit = pressed("Unit of the dose", *((unit, unit) for unit in UNITS))
    basis = pressed(
        "Scaled to which weight",
        *((one.value, one.value) for one in WeightBasis),
        required=False,
    )
    product = forms.ChoiceField(label="Product")
    minutes = _number("Over, minutes", required=False)
    dilute_to = _number(
        "Diluted to, mg/mL", required=False, help_text="Left empty: given undiluted."
    )
    retain = pressed(
        "Then", (Retain.SPIT.value, "spat out"), (Retain.SWALLOW.value, "swallowed"), required=False
    )
    hold = _number("Held in the mouth, minutes", required=False)
    planned = forms.DateField(
        label="For which day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day like 2026-11-24."},
    )
    reason = forms.CharField(
        label="Reason, where a soft limit asks for one",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, protocol: Protocol, kb: Knowledge, **known: Any) -> None:
        super().__init__(*args, **known)
        listed: Any = self.fields["product"]
        products = ((id, kb.product(id).name) for id in protocol.products)
        listed.choices = choices(*products, empty="Choose the product")
        if protocol.route is not Route.IV:
            del self.fields["minutes"], self.fields["dilute_to"]
        if protocol.route is not Route.SUBLINGUAL:
            del self.fields["retain"], self.fields["hold"]

    @property
    def typed(self) -> Typed:
        """The order as it was typed; the form was found valid."""
        names = set(self.fields)
        return Typed(**{name: self.cleaned_data[name] for name in names})

    def unreadable(self, error: UnreadableOrder) -> None:
        """Say at its field what cannot be read."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class PrepareForm(forms.Form):
    """What the hands read on vial, syringe and pump: typed with its unit, never filled in."""

    vial = forms.CharField(
        label="Read on the package, like 10 mg/mL or 28 mg",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    syringe = forms.CharField(
        label="Read on the syringe, like 3.5 mL",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    pump = forms.CharField(
        label="Read on the pump, like 52.5 mL/h",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, drawn: bool, pumped: bool, **known: Any) -> None:
        super().__init__(*args, **known)
        if not drawn:
            del self.fields["syringe"]
        if not pumped:
            del self.fields["pump"]

    def clean(self) -> dict[str, Any]:
        """Read each amount strictly, as the command line does."""
        cleaned = super().clean() or self.cleaned_data
        self.read = ReadBack(
            vial=self._read("vial", (Concentration, Dose)),
            syringe=self._read("syringe", (Volume,)),
            pump=self._read("pump", (FlowRate, Rate)),
        )
        return cleaned

    def _read(self, name: str, kinds: tuple[type[Any], ...]) -> Any:
        typed = self.cleaned_data.get(name)
        if not typed:
            return None
        try:
            found: Quantity = read_one_of(typed, kinds, name)
        except UnreadableQuantity as error:
            self.add_error(name, str(error))
            return None
        return found

    @property
    def words(self) -> str:
        """What was read, for the record."""
        return "; ".join(f"{name} {self.cleaned_data[name]}" for name in self.fields)


class StopForm(forms.Form):
    """Why an order is stopped."""

    why = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
