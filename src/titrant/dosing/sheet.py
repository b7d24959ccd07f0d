"""The draw-up sheet in words: what each rung says, and where each number comes from."""

from datetime import date, timedelta

from msgspec import Struct

from titrant import __version__
from titrant.clinical import WeightBasis
from titrant.dosing.check import Check, Kind, Status
from titrant.dosing.preparation import Chain, Infusion, Preparation, Rung
from titrant.dosing.unsigned import UNSIGNED
from titrant.dosing.words import said
from titrant.knowledge import Form, Leaf, Source, Versions, short
from titrant.units import Count, Dose, Percentage, Quantity, Volume

UNSIGNED_DRAFT = "UNSIGNED DRAFT"

_STATUS = {
    Status.DONE: "Prepared for checking. A prescriber signs the order before anything is given.",
    Status.HELD: "HELD. Do not draw up until every line marked below is lifted.",
    Status.REFUSED: "REFUSED. Do not draw up. No number is given.",
}


class Row(Struct, frozen=True):
    """One rung: its name, how it was worked out, what the hand does, and its source marks."""

    name: str
    worked_out: str
    to_do: str
    marks: tuple[int, ...]


class Cited(Struct, frozen=True):
    """One numbered source line: the value, who says so, how strong, who signed it."""

    mark: int
    value: str
    source: str


class Sheet(Struct, frozen=True, kw_only=True):
    """A draw-up sheet, ready to be set as text, as a page or as a PDF."""

    title: str
    subtitle: str
    banner: str
    demonstration: str
    status: Status
    status_words: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    checks: tuple[Check, ...]
    unsigned: tuple[str, ...]
    cited: tuple[Cited, ...]
    limits: tuple[Cited, ...]
    signers: str
    sources: tuple[str, ...]
    footer: str


def draw_up_sheet(made: Preparation) -> Sheet:
    """Return the sheet of a preparation."""
    marks = _Marks(made)
    rows = _rows(made, marks)
    route = made.route.words if made.route is not None else "route not stated"
    protocol = made.protocol
    if protocol is not None:
        under = f"{protocol.title} (protocol {protocol.id}, version {protocol.version})"
    else:
        under = next(check.text for check in made.checks if check.id.endswith("-only"))
    return Sheet(
        title=f"{made.product.name} ({made.product.drug.words}), {route}",
        subtitle=under,
        banner=UNSIGNED_DRAFT,
        demonstration="DEMONSTRATION: signed by nobody real, not for patients"
        if made.versions.demonstration
        else "",
        status=made.status,
        status_words=_STATUS[made.status],
        rows=tuple(rows),
        notes=tuple(_notes(made)),
        checks=tuple(check for check in made.checks if not _folded(check)),
        unsigned=tuple(
            f"{check.leaf}: {check.text}" for check in made.checks if _is_unsigned(check)
        ),
        cited=marks.cited(),
        limits=_limits(made),
        signers=_signers(made),
        sources=tuple(_source(source) for source in made.sources),
        footer=f"As of {made.order.as_of:%a %d %b %Y}. Titrant {__version__}, knowledge "
        f"{made.versions.knowledge} ({short(made.versions.knowledge_hash)}), "
        f"{_site(made.versions)}.",
    )


def _signers(made: Preparation) -> str:
    """Say who signed the leaves of this sheet, each once."""
    names = {
        f"{mark.by}, {mark.role}, {mark.on:%d %b %Y}"
        for leaf in made.used
        if (mark := leaf.signature) is not None and mark.on <= made.order.as_of
    }
    return f"Signed at this site by {'; '.join(sorted(names))}." if names else ""


def _is_unsigned(check: Check) -> bool:
    return check.id.startswith(UNSIGNED)


def _folded(check: Check) -> bool:
    """Whether a check is said elsewhere: in the head of the sheet, or in the list to be signed."""
    return check.id.endswith("-only") or _is_unsigned(check)


class _Marks:
    """Numbers the leaves that a row rests on, in the order in which they are first met."""

    def __init__(self, made: Preparation) -> None:
        self._used = {leaf.id: leaf for leaf in made.used if leaf.kind is None}
        self._numbered: dict[str, int] = {}
        self._as_of = made.order.as_of

    def __call__(self, *prefixes: str) -> tuple[int, ...]:
        return tuple(
            self._numbered.setdefault(id, len(self._numbered) + 1)
            for id in self._used
            if id.startswith(prefixes)
        )

    def cited(self) -> tuple[Cited, ...]:
        return tuple(
            _cited(mark, self._used[id], self._as_of) for id, mark in self._numbered.items()
        )


