"""What is said where nobody at a site has signed a leaf: it holds, and says so."""

from titrant.knowledge import Leaf, Standing

UNSIGNED = "unsigned:"
"""How the id of a check begins that holds because nobody has signed a leaf."""


def not_in_force(leaf: Leaf, standing: Standing) -> tuple[str, str]:
    """Return why a leaf is not in force, and what would lift that."""
    what = "a limit for " if leaf.kind is not None else ""
    sign = f"The medical director signs {leaf.id} at this value or a stricter one."
    match standing:
        case Standing.UNSIGNED:
            text = (
                f"This site has not signed {what}“{leaf.title}” "
                f"(default {leaf.shown}, {leaf.flag})."
            )
            return text, sign
        case Standing.EMPTY:
            text = f"This site has not set {what}“{leaf.title}”; no published value exists."
            return text, f"The medical director sets {leaf.id} and signs it."
        case Standing.EXPIRED:
            ended = f"“{leaf.title}” ended on {leaf.expires}."
            return ended, f"The medical director reviews {leaf.id}."
        case _:
            begins = f"“{leaf.title}” takes effect on {leaf.effective}."
            return begins, f"Wait until then, or have {leaf.id} reviewed."
