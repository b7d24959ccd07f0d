"""The words that the shapes of knowledge files are made of, and what each of them has to be."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Strict, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$")]

# What carries a row of the evidence: an entry's id, or the test of an arithmetic row.
Holder = Annotated[str, StringConstraints(pattern=r"^(test:)?[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$")]

# A number, a day and a truth value are what YAML reads as one: “.5” and “yes” are texts.
Number = Annotated[Decimal, Strict()]
Day = Annotated[date, Strict()]
Truth = Annotated[bool, Strict()]


class Closed(BaseModel):
    """A mapping in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
