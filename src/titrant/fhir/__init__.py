"""R4 words of other systems: reads what they export into the clinic's own nouns. Opens no file."""

from titrant.fhir.patient import Named, read_patient
from titrant.fhir.reading import read_fhir

__all__ = ["Named", "read_fhir", "read_patient"]
