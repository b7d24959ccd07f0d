"""Six synthetic lives as a clinician reads them: what is found, asked, and of no use.

Written by hand from the entries of each file and the rows of the screening table.
"""

from typing import NamedTuple

IV, SPRAY, HOME = "iv-depression", "spravato-us-trd", "sublingual-home"


class Life(NamedTuple):
    """What a clinician finds: findings by protocol, old medicines to ask about, what is no use."""

    found: dict[str, dict[str, str]]  # protocol -> rule -> action
    old: dict[str, set[str]]  # rule -> medicines that are listed as active, and are not believed
    hints: set[str]  # what raises the question about suicide
    useless: set[str]  # conditions and medicines that no rule could use: listed as not mapped


DONEPEZIL_MEMANTINE = (
    "24 HR Donepezil hydrochloride 10 MG / Memantine hydrochloride 28 MG "
    "Extended Release Oral Capsule"
)
HYDROCHLOROTHIAZIDE = "Hydrochlorothiazide 25 MG"
OVERDOSE = {IV: {"past-suicidal-act": "watch"}}  # however long ago: H49
OVERDOSE |= {SPRAY: OVERDOSE[IV], HOME: {"past-suicidal-act": "clearance"}}

LIVES = {
    # Born 1949. Epilepsy 1960, coronary disease 2013, Alzheimer's disease 2020, 168/89 in 2021.
    "Adalberto_Hartmann": Life(
        found={
            IV: {
                "dementia-or-delirium": "exclude",  # row 28: X or C, the stricter
                "epilepsy": "clearance",  # row 27 is about seizures out of control: not said here
                "stable-heart-disease": "clearance",  # row 7
                "age-band-older": "modify",  # row 34; he is 76
            },
            SPRAY: {
                "dementia-or-delirium": "clearance",
                "epilepsy": "clearance",
                "stable-heart-disease": "clearance",
            },
            HOME: {
                "dementia-or-delirium": "exclude",
                "epilepsy": "exclude",
                "stable-heart-disease": "exclude",
                "age-band-older": "clearance",
            },
        },
        old={
            "antihypertensive": {HYDROCHLOROTHIAZIDE, "Amlodipine 5 MG Oral Tablet"},
            "benzodiazepine": {"Diazepam [Valium]"},  # of 1959
            "benzodiazepine-load": {"Diazepam [Valium]"},
            "cyp2b6-inhibitor": {"Clopidogrel 75 MG Oral Tablet"},
            "nmda-antagonist": {
                DONEPEZIL_MEMANTINE,
            },
        },
        hints=set(),
        useless={
            *("Rupture of appendix", "Appendicitis", "History of appendectomy", "Prediabetes"),
            *("Anemia (disorder)", "Sinusitis (disorder)"),
            *("Simvastatin 20 MG Oral Tablet", "Galantamine 4 MG Oral Tablet"),
        },
    ),
    # Born 1980. Chronic pain, migraine, hypertension, an overdose in 2002, three past pregnancies.
    "Babara_Rice": Life(
        found=OVERDOSE,
        old={"antihypertensive": {HYDROCHLOROTHIAZIDE}},
        hints={"Drug overdose"},
        useless={
            *("Impacted molars", "Miscarriage in first trimester"),
            "1 ML medroxyprogesterone acetate 150 MG/ML Injection",
            "NuvaRing 0.12/0.015 MG per 24HR 21 Day Vaginal Ring",
        },
    ),
    # Born 1915, dead 2010. Alcoholism, atrial fibrillation, heart failure, an overdose in 2006.
    "Barrett_Douglas": Life(
        found={
            IV: {
                "deceased": "exclude",
                "past-suicidal-act": "watch",
                "substance-use-disorder": "exclude",  # row 18: X or D, the stricter
                "arrhythmia": "clearance",
                "stable-heart-disease": "clearance",
                "age-band-older": "modify",
            },
            SPRAY: {
                "deceased": "exclude",
                "past-suicidal-act": "watch",
                "substance-use-disorder": "clearance",
                "arrhythmia": "clearance",
                "stable-heart-disease": "clearance",
            },
            HOME: {
                "deceased": "exclude",
                "past-suicidal-act": "clearance",
                "substance-use-disorder": "exclude",
                "arrhythmia": "exclude",
                "stable-heart-disease": "exclude",
                "age-band-older": "clearance",
            },
        },
        old={
            "antihypertensive": {
                HYDROCHLOROTHIAZIDE,
                "Verapamil Hydrochloride 40 MG",
                "24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]",
                "Lasix 40mg",
                "10 ML Furosemide 10 MG/ML Injection",
            }
        },
        hints={"Drug overdose"},
        useless={
            *("Prediabetes", "Anemia (disorder)", "Impacted molars", "Neoplasm of prostate"),
            *("Carcinoma in situ of prostate (disorder)", "Fracture subluxation of wrist"),
            *("1 ML DOCEtaxel 20 MG/ML Injection", "Ibuprofen 200 MG Oral Tablet"),
            "0.25 ML Leuprolide Acetate 30 MG/ML Prefilled Syringe",
            *("Digoxin 0.125 MG Oral Tablet", "Acetaminophen 325 MG Oral Tablet"),
        },
    ),
    # Born 1941, dead 2005. Major depression, opioid abuse, hypertension.
    "Darron_Feeney": Life(
        found={
            IV: {
                "deceased": "exclude",
                "substance-use-disorder": "exclude",
                "opioid-use-disorder-history": "clearance",  # row 19
                "age-band-older": "modify",
            },
            SPRAY: {
                "deceased": "exclude",
                "substance-use-disorder": "clearance",
                "opioid-use-disorder-history": "clearance",
            },
            HOME: {
                "deceased": "exclude",
                "substance-use-disorder": "exclude",
                "opioid-use-disorder-history": "exclude",
                "age-band-older": "clearance",
            },
        },
        old={"antihypertensive": {HYDROCHLOROTHIAZIDE}},
        hints=set(),
        useless={
            *("Prediabetes", "Anemia (disorder)", "Gout", "Hyperlipidemia", "Polyp of colon"),
            *("Smokes tobacco daily", "Recurrent rectal polyp", "Neoplasm of prostate"),
            "Carcinoma in situ of prostate (disorder)",
            *("Vitamin B 12 5 MG/ML Injectable Solution", "24hr nicotine transdermal patch"),
            *("Simvistatin 10 MG", "Naproxen 500 MG Oral Tablet", "Allopurinol 100 MG Oral Tablet"),
            "1 ML DOCEtaxel 20 MG/ML Injection",
            "0.25 ML Leuprolide Acetate 30 MG/ML Prefilled Syringe",
        },
    ),
    # Born 1973. Chronic pain, migraine, an overdose in 2002, a resolved PTSD; hydrocodone 2015.
    "Eliseo_Cummings": Life(
        found=OVERDOSE,
        old={
            "antihypertensive": {HYDROCHLOROTHIAZIDE},
            "antidepressant": {"Sertraline 100MG"},
            "opioid": {"Acetaminophen/Hydrocodone"},
        },
        hints={"Drug overdose"},
        useless={
            *("Chronic sinusitis (disorder)", "Impacted molars", "Sprain of ankle", "Prediabetes"),
            "Ibuprofen 200 MG Oral Tablet",
        },
    ),
    # Born 1973. Major depression and fluoxetine since 1993; 113/73 in 2020.
    "Milan_Beatty": Life(
        found={IV: {}, SPRAY: {}, HOME: {}},
        old={"antidepressant": {"Fluoxetine 25MG"}},
        hints=set(),
        useless={"Prediabetes", "Anemia (disorder)", "Acetaminophen 325 MG Oral Tablet"},
    ),
}
