"""Climb the dose chain: weight, basis, dose, product, volume, dilution, rate and time, total."""

from titrant.clinical import Order, Route
from titrant.dosing.amount import find_parts
from titrant.dosing.bench import Bench, Scope
from titrant.dosing.check import Check, Kind, Status, status_of
from titrant.dosing.drawing import draw_up
from titrant.dosing.limits import check_dose, check_speed
from titrant.dosing.pieces import count_out
from titrant.dosing.preparation import Chain, Preparation, Weights
from titrant.dosing.readback import check_hands, check_package
from titrant.dosing.unsigned import UNSIGNED
from titrant.dosing.weight import find_weights
from titrant.knowledge import Form, Knowledge, Product, Protocol, Standing, Tier
from titrant.units import Drug, DrugQuantity

ARITHMETIC_ONLY = "arithmetic only: no patient or protocol limit was checked"
ROUTE_ONLY = "route limits only: no patient or protocol limit was checked"

_H5 = "hazard H5, wrong route"
_H12 = "hazard H12, wrong drug"
_H14 = "hazard H14, protocol mismatch or stale rule"


def prepare(order: Order, kb: Knowledge) -> Preparation:
    """Return the draw-up sheet for an order: every rung exact and rounded, every check, no advice.

    The dose is the prescriber's; nothing is chosen, ranked or converted between routes here.
    Without route and protocol only arithmetic and the label's backstops are done, and the result
    says so. Raises `UnknownEntry` for a product or protocol that the knowledge does not hold.
    """
    bench = Bench(order, kb)
    product = kb.product(order.product)
    protocol = kb.protocol(order.protocol) if order.protocol is not None else None
    _say_scope(bench)
    if protocol is not None:
        _approved(bench, protocol)
    right_drug = _drug(bench, product, protocol)
    route = _route(bench, product, protocol)
    weights = find_weights(bench, protocol)
    chain = None
    if right_drug and route is not None:
        check_package(bench, product)
        chain = _climb(bench, product, route, protocol, weights)
    _say_unsigned(bench)
    checks = _in_order(bench.checks)
    return Preparation(
        order=order,
        scope=bench.scope,
        status=status_of(checks),
        product=product,
        route=route,
        protocol=protocol,
        weights=weights,
        chain=None if bench.refused or bench.unjudged else chain,
        checks=tuple(checks),
        used=tuple(bench.used.values()),
        sources=kb.sources(bench.used.values()),
        versions=kb.versions,
    )


def _climb(
    bench: Bench,
    product: Product,
    route: Route,
    protocol: Protocol | None,
    weights: Weights | None,
) -> Chain | None:
    """Climb from the dose to the last rung; None where a check says which rung stopped it."""
    parts = find_parts(bench, product.drug, weights)
    if parts is None:
        return None
    if route is Route.IV and any(part.over is None for part in parts):
        bench.hold(
            "time-missing",
            "A dose into a vein without a time is not an order.",
            "State how long it runs, like --over 40 min.",
            "section 1.6, infusion time",
        )
        return None
    if route is not Route.IV and (bench.order.over is not None or bench.order.segments):
        bench.hold(
            "time-unexpected",
            f"The order has a running time, and {route.words} doses have none.",
            "Check the route, or leave the time out.",
            _H5,
        )
        return None
    _unexpected(bench, product, route)
    check_dose(bench, parts, route, protocol, weights)
    if route is Route.IV and not check_speed(bench, parts, protocol, weights):
        return None
    if product.form is Form.VIAL:
        chain = draw_up(bench, parts, product, route)
    else:
        chain = count_out(bench, parts, product, route)
    if chain is not None:
        check_hands(bench, chain)
    return chain


def _unexpected(bench: Bench, product: Product, route: Route) -> None:
    """Hold what the order states and this route has no use for: shown is used."""
    order = bench.order
    stated = {
        "a dilution": order.dilute_to is not None and route is not Route.IV,
        "a line volume": order.line_volume is not None and route is not Route.IV,
        "spit or swallow": order.retain is not None and route is not Route.SUBLINGUAL,
        "a time in the mouth": order.hold is not None and route is not Route.SUBLINGUAL,
        "a syringe reading": order.read_back.syringe is not None and product.form is not Form.VIAL,
    }
    for what, unexpected in stated.items():
        if unexpected:
            bench.hold(
                "not-for-this-route",
                f"The order states {what}, and {route.words} doses of {product.name} have none.",
                "Check the route and the product, or leave it out.",
                _H5,
            )


