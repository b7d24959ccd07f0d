"""A record in which every sort of row stands in every way that it can be told to others."""

from typing import Any

from django.test import Client
from tests.lib.patients import FILLED, at, send

from titrant.server.patients.models import Patient

_SURE = ("confirmed", "recorded", "reported, unconfirmed")


def filled_record(chair: Client, patient: Patient) -> None:
    """Type a record of a person; whoever sits at the chair may confirm what they write."""
    for word, typed in (
        *((word, FILLED[word][0]) for word in FILLED if word != "notes"),
        *_measured(),
        *_history(),
        *_results(),
        *_ketamine(),
        *_papers(),
    ):
        answer: Any = send(chair, at(patient, word, "add"), {**typed})
        if answer.status_code == 200 and (form := answer.context["form"]).is_valid():
            again = {**typed, "looked_again": form.doubt_key}
            answer = send(chair, at(patient, word, "add"), again)
        assert answer.status_code == 302, (word, answer.context["form"].errors)


def _measured() -> list[tuple[str, dict[str, str]]]:
    vitals = {"heart_rate": "72", "saturation": "97.5", "respiratory_rate": "14", "degrees": "37.1"}
    return [
        *(
            ("weights", {"number": "154.3", "unit": "lb", "method": "stated", "sure": sure})
            for sure in _SURE
        ),
        ("heights", {"number": "5", "inches": "10", "unit": "ft", "method": "stated",
                     "sure": "recorded"}),
        ("vitals", {**vitals, "scale": "Cel", "sure": "recorded"}),
        ("vitals", {"degrees": "98.6", "scale": "degF", "sure": "confirmed"}),
    ]  # fmt: skip


def _history() -> list[tuple[str, dict[str, str]]]:
    medicine = {"what": "lithium", "amount": "450", "unit": "mg", "times_a_day": "2",
                "directions": "at night"}  # fmt: skip
    return [
        ("medications", {**medicine, "since": "2019", "taking": "yes", "sure": "confirmed",
                         "last_dose": "2026-11-19T21:30"}),
        ("medications", {"what": "sertraline", "since": "2019-03-05", "taking": "no",
                         "stopped_on": "2024", "sure": "recorded"}),
        ("medications", {"what": "moonwort", "taking": "no", "sure": "recorded"}),
        *(
            ("conditions", {"what": "hypertension", "status": status, "since": since,
                            "until": until, "remark": "As she says.", "sure": sure})
            for sure in _SURE
            for status, since, until in (
                ("active", "2010", ""),
                ("suspected", "2010-04-05", ""),
                ("resolved", "2010", "2015"),
                ("absent", "", ""),
            )
        ),
        *(
            ("allergies", {"what": "latex", "status": status, "since": "2001", "sure": sure})
            for sure in _SURE
            for status in ("active", "suspected", "resolved", "absent")
        ),
        ("trials", {"what": "venlafaxine", "began": "2019", "this_episode": "no",
                    "adequate": "unknown", "outcome": "not borne", "remark": "Sick.",
                    "sure": "reported, unconfirmed"}),
        *(
            ("answers", {"what": what, "answer": answer, "sure": "reported, unconfirmed"})
            for what, answer in (("aneurysm", "yes"), ("asthma", "no"), ("epilepsy", "unknown"))
        ),
    ]  # fmt: skip


def _results() -> list[tuple[str, dict[str, str]]]:
    said = {
        "alt": "24 U/L",
        "ast": "0.5 ukat/L",
        "bilirubin": "0.8 mg/dL",
        "qtc": "0.41 s",
        "tsh": "2.1 mIU/L",
        "egfr": "90 mL/min/1.73m2",
        "glucose": "5.4 mmol/L",
        "moca": "27",
        "potassium": "4.1 meq/L",
        "magnesium": "2 mg/dL",
        "creatinine": "0.9 mg/dL",
        "urine-drug-screen": "negative",
        "ecg": "sinus rhythm",
        "urinalysis": "clear",
        "pdmp-checked": "nothing found",
        "ggt": "30 U/L",
        "alkaline-phosphatase": "70 U/L",
    }
    return [
        *(("results", {"test": test, "result": found, "remark": "Fasting.", "sure": "recorded",
                      "asked": "english" if test == "moca" else ""})
          for test, found in said.items()),
        ("results", {"test": "other", "another": "Ferritin", "result": "80 ug/L",
                     "sure": "reported, unconfirmed"}),
    ]  # fmt: skip


def _ketamine() -> list[tuple[str, dict[str, str]]]:
    return [
        ("exposures", {"drug": "unknown", "setting": "not prescribed", "going": "yes",
                       "began": "2021", "sure": "reported, unconfirmed"}),
        ("exposures", {"drug": "esketamine", "setting": "study", "route": "nasal",
                       "milligrams": "84", "going": "no", "began": "2022", "ended": "2023-04-01",
                       "times": "12", "from_whom": "A study.", "outcome": "Much better.",
                       "sure": "confirmed"}),
        ("exposures", {"drug": "ketamine", "setting": "not prescribed", "going": "no",
                       "began": "2020", "sure": "recorded"}),
        ("sessions", {"protocol": "iv-depression", "status": "stopped", "milligrams": "17.5",
                      "before": "122/78", "peak": "171/104", "dissociation": "6", "harm": "some",
                      "event": "hypertension", "grade": "2", "sure": "recorded"}),
        ("sessions", {"protocol": "iv-depression", "status": "not-done", "harm": "unknown",
                      "sure": "confirmed"}),
        ("sessions", {"protocol": "iv-depression", "status": "completed", "harm": "none",
                      "sure": "confirmed"}),
    ]  # fmt: skip


def _papers() -> list[tuple[str, dict[str, str]]]:
    consent = FILLED["consents"][0]
    return [
        ("consents", {**consent, "what": "off-label", "answer": "refused"}),
        ("consents", {**consent, "what": "touch", "answer": "withdrawn", "how": "by telephone",
                      "witness": "N. Bell"}),
    ]  # fmt: skip
