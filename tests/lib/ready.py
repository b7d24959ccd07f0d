"""A person of whom everything is known that a protocol asks for, in a clinic that has signed."""

from datetime import timedelta
from decimal import Decimal

from msgspec import json
from tests.lib.harmless import NORMAL

from titrant.dosing.screening import Missing, screen, treatment_of
from titrant.knowledge.files import COMPILED, read_json
from titrant.server.accounts.acting import Acting
from titrant.server.audit.appending import append
from titrant.server.courses.asked import AskedSaid
from titrant.server.courses.asked import section as asked
from titrant.server.courses.questions import by_rule
from titrant.server.intake.selectors import whole
from titrant.server.patients import actions
from titrant.server.patients.models import Patient, Weight
from titrant.server.patients.section import section_of
from titrant.server.patients.sections.body import HeightSaid, VitalsSaid
from titrant.server.patients.sections.history import ConditionSaid
from titrant.server.patients.sections.results import ResultSaid
from titrant.server.patients.sections.trials import TrialSaid
from titrant.server.sites import entries
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import knowledge_of, policy_in_force, today
from titrant.server.web.clock import now

PROTOCOL = "iv-depression"
_TO_BE_SO = {"required", "answered-no", "required-if", "required-from-age"}


def signs(clinic: Clinic, by: Acting, *without: str) -> None:
    """Let a clinic sign what the demonstration signs, but for some leaves and protocols."""
    overlay = read_json(COMPILED / "sites" / "demo.json")
    overlay = {
        **overlay,
        "site": f"clinic-{clinic.pk}",
        "title": clinic.name,
        "signatures": [one for one in overlay["signatures"] if one["leaf"] not in without],
        "approvals": [one for one in overlay["approvals"] if one["protocol"] not in without],
    }
    last = policy_in_force(clinic)
    body = entries.Signed(
        clinic=clinic.pk,
        version=last.version + 1 if last else 1,
        overlay=json.decode(json.encode(overlay)),
        changes=["Everything that the demonstration signs."],
        meaning="for tests",
        name=by.account.name,
        proposals=[],
    )
    append(entries.signed, body, by=by.actor)


def make_ready(
    patient: Patient, by: Acting, second: Acting, *, protocol: str = PROTOCOL, kg: str = "70.2"
) -> None:
    """Enter everything that a protocol's screening asks for, each answer harmless."""
    weigh(patient, by, second, kg)
    write(
        patient, by, "patients.height", HeightSaid(Decimal(178), "178 cm", "measured", "confirmed")
    )
    write(patient, by, "patients.vitals", _VITALS)
    write(patient, by, "patients.condition", _DEPRESSION)
    for tried in ("sertraline", "venlafaxine"):
        write(patient, by, "patients.trial", _trial(tried))
    kb = knowledge_of(patient.clinic)
    treatment = treatment_of(kb.protocol(protocol), patient.clinic.jurisdiction)
    said: set[tuple[str, str]] = set()
    while True:
        missing = screen(whole(patient, today(patient.clinic), kb), treatment, kb).missing
        new = [one for one in missing if (one.table, one.rule) not in said]
        if not new:
            return
        for one in new:
            said.add((one.table, one.rule))
            _answer(patient, by, one)


def weigh(patient: Patient, by: Acting, second: Acting, kg: str, **known: object) -> Weight:
    """Weigh a person on the scale, read by two where it is the first weight."""
    number = Decimal(kg)
    first = not Weight.objects.filter(patient=patient, corrected_by=None, struck=False).exists()
    entry = actions.record_weight(
        patient=patient,
        kg=number,
        shown=f"{kg} kg",
        method="standing scale",
        by=by,
        first=first,
        **known,  # type: ignore[arg-type]
    )
    row = Weight.objects.select_related("patient").get(pk=entry.ref)
    if first:
        actions.read_scale(row=row, kg=number, shown=f"{kg} kg", by=second)
    return row


def write(patient: Patient, by: Acting, kind: str, said: object, ago: int = 0) -> None:
    """Write a row of the record, of some days ago."""
    actions.record(
        section=section_of(kind),
        patient=patient,
        said=said,  # type: ignore[arg-type]
        by=by,
        effective=now() - timedelta(days=ago) if ago else None,
    )


def _trial(what: str) -> TrialSaid:
    return TrialSaid(what, "full dose", 10, "2024", "yes", "yes", "no better", "", "confirmed")


def _answer(patient: Patient, by: Acting, one: Missing) -> None:
    kb = knowledge_of(patient.clinic)
    rule = next(rule for rule in kb.rules(one.table) if rule.id == one.rule)
    numbers = [one for one in rule.concepts if one in NORMAL and one not in _OTHERWISE]
    for concept in numbers[:1] if rule.finds in _TO_BE_SO else numbers:
        write(
            patient,
            by,
            "patients.result",
            ResultSaid(concept, NORMAL[concept], "", "confirmed", "english"),
        )
    question = by_rule().get(one.rule)
    if question is not None and not numbers:
        so = rule.finds in _TO_BE_SO
        concepts = rule.concepts[:1] if so else question.concepts
        answer = AskedSaid(question.id, "yes" if so else "no", " ".join(concepts), "", "confirmed")
        actions.record(section=asked, patient=patient, said=answer, by=by)


_VITALS = VitalsSaid(
    systolic=122,
    diastolic=78,
    arm="left",
    position="sitting",
    heart_rate=68,
    saturation=Decimal(98),
    respiratory_rate=14,
    temperature=Decimal("36.8"),
    temperature_shown="36.8 °C",
    sure="confirmed",
)
_OTHERWISE = {"weight", "height", "body-mass-index", "adequate-antidepressant-trials"}
_DEPRESSION = ConditionSaid("major depressive disorder", "active", "", "", "", "confirmed")
