"""The page of the hazard log."""

from scripts.reference_pages.manual import links_to_tests
from scripts.reference_pages.markdown import ROOT, fields, label, page, plain, table

from titrant.knowledge.yaml_text import read_yaml

HAZARDS = ROOT / "docs" / "safety" / "hazards.yaml"


def hazards_page() -> str:
    """Return the hazard log as a page."""
    log = read_yaml(HAZARDS.read_text(encoding="utf-8"), HAZARDS.name)["hazards"]
    paragraphs = links_to_tests()
    parts = []
    for hazard in log:
        rows = (
            (
                control["kind"],
                plain(control["text"])
                + "".join(
                    f"<br>{paragraphs.get(test, f'`{test}`')}" for test in control.get("tests", ())
                ),
                f"part {part}" if (part := str(control["part"])).isdigit() else plain(part),
            )
            for control in hazard["controls"]
        )
        facts = (
            ("sequence", plain(hazard["sequence"])),
            ("harm", plain(hazard["harm"])),
            ("severity", f"{hazard['severity']} of 5"),
            ("basis", plain(hazard["basis"])),
        )
        parts += [
            f"{label('hazard', hazard['id'])}## {hazard['id']}: {plain(hazard['title'])}\n",
            fields(facts),
            table(("control", "what it does, and the tests that verify it", "part"), rows),
        ]
    words = (
        "Drawn from `docs/safety/hazards.yaml`, whose head explains its columns. Severity is the "
        "worst harm if every control fails: 1 negligible, 2 minor, 3 serious, 4 critical, 5 "
        "catastrophic. A test that is a rule of the [clinical manual](manual.md) leads there. "
        "A control of a later part is planned, not there.\n"
    )
    return page("Hazard log", words, *parts)
