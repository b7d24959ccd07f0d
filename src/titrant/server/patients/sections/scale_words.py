"""In which words a scale was asked: as published, in an official translation, or by interview.

A translation made at home is no scale any more (docs/safety/hazards.yaml, H52): it cannot be
chosen. Where there is no official one an interpreter stands between, and that stands beside the
score.
"""

from titrant.knowledge.concepts import Instrument
from titrant.server.patients.knowing import knowledge

ENGLISH, OFFICIAL, INTERPRETER = "english", "official", "interpreter"
WORDS = (
    (ENGLISH, "The published English words"),
    (OFFICIAL, "An official translation"),
    (INTERPRETER, "By interview, through an interpreter"),
)
# What is asked in words too, and is none of the scales that judge a response.
_ASKED_BEFORE = {
    "audit": "AUDIT, total score",
    "function-score": "Score of daily function",
    "urinary-symptom-score": "Urinary symptom score",
}
OBSERVED = frozenset({"aldrete", "cgi-s", "moaas"})  # somebody looks; nobody is asked


def scales() -> dict[str, str]:
    """Return the title of every scale that judges a response, by the concept of its total."""
    return {one.concept: f"{one.title}, total score" for one in knowledge().instruments()}


def scores() -> dict[str, str]:
    """Return the title of every score that can be written down, by its concept."""
    every = scales() | _ASKED_BEFORE
    return dict(sorted(every.items(), key=lambda one: one[1].casefold()))


def is_asked(what: str) -> bool:
    """Return whether a result comes from words that a person was asked."""
    judged = any(_asked(one) for one in knowledge().instruments() if one.concept == what)
    return judged or what in _ASKED_BEFORE


def _asked(scale: Instrument) -> bool:
    return scale.id not in OBSERVED


def wrong(what: str, asked: str, language: str) -> tuple[str, str] | None:
    """Return the field that has to be mended and how, or None where the words are in order."""
    if not is_asked(what):
        if asked or language:
            return "asked", "Nobody is asked for this one in words. Leave it open."
        return None
    if not asked:
        return "asked", "Press in which words it was asked. One’s own translation makes no score."
    if asked == ENGLISH and language:
        return "language", "Leave it empty, or press in which other words it was asked."
    if asked != ENGLISH and not language:
        return "language", "Write which language."
    return None


def told(asked: str, language: str) -> str:
    """Return `official translation, Spanish`; nothing for what nobody is asked."""
    said = {
        ENGLISH: "English, as published",
        OFFICIAL: f"official translation, {language}",
        INTERPRETER: f"through an interpreter, {language}",
    }
    return said.get(asked, "")
