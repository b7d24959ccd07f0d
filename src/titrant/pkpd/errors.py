"""What goes wrong with a model, a regimen or a request, in words that say how to mend it."""


class PkError(ValueError):
    """Say what cannot be computed, and how to mend it.

    `problem` is a clause without a full stop, `mend` a whole sentence.
    """

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(problem, mend)
        self.problem = problem
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.problem}. {self.mend}"
