"""What is said where a record cannot be read."""


class RecordError(ValueError):
    """A record that cannot be read or must not be: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what, mend)
        self.what = what
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.what}. {self.mend}"
