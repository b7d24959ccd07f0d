"""What leaves the program for a patient or a sitter, and how an amount of a drug is recognised.

Everything that makes a file is named here once: whoever adds one says for whom it is.
"""

import re

# An amount of a drug, a strength, a rate or a dose by weight, in any unit that one is written in.
AMOUNT = re.compile(
    r"\d\s*(mg|mcg|µg|ug|micrograms?|milligrams?|g|mL|ml|units?|IU|drops?|tablets?|sprays?|devices?)"
    r"(/(kg|mL|ml|h|min))?\b|\bdose of \d|\b\d[\d.]*\s*%\s*(solution|spray)",
    re.IGNORECASE,
)
FILES_FOR_THEM = frozenset({"instructions_print", "patient_consent_print"})
FILES_FOR_CLINICIANS = frozenset(
    {
        "course_summary_print",
        "downtime_print",
        "letter_print",
        "order_label_print",
        "order_sheet_print",
        "patient_document",  # a file that somebody brought
        "patient_export",  # the whole record, on request and by name
        "patient_fhir",
        "patient_paper",
        "patient_sessions_picture",
        "transfer_print",
    }
)
