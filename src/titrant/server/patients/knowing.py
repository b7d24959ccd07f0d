"""The names that are known where a row is typed: nobody signs a name, so every clinic has these.

A limit is another matter: it is the clinic's own, by `titrant.server.sites.selectors.knowledge_of`.
"""

from functools import lru_cache

from titrant.clinical import FactKind
from titrant.knowledge import Knowledge, load

_CONDITIONS = (FactKind.CONDITION, FactKind.PROCEDURE)


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """Return what is shipped, with no clinic's signatures: for names and titles only."""
    return load()


def known_as(what: str, kind: FactKind) -> list[str]:
    """Return the titles of what some words name; none where nothing known is meant."""
    kb = knowledge()
    kinds = _CONDITIONS if kind is FactKind.CONDITION else (kind,)
    texts = [what, f"{what} allergy"] if kind is FactKind.ALLERGY else [what]
    return [kb.concept(match.concept).title for match in kb.matcher().match((), texts, kinds)]


@lru_cache(maxsize=4)
def offered(kind: FactKind) -> tuple[str, ...]:
    """Return the titles of everything known of a kind, to be offered while somebody types."""
    kb = knowledge()
    kinds = _CONDITIONS if kind is FactKind.CONDITION else (kind,)
    concepts = (kb.concept(id) for id in kb.ids("concepts"))
    return tuple(sorted({one.title for one in concepts if one.kind in kinds}))
