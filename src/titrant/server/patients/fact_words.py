"""One fact in words: what it says, since when, whether it is over, how sure it is."""

from titrant.clinical import Fact, State, Sureness
from titrant.server.patients.knowing import knowledge
from titrant.server.web.templatetags.clinic import day


def fact_words(fact: Fact) -> str:
    """Return what a fact says, since when, and how sure it is."""
    text = knowledge().concept(fact.concept).title if fact.text == fact.concept else fact.text
    said = [text if fact.so else f"{text}: answered no"]
    if fact.value is not None and fact.value.shown not in fact.text:
        said.append(fact.value.shown)
    if fact.word:
        said.append(f"“{fact.word}”")
    if fact.on is not None:
        said.append(day(fact.on))
    if fact.state is State.ENDED:
        said.append(f"ended {day(fact.ended)}" if fact.ended else "ended")
    if fact.sure is not Sureness.RECORDED:
        said.append(str(fact.sure))
    return ", ".join(said)
