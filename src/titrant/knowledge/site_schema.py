"""The closed shape of a site's overlay: it may sign, approve and tighten, nothing else."""

from decimal import Decimal
from typing import Self

from pydantic import model_validator

from titrant.knowledge.schema_words import Closed, Day, Key, Number, Text, Truth


class SignatureFile(Closed):
    """A medical director signs a leaf: the value, or the range, is restated, and binds."""

    leaf: Key
    value: Number | Text | None = None
    range: tuple[Number, Number] | None = None
    unit: Text | None = None
    by: Text
    role: Text
    on: Day
    why: Text

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if (self.value is None) == (self.range is None):
            raise ValueError("restates neither a value nor a range, or both: write one")
        numeric = isinstance(self.value, Decimal) or self.range is not None
        if self.range is not None and self.unit is None:
            raise ValueError("signs a range: write its unit, or “1” for bare numbers")
        if (self.unit is not None) != numeric:
            raise ValueError(f"signs “{self.value}”: write a plain number and its unit, or a text")
        return self


class SignatoryFile(Closed):
    """Who signs where an entry names nobody; never what is signed."""

    by: Text | None = None
    role: Text | None = None
    on: Day | None = None
    why: Text | None = None


class ApprovalFile(Closed):
    """A medical director approves one version of a protocol."""

    protocol: Key
    version: Text
    by: Text
    role: Text
    on: Day
    why: Text


class SiteFile(Closed):
    """A site's overlay: it may sign and tighten, nothing else."""

    site: Key
    title: Text
    demonstration: Truth = False
    jurisdiction: Key | None = None
    signatures: tuple[SignatureFile, ...] = ()
    approvals: tuple[ApprovalFile, ...] = ()
