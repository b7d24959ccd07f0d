"""Screen a record for a treatment: every rule of both tables, every finding with its source."""

from collections.abc import Callable

from titrant.clinical import Fact, FactKind, Snapshot
from titrant.dosing.screening import looks, medicines, special
from titrant.dosing.screening.clearing import with_clearances
from titrant.dosing.screening.findings import EMERGENCY, Finding, Missing, Screening, Why
from titrant.dosing.screening.known import Known
from titrant.dosing.screening.looks import CLEAR, Look, sure
from titrant.dosing.screening.treatment import TABLES, Cell, Treatment, cells_for
from titrant.knowledge import Action, Knowledge, Rule, Standing

LOOKS: dict[str, Callable[[Rule, Known], Look]] = {
    "ever": looks.ever,
    "current": looks.current,
    "past": looks.past,
    "recent": looks.recent,
    "answered-no": looks.answered_no,
    "required": looks.required,
    "above": looks.above,
    "below": looks.below,
    "taken": medicines.taken,
    "several": medicines.several,
    "together": medicines.together,
    "one-of-each": medicines.one_of_each,
    "benzodiazepine-load": medicines.benzodiazepine_load,
    **special.LOOKS,
}
"""What a rule's `finds` may name. A test holds the tables to it, and it to the tables."""

# Looks that are clear where a record says nothing of a rule's concepts: some at once, some where a
# “no” that still counts was said of each.
_CLEAR_BY_SILENCE = frozenset({"taken", "several", "together", "one-of-each"})
_CLEAR_BY_NO = frozenset({"ever", "current", "past", "recent"})

_DEAD = "deceased"
_GROUPS_FIRST = (EMERGENCY, "person")
_BY_PROTOCOL = frozenset({"active-course"})  # what looks at which protocol is asked about
_AT_ONCE = frozenset({Action.EXCLUDE, Action.DEFER})


# What one record says to each rule, kept while several protocols are asked about.
Looked = dict[tuple[str, str], Look]


def screen(
    snapshot: Snapshot, treatment: Treatment, kb: Knowledge, looked: Looked | None = None
) -> Screening:
    """Return what the record says for and against a treatment, and what is missing to say more.

    Nothing is decided here: a finding says what it asks for, on which facts, by which source, and
    what would lift it. What nobody has said is missing, never a “no”. With `looked`, of the same
    snapshot and knowledge, no rule looks at the record twice.
    """
    looked = {} if looked is None else looked
    known = Known(snapshot, kb, treatment.protocol)
    findings: list[Finding] = []
    noted: list[Finding] = []
    missing: list[Missing] = []
    for table in TABLES:
        for rule, cell in cells_for(table, treatment, kb):
            look = looked.get((table, rule.id))
            if look is None:
                look = _look(rule, known)
                if rule.finds not in _BY_PROTOCOL:
                    looked[table, rule.id] = look
            if look is CLEAR:
                continue
            if cell.actions[0] is Action.INFORM:
                _take(rule, cell, look, known, noted, [])
            else:
                _take(rule, cell, look, known, findings, missing)
    findings = with_clearances(findings, snapshot, treatment)
    findings.sort(key=_in_order)
    noted.sort(key=_in_order)
    missing.sort(key=_in_turn)
    return Screening(
        treatment=treatment,
        as_of=snapshot.as_of,
        subject=snapshot.subject,
        findings=tuple(findings),
        noted=tuple(noted),
        missing=tuple(missing),
        unmapped=snapshot.unmapped,
        set_aside=snapshot.set_aside,
        contradictions=snapshot.contradictions,
        files=snapshot.files,
        versions=kb.versions,
        unfolded=int(str(kb.leaf("screening-page.unfolded").value)),
    )


def find_interactions(snapshot: Snapshot, treatment: Treatment, kb: Knowledge) -> list[Finding]:
    """Return what the interaction table finds for a treatment, with what is only said."""
    return sorted(_interactions(snapshot, treatment, kb)[0], key=_in_order)


def find_open_interactions(
    snapshot: Snapshot, treatment: Treatment, kb: Knowledge
) -> list[Missing]:
    """Return what the interaction table would find, were an entry of the record still so."""
    missing = [
        one
        for one in _interactions(snapshot, treatment, kb)[1]
        if one.basis and one.why is not Why.SEPARATES
    ]
    return sorted(missing, key=_in_turn)


