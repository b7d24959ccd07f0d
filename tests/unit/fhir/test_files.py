"""From bytes to resources: forms, files that are not whole, entries, versions, deletions."""

import json

import pytest
from tests.lib.records import (
    aside,
    bundle,
    concepts,
    condition,
    ndjson,
    only,
    read,
    read_bytes,
)

from titrant.clinical import RecordError

EPILEPSY = condition("epilepsy", id="1")
ASTHMA = condition("asthma", id="2")
DEEP = b'{"resourceType": "Basic", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


# ------------------------------------------------------------------ forms


@pytest.mark.parametrize(
    "kind",
    # every code of the R4 value set bundle-type
    [
        *("document", "message", "transaction", "transaction-response", "batch"),
        *("batch-response", "history", "searchset", "collection"),
    ],
)
def test_a_bundle_of_any_type_is_read(kind: str) -> None:
    found = read(bundle(EPILEPSY, ASTHMA, kind=kind))
    assert concepts(found) == ["epilepsy", "asthma"]
    assert found.files[0].form == f"Bundle ({kind})"


def test_a_page_of_a_search_is_refused() -> None:
    """What stands on the pages that are not there would read as “nothing was recorded”."""
    links = [{"relation": "self", "url": "a"}, {"relation": "next", "url": "b"}]
    page = bundle(EPILEPSY, kind="searchset")
    assert concepts(read(page | {"link": links[:1]})) == ["epilepsy"]
    with pytest.raises(RecordError, match="one page of a search, and further pages are not in it"):
        read(page | {"link": links})


def test_a_bundle_without_a_type_says_so() -> None:
    found = read({"resourceType": "Bundle", "entry": [{"resource": EPILEPSY}]})
    assert found.files[0].form == "Bundle (of no type)"
    assert concepts(found) == ["epilepsy"]


def test_a_bundle_may_be_empty() -> None:
    found = read({"resourceType": "Bundle", "type": "searchset"})
    assert (found.facts, found.set_aside, found.files[0].entries) == ((), (), 0)


def test_an_entry_that_stands_alone_is_not_lost() -> None:
    whole = {"resourceType": "Bundle", "entry": {"resource": EPILEPSY}}
    assert concepts(read(whole)) == ["epilepsy"]


def test_one_resource_is_a_record() -> None:
    found = read(condition("epilepsy"))
    assert concepts(found) == ["epilepsy"]
    assert (found.files[0].form, str(only(found).origin)) == (
        "Condition",
        "Condition in record.json",
    )


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\n\n"])
def test_ndjson_is_read_line_by_line(ending: bytes) -> None:
    lines = [json.dumps(one).encode() for one in (EPILEPSY, condition("asthma"))]
    found = read_bytes(ending.join(lines) + ending)
    assert found.files[0].form == "NDJSON"
    assert concepts(found) == ["epilepsy", "asthma"]
    assert found.facts[0].origin.place == "Condition/1"
    assert found.facts[1].origin.place.startswith("Condition, line ")


def test_ndjson_may_begin_with_an_empty_line() -> None:
    assert concepts(read_bytes(b"\n" + ndjson(EPILEPSY, ASTHMA))) == ["epilepsy", "asthma"]


def test_a_byte_order_mark_is_no_reason_to_refuse() -> None:
    content = b"\xef\xbb\xbf" + json.dumps(EPILEPSY).encode()
    assert concepts(read_bytes(content)) == ["epilepsy"]


# ------------------------------------------------------------------ files that are not whole


WHOLE = json.dumps(bundle(EPILEPSY, ASTHMA)).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "record.json is empty"),
        (b" \n\t\n", "record.json is empty"),
        (b"\xef\xbb\xbf", "record.json is empty"),
        (WHOLE[:-1], "breaks off in the middle, in line 1"),
        (json.dumps(bundle(EPILEPSY), indent=1).encode()[:60], "breaks off in the middle, in line"),
        (b"resourceType: Condition", "is not JSON that can be read"),
        (b"%PDF-1.7", "is not JSON that can be read"),
        (b'<Bundle xmlns="http://hl7.org/fhir"/>', "is not JSON that can be read"),
        (b'{"resourceType": "Condition", "id": "\xff"}', "is not UTF-8 text"),
        (b'{"resourceType": "Basic", "x": 1e99999999999999999999}', "a number that nothing can"),
        (DEEP, "nested too deeply"),
        (b'{"weight": 70}', "JSON without a resourceType: it is not FHIR"),
        (b'{"resourceType": 1}', "JSON without a resourceType: it is not FHIR"),
        (b"[]", "JSON without a resourceType: it is not FHIR"),
        (b"null", "JSON without a resourceType: it is not FHIR"),
        (b"1", "JSON without a resourceType: it is not FHIR"),
        (ndjson(EPILEPSY, ASTHMA)[:-9], "Line 2 of record.json breaks off: the file is not whole"),
        (ndjson(EPILEPSY) + b"broken\n" + ndjson(ASTHMA), "Line 2 of record.json is not JSON"),
        (ndjson(EPILEPSY) + b'{"x": "\xff"}', "Line 2 of record.json is not JSON"),
        (ndjson(EPILEPSY) + DEEP, "Line 2 of record.json is not JSON"),
    ],
)
def test_what_cannot_be_read_ends_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_bytes(content)
    assert says in str(caught.value)
    assert "Export this patient's record again" in str(caught.value)


