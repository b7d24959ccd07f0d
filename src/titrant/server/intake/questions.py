"""Every question that a person is asked before treatment, in words for everybody: the one table.

A question is keyed by the concept that a “yes” names; `also` are the further concepts that a “no”
speaks for. No word here says what follows from an answer. What the screening asks and this table
does not, stands below with the reason.
"""

from dataclasses import dataclass

YES_NO = (("yes", "Yes"), ("no", "No"), ("unknown", "I don’t know"))
OFTEN = (
    ("never", "Never"),
    ("monthly", "Once a month or less"),
    ("weekly", "Some days of the week"),
    ("daily", "Every day, or nearly"),
    ("unknown", "I don’t know"),
)


@dataclass(frozen=True)
class Question:
    """One question: its concept, the page it stands on, its words, what a “no” speaks for too.

    One without a concept (`plain`) is kept as it is answered, and no rule reads it.
    """

    id: str
    page: str
    words: str
    also: tuple[str, ...] = ()
    hint: str = ""
    plain: bool = False
    choices: tuple[tuple[str, str], ...] = YES_NO

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts that a “no” speaks for; none where no rule reads it."""
        return () if self.plain else (self.id, *self.also)


def _page(page: str, *questions: tuple[str, str, str]) -> list[Question]:
    """Return the questions of a page, each as its concepts in one text, its words and a hint."""
    return [
        Question(ids.split()[0], page, words, tuple(ids.split()[1:]), hint)
        for ids, words, hint in questions
    ]


_ALL: tuple[Question, ...] = (
    *_page(
        "heart",
        ("hypertension", "High blood pressure?", ""),
        (
            "uncontrolled-hypertension hypertensive-crisis hypertensive-encephalopathy",
            (
                "Blood pressure so high that you had to go to a hospital, or that stays high with "
                "tablets?"
            ),
            "",
        ),
        ("coronary-disease", "Narrow arteries of the heart, or angina?", ""),
        (
            "myocardial-infarction unstable-angina acute-coronary-syndrome",
            "A heart attack, or pain in the chest that brought you to a hospital?",
            "",
        ),
        ("cardiac-arrest", "A cardiac arrest: the heart stopped and was restarted?", ""),
        ("cardiac-procedure", "A stent, a bypass, or another operation on the heart?", ""),
        (
            "heart-failure cardiomyopathy decompensated-heart-failure",
            "A weak heart, heart failure, or a disease of the heart muscle?",
            "",
        ),
        ("valve-disease severe-valve-disease", "A disease of a heart valve?", ""),
        ("severe-heart-disease", "A heart disease that was called severe?", ""),
        (
            "arrhythmia atrial-fibrillation uncontrolled-arrhythmia",
            "An irregular or very fast heartbeat?",
            "",
        ),
        ("long-qt", "A “long QT” on an ECG?", ""),
        ("pulmonary-hypertension", "High pressure in the lungs (pulmonary hypertension)?", ""),
        (
            "cardiovascular-event pulmonary-embolism",
            "A clot in the lung, or another emergency of heart or vessels?",
            "",
        ),
        ("peripheral-artery-disease", "Narrow arteries in the legs?", ""),
        (
            "aneurysm arteriovenous-malformation",
            "A bulge or a tear in an artery (an aneurysm), or a tangle of vessels?",
            "In the head, the chest or the belly.",
        ),
    ),
    *_page(
        "brain",
        ("stroke-unspecified ischaemic-stroke", "A stroke?", ""),
        ("transient-ischaemic-attack", "A mini-stroke, over within a day?", ""),
        (
            "intracerebral-haemorrhage other-intracranial-haemorrhage",
            "Bleeding inside the head?",
            "For instance after a fall.",
        ),
        (
            (
                "raised-intracranial-pressure intracranial-mass hydrocephalus cerebral-shunt "
                "idiopathic-intracranial-hypertension papilloedema"
            ),
            "Raised pressure, a growth, extra fluid or a shunt in the head?",
            "",
        ),
        (
            "head-injury symptomatic-brain-injury",
            "An injury of the head that needed a doctor?",
            "",
        ),
        ("epilepsy", "Epilepsy?", ""),
        ("seizure uncontrolled-seizures", "A seizure, at any time?", ""),
        (
            "cognitive-impairment dementia delirium",
            "Trouble with memory or thinking, or confusion, that a doctor looked into?",
            "",
        ),
        (
            "spinal-cord-injury autonomic-dysreflexia",
            "An injury of the spinal cord?",
            "",
        ),
        ("glaucoma raised-intraocular-pressure", "Glaucoma, or raised pressure in an eye?", ""),
        ("eye-injury-or-surgery eye-surgery", "An eye that was injured or operated on?", ""),
    ),
    *_page(
        "body",
        (
            "copd respiratory-insufficiency respiratory-failure",
            "A lasting lung disease, such as COPD, or short breath at rest?",
            "",
        ),
        ("asthma", "Asthma?", ""),
        ("sleep-apnoea", "Sleep apnoea: breathing stops during sleep, or a machine helps?", ""),
        (
            (
                "liver-disease cirrhosis hepatitis severe-liver-disease child-pugh-a child-pugh-b "
                "child-pugh-c"
            ),
            "A liver disease, such as hepatitis or cirrhosis?",
            "",
        ),
        ("chronic-kidney-disease severe-kidney-disease dialysis", "A kidney disease?", ""),
        ("diabetes", "Diabetes?", ""),
        ("hyperthyroidism thyrotoxicosis", "An overactive thyroid?", ""),
        ("hypothyroidism", "An underactive thyroid?", ""),
        ("phaeochromocytoma", "A tumour of the adrenal gland (phaeochromocytoma)?", ""),
        ("porphyria", "Acute porphyria, in you or in your family?", ""),
        (
            "urinary-symptoms unexplained-urinary-symptoms",
            "Pain, urgency, blood, or very often passing urine, now?",
            "",
        ),
        (
            "cystitis interstitial-cystitis",
            "An inflamed bladder, or infections of the bladder?",
            "",
        ),
        (
            "gastroparesis hiatus-hernia",
            "A stomach that empties slowly, or a hiatus hernia?",
            "",
        ),
        ("bariatric-surgery", "An operation to lose weight?", ""),
        ("oral-mucositis xerostomia", "A sore or a very dry mouth, now?", ""),
        ("nasal-polyps nasal-congestion", "A blocked nose, or polyps in the nose, now?", ""),
        ("nasal-surgery", "An operation on the nose or the sinuses?", ""),
        ("pain", "Pain on most days, for three months or longer?", ""),
    ),
    *_page(
        "mind",
        (
            "bipolar mania",
            "Bipolar disorder, or days of hardly any sleep and racing energy?",
            "",
        ),
        (
            "history-of-psychosis schizophrenia-spectrum psychosis",
            (
                "Voices or visions that others did not hear or see, or a diagnosis such as "
                "schizophrenia?"
            ),
            "",
        ),
        ("dissociative-identity-disorder", "A dissociative identity disorder?", ""),
        ("acute-stress-disorder", "A severe shock in the past month that still weighs on you?", ""),
        ("ptsd", "Post-traumatic stress disorder (PTSD)?", ""),
        ("eating-disorder", "An eating disorder, now?", ""),
    ),
    *_page(
        "earlier",
        ("ketamine-allergy esketamine-allergy", "An allergic reaction to ketamine?", ""),
        (
            "benzethonium-allergy",
            "A reaction to a preservative in an injection, such as benzethonium chloride?",
            "",
        ),
        ("ketamine-cystitis", "Trouble with the bladder that came from ketamine?", ""),
        (
            "other-ketamine-since",
            "Does anybody else give or prescribe ketamine or esketamine to you now?",
            "",
        ),
    ),
    *_page(
        "use",
        ("alcohol-use-disorder", "Trouble with alcohol, now or at any time?", ""),
        ("cannabis-use-disorder", "Trouble with cannabis, now or at any time?", ""),
        (
            "opioid-use-disorder",
            "Dependence on opioids, such as heroin or strong painkillers, now or at any time?",
            "",
        ),
        (
            "stimulant-use-disorder",
            "Trouble with cocaine, amphetamines or other stimulants, now or at any time?",
            "",
        ),
        (
            "sedative-use-disorder",
            "Dependence on sleeping pills or tranquillisers, now or at any time?",
            "",
        ),
        (
            "hallucinogen-use-disorder",
            "Trouble with LSD, mushrooms or other hallucinogens, now or at any time?",
            "",
        ),
        (
            "ketamine-misuse pcp-misuse",
            "Ketamine or PCP without a prescription, or more than was prescribed, at any time?",
            "",
        ),
        ("substance-use-disorder", "Trouble with any other drug, now or at any time?", ""),
    ),
    Question("alcohol-now", "use", "How often do you drink alcohol?", plain=True, choices=OFTEN),
    Question("cannabis-now", "use", "How often do you use cannabis?", plain=True, choices=OFTEN),
    Question(
        "opioids-now",
        "use",
        "How often do you take opioids, such as tramadol, oxycodone or heroin?",
        plain=True,
        choices=OFTEN,
    ),
    *_page(
        "pregnancy",
        ("pregnancy", "Are you pregnant?", ""),
        ("could-be-pregnant", "Could you be pregnant, or become pregnant, these months?", ""),
        ("breastfeeding", "Do you breastfeed a child?", ""),
        ("pre-eclampsia", "Did you ever have pre-eclampsia in a pregnancy?", ""),
    ),
    Question("drives", "way", "Do you drive, or work with machines?", plain=True),
    Question(
        "escort", "way", "Is there an adult who can take you home after each visit?", plain=True
    ),
    Question("carer", "way", "Does a child or somebody else depend on you at home?", plain=True),
)

QUESTIONS: dict[str, Question] = {question.id: question for question in _ALL}

# What the screening asks, and nobody asks in a form that nobody watches.
_BY_A_CLINICIAN = "a clinician asks it, face to face, with the official questions"
_ON_THE_DAY = "it is asked on the day of each visit"
_AT_THE_CLINIC = "the clinic answers it, not the person"
NOT_ASKED: dict[str, str] = {
    **dict.fromkeys(
        ("suicidal-ideation", "suicidal-behaviour", "suicide-attempt", "self-harm", "overdose"),
        _BY_A_CLINICIAN,
    ),
    **dict.fromkeys(
        (
            *("ate-within-2-hours", "drank-within-30-minutes", "fasted", "gi-symptoms-today"),
            *("cold-today", "respiratory-infection", "fever", "intoxicated-today"),
            *("alcohol-intoxication", "drug-intoxication", "escort-arranged", "will-drive"),
            *("safety-critical-job", "sole-carer-tonight"),
        ),
        _ON_THE_DAY,
    ),
    **dict.fromkeys(
        (
            *("has-capacity", "consent-signed", "off-label-consent", "rems-enrolled"),
            *("allergy-list-confirmed", "medication-list-confirmed", "pdmp-checked"),
            *("seen-in-person", "adequate-antidepressant-trials"),
            "prior-antidepressant-trials-failed",
        ),
        _AT_THE_CLINIC,
    ),
}


def questions_of(page: str) -> list[Question]:
    """Return the questions of a page, in their order."""
    return [question for question in QUESTIONS.values() if question.page == page]
