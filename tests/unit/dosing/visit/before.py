"""The visits whose gate gates.yaml reads word for word."""

from typing import NamedTuple

from tests.lib.loaded import loaded
from tests.lib.visits import (
    ANSWERS,
    BY_MOUTH,
    EU_SPRAY,
    HEAD,
    HOME,
    IM,
    IV,
    MEALS,
    PERSON,
    PRESSURE,
    READINGS,
    READY,
    SPRAY,
    WHOLE,
    answered,
    measured,
    pressures,
    record,
    without,
)
from tests.unit.dosing.visit.telling import Json

from titrant.dosing.gate import gate
from titrant.dosing.screening import treatment_of
from titrant.dosing.visit_record import gate_record

DRIP = "iv-esketamine-crps-r75"  # esketamine that is no spray


class Before(NamedTuple):
    """Whose files, about which protocol; `like` is the visit that it is told beside."""

    files: tuple[str, ...]
    like: str = ""
    protocol: str = IV
    jurisdiction: str | None = "us"
    site: str | None = "demo"

    def record(self) -> Json:
        """Return the whole record of the gate."""
        kb = loaded(self.site)
        treatment = treatment_of(kb.protocol(self.protocol), self.jurisdiction)
        return gate_record(gate(record(*self.files, site=self.site), treatment, kb))


WOMAN = PERSON.replace("sex: male", "sex: female")
OLDER = f"{HEAD}person: {{born: 1961-11-22, sex: male}}\n"  # 65 on the day
YOUNGER = f"{HEAD}person: {{born: 1961-11-23, sex: male}}\n"  # 64 on the day
REASON = f"""{HEAD}measurements:
  - {{what: pressure-decision, value: "white coat; 134/84 at home"}}
"""
REASONS = f"""{HEAD}measurements:
  - {{what: pressure-decision, value: "seen by cardiology"}}
"""
DIABETES = f"{HEAD}conditions: [type 2 diabetes]\n"
INSULIN = f"{HEAD}medications: [insulin]\n"
ALONE = f"{HEAD}measurements: [{{what: %s, value: %s mmHg}}]\n"