def test_nesting_that_can_be_read_can_be_compared() -> None:
    """Both copies are as deep as the reader goes: finding that they are the same goes as deep."""
    for depth in range(900, 1_010):
        deep = b'{"a":' * depth + b"1" + b"}" * depth
        line = b'{"resourceType": "Basic", "id": "1", "x": ' + deep + b"}\n"
        try:
            found = read_bytes(line + line)
        except RecordError:
            continue
        assert found.files[0].beside == {"Basic": 1}


# ------------------------------------------------------------------ entries, versions, deletions


@pytest.mark.parametrize("entry", [{}, None, "x", 1, [], {"resource": "x"}, {"fullUrl": "urn:x"}])
def test_an_entry_without_a_resource_is_listed(entry: object) -> None:
    found = read({"resourceType": "Bundle", "entry": [{"resource": EPILEPSY}, entry]})
    assert concepts(found) == ["epilepsy"]
    assert aside(found) == {"an entry": "it is no resource"}
    assert found.set_aside[0].origin.place == "entry 2"


def test_a_deletion_is_listed() -> None:
    gone = {"request": {"method": "DELETE", "url": "Condition/9"}}
    found = read({"resourceType": "Bundle", "type": "history", "entry": [gone]})
    assert aside(found) == {"an entry": "it is a deletion"}


@pytest.mark.hazard("H48")
def test_a_deletion_lowers_nothing_that_the_file_still_says() -> None:
    gone = {"request": {"method": "DELETE", "url": "Condition/1"}}
    found = read(
        {"resourceType": "Bundle", "type": "history", "entry": [gone, {"resource": EPILEPSY}]}
    )
    assert concepts(found) == ["epilepsy"]
    assert aside(found) == {"an entry": "it is a deletion"}


def test_the_same_resource_again_counts_once() -> None:
    found = read(EPILEPSY, ASTHMA, EPILEPSY)
    assert concepts(found) == ["epilepsy", "asthma"]
    assert aside(found) == {"an entry": "it is the same resource again"}


def versions(*metas: dict[str, str]) -> list[dict[str, object]]:
    """Return versions of one resource: the first is epilepsy, the second asthma, and so on."""
    names = ("epilepsy", "asthma", "hypertension")
    return [condition(name, id="1", meta=meta) for name, meta in zip(names, metas, strict=False)]


@pytest.mark.parametrize(
    ("metas", "latest"),
    [
        ([{"versionId": "1"}, {"versionId": "2"}], "asthma"),
        ([{"versionId": "9"}, {"versionId": "10"}], "asthma"),  # a number, not a word
        ([{"versionId": "3"}, {"versionId": "2"}, {"versionId": "1"}], "epilepsy"),
        ([{"lastUpdated": "2024-05-01T10:00:00Z"}, {"lastUpdated": "2023-05-01"}], "epilepsy"),
        # 00:30 two hours east of Greenwich is 22:30 of the day before
        (
            [
                {"lastUpdated": "2024-01-01T00:30:00+02:00"},
                {"lastUpdated": "2023-12-31T23:00:00Z"},
            ],
            "asthma",
        ),
        # when it was written outweighs how it was numbered
        (
            [
                {"lastUpdated": "2024-01-01T00:00:00Z", "versionId": "1"},
                {"lastUpdated": "2023-01-01T00:00:00Z", "versionId": "2"},
            ],
            "epilepsy",
        ),
        # and where both were written at once, the number tells
        (
            [
                {"lastUpdated": "2024-01-01T00:00:00Z", "versionId": "1"},
                {"lastUpdated": "2024-01-01T00:00:00Z", "versionId": "2"},
            ],
            "asthma",
        ),
    ],
)
def test_of_several_versions_the_latest_counts(metas: list[dict[str, str]], latest: str) -> None:
    for order in (1, -1):
        found = read(bundle(*versions(*metas)[::order], kind="history"))
        assert concepts(found) == [latest]
        assert aside(found) == {"an entry": "it is an older version of a resource"}
        assert len(found.set_aside) == len(metas) - 1


@pytest.mark.parametrize(
    "metas",
    [
        [{}, {}],
        [{"versionId": "1"}, {"versionId": "1"}],
        [{"versionId": "1"}, {}],
        [{"versionId": "W/a"}, {"versionId": "W/b"}],
        [{"lastUpdated": "2024-01-01"}, {"versionId": "7"}],
        [{"lastUpdated": "0001-01-01"}, {"lastUpdated": "soon"}],
    ],
)
def test_where_nobody_can_tell_the_latest_both_are_read(metas: list[dict[str, str]]) -> None:
    found = read(bundle(*versions(*metas)))
    assert sorted(concepts(found)) == ["asthma", "epilepsy"]
    assert not found.set_aside
    assert len({fact.origin.place for fact in found.facts}) == 2


def test_two_systems_may_give_out_the_same_id() -> None:
    one, other = versions({"versionId": "1"}, {"versionId": "2"})
    entries = [
        {"fullUrl": "https://a.example/Condition/1", "resource": one},
        {"fullUrl": "https://b.example/Condition/1", "resource": other},
    ]
    assert concepts(read({"resourceType": "Bundle", "entry": entries})) == ["epilepsy", "asthma"]


def test_versions_may_have_addresses_of_their_own() -> None:
    one, other = versions({"versionId": "1"}, {"versionId": "2"})
    entries = [
        {"fullUrl": "https://a.example/Condition/1/_history/1", "resource": one},
        {"fullUrl": "https://a.example/Condition/1/_history/2", "resource": other},
    ]
    assert concepts(read({"resourceType": "Bundle", "entry": entries})) == ["asthma"]
