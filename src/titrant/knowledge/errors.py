"""What goes wrong with the knowledge base, in one sentence with the mend."""


class KnowledgeError(Exception):
    """The knowledge files or a site's overlay cannot be used as they are."""


class UnknownEntry(KnowledgeError):
    """An id that the knowledge base does not hold; `known` are the ids near it."""

    def __init__(self, kind: str, id: str, known: list[str]) -> None:
        super().__init__(f"There is no {kind} “{id}”. Known: {', '.join(known) or 'none'}.")
