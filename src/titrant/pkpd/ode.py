"""The second engine: the same model integrated as differential equations, flow by flow.

It shares with the first only the model, the regimen and the parameters: no matrix, no modes. It is
the second opinion of the tests, and what solves a model that is not linear. Needs SciPy.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array
from titrant.pkpd.model import Analyte, Flow, Model
from titrant.pkpd.parameters import Values
from titrant.pkpd.regimen import Dose, Regimen

PRECISION = 1e-12
"""The relative error that a step may make; the whole stays within 1e-9 of the peak."""

_NG_PER_ML = 1000.0  # in a mg/L

Even = tuple[float, float, int, float]
"""What enters evenly: from, to [h], where, mg/h."""


def integrate(
    model: Model,
    regimen: Regimen,
    values: Values,
    times: Array,
    analytes: Sequence[Analyte],
) -> Array:
    """Return levels [ng/mL], shape (people, analytes, times), as `simulation.concentrations`."""
    people = len(next(iter(values.values())))
    found = np.empty((people, len(analytes), len(times)))
    for one in range(people):
        own = {name: float(column[one]) for name, column in values.items()}
        found[one] = _Person(model, own).levels(regimen, times, analytes)
    return found


class _Person:
    """One person's places, each amount under its name."""

    def __init__(self, model: Model, values: dict[str, float]) -> None:
        self._values = values
        self._model = model
        self._volumes = {c.name: values[c.volume] for c in model.compartments if c.volume}
        places = [c.name for c in model.compartments]
        self._moves: list[tuple[int, int, Callable[[float], float]]] = []
        self._kept: list[float] = []  # what of a move arrives
        for flow in model.flows:
            chain = [f"{flow.source}>{flow.to}#{n}" for n in range(flow.stages)]
            places += chain
            path = [flow.source, *chain, flow.to]
            for hop, (here, there) in enumerate(pairwise(path)):
                law = self._law(flow) if hop == 0 else self._stage(flow)
                target = places.index(there) if there else -1
                self._moves.append((places.index(here), target, law))
                self._kept.append(values[flow.share] if flow.share and hop == 0 else 1.0)
        self._places = {name: n for n, name in enumerate(places)}

    def _law(self, flow: Flow) -> Callable[[float], float]:
        """Return what leaves [mg/h] at an amount [mg]."""
        if flow.rate or flow.time:
            constant = self._values[flow.rate] if flow.rate else 1.0 / self._values[flow.time]
            return lambda amount: constant * amount
        clearance, volume = self._values[flow.clearance], self._volumes[flow.source]
        if not flow.half:
            return lambda amount: clearance * amount / volume
        half = self._values[flow.half]
        return lambda amount: clearance * (amount / volume) / (1.0 + amount / volume / half)

    def _stage(self, flow: Flow) -> Callable[[float], float]:
        mean, stages = self._values[flow.mean], flow.stages
        return lambda amount: amount * stages / mean

    def levels(self, regimen: Regimen, times: Array, analytes: Sequence[Analyte]) -> Array:
        """Integrate from change to change and from time to time."""
        pulses, rates = self._given(regimen)
        changes = [t for t, *_ in pulses] + [t for begin, end, *_ in rates for t in (begin, end)]
        stops = np.unique([0.0, *times, *changes]).tolist()
        state = np.zeros(len(self._places))
        found = np.zeros((len(times), len(state)))
        scale = max(regimen.total, 1e-300)
        for begin, end in pairwise([*stops, stops[-1]]):
            for at, where, amount in pulses:
                if at == begin:
                    state[where] += amount
            found[times == begin] = state
            if end > begin:
                state = self._moved(state, begin, end, rates, PRECISION * scale * 1e-3)
        return np.array([self._level(one, found) for one in analytes])

    def _moved(
        self, state: Array, begin: float, end: float, rates: Sequence[Even], least: float
    ) -> Array:
        """Return the amounts after a stretch in which what enters does not change."""
        from scipy.integrate import solve_ivp

        entering = np.zeros(len(state))
        for starts, ends, where, rate in rates:
            if starts <= begin and ends >= end:
                entering[where] += rate
        answer = solve_ivp(
            self._change(entering),
            (begin, end),
            state,
            method="DOP853",
            rtol=PRECISION,
            atol=least,
        )
        if not answer.success:
            raise PkError(f"{self._model.id} cannot be integrated", str(answer.message))
        last: Array = answer.y[:, -1].copy()
        return last

    def _level(self, analyte: Analyte, found: Array) -> Array:
        volume = self._volumes[analyte.compartment]
        amounts: Array = found[:, self._places[analyte.compartment]]
        return amounts / volume * analyte.weight * _NG_PER_ML

    def _change(self, entering: Array) -> Callable[[float, Array], Array]:
        def change(_: float, state: Array) -> Array:
            made = entering.copy()
            for (here, there, law), kept in zip(self._moves, self._kept, strict=True):
                leaves = law(state[here])
                made[here] -= leaves
                if there >= 0:
                    made[there] += leaves * kept
            return made

        return change

    def _given(
        self, regimen: Regimen
    ) -> tuple[list[tuple[float, int, float]], list[tuple[float, float, int, float]]]:
        """Return what enters at once (when, where, mg) and evenly (from, to, where, mg/h)."""
        pulses, rates = [], []
        for dose in regimen.doses:
            for entry in self._model.routes[dose.route]:
                amount = dose.amount * dose.ratio
                for name in entry.shares:
                    amount *= self._shared(name, dose)
                for name in entry.rests:
                    amount *= 1.0 - self._shared(name, dose)
                begin = dose.at + (self._values[entry.lag] if entry.lag else 0.0)
                over = dose.over or (self._values[entry.over] if entry.over else 0.0)
                where = self._places[entry.into]
                if over:
                    rates.append((begin, begin + over, where, amount / over))
                else:
                    pulses.append((begin, where, amount))
        return pulses, rates

    def _shared(self, name: str, dose: Dose) -> float:
        """Return a share; of several devices the mean of the first and the later ones."""
        value, devices = self._values[name], self._model.devices
        if devices is None or devices.route != dose.route or devices.share != name:
            return value
        number = round(dose.amount / devices.dose)
        shares = [value] + [value * self._values[devices.factor]] * (number - 1)
        return sum(shares) / number
