"""What is gathered while a file is read: facts, and everything that did not become one."""

from collections.abc import Collection, Iterable
from datetime import date

from titrant.clinical import (
    Contradiction,
    Fact,
    FactKind,
    Origin,
    PastSession,
    SetAside,
    State,
    Sureness,
    Unmapped,
)
from titrant.fhir.days import Days
from titrant.fhir.files import Opened
from titrant.fhir.parts import Named
from titrant.knowledge import Knowledge, Lasts, Match
from titrant.knowledge.concepts import Context, context_of

NOT_THIS_PERSON = frozenset({Context.FAMILY, Context.DENIED})
WRONG_ENTRY = "it was entered in error"


class Gathering:
    """One file being read for a day: every entry ends as a fact, as unmapped, or set aside."""

    def __init__(self, opened: Opened, name: str, kb: Knowledge, as_of: date) -> None:
        self.opened = opened
        self.kb = kb
        self.as_of = as_of
        self.born: Days | None = None
        self.facts: list[Fact] = []
        self.given: list[tuple[str, PastSession]] = []
        self.unmapped: list[Unmapped] = []
        self.aside: list[SetAside] = []
        self.contradictions: list[Contradiction] = []
        self.entries = 0
        self.mapped = 0
        self._name = name

    def origin(self, place: str) -> Origin:
        """Return where something was read."""
        return Origin(self._name, place)

    def gave(self, drug: str, session: PastSession | None) -> None:
        """Note a dose of a drug that was given."""
        if session is not None:
            self.given.append((drug, session))

    # -- what does not become a fact -----------------------------------------------------------

    def set_aside(self, what: str, why: str, place: str, *, of_course: bool = False) -> None:
        """Note an entry that was read and is not used."""
        origin = self.origin(place)
        self.aside.append(SetAside(what=what, why=why, origin=origin, of_course=of_course))

    def not_mapped(self, kind: str, named: Named, place: str) -> None:
        """Note an entry that no concept covers."""
        self.unmapped.append(
            Unmapped(kind=kind, text=named.shown, code=named.code, origin=self.origin(place))
        )

    def in_future(self, what: str, on: Days | None, place: str, *, of_course: bool = False) -> bool:
        """Set aside what is dated after the day that the record is read for."""
        if on is None or on.first <= self.as_of:
            return False
        why = f"it is dated {on.first}, after {self.as_of}"
        self.set_aside(what, why, place, of_course=of_course)
        return True

    # -- what does -----------------------------------------------------------------------------

    def recognise(
        self, named: Named, kinds: Collection[FactKind], more: Iterable[str] = ()
    ) -> list[Match]:
        """Return the concepts of an entry; `more` are further texts that say the same.

        A code counts whatever the words around it; a text that is about the family, or denies,
        names nothing.
        """
        texts = [text for text in (*named.texts, *more) if context_of(text) not in NOT_THIS_PERSON]
        return self.kb.matcher().match(named.codes, texts, kinds)

    def put(
        self,
        matches: Iterable[Match],
        named: Named,
        place: str,
        *,
        state: State = State.UNSTATED,
        sure: Sureness = Sureness.RECORDED,
        on: Days | None = None,
        seen: Days | None = None,
        ended: Days | None = None,
        so: bool = True,
        word: str = "",
    ) -> None:
        """Add a fact for each concept that an entry was recognised as."""
        for match in matches:
            self.facts.append(
                Fact(
                    concept=match.concept,
                    kind=self.kb.concept(match.concept).kind,
                    text=named.shown,
                    origin=self.origin(place),
                    so=so,
                    state=state,
                    sure=sure,
                    by=match.by,
                    on=self.day(on),
                    seen=self.day(seen or on),
                    ended=self.day(ended),
                    word=word,
                )
            )

    def day(self, found: Days | None) -> date | None:
        """Return the latest day that a date may mean, not after the day of reading."""
        return None if found is None else max(found.first, min(found.last, self.as_of))

    def lifetime(self, matches: Iterable[Match]) -> bool:
        """Say whether any of these counts for ever."""
        return any(self.kb.concept(m.concept).lasts is Lasts.LIFETIME for m in matches)


def said_of(named: Named) -> Context:
    """Return what the words of an entry do to it; what denies outweighs what suspects."""
    contexts = [context_of(words) for words in named.texts]
    for context in (Context.FAMILY, Context.DENIED, Context.SUSPECTED, Context.PAST):
        if context in contexts:
            return context
    return Context.STATED