# -- drug, route, protocol -------------------------------------------------------------------


def _drug(bench: Bench, product: Product, protocol: Protocol | None) -> bool:
    """Refuse where order, protocol and product are not all of one drug."""
    order = bench.order
    amounts = [
        *(order.amount, *(segment.amount for segment in order.segments)),
        *(order.dilute_to, order.read_back.vial, order.read_back.pump),
    ]
    stated: set[Drug] = {
        a.drug for a in amounts if isinstance(a, DrugQuantity) and a.drug is not None
    }
    if order.drug is not None:
        stated.add(order.drug)
    if protocol is not None:
        stated.add(protocol.drug)
    wrong = stated - {product.drug}
    for drug in sorted(wrong):
        bench.refuse(
            "drug-mismatch",
            f"{drug.words.capitalize()} is stated; {product.name} holds {product.drug.words}.",
            "The two are never interchangeable. Choose the product of the ordered drug.",
            _H12,
        )
    return not wrong


def _route(bench: Bench, product: Product, protocol: Protocol | None) -> Route | None:
    """Return the one route that order, protocol and product agree on."""
    order = bench.order
    route = order.route
    infused = order.over is not None or bool(order.segments)
    if protocol is not None:
        if route is not None and route is not protocol.route:
            bench.refuse(
                "route-mismatch",
                f"The order is {route.words}, {protocol.title} is {protocol.route.words}.",
                "A dose is never carried over to another route. Choose the protocol of the route.",
                _H5,
            )
            return None
        route = protocol.route
    elif route is None and order.dilute_to is not None and infused:
        route = Route.IV
    elif route is None and len(product.routes) == 1:
        (route,) = product.routes
    if route is None:
        shown = ", ".join(product.routes)
        bench.hold(
            "route-missing",
            f"{product.name} can be given by more than one route, and none is stated.",
            f"State the route: {shown}.",
            _H5,
        )
        return None
    if route not in product.routes:
        bench.refuse(
            "route-wrong-for-product",
            f"{product.name} is not for {route.words} use.",
            "Choose a product that is made for this route.",
            _H5,
        )
        return None
    if protocol is not None and product.id not in protocol.products:
        bench.hold(
            "product-not-in-protocol",
            f"{protocol.title} does not name {product.name}.",
            f"Choose one of: {', '.join(protocol.products)}.",
            _H14,
        )
    return route


def _approved(bench: Bench, protocol: Protocol) -> None:
    on = protocol.approved_on
    if on is None or on > bench.order.as_of:
        bench.hold(
            "protocol-not-approved",
            f"This site has not approved {protocol.id} version {protocol.version}.",
            "The medical director reads the protocol and approves this version.",
            _H14,
        )
    if protocol.held:
        bench.hold("protocol-held", protocol.held, "Choose another protocol.", _H14)
    if protocol.support is Tier.MARKETING:
        bench.say(
            "protocol-marketing",
            Kind.INFO,
            f"{protocol.id} rests on a programme's own page: it caps a dose, and licenses none.",
            source=_H14,
        )


# -- what is said ----------------------------------------------------------------------------


def _say_scope(bench: Bench) -> None:
    if bench.scope is Scope.ARITHMETIC:
        bench.say("arithmetic-only", Kind.INFO, ARITHMETIC_ONLY)
    elif bench.scope is Scope.ROUTE:
        bench.say("route-only", Kind.INFO, ROUTE_ONLY)


def _say_unsigned(bench: Bench) -> None:
    """Where only arithmetic was asked for, what nobody signed is said in one line."""
    if bench.scope is not Scope.ARITHMETIC:
        return
    unsigned = [id for id in bench.used if bench.standings[id] is not Standing.IN_FORCE]
    if unsigned:
        bench.say(
            "unsigned",
            Kind.INFO,
            f"{len(unsigned)} of the values used are signed by nobody: {', '.join(unsigned)}.",
        )


_ORDER = (Kind.HARD, Kind.FIRM, Kind.HOLD, Kind.SOFT, Kind.INFO)


def _in_order(checks: list[Check]) -> list[Check]:
    """Put the gravest first, each once; what is to be signed comes last within its kind."""
    once = {(check.id, check.text): check for check in checks}
    return sorted(
        once.values(),
        key=lambda check: (_ORDER.index(check.kind), check.id.startswith(UNSIGNED)),
    )


__all__ = ["ARITHMETIC_ONLY", "ROUTE_ONLY", "Status", "prepare"]
