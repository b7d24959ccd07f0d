"""`titrant prepare`: one order in, a draw-up sheet out."""

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import Any

from titrant.cli import words
from titrant.cli.printing import say, sheet_text, warn
from titrant.cli.status import DONE, HELD, BadInput
from titrant.clinical import (
    Order,
    Person,
    PreviousSession,
    ReadBack,
    Retain,
    Route,
    Sex,
    WeighingMethod,
    WeightBasis,
    WeightReading,
)
from titrant.dosing import Status, prepare
from titrant.knowledge import load
from titrant.units import Concentration, Drug, Duration, Height, Volume, Weight

# Option, the value it takes, help. Grouped as the sheet is read: dose, weight, vial, pump, checks.
_OPTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "the order": (
        ("--dose", "DOSE", "“0.5 mg/kg”, “35 mg”, “25 mg/h”; a drug name may follow"),
        ("--over", "TIME", "how long it runs into a vein, “40 min”"),
        ("--dilute-to", "STRENGTH", "concentration to infuse, “1 mg/mL”"),
        ("--route", "ROUTE", "iv, im, sc, nasal, sublingual, oral"),
        ("--protocol", "ID", "protocol whose limits are checked (titrant knowledge show protocol)"),
        ("--drug", "DRUG", "ketamine (racemic) or esketamine, as ordered"),
        ("--retain", "WORD", "spit or swallow, for doses held in the mouth"),
        ("--hold-for", "TIME", "how long it is held in the mouth"),
        ("--reason", "TEXT", "the written reason that a soft limit asks for"),
    ),
    "the person": (
        ("--weight", "WEIGHT", "“70 kg”, “154 lb”"),
        ("--weight-on", "DATE", "day of the weight, YYYY-MM-DD"),
        ("--weight-method", "WORD", "scale, home-scale, stated, estimated"),
        ("--second-weight", "WEIGHT", "the same scale, read by a second person"),
        ("--basis", "WORD", "actual, ideal, adjusted"),
        ("--height", "HEIGHT", "“178 cm”, “5 ft 10 in”"),
        ("--sex", "WORD", "female or male, for the ideal weight"),
    ),
    "the last session": (
        ("--previous-weight", "WEIGHT", "weight at the last session"),
        ("--previous-basis", "WORD", "weight basis at the last session"),
        ("--previous-retain", "WORD", "spit or swallow at the last session"),
    ),
    "what was read back": (
        ("--vial", "STRENGTH", "what the vial or package says, “10 mg/mL”"),
        ("--syringe", "VOLUME", "what the syringe shows, “3.5 mL”"),
        ("--pump", "RATE", "what the pump shows, “52.5 mL/h”"),
        ("--line-volume", "VOLUME", "what the line holds, “1.5 mL”"),
    ),
    "how it is answered": (
        ("--as-of", "DATE", "the day to judge by (default: today)"),
        ("--site", "SITE", "a shipped site’s name, or the path of a site.yaml"),
        ("--pdf", "FILE", "write the sheet as a PDF, too"),
    ),
}


def add_to(commands: Any, _name: str) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "prepare",
        help="from weight to pump rate: a draw-up sheet",
        description="Work out a preparation, rung by rung, with every limit that stands in its way."
        " Exit status: 0 done, 1 held or refused, 2 bad input.",
        allow_abbrev=False,
    )
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of an order to a parser."""
    parser.add_argument("--product", metavar="ID", required=True, help="ketamine-10, spravato-28 …")
    for title, options in _OPTIONS.items():
        group = parser.add_argument_group(title)
        for name, metavar, text in options:
            group.add_argument(name, metavar=metavar, help=text, action=_Once)
    parser.add_argument(
        "--segment",
        metavar="PART",
        action="append",
        default=[],
        help="a part of an infusion, “10 mg over 10 min”; repeat; instead of --dose and --over",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of the sheet")


class _Once(argparse.Action):
    """Refuse an option that is typed twice: the last one would win unseen."""

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        if getattr(namespace, self.dest) is not None:
            raise BadInput(f"{option_string} was typed twice. Leave one out.")
        setattr(namespace, self.dest, values)


def run(typed: argparse.Namespace) -> int:
    """Prepare what was typed and print it; return 0 where nothing stands in its way, else 1."""
    from titrant.dosing.sheet import draw_up_sheet, first_obstacle

    order = read_order(typed)
    made = prepare(order, load(typed.site))
    if typed.pdf is not None:
        from titrant.cli.pdf import write_pdf

        write_pdf(draw_up_sheet(made), Path(typed.pdf))
    if typed.json:
        from titrant.cli.printing import json_text
        from titrant.dosing.record import preparation_record

        say(json_text(preparation_record(made)))
    else:
        if typed.as_of is None:
            say(f"No --as-of: judged as of today, {order.as_of}.")
        say(sheet_text(draw_up_sheet(made)))
    if made.status is Status.DONE:
        return DONE
    warn(first_obstacle(made))
    return HELD


def read_order(typed: argparse.Namespace) -> Order:
    """Return the order that was typed; raises `BadInput` with the option's name."""
    if typed.segment and (typed.dose is not None or typed.over is not None):
        raise BadInput("--segment states dose and time already. Leave --dose and --over out.")
    if not typed.segment and typed.dose is None:
        raise BadInput("No dose. Add --dose, like --dose “0.5 mg/kg”.")
    option, choice = words.option, words.choice
    parts = [option("--segment", text, words.segment) for text in typed.segment]
    return Order(
        product=typed.product,
        as_of=words.day("--as-of", typed.as_of) or _today(),
        amount=option("--dose", typed.dose, words.amount),
        segments=tuple(part for part in parts if part is not None),
        drug=choice("--drug", typed.drug, Drug),
        over=option("--over", typed.over, Duration.read),
        dilute_to=option("--dilute-to", typed.dilute_to, Concentration.read),
        route=choice("--route", typed.route, Route),
        protocol=typed.protocol,
        weight=_weight(typed),
        basis=choice("--basis", typed.basis, WeightBasis),
        person=Person(
            height=option("--height", typed.height, Height.read),
            sex=choice("--sex", typed.sex, Sex),
        ),
        retain=choice("--retain", typed.retain, Retain),
        hold=option("--hold-for", typed.hold_for, Duration.read),
        previous=PreviousSession(
            weight=option("--previous-weight", typed.previous_weight, Weight.read),
            basis=choice("--previous-basis", typed.previous_basis, WeightBasis),
            retain=choice("--previous-retain", typed.previous_retain, Retain),
        ),
        read_back=ReadBack(
            vial=option("--vial", typed.vial, words.package),
            syringe=option("--syringe", typed.syringe, Volume.read),
            pump=option("--pump", typed.pump, words.pump),
        ),
        line_volume=option("--line-volume", typed.line_volume, Volume.read),
        reason=(typed.reason or "").strip(),
    )


def _weight(typed: argparse.Namespace) -> WeightReading | None:
    weight = words.option("--weight", typed.weight, Weight.read)
    second = words.option("--second-weight", typed.second_weight, Weight.read)
    on = words.day("--weight-on", typed.weight_on)
    method = words.choice("--weight-method", typed.weight_method, WeighingMethod)
    if weight is None:
        if second is not None or on is not None or method is not None:
            raise BadInput("A second reading, a date or a method needs a weight. Add --weight.")
        return None
    return WeightReading(weight=weight, on=on, method=method, second=second)


def _today() -> date:
    return datetime.now().astimezone().date()
