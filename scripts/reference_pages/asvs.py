"""The page of the security requirements, each with what verifies it."""

from scripts.reference_pages.markdown import ROOT, page, plain, table

from titrant.knowledge.yaml_text import read_yaml

LIST = ROOT / "docs" / "safety" / "asvs.yaml"


def asvs_page() -> str:
    """Return ASVS chapters V6 to V8 at level 2 as a table."""
    rows = read_yaml(LIST.read_text(encoding="utf-8"), LIST.name)["requirements"]
    return page(
        "Security requirements",
        "OWASP ASVS 5.0.0, chapters V6 (authentication), V7 (sessions) and V8 (authorization), "
        "levels 1 and 2. A requirement has the tests that verify it, or why it does not apply. "
        "Drawn from `docs/safety/asvs.yaml`; its words are those of "
        "[ASVS](https://owasp.org/www-project-application-security-verification-standard/).\n",
        table(
            ("requirement", "level", "verified by"),
            (
                (
                    row["id"],
                    str(row["level"]),
                    plain(row["reason"])
                    if "reason" in row
                    else "<br>".join(f"`{test}`" for test in row["tests"]),
                )
                for row in rows
            ),
        ),
    )