def _interactions(
    snapshot: Snapshot, treatment: Treatment, kb: Knowledge
) -> tuple[list[Finding], list[Missing]]:
    known = Known(snapshot, kb, treatment.protocol)
    findings: list[Finding] = []
    missing: list[Missing] = []
    for rule, cell in cells_for("interactions", treatment, kb):
        _take(rule, cell, _look(rule, known), known, findings, missing)
    return findings, missing


def _look(rule: Rule, known: Known) -> Look:
    """Look for a rule; what nobody says anything of is clear without a look, as it mostly is."""
    if known.silent(rule.concepts) and (
        rule.finds in _CLEAR_BY_SILENCE
        or (rule.finds in _CLEAR_BY_NO and known.cleared(rule.concepts))
    ):
        return CLEAR
    look = LOOKS[rule.finds](rule, known)
    if look is CLEAR or (rule.unless and _excepted(rule, known)):
        return CLEAR
    if look.ask is not None and special.not_asked_of_men(rule, known):
        return CLEAR
    return look


def _excepted(rule: Rule, known: Known) -> bool:
    return any(known.goes_on(fact) and sure((fact,)) == CLEAR for fact in known.so(*rule.unless))


def _take(
    rule: Rule,
    cell: Cell,
    look: Look,
    known: Known,
    findings: list[Finding],
    missing: list[Missing],
) -> None:
    if look.found is not None:
        findings.append(_finding(rule, cell, look, known))
        if cell.leaf.looser is not None and cell.leaf.value != cell.leaf.looser:
            would_help = f"It would help to know {rule.separates}."
            missing.append(_missing(rule, cell, would_help, Why.SEPARATES, look.found))
    elif look.ask is not None and (rule.asks or look.about):
        missing.append(_missing(rule, cell, rule.asks or _question(look), look.ask, look.about))


def _finding(rule: Rule, cell: Cell, look: Look, known: Known) -> Finding:
    assert look.found is not None
    return Finding(
        rule=rule.id,
        table=rule.table,
        title=rule.title,
        group=rule.group,
        actions=_graver(cell.actions, look.at_least),
        basis=known.with_parts(look.found),
        detail=look.detail,
        effect=rule.effect,
        lifts=rule.lifts,
        cell=cell.leaf,
        numbers=tuple(rule.numbers.values()),
        unsigned=_unsigned(cell, known),
    )


def _graver(actions: tuple[Action, ...], least: Action | None) -> tuple[Action, ...]:
    if least is None or least.gravity >= actions[0].gravity:
        return actions
    return (least, *actions)


def _missing(rule: Rule, cell: Cell, question: str, why: Why, about: tuple[Fact, ...]) -> Missing:
    return Missing(
        rule=rule.id,
        table=rule.table,
        question=question,
        group=rule.group,
        why=why,
        would_be=cell.actions[0],
        basis=about,
        cell=cell.leaf,
        concepts=rule.concepts,
    )


def _unsigned(cell: Cell, known: Known) -> str:
    """Say why a cell holds by itself: a permission that nobody signed is not given."""
    match cell.leaf.standing(known.as_of):
        case Standing.UNSIGNED:
            return f"This site has not signed “{cell.leaf.shown}” for it ({cell.leaf.flag})."
        case Standing.EXPIRED:
            return f"“{cell.leaf.shown}” for it ended on {cell.leaf.expires}."
        case Standing.NOT_YET:
            return f"“{cell.leaf.shown}” for it takes effect on {cell.leaf.effective}."
        case _:
            return ""


def _question(look: Look) -> str:
    """Ask about entries where the rule has no question of its own; the entries stand beside it."""
    if look.ask is Why.TOO_OLD:
        return "What is it now?"
    taken = all(fact.kind is FactKind.MEDICATION for fact in look.about)
    if look.ask is Why.UNDATED:
        return "When was it last taken?" if taken else "When was it?"
    return "Is it still taken?" if taken else "Is it still so?"


def _in_order(finding: Finding) -> tuple[bool, int, int, str, str]:
    place = _place(finding.rule, finding.group, finding.action)
    settled = finding.cleared is not None  # what is still open comes first
    return (settled, place, finding.action.gravity, finding.group, finding.rule)


def _in_turn(missing: Missing) -> tuple[int, int, str, str]:
    place = _place(missing.rule, missing.group, missing.would_be)
    return (place, missing.would_be.gravity, missing.group, missing.rule)


def _place(rule: str, group: str, action: Action) -> int:
    """Return what comes before gravity: a death, an emergency, who the person is; then the rest."""
    if rule == _DEAD:
        return -1
    at_once = group in _GROUPS_FIRST and action in _AT_ONCE
    return _GROUPS_FIRST.index(group) if at_once else len(_GROUPS_FIRST)
