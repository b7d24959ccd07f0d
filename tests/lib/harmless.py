"""A person with nothing against them, who was asked everything: the file that holds nothing up."""

from collections.abc import Iterator

from tests.lib.case_files import AS_OF, read

from titrant.dosing.screening import Missing, screen, treatment_of
from titrant.intake import join
from titrant.knowledge import Knowledge

# What a healthy adult's measurements may be.
NORMAL = {
    "adequate-antidepressant-trials": "2",
    "alkaline-phosphatase": "70 U/L",
    "alt": "20 U/L",
    "audit": "2",
    "body-mass-index": "22 kg/m2",
    "c-ssrs": "0",
    "dast-10": "0",
    "diastolic": "75 mmHg",
    "gad-7": "5",
    "ggt": "20 U/L",
    "heart-rate": "70 /min",
    "function-score": "5",
    "moca": "28",
    "height": "178 cm",
    "oxygen-saturation": "98 %",
    "phq-9": "18",
    "phq-9-item-9": "0",
    "respiratory-rate": "14 /min",
    "systolic": "120 mmHg",
    "urinary-symptom-score": "0",
    "weight": "70 kg",
}
_ASKED_TO_BE_SO = {"required", "answered-no", "required-if", "required-from-age"}

HEAD = f"""by: clinician
on: {AS_OF}
person: {{born: 1985-05-02, sex: male}}
conditions: [major-depression]
"""


def harmless(kb: Knowledge, protocol: str) -> str:
    """Return a case file that answers every question of a protocol, harmlessly."""
    treatment = treatment_of(kb.protocol(protocol))
    answers: dict[str, str] = {}
    while True:
        missing = screen(join([read(_file(answers))]), treatment, kb).missing
        new = {what: answer for one in missing for what, answer in _answers(one, kb)}
        if not new.keys() - answers.keys():
            return _file(answers)
        answers = {**new, **answers}


def _answers(missing: Missing, kb: Knowledge) -> Iterator[tuple[str, str]]:
    rule = next(rule for rule in kb.rules(missing.table) if rule.id == missing.rule)
    so = rule.finds in _ASKED_TO_BE_SO
    for concept in rule.concepts[:1] if so else rule.concepts:
        yield concept, NORMAL.get(concept, "yes" if so else "no")


def _file(answers: dict[str, str]) -> str:
    lines = [f"  {what}: {answer}" for what, answer in sorted(answers.items())]
    return HEAD + ("answers:\n" + "\n".join(lines) + "\n" if lines else "")