def _cited(number: int, leaf: Leaf, as_of: date) -> Cited:
    value = f"{leaf.title}: {leaf.shown}"
    if leaf.kind is not None and leaf.stops is not None:
        value = f"{leaf.kind} {leaf.stops.words} {leaf.shown}: {leaf.title}"
    source = f"{leaf.cited} [{leaf.tier}, {leaf.flag}]"
    mark = leaf.signature
    if mark is not None and mark.on <= as_of:
        source += "; set and signed" if leaf.needs_site_value else "; signed"
        source += " at this site"
        if mark.instead_of is not None and not leaf.needs_site_value:
            source += f", in place of {mark.instead_of}"
    if leaf.review <= as_of:
        source += f"; its review was due on {leaf.review}"
    return Cited(number, value, source)


def _site(versions: Versions) -> str:
    if versions.site is None or versions.site_hash is None:
        return "no site"
    return f"{versions.site} ({short(versions.site_hash)})"


def _source(source: Source) -> str:
    year = f" ({source.year})" if source.year else ""
    return f"{source.key}: {source.title}{year}"


def _limits(made: Preparation) -> tuple[Cited, ...]:
    limits = [leaf for leaf in made.used if leaf.kind is not None and leaf.value is not None]
    return tuple(_cited(0, leaf, made.order.as_of) for leaf in limits)


# -- rows ------------------------------------------------------------------------------------


def _rows(made: Preparation, marks: _Marks) -> list[Row]:
    rows = _weight_row(made, marks)
    chain = made.chain
    if chain is None:
        return rows
    rows.append(_row("dose", chain.dose, _dose_words(made, chain.dose.rounded), ()))
    rows.append(_draw_row(made, chain, marks))
    if chain.infusion is not None:
        rows += _infusion_rows(chain.infusion, marks)
    if chain.rest is not None:
        rows.append(Row("rest", "between devices", f"{chain.rest}", marks("nasal.rest")))
    if chain.retain is not None and chain.hold is not None:
        rows.append(
            Row("in the mouth", "part of the dose", f"hold {chain.hold}, then {chain.retain}", ())
        )
    return rows


def _dose_words(made: Preparation, dose: Dose) -> str:
    words = f"{dose.brief()} {made.product.drug.words}"
    if made.weights is not None and made.product.form is Form.VIAL:
        words += f" ({dose.per(made.weights.actual).brief()} actual weight)"
    return words


def _row(name: str, rung: Rung[Quantity], to_do: str, marks: tuple[int, ...]) -> Row:
    worked_out = f"{said(rung.how)} = {rung.exact.brief()}"
    if rung.done and rung.rounded != rung.exact:
        worked_out += f"; as drawn, {said(rung.done)} = {rung.rounded.brief()}"
    return Row(name, worked_out, to_do, marks)


def _weight_row(made: Preparation, marks: _Marks) -> list[Row]:
    weights, reading = made.weights, made.order.weight
    if weights is None or reading is None:
        return []
    when = ""
    if reading.on is not None:
        when = f", {reading.on:%d %b %Y} ({_age(made.order.as_of - reading.on)})"
    how = f", {reading.method}" if reading.method is not None else ""
    taken = f"{reading.weight}{how}{when}"
    if reading.weight.unit != "kg":
        taken += f" = {reading.weight.to('kg').brief()}"
    if reading.second is not None:
        taken += f"; second reading {reading.second}"
    if made.order.previous.weight is not None:
        taken += f"; before that {made.order.previous.weight}"
    used = f"{weights.basis} weight not known"
    if weights.used is not None:
        used = f"{weights.used.to('kg').brief()} ({weights.basis} weight)"
    return [Row("weight", taken, used, marks("basis."))]


def _age(age: timedelta) -> str:
    if not age:
        return "today"
    return "1 day old" if age == timedelta(days=1) else f"{age.days} days old"


