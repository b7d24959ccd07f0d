"""People whose records are hard on a program, each named for what is awkward."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from titrant.server.demo.people import Invented

_PLAIN = Invented(
    name="",
    born=date(1984, 5, 17),
    sex="female",
    protocol="iv-depression",
    phase="evaluation",
    kg=Decimal("70.2"),
    cm=168,
    phone="+1 212 555 0190",
    address="1 Alder Street",
    conditions=("Major depressive disorder",),
)


def awkward() -> list[Invented]:
    """Return them; `marks` tell the filling what to do besides."""
    return [
        _one("Mara O’Neill-Åkesson", "an apostrophe, a hyphen and a ring in the name"),
        _one("نور الهدى", "a name that is written from right to left"),
        _one("山田 花子", "a name without spaces as others know them", called="Hanako"),
        _one("Bo", "a name of two letters, and no other"),
        _one(
            "Wolfeschlegelsteinhausenbergerdorff Maximiliana Theodora Philippina",
            "a name that is longer than a line",
        ),
        _one("Twin Abigail", "a twin: one birthday, nearly one name"),
        _one("Twin Abagail", "the other twin"),
        _one("Pat Double", "registered twice; the two records are joined", "joined"),
        _one("Patricia Double", "the second record of Pat Double", "second"),
        _one("Nadia Unborn", "no date of birth is known", born=None),
        _one("Leap Yearling", "born on a 29 February", born=date(1988, 2, 29)),
        _one("Old Methuselah", "the oldest person of the clinic", born=date(1931, 1, 2)),
        _one("Wanda Pounds", "a weight in pounds was taken for kilograms, and corrected", "pounds"),
        _one("Sven Second", "the second reading of the weight differs", "second-reading"),
        _one("Ana Light", "a body mass index below 18.5", kg=Decimal("41.5"), cm=170),
        _one("Otto Heavy", "above 150 kg", kg=Decimal("158.4"), cm=181, sex="male"),
        _one("Selma Silent", "may not be called or written to at home", safe_contact="none"),
        _one(
            "Tess Ring",
            "her telephone takes no messages",
            "no-messages",
            safe_contact="text",
            phone="+1 212 555 0193",
        ),
        _one("Fiona Farrow", "a file of another clinic is part of the record"),
        _one("Ida Ferreira", "a file with another birth date waits to be looked at"),
        _one("Vera Everywhere", "ketamine from two other clinics and from home", "elsewhere"),
        _one("Ulla Unsure", "everything is reported by herself, and nothing confirmed", "reported"),
        _one("Nora Nothing", "registered, and nothing else is known", "empty"),
        _one("Petra Positive", "a pregnancy test of today is positive", "pregnant"),
        _one("Alma Allergy", "an allergy to ketamine itself is on record", "ketamine-allergy"),
        _one(
            "Mo Maoi",
            "tranylcypromine and two sedatives",
            sex="male",
            medications=(
                ("tranylcypromine", "30 mg"),
                ("lorazepam", "2 mg"),
                ("zolpidem", "10 mg"),
            ),
        ),
        _one("Stella Struck", "a medication was entered in error, and struck", "struck"),
        _one("Cora Corrected", "a pressure was corrected twice", "corrected"),
        _one("Oona Ordered", "was asked everything; her first dose is signed for today", "ordered"),
        _one("Tova Two", "an order beyond a firm limit waits for a second", "two-signatures"),
        _one("Uma Unsigned", "an order is written, and nobody has signed it", "unsigned"),
        _one("Dora Deceased", "has died", "died"),
        _one("Wes Withdrawn", "consent was given and withdrawn", "withdrawn", sex="male"),
    ]


def elsewhere() -> list[Invented]:
    """Return the people of the other clinic, of whom the first one sees nothing."""
    return [
        _one("Piper Prairie", "treated in the other clinic", address="12 Elm Road"),
        _one(
            "Glenn Plains",
            "treated in the other clinic as well",
            sex="male",
            kg=Decimal("83.4"),
            cm=179,
            address="4 Mill Road",
        ),
    ]


def _one(name: str, says: str, *marks: str, **besides: object) -> Invented:
    person = replace(_PLAIN, name=name, awkward=says, marks=frozenset(marks))
    return replace(person, **besides)  # type: ignore[arg-type]
