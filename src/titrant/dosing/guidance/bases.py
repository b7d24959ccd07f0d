"""Which weight a past dose was scaled to: the basis is part of the order (hazard H35)."""

from titrant.clinical import Order, PastSession, Person, WeightBasis, WeightReading
from titrant.dosing.bench import Bench
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.weight import known_weights
from titrant.units import Height, Weight


def person_of(desk: Desk) -> Person:
    """Return height and sex, as far as they are known."""
    height = next(iter(desk.measured("height")), None)
    return Person(
        height=None if height is None else Height(height.number, height.unit),
        sex=desk.snapshot.subject.sex,
    )


def scaled_to(desk: Desk, session: PastSession) -> Weight | None:
    """Return the weight that a session's dose was scaled to; None where nobody can tell.

    Without a basis it is the actual weight, unless the person is so heavy that it might not be.
    """
    if session.weight is None or session.basis is WeightBasis.ACTUAL:
        return session.weight
    order = Order(
        product="",
        as_of=session.on,
        protocol=desk.protocol.id,
        weight=WeightReading(weight=session.weight, on=session.on),
        basis=session.basis,
        person=person_of(desk),
    )
    weights = known_weights(Bench(order, desk.kb), desk.protocol)
    assert weights is not None  # the order has a weight
    might_differ = session.basis is None and weights.ideal is not None
    return None if might_differ else weights.used
