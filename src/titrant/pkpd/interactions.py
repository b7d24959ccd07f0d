"""What other drugs did to exposure, by route, as it was measured: a ratio holds for its route."""

from collections.abc import Sequence

from msgspec import Struct

from titrant.pkpd.errors import PkError
from titrant.pkpd.regimen import Regimen
from titrant.pkpd.spoken import by_route


class Interaction(Struct, frozen=True, kw_only=True):
    """One measurement: exposure with something over exposure without it, by one route.

    `auc` and `cmax` are ratios; `cmax` is None where it was not told.
    """

    with_: str
    route: str
    auc: float
    source: str
    flag: str
    cmax: float | None = None
    note: str = ""


def interacting(regimen: Regimen, other: str, measured: Sequence[Interaction]) -> Regimen:
    """Return the regimen with each route's own measured ratio.

    What reaches the blood is multiplied by the ratio of the areas, so that the area is as measured;
    the shape is not moved, and no other route is guessed from it. Raises `PkError` for something
    that nobody measured, and for a figure that was read in no source.
    """
    own = {one.route: one for one in measured if one.with_ == other}
    if not own:
        known = ", ".join(dict.fromkeys(one.with_ for one in measured if one.flag != "memory"))
        raise PkError(f"nothing is known of “{other}”", f"Measured were {known}.")
    for route in regimen.routes:
        if route not in own:
            read = [name for name, one in own.items() if one.flag != "memory"]
            raise PkError(
                f"nobody measured {other} with a dose {by_route(route)}",
                f"It was measured {', '.join(map(by_route, read))}; "
                "routes do not stand for each other.",
            )
        if own[route].flag == "memory":
            raise PkError(
                f"the ratio of {other} {by_route(route)} was read in no source",
                "Find the source and enter it in pk_tables/interactions.yaml.",
            )
    return regimen.with_ratios({route: one.auc for route, one in own.items()})
