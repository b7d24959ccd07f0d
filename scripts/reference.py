"""Writes the generated part of the manual's reference into docs/reference/generated/.

`make docs` runs it. Every page is drawn from what the program itself holds: the argument parser,
the knowledge base, the unit tables, the exit statuses, real answers of `prepare --json`, and the
hazard log. What has no words here (a new JSON field, a new group of leaves) stops the manual.
Each page, or group of pages, has its module in scripts/reference_pages/.

    python scripts/reference.py [FOLDER]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for `python scripts/…`

from scripts.reference_pages.asvs import asvs_page
from scripts.reference_pages.commands import commands_page
from scripts.reference_pages.concepts import concept_pages
from scripts.reference_pages.decisions import decision_pages
from scripts.reference_pages.evidence import claims_page, conflicts_page, rows_page, sources_page
from scripts.reference_pages.exit_statuses import statuses_page
from scripts.reference_pages.field_documents import field_documents_page
from scripts.reference_pages.grounds import grounds_page
from scripts.reference_pages.hazards import hazards_page
from scripts.reference_pages.instruments import instruments_page
from scripts.reference_pages.leaves import leaf_pages, leaves_page
from scripts.reference_pages.manual import manual_pages
from scripts.reference_pages.markdown import ROOT, Missing
from scripts.reference_pages.models import model_pages
from scripts.reference_pages.permissions import permissions_page
from scripts.reference_pages.prepare_json import json_page
from scripts.reference_pages.protocols import protocols_page
from scripts.reference_pages.root_pages import ROOT_PAGES, root_page
from scripts.reference_pages.rules import rules_page
from scripts.reference_pages.units import units_page
from scripts.reference_pages.worked_cases import worked_case_pages

from titrant.knowledge import load

PLACE = ROOT / "docs" / "reference" / "generated"


def pages() -> dict[str, str]:
    """Return every page by name."""
    kb = load()
    return {
        "commands": commands_page(),
        "exit-statuses": statuses_page(),
        "units": units_page(),
        "json": json_page(),
        "leaves": leaves_page(kb),
        **leaf_pages(kb),
        "protocols": protocols_page(kb),
        "screening-rules": rules_page(
            kb, "screening", "What is looked for in a record, and what follows from it."
        ),
        "interaction-rules": rules_page(
            kb, "interaction", "What is taken, and what follows from it beside the treatment."
        ),
        **decision_pages(kb),
        "grounds": grounds_page(kb),
        "instruments": instruments_page(kb),
        **concept_pages(kb),
        **model_pages(),
        "sources": sources_page(kb),
        "claims": claims_page(kb),
        "conflicts": conflicts_page(kb),
        "field-documents": field_documents_page(kb),
        "rows": rows_page(kb),
        **manual_pages(),
        **worked_case_pages(kb),
        "hazards": hazards_page(),
        "permissions": permissions_page(),
        "asvs": asvs_page(),
        **{name: root_page(file) for name, file in ROOT_PAGES.items()},
    }


def main(place: Path) -> int:
    """Write the pages into a folder that holds nothing else."""
    try:
        made = pages()
    except Missing as missing:
        text = f"reference: no words for {missing}. Add them in scripts/reference_pages/."
        print(text, file=sys.stderr)
        return 1
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.md"):
        if old.stem not in made:
            old.unlink()
    for name, text in made.items():
        path = place / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE))
