"""`titrant serve`, `worker`, `clinic`: start the clinic's server, its worker, its first clinic."""

import argparse
import os
import shlex
import sys
from pathlib import Path
from typing import Any

from titrant.cli.printing import say, warn
from titrant.cli.status import DONE, BadInput

BEHIND_PAGES = 10  # of 19: the daily backup takes a whole processor for a while
MOST_WORKERS = 4  # that nobody asked for: each takes memory, and a clinic has fifty people


def add_to(commands: Any, name: str) -> None:
    """Add one of the commands to the parser."""
    _ADD[name](commands)


def _add_serve(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "serve",
        help="start the clinic’s server and its worker",
        description="Serve the clinic’s pages, with the worker beside them, until Ctrl-C.",
        allow_abbrev=False,
    )
    parser.add_argument("--host", default="localhost", help="where to listen (default: localhost)")
    parser.add_argument("--port", type=int, default=8000, help="which port (default: 8000)")
    parser.add_argument("--cert", type=Path, metavar="FILE", help="certificate in PEM, for TLS")
    parser.add_argument("--key", type=Path, metavar="FILE", help="its private key in PEM")
    parser.add_argument(
        "--origin", default="", metavar="URL", help="the address that people type, if another"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=min(os.cpu_count() or 1, MOST_WORKERS),
        help=f"web processes (default: one a processor, at most {MOST_WORKERS})",
    )
    parser.add_argument("--demo", action="store_true", help="a demonstration, with made-up people")
    parser.set_defaults(run=run_serve)


def _add_worker(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "worker",
        help="do the background work (`serve` starts this by itself)",
        description="Do background work until SIGTERM: messages, escalation, digests, backups.",
        allow_abbrev=False,
    )
    parser.add_argument("--once", action="store_true", help="do what is due now, and end")
    parser.add_argument("--with", type=int, dest="parent", metavar="PID", help=argparse.SUPPRESS)
    parser.set_defaults(run=run_worker)


def _add_clinic(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "clinic",
        help="open a clinic, and invite its first administrator",
        description="Open a clinic in this installation.",
        allow_abbrev=False,
    )
    under = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    new = under.add_parser("new", help="open a clinic", allow_abbrev=False)
    new.add_argument("--name", required=True, help="what the clinic is called")
    new.add_argument("--zone", required=True, help="its time zone, like America/New_York")
    new.add_argument("--admin-email", required=True, help="who sets it up")
    new.add_argument("--units", choices=("metric", "us"), default="metric", help="how it measures")
    new.set_defaults(run=run_clinic_new)


def _add_demo_code(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "demo-code",
        help="the code that one of the demonstration’s people signs in with now",
        description="Print the current code of a made-up person; only a demonstration has them.",
        allow_abbrev=False,
    )
    parser.add_argument("who", help="nurse, prescriber, coordinator, director, ...")
    parser.set_defaults(run=run_demo_code)


_ADD = {
    "serve": _add_serve,
    "worker": _add_worker,
    "clinic": _add_clinic,
    "demo-code": _add_demo_code,
}


def run_demo_code(typed: argparse.Namespace) -> int:
    """Print the code that a made-up person's authenticator shows now."""
    os.environ["TITRANT_DEMO"] = "1"
    prepare_what_is_there()
    from titrant.server.config import demonstration

    try:
        say(demonstration.code_of(typed.who))
    except KeyError:
        known = ", ".join(one.email.partition("@")[0] for one in demonstration.sign_ins())
        raise BadInput(f"Nobody is called “{typed.who}”. There are: {known}.") from None
    return DONE


def prepare_what_is_there() -> None:
    """Prepare the installation that a command looks after: named, or found, of whichever kind."""
    from titrant.server.config.installation import NotStarted, settle_on_what_is_there

    try:
        settle_on_what_is_there()
    except NotStarted as error:
        raise BadInput(str(error)) from None
    prepare()


