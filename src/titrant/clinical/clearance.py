"""A clinician's decision that a finding no longer stands in the way of a treatment."""

from datetime import date

from msgspec import Struct


class Clearance(Struct, frozen=True, kw_only=True):
    """A finding that somebody has cleared, or a deferral that they have overridden, and why.

    `mark` is the finding's own as it was read then: it counts for that finding and no other, so
    that a new fact or a new rule is looked at again. `until` is None where no day was set; `by` is
    a role, never a name; `on_word_of` says whose clearance is in hand.
    """

    rule: str
    mark: str
    on: date
    by: str
    why: str
    on_word_of: str = ""
    until: date | None = None
    protocol: str = ""
