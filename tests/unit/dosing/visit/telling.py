"""Records of a visit as gates.yaml and criteria.yaml write them: one told beside another."""

from typing import Any

Json = dict[str, Any]

_READ = ("files", "versions")
_CITED = ("source", "flag", "tier")
_EMPTY: dict[str, Json] = {
    "items": {"lifts": "", "who": None, "basis": ""},
    "criteria": {"lifts": "", "by": None, "at": None, "minutes_left": None, "unsigned": ""},
}


def told(made: Json) -> Json:
    """Return a record with its parts by their ids, without what was read and who says so."""
    parts = "items" if "items" in made else "criteria"
    kept = {key: value for key, value in made.items() if key not in _READ}
    rows = {one["id"]: _part(one) for one in made[parts]}
    assert len(rows) == len(made[parts])
    return {**kept, "ids": " ".join(rows), parts: rows}


def _part(one: Json) -> Json:
    """Return an item or a criterion; its basis as entries of files."""
    made = {key: value for key, value in one.items() if key not in {"id", *_CITED}}
    if "basis" in one:
        entries = (f"{fact['text']} in {fact['file']} {fact['place']}" for fact in one["basis"])
        made["basis"] = "; ".join(entries)
    return made


def apart(made: Json, like: Json) -> Json:
    """Return what of one record is not as in another, or not empty where the other has no part."""
    parts = "items" if "items" in made else "criteria"
    there: Json = like.get(parts, {})
    rows = {
        id: _other(row, there.get(id, _EMPTY[parts]))
        for id, row in made[parts].items()
        if row != there.get(id)
    }
    rest = _other({key: value for key, value in made.items() if key != parts}, like)
    return {**rest, parts: rows} if rows else rest


def _other(one: Json, like: Json) -> Json:
    return {key: value for key, value in one.items() if key not in like or value != like[key]}


def joined(said: Json, like: Json) -> Json:
    """Return a whole record from what the catalogue says of it beside another."""
    parts = "items" if "items" in {**said, **like} else "criteria"
    there, rows = like.get(parts, {}), said.get(parts, {})
    made = {**like, **said}
    made[parts] = {
        id: {**there.get(id, _EMPTY[parts]), **rows.get(id, {})} for id in made["ids"].split()
    }
    return made
