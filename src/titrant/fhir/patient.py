"""Who a FHIR file says that it is about: to compare with a record, or to register somebody."""

from datetime import date

from msgspec import Struct

from titrant.fhir.days import Days, days
from titrant.fhir.files import open_resources
from titrant.fhir.parts import Json, objects, part, text

_SEXES = frozenset({"female", "male", "other"})
_NAMES = ("official", "usual", "")  # which of several names counts, the first that is there


class Named(Struct, frozen=True, kw_only=True):
    """A person as a file names them; what it leaves out is empty."""

    name: str = ""
    called: str = ""
    born: Days | None = None
    sex: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    @property
    def birthday(self) -> date | None:
        """The day of birth, where the file has a whole one."""
        born = self.born
        return born.first if born is not None and born.first == born.last else None


def read_patient(content: bytes, name: str) -> Named:
    """Return who a file is about; raises `RecordError` for what is no FHIR.

    A file without a Patient names nobody.
    """
    opened = open_resources(content, name)
    patients = [one.content for one in opened.resources if one.kind == "Patient"]
    if not patients:
        return Named()
    first = patients[0]
    names = objects(first, "name")
    whole, called = _name(names)
    sex = text(first, "gender").lower()
    return Named(
        name=whole,
        called=called,
        born=days(part(first, "birthDate")),
        sex=sex if sex in _SEXES else "",
        phone=_contact(first, "phone"),
        email=_contact(first, "email"),
        address=_address(objects(first, "address")),
    )


def _name(names: list[Json]) -> tuple[str, str]:
    """Return the name that counts, and the nickname where there is one."""
    told = {text(one, "use"): _whole(one) for one in reversed(names)}
    whole = next((told[use] for use in _NAMES if told.get(use)), "") or next(
        (one for use, one in told.items() if use != "nickname" and one), ""
    )
    return whole, told.get("nickname", "")


def _whole(name: Json) -> str:
    parts = " ".join(filter(None, [*_texts(name, "given"), text(name, "family")]))
    return " ".join((parts or text(name, "text")).split())


def _texts(value: Json, key: str) -> list[str]:
    found = part(value, key)
    return [one.strip() for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _contact(patient: Json, system: str) -> str:
    found = [one for one in objects(patient, "telecom") if text(one, "system") == system]
    found = [one for one in found if text(one, "use") != "old" and text(one, "value")]
    return text(found[0], "value") if found else ""


def _address(addresses: list[Json]) -> str:
    current = [one for one in addresses if text(one, "use") not in {"old", "billing"}]
    if not current:
        return ""
    one = current[0]
    place = " ".join(filter(None, (text(one, "state"), text(one, "postalCode"))))
    parts = [*_texts(one, "line"), text(one, "city"), place, text(one, "country")]
    return ", ".join(filter(None, parts)) or text(one, "text")
