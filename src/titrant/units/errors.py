"""What goes wrong with a number that carries its unit, in words a clinician can act on."""


class QuantityError(ValueError):
    """Say what is wrong with a quantity and how to mend it.

    `problem` is a clause without a full stop, `mend` a whole sentence.
    """

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(problem, mend)
        self.problem = problem
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.problem}. {self.mend}"


class UnreadableQuantity(QuantityError):
    """A text that is not a number with a unit, or that could be read in two ways."""


class DrugMismatch(QuantityError):
    """Two amounts of different drugs, or of a drug that nobody stated, were combined."""


class ImpossibleQuantity(QuantityError):
    """A value that no quantity of this kind can have: negative, zero, not finite, too long."""
