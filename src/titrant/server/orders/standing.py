"""How an order stands now: what stopped it, in the words of where it was."""

from dataclasses import dataclass

from titrant.clinical import ReadBack
from titrant.server.orders.making import UnreadableOrder
from titrant.server.orders.models import Order, State
from titrant.server.orders.resting import Climbed, changes, climb, kept_of, typed_of

_DRAFT = "Look at the ladder as it is now, then sign."
_SIGNED = "The signature counts no more: write and sign it again."
_PREPARED = (
    "Do not give what was drawn up: discard it by your policy, then write and sign it again."
)


@dataclass(frozen=True)
class Standing:
    """An order as of now: its climb, what changed, and what that asks for."""

    climbed: Climbed | None
    changed: tuple[str, ...]
    then: str

    @property
    def stands(self) -> bool:
        """Whether everything that it rests on is as it was."""
        return not self.changed


def standing_of(order: Order) -> Standing:
    """Work an order out again from today's record and rules, and say what differs."""
    try:
        climbed = climb_order(order)
    except UnreadableOrder as error:  # the product or a unit is gone with a newer version
        return Standing(None, (str(error),), words_for(order))
    return Standing(climbed, tuple(changes(order, kept_of(order), climbed)), words_for(order))


def words_for(order: Order) -> str:
    """Return what a change asks for, by where the order is."""
    if order.prepared is not None:
        return _PREPARED
    return _DRAFT if order.state == State.DRAFT else _SIGNED


def climb_order(order: Order, read_back: ReadBack | None = None) -> Climbed:
    """Climb an order of the record as of now; a signed one by the weight that it was signed by."""
    kept = kept_of(order).weight_row if order.signed else ""
    return climb(typed_of(order), order.patient, order.course, kept=kept, read_back=read_back)