def prepare(*, new: bool = False) -> None:
    """Load the server's parts and bring the tables up to date; a sentence where that cannot be.

    `new` says that an installation may begin here; anything else, in a folder that was mistyped,
    would believe an empty record.
    """
    from titrant.server.config.installation import Installation, NotStarted

    try:
        own = Installation.from_environment()
        if not new and not own.exists:
            raise BadInput(
                f"There is no installation in {own.home}. Name its folder with TITRANT_HOME, or "
                "begin one with “titrant serve” or “titrant clinic new”."
            )
        from titrant.server.config import starting

        starting.ready()
        starting.bring_up_to_date()
        from titrant.server.audit.installing import check_kind, is_new
        from titrant.server.config import demonstration

        if os.environ.get("TITRANT_DEMO") == "1" and is_new():
            demonstration.set_clock()  # what is written first is of its own morning already
        check_kind()
    except NotStarted as error:
        raise BadInput(str(error)) from None


def run_serve(typed: argparse.Namespace) -> int:
    """Serve until asked to stop."""
    from titrant.server.config.serving import NotServed, Serving, serve

    try:
        serving = Serving(
            typed.host, typed.port, typed.workers, typed.cert, typed.key, typed.origin
        )
        serving.check_free()
    except NotServed as error:
        raise BadInput(str(error)) from None
    if typed.demo:
        os.environ["TITRANT_DEMO"] = "1"
    serving.to_environment()
    prepare(new=True)
    from titrant.server.audit.installing import is_empty
    from titrant.server.config import demonstration
    from titrant.server.config.installation import Installation
    from titrant.server.pictures import drawing

    drawing.tell_if_missing(warn)
    Installation.from_environment().note_address(serving.address)

    demo = os.environ.get("TITRANT_DEMO") == "1"
    if demo and is_empty():
        say("Making the made-up clinic: a few seconds, once.")
        demonstration.fill()
    if demo:
        demonstration.set_clock()  # for this process, and for those that it starts

    def ready() -> None:
        say(f"Titrant is ready: {serving.address}")
        if demo:
            say(f"  {'role':<18} {'mail':<36} password")
            for sign_in in demonstration.sign_ins():
                say(f"  {sign_in.role:<18} {sign_in.email:<36} {sign_in.password}")
            say(f"The code that each is asked for: {_typed_again()} demo-code nurse")
        if not demo and is_empty():
            say("There is no clinic yet: open one with `titrant clinic new`.")
        say("Ctrl-C ends it.")

    serve(serving, ready)
    return DONE


def _typed_again() -> str:
    """Return how this program is started in another terminal, on the same installation."""
    from titrant.server.config.installation import Installation, found_home

    typed = Path(sys.argv[0])
    program = "python -m titrant" if typed.name == "__main__.py" else str(typed)
    home = os.environ.get("TITRANT_HOME", "")
    found = found_home()
    own = Installation.from_environment().home
    if not home or (found is not None and found.absolute() == own):
        return program
    return f"TITRANT_HOME={shlex.quote(home)} {program}"


def run_worker(typed: argparse.Namespace) -> int:
    """Do the background work; beside pages, people who wait for one come first."""
    if typed.parent is not None:
        os.nice(BEHIND_PAGES)
    prepare_what_is_there()
    from titrant.server.tasks import jobs, worker

    if typed.once:
        jobs.keep_schedule()
        say(f"{worker.run_once()} jobs done or tried.")
        return DONE
    stop = worker.Stop(typed.parent)
    stop.on_signals()
    worker.run(stop)
    return DONE


def run_clinic_new(typed: argparse.Namespace) -> int:
    """Open a clinic, and print the link for its first administrator."""
    prepare(new=True)
    from titrant.server.sites.opening import NotOpened, open_clinic

    try:
        link = open_clinic(
            name=typed.name, zone=typed.zone, admin_email=typed.admin_email, units=typed.units
        )
    except NotOpened as error:
        raise BadInput(str(error)) from None
    say(f"{typed.name.strip()} is open. Its first administrator sets up their access here:")
    say(f"  {link}")
    warn("The link is good for seven days, and for one person. Nobody can show it again.")
    return DONE
