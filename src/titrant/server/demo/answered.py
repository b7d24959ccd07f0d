"""Everything that a protocol's screening asks of a made-up person, answered harmlessly."""

from decimal import Decimal

from msgspec import Struct

from titrant.dosing.screening import Missing, screen, treatment_of
from titrant.knowledge import Knowledge
from titrant.server.accounts.acting import Acting
from titrant.server.courses.asked import AskedSaid
from titrant.server.courses.questions import by_rule
from titrant.server.intake.selectors import whole
from titrant.server.patients import actions
from titrant.server.patients.models import Patient, Weight
from titrant.server.patients.section import section_of
from titrant.server.patients.sections.body import HeightSaid, VitalsSaid
from titrant.server.patients.sections.history import ConditionSaid
from titrant.server.patients.sections.results import ResultSaid
from titrant.server.patients.sections.trials import TrialSaid
from titrant.server.sites.selectors import knowledge_of, today

# What somebody's results may be of whom nothing is found.
_RESULTS = {
    "alkaline-phosphatase": "70 U/L",
    "alt": "20 U/L",
    "audit": "2",
    "c-ssrs": "0",
    "dast-10": "0",
    "diastolic": "75 mmHg",
    "gad-7": "5",
    "ggt": "20 U/L",
    "heart-rate": "70 /min",
    "function-score": "5",
    "moca": "28",
    "oxygen-saturation": "98 %",
    "phq-9": "18",
    "phq-9-item-9": "0",
    "respiratory-rate": "14 /min",
    "systolic": "120 mmHg",
    "urinary-symptom-score": "0",
}
_TO_BE_SO = frozenset({"required", "answered-no", "required-if", "required-from-age"})
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
_DEPRESSION = ConditionSaid("major depressive disorder", "active", "", "", "", "confirmed")


def answer_everything(
    patient: Patient, by: Acting, second: Acting, *, protocol: str, kg: str
) -> None:
    """Enter everything that a protocol's screening asks for; `second` reads the scale again."""
    weigh(patient, by, second, kg)
    _write(
        patient, by, "patients.height", HeightSaid(Decimal(178), "178 cm", "measured", "confirmed")
    )
    _write(patient, by, "patients.vitals", _VITALS)
    _write(patient, by, "patients.condition", _DEPRESSION)
    for tried in ("sertraline", "venlafaxine"):
        _write(patient, by, "patients.trial", _trial(tried))
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
            _answer(patient, by, one, kb)


def weigh(patient: Patient, by: Acting, second: Acting, kg: str) -> Weight:
    """Weigh a person on the scale; their first weight is read by two."""
    number = Decimal(kg)
    first = not Weight.objects.filter(patient=patient, corrected_by=None, struck=False).exists()
    entry = actions.record_weight(
        patient=patient, kg=number, shown=f"{kg} kg", method="standing scale", by=by, first=first
    )
    row = Weight.objects.select_related("patient").get(pk=entry.ref)
    if first:
        actions.read_scale(row=row, kg=number, shown=f"{kg} kg", by=second)
    return row


def _write(patient: Patient, by: Acting, kind: str, said: Struct) -> None:
    actions.record(section=section_of(kind), patient=patient, said=said, by=by)


def _trial(what: str) -> TrialSaid:
    return TrialSaid(what, "full dose", 10, "2024", "yes", "yes", "no better", "", "confirmed")


def _answer(patient: Patient, by: Acting, one: Missing, kb: Knowledge) -> None:
    rule = next(rule for rule in kb.rules(one.table) if rule.id == one.rule)
    so = rule.finds in _TO_BE_SO
    numbers = [concept for concept in rule.concepts if concept in _RESULTS]
    for concept in numbers[:1] if so else numbers:
        result = ResultSaid(concept, _RESULTS[concept], "", "confirmed", "english")
        _write(patient, by, "patients.result", result)
    question = by_rule().get(one.rule)
    if question is not None and not numbers:
        concepts = rule.concepts[:1] if so else question.concepts
        answer = AskedSaid(question.id, "yes" if so else "no", " ".join(concepts), "", "confirmed")
        _write(patient, by, "courses.asked", answer)
