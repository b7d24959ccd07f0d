"""Changes units and dosing a little, one change at a time, and looks whether a test notices.

`make deep` runs it. mutmut makes the mutants and scripts/mutants.py tries them; this script proves
first that they do, bounds the time, counts by module, and asks for an explanation of every mutant
that survives: docs/mutation-survivors.yaml says why it does no harm. Figures go into
docs/mutation.md and docs/roadmap.md when every mutant was tried.

    python scripts/mutation.py                  go on where the last run stopped
    python scripts/mutation.py --minutes 20     stop after that time; run it again to go on
    python scripts/mutation.py units.number     only these modules, for work on their tests
    python scripts/mutation.py --report         say what is known, without running anything

After a change of src/, tests/ or pyproject.toml all are tried again, but for what a test noticed
in a function that is as it was; --anew tries those too. While you write tests, --tests with the
folders of one room's tests spares the look at all the others, and writes no figures.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for `python scripts/…`

from scripts.mutation_report import (
    PAGES,
    ROOT,
    SURVIVORS,
    entry_text,
    explain,
    explanations,
    rows,
    score,
    write,
)
from scripts.mutation_trial import Mutant, attempt, found, prove, start, state

TESTS = ("tests/unit/units", "tests/unit/dosing", "tests/spec", "tests/properties")


def report(modules: Sequence[str]) -> int:
    """Print what is known; write the manual where every mutant of this state was tried."""
    mutants = found(ROOT)
    mark = ROOT / "mutants" / "state"
    strict = not modules and mark.exists() and mark.read_text(encoding="utf-8") == state(ROOT)
    mutants = [m for m in mutants if asked(m, modules)]
    entries = explanations((ROOT / SURVIVORS).read_text(encoding="utf-8"))
    explained, open_ones, idle = explain(mutants, entries)
    for name, total, noticed, survived in rows(mutants):
        share = score(noticed, noticed + survived)
        print(f"{name:<24} {total:>5} mutants {noticed:>5} noticed {survived:>4} survived  {share}")
    for mutant in open_ones:
        print(f"\n# {mutant.id}\n{entry_text(mutant)}", end="")
    untried = sum(m.result is None for m in mutants)
    if untried or not mutants:
        print(f"\n{untried} mutants were not tried yet. Run it again to go on.")
        return 1
    if open_ones:
        print(f"\n{len(open_ones)} survivors without a reason. Write a test, or put the entries")
        print(f"above into {SURVIVORS}, each with why it does no harm.")
    if not strict:
        print("\nNo figures were written: these are not all mutants of this state of the sources.")
        return 1 if open_ones else 0
    for entry in idle:
        print(f"\n{SURVIVORS}: no such survivor: {entry['where']}: {entry['was']}. Take it out.")
    if open_ones or idle:
        return 1
    write(mutants, explained)
    print(f"\n{', '.join(PAGES)} written.")
    return 0


def main(typed: Sequence[str]) -> int:
    """Prove, run, report."""
    parser = argparse.ArgumentParser(description="Mutation testing of units and dosing.")
    parser.add_argument("modules", nargs="*", help="like units.number; default: all")
    parser.add_argument("--minutes", type=float, help="stop after this time")
    parser.add_argument("--anew", action="store_true", help="nothing of an earlier state counts")
    parser.add_argument("--tests", nargs="+", help="only these tests; writes no figures")
    parser.add_argument("--report", action="store_true", help="run nothing")
    arguments = parser.parse_args(typed)
    if not arguments.report:
        wrong = prove() or start(ROOT, anew=arguments.anew)
        if wrong:
            print(f"mutation testing does not work here: {wrong}", file=sys.stderr)
            return 2
        print("Planted faults were found, and planted gaps were seen.", flush=True)
        tests = arguments.tests or TESTS
        left = [m for m in found(ROOT) if m.result is None and asked(m, arguments.modules)]
        wrong = attempt(ROOT, [m.id for m in left], tests, arguments.minutes) if left else ""
        if wrong:
            print(wrong, file=sys.stderr)
            return 2
        if arguments.tests:  # what these did not notice, others may
            (ROOT / "mutants" / "state").write_text("some tests", encoding="utf-8")
    return report(arguments.modules)


def asked(mutant: Mutant, modules: Sequence[str]) -> bool:
    """Say whether a mutant is in one of the rooms or modules that were asked for."""
    own = mutant.module
    return not modules or any(own == m or own.startswith(f"{m}.") for m in modules)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