def but(*gone: str, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the files of a whole day, with nothing in some of them, and others after them."""
    return (*(HEAD if text in gone else text for text in WHOLE), *more)


def asked_again(*concepts: str, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the files of a whole day without these answers, and with others."""
    named = [f"{concept}:" for concept in concepts]
    texts = []
    for text in WHOLE:
        there = [name for name in named if name in text]
        texts.append(without(text, *there) if there else text)
    return (*texts, *more)


def course(*sessions: str, protocol: str = IV) -> str:
    """Return a file of one course with these sessions."""
    opened = f"{HEAD}courses:\n  - protocol: {protocol}\n    opened: 2026-11-01\n"
    return f"{opened}    sessions: [{', '.join(sessions)}]\n"


def taking(*drugs: str, taken: str = "") -> str:
    """Return a file with regular medicines, and with what was said of today."""
    return f"{HEAD}medications: [{', '.join(drugs)}]\nvisit: {{medicines: [{taken}]}}\n"


def pressed(*readings: str, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the files of a whole day with these pressures."""
    return but(PRESSURE, more=(pressures(*readings), *more))


def weighed(*files: str) -> tuple[str, ...]:
    """Return the files of a whole day in which nobody was weighed, and these."""
    texts = [without(text, "what: weight") if text == READY else text for text in WHOLE]
    return (*texts, *files)


WRONG = {
    "two_identifiers_checked": "no",
    "session_given_today": "yes",
    "suicidal_thoughts_today": "yes",
    "airway_kit_checked": "no",
    "line_or_plan": "no",
    "sitter_present": "no",
    "sitter_adult_sober": "no",
    "home_hazards_cleared": "no",
    "address_confirmed": "no",
    "dose_watched_live": "no",
    "sedative_or_opioid_today": "yes",
    "alcohol_today": "yes",
    "stimulant_today": "yes",
    "escort_arranged": "no",
    "will_drive": "yes",
    "sole_carer_tonight": "yes",
    "gi_symptoms_today": "yes",
    "cold_today": "yes",
    "intoxicated_today": "yes",
    "has_capacity": "no",
    "consent_signed": "no",
    "off_label_consent": "no",
    "rems_enrolled": "no",
    "other_ketamine_since": "yes",
    "usual_tablets_taken": "no",
    "missed_antihypertensive": "yes",
    "fasted": "no",
    "ate_within_2_hours": "yes",
    "drank_within_30_minutes": "yes",
    "nasal_decongestant_within_1_hour": "yes",
}
WRONG_DAY = asked_again(*(what.replace("_", "-") for what in WRONG), more=(answered(**WRONG),))
SOME_WRONG = asked_again(
    *("airway-kit-checked", "fasted", "escort-arranged", "suicidal-thoughts-today"),
    more=(
        answered(
            airway_kit_checked="no",
            fasted="no",
            escort_arranged="no",
            suicidal_thoughts_today="yes",
        ),
    ),
)
OUT_OF_RANGE = (
    measured(heart_rate="111 /min", oxygen_saturation="93 %", respiratory_rate="25 /min"),
    measured(temperature="38.5 Cel"),
)
BEYOND = f"""{HEAD}conditions: [aneurysm, cirrhosis]
medications: [tranylcypromine]
measurements: [{{what: c-ssrs, value: 4}}]
"""
OLD = tuple(text.replace("2026-11-22", "2026-11-21") for text in WHOLE)
BASELINE = READY.partition("answers:\n")[0]  # the record of before, and nothing of today
OPEN = (BASELINE, HEAD, HEAD, HEAD, HEAD, HEAD)

BEFORE: dict[str, Before] = {
    # -- every treatment, with everything answered; with nothing; with every answer wrong
    "iv": Before(WHOLE),
    "im": Before(WHOLE, "iv", IM),
    "spray": Before(WHOLE, "iv", SPRAY),
    "spray in europe": Before(WHOLE, "spray", EU_SPRAY, "eu"),
    "at home": Before(WHOLE, "iv", HOME),
    "by mouth": Before(WHOLE, "iv", BY_MOUTH),
    "esketamine by vein": Before(WHOLE, "spray in europe", DRIP, "eu"),
    "nobody said where": Before(WHOLE, "iv", IV, None),
    "nothing": Before(OPEN, "iv"),
    "nothing, im": Before(OPEN, "nothing", IM),
    "nothing, spray": Before(OPEN, "nothing", SPRAY),
    "nothing, spray in europe": Before(OPEN, "nothing, spray", EU_SPRAY, "eu"),
    "nothing, at home": Before(OPEN, "nothing", HOME),
    "nothing, by mouth": Before(OPEN, "nothing", BY_MOUTH),
    "wrong": Before(WRONG_DAY, "iv"),
    "wrong, im": Before(WRONG_DAY, "wrong", IM),
    "wrong, spray": Before(WRONG_DAY, "wrong", SPRAY),
    "wrong, spray in europe": Before(WRONG_DAY, "wrong, spray", EU_SPRAY, "eu"),
    "wrong, at home": Before(WRONG_DAY, "wrong", HOME),
    "yesterday": Before(OLD, "iv"),
    "only the patient says so": Before(
        (*but(ANSWERS), ANSWERS.replace("by: clinician", "by: patient")), "iv"
    ),
    "only the patient says so, at home": Before(
        (*but(ANSWERS), ANSWERS.replace("by: clinician", "by: patient")), "at home", HOME
    ),
    # -- no signature
    "no site": Before(WHOLE, "iv", site=None),
    "no site, at home": Before(WHOLE, "no site", HOME, site=None),
    "no site and wrong": Before(SOME_WRONG, "no site", site=None),
    "no site and psilocybin": Before(
        (*WHOLE, f"{HEAD}medications: [psilocybin]\n"), "no site", site=None
    ),
    # -- blood pressure
    "raised": Before(pressed("150/92"), "iv"),
    "raised, systolic": Before(pressed("141/90"), "iv"),
    "raised, diastolic": Before(pressed("140/91"), "iv"),
    "raised, then in range": Before(pressed("150/92", "138/88"), "iv"),
    "raised twice": Before(pressed("150/92", "148/88"), "iv"),
    "raised twice, decided": Before(pressed("150/92", "148/88", more=(REASON,)), "iv"),
    "raised twice, two decisions": Before(
        pressed("150/92", "148/88", more=(REASON, REASONS)), "iv"
    ),
    "raised twice, no reason": Before(
        pressed("150/92", "148/88", more=(answered(pressure_decision="yes"),)), "iv"
    ),
    "raised twice, decided against": Before(
        pressed("150/92", "148/88", more=(answered(pressure_decision="no"),)), "iv"
    ),
    "deferred": Before(pressed("160/99"), "iv"),
    "deferred, diastolic": Before(pressed("159/100"), "iv"),
    "deferred twice": Before(pressed("160/99", "162/100"), "iv"),
    "beyond": Before(pressed("180/109"), "iv"),
    "beyond, diastolic": Before(pressed("179/110"), "iv"),
    "low": Before(pressed("89/60"), "iv"),
    "low twice": Before(pressed("89/60", "88/60"), "iv"),
    "systolic alone": Before(but(PRESSURE, more=(ALONE % ("systolic", 120),)), "iv"),
    "diastolic alone": Before(but(PRESSURE, more=(ALONE % ("diastolic", 80),)), "iv"),
    "systolic alone and beyond": Before(but(PRESSURE, more=(ALONE % ("systolic", 190),)), "iv"),
    "raised twice, at home": Before(pressed("150/92", "148/88"), "at home", HOME),
    "deferred twice, at home": Before(pressed("160/99", "160/99"), "at home", HOME),
    "older, in europe": Before(
        but(PRESSURE, PERSON, more=(pressures("151/90"), OLDER)), "spray in europe", EU_SPRAY, "eu"
    ),
    "older and in range, in europe": Before(
        but(PRESSURE, PERSON, more=(pressures("150/90"), OLDER)), "spray in europe", EU_SPRAY, "eu"
    ),
    "younger, in europe": Before(
        but(PRESSURE, PERSON, more=(pressures("145/91"), YOUNGER)),
        *("spray in europe", EU_SPRAY, "eu"),
    ),
    # -- weight, food and drink, glucose
    "nobody weighed": Before(weighed(), "iv"),
    "weighed a day ago": Before(
        weighed(measured(weight="70 kg").replace("70 kg}", "70 kg, on: 2026-11-21}")), "iv"
    ),
    "weighed as at the last session": Before(
        weighed(course("{on: 2026-11-15, weight: 70 kg}"), measured(weight="77 kg")), "iv"
    ),
    "weighed far from the last session": Before(
        weighed(course("{on: 2026-11-15, weight: 70 kg}"), measured(weight="77.03 kg")), "iv"
    ),
    "the last session has no weight": Before(
        weighed(course("{on: 2026-11-15}"), measured(weight="70 kg")), "iv"
    ),
    "weights of two files": Before(
        weighed(measured(weight="71 kg"), measured(weight="70 kg")), "iv"
    ),
    "ate and drank": Before(
        but(MEALS, more=(measured(hours_since_solids="5.9 h", hours_since_drink="119 min"),)), "iv"
    ),
    "ate and drank, spray": Before(
        but(MEALS, more=(measured(hours_since_solids="119 min", hours_since_drink="29 min"),)),
        *("spray", SPRAY),
    ),
    "ate twice": Before((*WHOLE, measured(hours_since_solids="7 h")), "iv"),
    "no hours": Before(but(MEALS), "iv"),
    "glucose not measured": Before((*WHOLE, DIABETES, INSULIN), "iv"),
    "glucose in range": Before((*WHOLE, DIABETES, measured(glucose="110 mg/dL")), "iv"),
    "glucose low": Before((*WHOLE, DIABETES, measured(glucose="69.9 mg/dL")), "iv"),
    "glucose high": Before((*WHOLE, INSULIN, measured(glucose="301 mg/dL")), "iv"),
    "glucose low, no site": Before(
        (*WHOLE, DIABETES, measured(glucose="69.9 mg/dL")), "no site", site=None
    ),
    # -- medicines
    "nobody said what was taken": Before((*WHOLE, taking("lisinopril", "metoprolol")), "iv"),
    "taken": Before(
        (
            *WHOLE,
            taking(
                *("metoprolol", "lisinopril"),
                taken="{what: metoprolol, taken: yes}, {what: lisinopril, taken: yes, at: 07:30}",
            ),
        ),
        "iv",
    ),
    "not taken": Before(
        (
            *WHOLE,
            taking(
                *("metoprolol", "lisinopril"),
                taken="{what: metoprolol, taken: no}, {what: lisinopril, taken: no}",
            ),
        ),
        "iv",
    ),
    "missed, by its question": Before((*WHOLE, answered(missed_antihypertensive="yes")), "iv"),
    "nobody asked what was missed": Before(
        asked_again("missed-antihypertensive", more=(taking("metoprolol"),)), "iv"
    ),
    "taken, and nobody asked what was missed": Before(
        asked_again(
            "missed-antihypertensive",
            more=(taking("metoprolol", taken="{what: metoprolol, taken: yes}"),),
        ),
        "iv",
    ),
    "a sedative and a stimulant at home": Before(
        (
            *WHOLE,
            taking(
                taken="{what: zopiclone, taken: yes}, {what: lorazepam, taken: yes}, "
                "{what: modafinil, taken: yes}, {what: methylphenidate, taken: yes}"
            ),
        ),
        *("at home", HOME),
    ),
    "left out at home": Before(
        (
            *WHOLE,
            taking(taken="{what: lorazepam, taken: no}, {what: methylphenidate, taken: no}"),
        ),
        *("at home", HOME),
    ),
    # -- pregnancy, other sessions, what came to the record
    "a woman": Before(but(PERSON, more=(WOMAN,)), "iv"),
    "not pregnant": Before(but(PERSON, more=(WOMAN, measured(pregnancy_test="negative"))), "iv"),
    "pregnant": Before(but(PERSON, more=(WOMAN, measured(pregnancy_test="positive"))), "iv"),
    "two sessions of today": Before(
        (
            *WHOLE,
            course("{on: 2026-11-22, status: completed}", protocol=HOME),
            course("{on: 2026-11-22, status: stopped}"),
        ),
        "iv",
    ),
    "watched before": Before(
        (*WHOLE, course("{on: 2026-11-08}", "{on: 2026-11-15}", protocol=HOME)), "at home", HOME
    ),
    "asked before the last visit": Before(
        asked_again(
            "other-ketamine-since",
            more=(answered(other_ketamine_since="no").replace("2026-11-22", "2026-11-01"),),
        ),
        "iv",
    ),
    "out of range": Before((*WHOLE, *OUT_OF_RANGE), "iv"),
    "slow": Before((*WHOLE, measured(heart_rate="49 /min", respiratory_rate="9 /min")), "iv"),
    "found since the last session": Before((*WHOLE, BEYOND), "iv"),
    "psilocybin": Before((*WHOLE, f"{HEAD}medications: [psilocybin]\n"), "iv"),
    "readings of the patient": Before(
        but(READINGS, more=(READINGS.replace("by: clinician", "by: patient"),)), "iv"
    ),
    "told in two ways": Before(
        (*WHOLE, f"{HEAD}conditions: [asthma]\n", f"{HEAD}answers: {{asthma: no}}\n"), "iv"
    ),
}
