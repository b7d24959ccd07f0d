"""Every model says which of its columns identify a person, and every column of text was decided."""

import pytest
from django.apps import apps
from django.db import models

OWN = [model for model in apps.get_models() if model.__module__.startswith("titrant.server.")]

# Columns of text, bytes and days that identify nobody: why not.
HARMLESS = {
    "accounts.Invitation.role": "a role",
    "accounts.Invitation.secret": "a hash",
    "accounts.SignIn.session_key": "random",
    "audit.Attachment.digest": "a hash",
    "audit.Attachment.media_type": "one of a few words",
    "audit.ChainEnd.digest": "a hash",
    "audit.Entry.agent": "a part of the program",
    "audit.Entry.digest": "a hash",
    "audit.Entry.key": "random",
    "audit.Entry.kind": "a registered word",
    "audit.Entry.previous": "a hash",
    "audit.Entry.role": "a role",
    "clinic_messages.Message.channel": "mail or text",
    "clinic_messages.Message.failed": "the type of an exception",
    "clinic_messages.Message.subject": "of a closed list",
    "clinic_messages.Message.template": "of a closed list",
    "courses.Cleared.action": "of a closed list",
    "courses.Cleared.mark": "a hash",
    "courses.Cleared.protocol": "an id of the knowledge",
    "courses.Cleared.role": "a role",
    "courses.Cleared.rule": "an id of the knowledge",
    "courses.Cleared.title": "of the knowledge",
    "courses.Cleared.until": "a day to come",
    "courses.Course.ended_why": "of a closed list",
    "courses.Course.plan": "of the knowledge",
    "courses.Course.protocol": "an id of the knowledge",
    "courses.Course.role": "a role",
    "courses.Course.target": "an id of the knowledge",
    "courses.Course.version": "a version",
    "courses.CourseReview.decision": "of a closed list",
    "guidance.Band.as_of": "the day that a page was opened",
    "guidance.Band.bands": "what models say of a dose and a weight",
    "guidance.Band.option": "of a closed list",
    "guidance.Band.protocol": "an id of the knowledge",
    "guidance.Choice.as_of": "a day",
    "guidance.Choice.digest": "a hash",
    "guidance.Choice.knowledge": "a hash",
    "guidance.Choice.option": "of a closed list",
    "guidance.Choice.program": "a version",
    "guidance.Choice.protocol": "an id of the knowledge",
    "guidance.Choice.reason": "of the clinic's own list",
    "guidance.Choice.role": "a role",
    "guidance.Choice.stand": "of a closed list",
    "guidance.Choice.title": "of the knowledge",
    "guidance.Found.as_of": "a day",
    "guidance.Found.findings": "titles of the knowledge",
    "guidance.Found.holds": "ids of the knowledge",
    "guidance.Found.knowledge": "a hash",
    "guidance.KeptKnowledge.hash": "a hash",
    "guidance.KeptKnowledge.version": "a version",
    "guidance.Reasons.lines": "the clinic's own words for every choice",
    "guidance.Rerun.why": "of a closed list",
    "intake.Import.digest": "a hash",
    "intake.Import.form": "a kind of file",
    "intake.Import.knowledge": "a hash",
    "intake.Intake.how": "of a closed list",
    "intake.Intake.place": "home or desk",
    "intake.Intake.secret": "a hash",
    "intake.Step.rows": "ids",
    "intake.Step.word": "of a closed list",
    "orders.Activated.drug": "of a closed list",
    "orders.Activated.says": "of the knowledge",
    "orders.Order.amount": "a dose",
    "orders.Order.basis": "of a closed list",
    "orders.Order.dilute_to": "a concentration",
    "orders.Order.hold": "minutes",
    "orders.Order.minutes": "minutes",
    "orders.Order.option": "of the knowledge",
    "orders.Order.planned": "a day to come",
    "orders.Order.product": "an id of the knowledge",
    "orders.Order.read_back": "what a vial and a pump say",
    "orders.Order.retain": "of a closed list",
    "orders.Order.unit": "of a closed list",
    "orders.Signature.digest": "a hash",
    "orders.Signature.meaning": "one of two sentences",
    "orders.Signature.role": "a role",
    "papers.SignedPaper.digest": "a hash",
    "papers.SignedPaper.kind": "of a closed list",
    "papers.SignedPaper.meaning": "one sentence",
    "papers.SignedPaper.role": "a role",
    "pictures.Picture.specification": "days and numbers, as the rows have them",
    "pictures.Picture.svg": "days and numbers, as the rows have them",
    "pictures.Picture.what": "of a closed list",
    "tasks.Job.failed": "the type of an exception",
    "tasks.Job.name": "a registered word",
    "tasks.Job.payload": "ids",
    "tasks.Job.unique": "ids",
    "tasks.Task.disposition": "of a closed list",
    "tasks.Task.escalates_to": "a role",
    "tasks.Task.kind": "a registered word",
    "tasks.Task.once": "ids",
    "tasks.Task.role": "a role",
}
OF_A_CLINIC = ("sites",)  # what a clinic, a chair or a policy says of itself
OF_A_ROW = {"agent", "role"}  # who wrote a row, as every row about a person has it
# What is known about somebody, as it stands in their record: it identifies nobody by itself.
CLINICAL = ("patients", "exposures", "intake", "courses")


def named(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OWN, ids=named)
def test_a_model_says_itself_which_columns_identify_a_person(model: type[models.Model]) -> None:
    said = model.__dict__.get("identifying")
    assert isinstance(said, frozenset), f"{named(model)} does not say `identifying`"
    columns = {field.name for field in model._meta.concrete_fields}
    assert said <= columns, f"{named(model)} names what it does not have: {said - columns}"


@pytest.mark.parametrize("model", OWN, ids=named)
def test_every_column_of_text_was_decided(model: type[models.Model]) -> None:
    text = (models.CharField, models.TextField, models.BinaryField)
    undecided = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, text)
        or (isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField))
        if not field.choices and field.name not in model.identifying  # type: ignore[attr-defined]
        if f"{named(model)}.{field.name}" not in HARMLESS
        if model._meta.app_label not in OF_A_CLINIC
        if not (model._meta.app_label in CLINICAL and _is_clinical(model, field.name))
    ]
    assert not undecided, f"{named(model)}: does {', '.join(undecided)} identify a person?"


def _is_clinical(model: type[models.Model], column: str) -> bool:
    """Tell whether a column of a row about a person, not of the person, is known not to name."""
    from titrant.server.patients.models import Patient, Recorded

    if model is Patient:
        return column in {"sex", "safe_contact", "died"}
    return issubclass(model, Recorded) and (column in OF_A_ROW or column in _DECIDED_CLINICAL)


_DECIDED_CLINICAL = frozenset(
    {
        *(
            "about",
            "adequate",
            "answer",
            "arm",
            "asked",
            "before",
            "began",
            "digest",
            "dose",
            "drug",
        ),
        *(
            "concepts",
            "ended",
            "event",
            "how",
            "language",
            "media_type",
            "method",
            "outcome",
            "peak",
        ),
        *("position", "protocol", "result", "route", "second_shown", "setting", "shown"),
        *("since", "status", "stopped_on", "temperature_shown", "this_episode", "until"),
        *("version", "weight", "what", "why"),
    }
)


def test_what_is_listed_as_harmless_is_there() -> None:
    columns = {f"{named(model)}.{field.name}" for model in OWN for field in model._meta.fields}
    assert not set(HARMLESS) - columns
