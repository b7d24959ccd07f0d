"""Pages at the root of the repository that the manual has, too."""

from scripts.reference_pages.markdown import GENERATED, ROOT

ROOT_PAGES = {
    "changelog": "CHANGELOG.md",
    "contributing": "CONTRIBUTING.md",
    "glossary": "GLOSSARY.md",
    "knowledge-changelog": "KNOWLEDGE-CHANGELOG.md",
    "security": "SECURITY.md",
}


def root_page(name: str) -> str:
    """Return a page of the root; its links to other pages of the root lead to theirs here."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for here, there in ROOT_PAGES.items():
        text = text.replace(f"]({there})", f"]({here}.md)")
    return f"{GENERATED}\n{text}"
