"""What published models say becomes of an option in the blood: a band over models, or a refusal.

It stands beside guidance and never enters it: no option turns on it, no dose is aimed by it. A
single model is never shown, because models disagree two-fold.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from titrant.clinical import PastSession, Route
from titrant.dosing.bands import Band, Bands, Used
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.values import Case, Option
from titrant.knowledge import Knowledge, pk_model, pk_models
from titrant.pkpd import Dose as Given
from titrant.pkpd import Model, Regimen, concerns, person
from titrant.pkpd.brief import Brief, brief, two_figures
from titrant.pkpd.people import People
from titrant.units import Dose, Drug, Duration


def exposure(case: Case, option: Option, kb: Knowledge) -> Bands:
    """Return the band of an option for one person, and of the sessions before it.

    Raises `UnknownEntry` for an unknown protocol.
    """
    seen = Considered(case, kb)
    protocol = seen.desk.protocol
    if option.amount is None:
        return _refusal("No dose is part of this option.")
    if seen.scales.weights is None:
        return _refusal("No weight is known, which every model needs.")
    ends = [end for one in option.amount.by_basis for end in (one.low, one.high) if end is not None]
    if not ends or not all(end.base for end in ends):
        return _refusal("The dose of this option is not known in milligrams.")
    over = option.amount.over
    if protocol.route is Route.IV and over is None:
        return _refusal("How long the infusion lasts is not known.")
    low, high = (pick(ends, key=lambda dose: dose.base) for pick in (min, max))
    regimens = [_regimen(dose, protocol.route, over) for dose in (low, high)]
    who = _person(seen)
    models, refused = _fitting(protocol.drug, protocol.route, regimens, who)
    if not models:
        return _refusal("There is no published model that fits.", *refused)
    if len(models) < len(regimens):  # two ends, and at least two models
        return _refusal(
            "Only one published model that may stand in a band fits, "
            f"{models[0].title}: a single line is never shown.",
            *refused,
        )
    predicted = _Predicted(models, who, protocol.route)
    past = [one for one in seen.sofar.sessions if _tells(one, protocol.drug, protocol.route)]
    told = [(one, predicted.outside(one)) for one in past]
    refused += [why for _, why in told if why]
    return Bands(
        option=predicted.band((low, high), over),
        sessions=tuple(predicted.of_session(one) for one, why in told if not why),
        models=tuple(_used(model, _cautions(model, protocol.drug)) for model in models),
        refused=tuple(refused),
        named=_named(refused),
    )


def _used(model: Model, caution: Iterable[str] = ()) -> Used:
    first = next(iter(model.sources.values()))  # a file names the paper first
    return Used(
        id=model.id,
        title=model.title,
        site=model.site,
        caution=tuple(caution),
        source=first.title,
        address=first.address,
    )


def _refusal(*why: str) -> Bands:
    return Bands(option=None, sessions=(), models=(), refused=why, named=_named(why))


def _named(said: Sequence[str]) -> tuple[Used, ...]:
    models = (pk_model(id) for id in pk_models())
    return tuple(_used(model) for model in models if any(model.title in one for one in said))


def _person(seen: Considered) -> People:
    weights, born = seen.scales.weights, seen.desk.snapshot.subject.born
    assert weights is not None
    known = {"weight": float(weights.actual.in_unit("kg"))}
    if born is not None:
        known["age"] = float(born.oldest(seen.desk.as_of))
    return person(**known)


def _regimen(dose: Dose, route: Route, over: Duration | None) -> Regimen:
    timed = over is not None and route is not Route.NASAL  # devices have a pause, no duration
    hours = float(over.in_unit("h")) if over is not None and timed else 0.0
    given = Given(amount=float(dose.in_unit("mg")), route=str(route), over=hours)
    return Regimen((given,))


def _fitting(
    drug: Drug, route: Route, regimens: Sequence[Regimen], who: People
) -> tuple[list[Model], list[str]]:
    """Return the models whose domain holds every regimen, and in words why others do not."""
    models, refused = [], []
    for id in pk_models():
        model = pk_model(id)
        if not model.bands or route not in model.routes:
            continue
        if drug not in model.drugs and drug not in model.stands_for:
            refused.append(f"{model.title} was not made for {drug}.")
            continue
        outside = dict.fromkeys(said for one in regimens for said in concerns(model, one, who))
        if outside:
            refused.append(f"{model.title} does not hold here: {'; '.join(outside)}.")
        else:
            models.append(model)
    return models, refused


def _cautions(model: Model, drug: Drug) -> Iterator[str]:
    yield from model.caution
    if drug in model.stands_for:
        yield model.stands_for[drug]


class _Predicted:
    """What the models say for one person; a linear model is asked once for each time of giving."""

    def __init__(self, models: Sequence[Model], who: People, route: Route) -> None:
        self._models, self._who, self._route = models, who, route
        self._known: dict[tuple[str, str], Brief] = {}

    def band(self, doses: Sequence[Dose], over: Duration | None, on: date | None = None) -> Band:
        """Return the band over all models and these doses, the least first."""
        found = [self._one(model, dose, over) for model in self._models for dose in doses]
        return Band(
            given=_words(doses[0], doses[-1], over),
            on=on,
            cmax=_ends([cmax for cmax, _ in found]),
            auc=_ends([auc for _, auc in found]),
        )

    def outside(self, session: PastSession) -> str:
        """Return why a session that is over has no band; empty where every model holds for it."""
        assert session.dose is not None
        regimen = _regimen(session.dose, self._route, session.over)
        far = [one.title for one in self._models if concerns(one, regimen, self._who)]
        given = _words(session.dose, session.dose, session.over)
        where = f"{given} lies outside of {' and '.join(far)}"
        return f"The session of {session.on} has no band: {where}." if far else ""

    def of_session(self, session: PastSession) -> Band:
        """Return the band of a session that is over."""
        assert session.dose is not None
        return self.band((session.dose,), session.over, session.on)

    def _one(self, model: Model, dose: Dose, over: Duration | None) -> tuple[float, float]:
        """Return the peak and the area; of a dose that comes in devices each by itself."""
        alike = "" if model.devices is None else str(dose.base)
        key = (model.id, f"{over} {alike}")
        known = self._known.get(key)
        if known is None:
            regimen = _regimen(dose, self._route, over)
            known = brief(model, regimen, self._who, model.analytes[0].name, beyond=True)
            amount = regimen.total
            known = Brief(cmax=known.cmax / amount, tmax=known.tmax, auc=known.auc / amount)
            self._known[key] = known
        amount = float(dose.in_unit("mg"))
        return known.cmax * amount, known.auc * amount


def _ends(values: Sequence[float]) -> tuple[float, float]:
    return two_figures(min(values)), two_figures(max(values))


def _tells(session: PastSession, drug: Drug, route: Route) -> bool:
    """Say whether a past session of this drug says all that a model needs of it."""
    if not session.given or session.dose is None or not session.dose.base:
        return False
    alike = session.dose.drug in {drug, None}
    by_route = session.route in {route, None}
    timed = session.over is not None or route is not Route.IV
    return alike and by_route and timed


def _words(low: Dose, high: Dose, over: Duration | None) -> str:
    amount = high.brief() if low.base == high.base else f"{low.brief()} to {high.brief()}"
    return amount if over is None else f"{amount} over {over.brief()}"