def _draw_row(made: Preparation, chain: Chain, marks: _Marks) -> Row:
    draw = chain.draw
    strength = marks(f"product.{made.product.id}.strength")
    if isinstance(draw.rounded, Count):
        number = f"{draw.rounded.base.normalize():f}"
        form = made.product.form
        word = str(form) if number == "1" else form.plural
        return _row("count out", draw, f"{number} {word}", strength)
    assert chain.syringe is not None  # what is not counted is drawn
    to_do = f"{draw.rounded} in a {chain.syringe.name}"
    return _row("draw", draw, to_do, strength + marks(f"syringe.{chain.syringe.id}."))


def _infusion_rows(infusion: Infusion, marks: _Marks) -> list[Row]:
    rows = []
    total = infusion.total
    if infusion.diluent is not None:
        fill = f"add diluent up to {total.rounded} (about {infusion.diluent.rounded.brief()})"
        rows.append(_row("diluent", infusion.diluent, fill, marks("dilution.fluids")))
    in_all = f"{total.rounded} in all, {infusion.concentration.rounded.brief()}"
    rows.append(_row("total", total, in_all, marks("dilution.standard")))
    return rows + _pump_rows(infusion, marks("rounding.pump.step"))


def _pump_rows(infusion: Infusion, step: tuple[int, ...]) -> list[Row]:
    if infusion.rate is not None:
        (run,) = infusion.runs
        words = f"{infusion.rate.rounded} for {infusion.duration.exact}"
        return [
            _row("pump rate", infusion.rate, words, step),
            Row("drug rate", "pump rate × concentration", f"{run.drug_rate.brief()}", ()),
        ]
    return [
        _row(
            f"pump, part {number}",
            run.rate,
            f"{run.rate.rounded} for {run.duration} ({run.dose.rounded.brief()})",
            step,
        )
        for number, run in enumerate(infusion.runs, start=1)
    ]


# -- notes -----------------------------------------------------------------------------------


def _notes(made: Preparation) -> list[str]:
    chain = made.chain
    notes = []
    if made.weights is not None and made.weights.ideal is not None:
        shown = [
            f"{basis} {weight.brief()}"
            for basis in WeightBasis
            if (weight := made.weights.of(basis)) is not None
        ]
        notes.append(f"Weights: {', '.join(shown)}. The order names one of them.")
    if chain is None:
        return notes
    lost = chain.dose.exact - chain.dose.rounded
    if lost.base:
        share = Percentage.apart(chain.dose.rounded, chain.dose.exact)
        notes.append(f"Rounding down takes off {lost.brief()} ({share.brief()}).")
    if chain.infusion is not None:
        notes += _infusion_notes(made, chain.infusion)
    if isinstance(chain.draw.rounded, Volume) and chain.syringe is not None:
        notes += _vial_notes(made, chain.draw.rounded)
    elif made.product.form is not Form.DEVICE:
        notes.append("Compounded: read strength, lot and beyond-use date on this very package.")
    return notes


def _infusion_notes(made: Preparation, infusion: Infusion) -> list[str]:
    notes = []
    time = infusion.duration
    if time.rounded != time.exact:
        notes.append(
            f"At the pump's steps the total runs {time.rounded.brief()}, not {time.exact}."
        )
    if made.order.dilute_to is None:
        notes.append(
            f"Undiluted into a vein: slowly by hand over {time.exact}, or by a pump at this rate."
        )
    left = infusion.left_in_line
    if left is not None:
        notes.append(
            f"{made.order.line_volume} of line holds {left.brief()} when the total "
            "has run: flush at the same rate, never as a push."
        )
    return notes


def _vial_notes(made: Preparation, drawn: Volume) -> list[str]:
    used = {leaf.id: leaf for leaf in made.used}
    prefix = f"product.{made.product.id}"
    amount, volume, strength = [
        used[f"{prefix}.{name}"].shown for name in ("package-amount", "package-volume", "strength")
    ]
    notes = [f"One vial holds {amount} in {volume}, {strength}; the sheet takes {drawn} of it."]
    if "dilution.fluids" in used:
        use = used["dilution.use"].shown
        notes.append(f"Dilute with {used['dilution.fluids'].shown}. {use}")
    return notes


def first_obstacle(made: Preparation) -> str:
    """Return one sentence on what stands in the way of a held or refused preparation."""
    first, *more = [check for check in made.checks if not check.met]
    rest = f" ({len(more)} more on the sheet.)" if more else ""
    word = "Refused" if first.kind is Kind.HARD else "Held"
    return f"{word}: {first.text} {first.lifts}{rest}"
