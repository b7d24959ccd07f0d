"""What people write about a patient (`case.yaml`, `today.yaml`), and files joined to one record."""

from titrant.intake.case import read_case, read_shape
from titrant.intake.joining import join

__all__ = ["join", "read_case", "read_shape"]
