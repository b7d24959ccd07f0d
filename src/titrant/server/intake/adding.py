"""Add what came from elsewhere to a record, so that no finding of the record is lowered (H48).

What a file denies, what it says was signed or arranged, and what would take a finding of the record
away is set aside with the reason, until a clinician writes it down themselves.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from titrant.clinical import Contradiction, Fact, FactKind, SetAside, Snapshot, Subject
from titrant.intake import join
from titrant.knowledge import Knowledge, Rule
from titrant.server.intake.standing import Standing

DENIES = "a file from elsewhere denies nothing; a clinician’s own “no” is asked for"
ANSWERS = "only this clinic answers it; a file from elsewhere does not"
LOWERS = "it would take away what the record says; to make it count, a clinician writes it down"
_ANSWERED = frozenset({"answered-no", "telehealth-law"})
_REQUIRED = frozenset({"required", "required-if"})


def added(record: Snapshot, imports: Sequence[Snapshot], kb: Knowledge) -> Snapshot:
    """Return a record with what files add. Each finding of the record stays, or a graver one.

    What was left out of a file stands in `set_aside`, as everything that is not used.
    """
    if not imports:
        return record
    answers = _only_here(kb)
    parts = [replace(one, clearances=()) for one in imports]  # only this clinic clears
    parts = [_without(one, lambda fact: not fact.so, DENIES) for one in parts]
    parts = [_without(one, lambda fact: fact.concept in answers, ANSWERS) for one in parts]
    whole = agreed([record, *parts], kb)
    every = [rule for table in ("screening", "interactions") for rule in kb.rules(table)]
    if not record.facts or not any(map(_reads(every, kb), (f for one in parts for f in one.facts))):
        return whole  # nothing in them that could take a finding away
    before = Standing.of(record, kb)
    lost = before.lost(whole)
    if lost:  # the numbers and exceptions that these rules read
        parts = [_without(one, _reads(lost, kb), LOWERS) for one in parts]
        whole = agreed([record, *parts], kb)
    if before.lost(whole):  # a rule that reads more than it names: then every number
        parts = [_without(one, _number, LOWERS) for one in parts]
        whole = agreed([record, *parts], kb)
    return whole


def agreed(snapshots: Sequence[Snapshot], kb: Knowledge) -> Snapshot:
    """Join snapshots of one person; where one says they are somebody else, the first one counts.

    `join` refuses two people. Here a clinician has said that it is one person: what differs
    is named as a contradiction, and no fact is lost.
    """
    first, *rest = snapshots
    subject, said = first.subject, list(first.contradictions)
    parts = []
    for one in rest:
        differing = _differing(subject, one.subject)
        said += differing
        kept = Subject(dead=one.subject.dead, died_on=one.subject.died_on)
        parts.append(_of_one_person(one, kept if differing else one.subject))
        subject = parts[-1].subject if subject == Subject() else subject
    whole = replace(first, contradictions=tuple(said))
    return join([_of_one_person(whole, first.subject), *parts], kb.concept)


def _of_one_person(snapshot: Snapshot, subject: Subject) -> Snapshot:
    """Take away the ids by which files know their patient: two systems give out two."""
    files = tuple(replace(file, people=()) for file in snapshot.files)
    return replace(snapshot, files=files, subject=subject)


def _differing(one: Subject, other: Subject) -> list[Contradiction]:
    found = []
    if one.born and other.born:
        apart = max(one.born.first, other.born.first) > min(one.born.last, other.born.last)
        if apart:
            says = (f"{one.born.first}", f"{other.born.first}")
            found.append(_one_counts("the birth date", says))
    if one.sex and other.sex and one.sex is not other.sex:
        found.append(_one_counts("the sex", (str(one.sex), str(other.sex))))
    return found


def _one_counts(about: str, says: tuple[str, str]) -> Contradiction:
    return Contradiction(about=about, says=says, counts="that of the record counts")


def _without(snapshot: Snapshot, odd: Callable[[Fact], bool], why: str) -> Snapshot:
    """Set facts aside."""
    aside = [fact for fact in snapshot.facts if odd(fact)]
    if not aside:
        return snapshot
    told = [SetAside(what=fact.text, why=why, origin=fact.origin) for fact in aside]
    return replace(
        snapshot,
        facts=tuple(fact for fact in snapshot.facts if not odd(fact)),
        set_aside=(*snapshot.set_aside, *told),
    )


def _only_here(kb: Knowledge) -> frozenset[str]:
    """Return what the clinic itself answers: consents, capacity, what was arranged."""
    asked: list[str] = []
    for rule in kb.rules("screening"):
        if rule.finds in _ANSWERED:
            asked += rule.concepts
        elif rule.finds in _REQUIRED:
            asked += rule.concepts[:1]
    return frozenset(one for one in asked if kb.concept(one).kind is FactKind.STATUS)


def _reads(rules: Sequence[Rule], kb: Knowledge) -> Callable[[Fact], bool]:
    """Return whether a fact is a number that some rules read, or an exception to them."""
    read = {concept for rule in rules for concept in rule.concepts}
    excepts = {concept for rule in rules for concept in rule.unless}

    def found(fact: Fact) -> bool:
        meant = {fact.concept, *kb.concept(fact.concept).within, *_MAKES.get(fact.concept, ())}
        return bool(meant & excepts) or (_number(fact) and bool(meant & read))

    return found


def _number(fact: Fact) -> bool:
    return fact.kind is FactKind.OBSERVATION


_MAKES = {"weight": ("body-mass-index",), "height": ("body-mass-index",)}
