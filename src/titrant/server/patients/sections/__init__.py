"""The sections of a patient's record, each declared once."""
