"""The steps of the intake, in their order: one page each, at home and at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from titrant.server.intake.line_forms import (
    AllergiesForm,
    EarlierForm,
    MedicinesForm,
    TrialsForm,
)
from titrant.server.intake.questions import questions_of
from titrant.server.intake.step_forms import BroughtForm, ReachForm, RemarkForm, StepForm
from titrant.server.patients.models import Patient

_EVER = "Has a doctor ever found any of these, or have you been treated for them?"


@dataclass(frozen=True)
class Step:
    """One step: the word in its address, its heading, what stands above, its form."""

    word: str
    title: str
    lead: str
    form: type[StepForm]
    only: str = ""  # home or desk, where it stands at one of them
    unless: str = ""  # the sex that it does not apply to


def _asking(page: str) -> type[StepForm]:
    """Return the form of a page of questions."""
    assert questions_of(page)
    return type(f"{page.capitalize()}Form", (StepForm,), {"page": page, "__doc__": page})


_ALL: Sequence[Step] = (
    Step("reach", "How to reach you", "Only what you want us to use.", ReachForm),
    Step("brought", "What was brought", "Tick what was seen at the desk.", BroughtForm, "desk"),
    Step(
        "medicines",
        "Your medicines",
        "Everything, also what you take only now and then. Times in the clinic’s time.",
        MedicinesForm,
    ),
    Step("allergies", "Allergies", "Also what happened a long time ago.", AllergiesForm),
    Step("heart", "Heart and blood vessels", _EVER, _asking("heart")),
    Step("brain", "Head, nerves and eyes", _EVER, _asking("brain")),
    Step("body", "The rest of the body", _EVER, _asking("body")),
    Step("mind", "Mind", _EVER, _asking("mind")),
    Step("earlier", "Earlier ketamine", "From a clinic, a doctor or anyone else.", EarlierForm),
    Step("tried", "Medicines against depression", "As far as you remember.", TrialsForm),
    Step(
        "use",
        "Alcohol and other substances",
        "Nobody outside the clinic reads this.",
        _asking("use"),
    ),
    Step("pregnancy", "Pregnancy", "", _asking("pregnancy"), unless="male"),
    Step("way", "Your way home", "", _asking("way")),
    Step("remark", "Anything else", "", RemarkForm),
)


def steps_for(patient: Patient, place: str) -> list[Step]:
    """Return the steps that apply to somebody, at home or at the desk."""
    return [
        step
        for step in _ALL
        if step.only in {"", place} and (not step.unless or step.unless != patient.sex)
    ]


def step_named(steps: Sequence[Step], word: str) -> Step | None:
    """Return a step by the word in its address; None for another word."""
    return next((step for step in steps if step.word == word), None)


def next_step(steps: Sequence[Step], step: Step) -> Step | None:
    """Return the step after one; None after the last."""
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else None
