"""Who may lift what holds a dose."""

PRESCRIBER = "the prescriber"
SECOND = "a second prescriber"
DIRECTOR = "the medical director, by signing"
CLINICIAN = "a clinician, by asking and writing it down"
CORRECTOR = "a clinician, by correcting the record"
MEASURER = "whoever measures"
NOBODY = "nobody"
