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


class DomainError(PkError):
    """Say that people or doses are outside of what a model was studied in.

    `concerns` are the reasons, each a clause.
    """

    def __init__(self, model: str, concerns: tuple[str, ...]) -> None:
        super().__init__(
            f"{model} was not studied there: {'; '.join(concerns)}",
            "Choose another model, or say that it may go beyond what was studied.",
        )
        self.concerns = concerns
