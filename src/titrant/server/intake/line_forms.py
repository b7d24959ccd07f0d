"""The steps with lines: medicines, allergies, earlier ketamine, antidepressants that were tried."""

from typing import Any, ClassVar

from django import forms
from msgspec import Struct

from titrant.server.audit.kinds import EntryKind
from titrant.server.exposures.sections import DRUGS, SETTINGS, ExposureSaid, exposure
from titrant.server.intake.step_forms import REPORTED, LinesForm, chosen
from titrant.server.patients.fields import DayOrYearField, NumberField, WhenField, words
from titrant.server.patients.sections.history import (
    AllergySaid,
    MedicationSaid,
    allergy,
    medication,
)
from titrant.server.patients.sections.trials import OUTCOMES, TrialSaid, trial

_UNKNOWN = ("unknown", "I don’t know")


class MedicinesForm(LinesForm):
    """What is taken, and when it was last taken."""

    one = "Medicine"
    first = 4
    any = (
        "Do you take any medicines, drops, patches, injections or supplements?",
        (("yes", "Yes"), ("none", "None"), _UNKNOWN),
    )

    def line(self) -> dict[str, forms.Field]:
        """Return the fields of a medicine."""
        return {
            "what": words("Name, as on the package", 160, required=False),
            "how": words("How much, and how often", 160, required=False),
            "last": WhenField(label="Last taken", required=False),
        }

    def row(self, values: dict[str, Any]) -> tuple[EntryKind[Any], Struct]:
        """Return a medicine that is taken; its dose stays in the person's own words."""
        return medication, MedicationSaid(
            what=values["what"],
            dose="",
            times_a_day=None,
            directions=values["how"],
            since="",
            stopped=False,
            stopped_on="",
            last_dose=values["last"],
            sure=REPORTED,
        )


class AllergiesForm(LinesForm):
    """What the person is allergic to, and what happened."""

    one = "Allergy"
    any = (
        "Are you allergic to anything: a medicine, latex, a food?",
        (("yes", "Yes"), ("no", "No"), _UNKNOWN),
    )

    def line(self) -> dict[str, forms.Field]:
        """Return the fields of an allergy."""
        return {
            "what": words("To what", 160, required=False),
            "reaction": words("What happened", 160, required=False),
        }

    def row(self, values: dict[str, Any]) -> tuple[EntryKind[Any], Struct]:
        """Return an allergy."""
        return allergy, AllergySaid(values["what"], "active", values["reaction"], "", REPORTED)


class EarlierForm(LinesForm):
    """Ketamine or esketamine that the person had from anyone."""

    page = "earlier"
    one = "Earlier treatment"
    first = 1
    missing = "Write about which year it began. A guess is good enough."
    any = (
        "Have you ever had ketamine or esketamine, from anyone, for any reason?",
        (("yes", "Yes"), ("no", "No"), _UNKNOWN),
    )
    going: ClassVar[tuple[tuple[str, str], ...]] = (("no", "It is over"), ("yes", "It goes on"))

    def line(self) -> dict[str, forms.Field]:
        """Return the fields of one earlier treatment."""
        return {
            "began": DayOrYearField(label="Since when", help_text="A year is enough."),
            "setting": chosen("Where", *SETTINGS.items(), empty="Choose where"),
            "drug": chosen("Which", *DRUGS, empty="Choose which"),
            "going": chosen("Now", *self.going, empty="Choose"),
            "outcome": words("How it went", 240, required=False),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for what a “yes” and a line need: where, and whether it goes on."""
        cleaned = super().clean()
        for place, values in self.written():
            for name, ask in (
                ("setting", "Choose where it was."),
                ("going", "Choose whether it goes on."),
            ):
                if not values[name]:
                    self.add_error(f"{name}-{place}", ask)
        if cleaned.get("any") == "yes" and not any(self.written()):
            self.add_error("began-1", self.missing)
        return cleaned

    def row(self, values: dict[str, Any]) -> tuple[EntryKind[Any], Struct]:
        """Return an earlier exposure."""
        return exposure, ExposureSaid(
            drug=values["drug"] or "unknown",
            setting=values["setting"],
            route="",
            dose="",
            goes_on=values["going"] == "yes",
            began=values["began"],
            ended="",
            times=None,
            from_whom="",
            outcome=values["outcome"],
            sure=REPORTED,
        )


class TrialsForm(LinesForm):
    """Antidepressants that the person has tried."""

    one = "Antidepressant"
    any = (
        "Have you ever taken a medicine against depression?",
        (("yes", "Yes"), ("no", "No"), _UNKNOWN),
    )

    def line(self) -> dict[str, forms.Field]:
        """Return the fields of one trial."""
        return {
            "what": words("Name", 160, required=False),
            "dose": words("Highest dose a day", 40, required=False),
            "weeks": NumberField(label="For how many weeks", low="0", high="2000", required=False),
            "outcome": chosen("How it went", *OUTCOMES, empty="Choose"),
        }

    def row(self, values: dict[str, Any]) -> tuple[EntryKind[Any], Struct]:
        """Return a trial; whether it was enough is a clinician's to say."""
        return trial, TrialSaid(
            what=values["what"],
            dose=values["dose"],
            weeks=int(values["weeks"]) if values["weeks"] else None,
            began="",
            this_episode="unknown",
            adequate="unknown",
            outcome=values["outcome"] or "unknown",
            remark="",
            sure=REPORTED,
        )
