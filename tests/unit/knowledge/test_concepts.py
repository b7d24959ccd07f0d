"""How codes and words are recognised, and what the words around a thing do to it."""

from typing import Any

import pytest

from titrant.clinical import FactKind, MatchedBy
from titrant.knowledge.concepts import Context, Match, Matcher, all_within, context_of, words_of

CONDITION, DRUG, TEST = FactKind.CONDITION, FactKind.MEDICATION, FactKind.OBSERVATION


def concept(kind: str = "condition", **content: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"snomed": {}, "icd10": [], "rxnorm": {}, "loinc": {}}
    return {"kind": kind, **empty, "names": [], "not_names": [], **content}


def matcher(**concepts: dict[str, Any]) -> Matcher:
    return Matcher(concepts)


# A table of its own, so that what is expected stands beside what it is expected of.
BOOK = matcher(
    diabetes=concept(snomed={"73211009": "Diabetes"}, icd10=["E10", "E11"], names=["diabetes"]),
    eye=concept(icd10=["E11.3"], names=["diabetic retinopathy", "retinopathy"]),
    insipidus=concept(names=["diabetes insipidus"]),
    depression=concept(
        names=["depression", "major depression"],
        not_names=["respiratory depression", "st depression"],
    ),
    major=concept(names=["major depression"]),
    meniere=concept(names=["Ménière's disease"]),
    valium=concept("medication", rxnorm={"3322": "diazepam"}, names=["diazepam", "valium"]),
    level=concept("observation", loinc={"3548-7": "Diazepam"}, names=["diazepam level"]),
    shared=concept(snomed={"73211009": "Diabetes"}),
)


# ------------------------------------------------------------------ by code


@pytest.mark.parametrize(
    ("system", "code", "found"),
    [
        ("snomed", "73211009", ["diabetes", "shared"]),
        ("rxnorm", "3322", ["valium"]),
        ("loinc", "3548-7", ["level"]),
        ("loinc", "3322", []),  # a code belongs to its system
        ("snomed", "7321100", []),  # and is no beginning
        ("snomed", "", []),
        ("unheard-of", "3322", []),
        # ICD-10: the longest known beginning decides
        ("icd10", "E11", ["diabetes"]),
        ("icd10", "E11.9", ["diabetes"]),
        ("icd10", "E119", ["diabetes"]),
        ("icd10", "e11.9", ["diabetes"]),
        ("icd10", "E11.311", ["eye"]),
        ("icd10", "E11.3", ["eye"]),
        ("icd10", "E11.3XXXXXXXXXX", ["eye"]),
        ("icd10", "E12", []),
        ("icd10", "E1", []),  # shorter than a category
        ("icd10", "", []),
        ("icd10", "AE11", []),
    ],
)
def test_a_code_means_what_the_table_says(system: str, code: str, found: list[str]) -> None:
    assert BOOK.by_code(system, code) == found


def test_a_code_of_a_million_letters_is_no_code() -> None:
    assert BOOK.by_code("icd10", "E11" + "0" * 1_000_000) == ["diabetes"]


def test_a_table_without_icd_10_knows_none() -> None:
    assert matcher(a=concept()).by_code("icd10", "E11") == []


# ------------------------------------------------------------------ by name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Diabetes", ["diabetes"]),
        ("DIABETES MELLITUS, type 2", ["diabetes"]),
        ("Type-2-diabetes", ["diabetes"]),
        ("diabetes,retinopathy", ["diabetes", "eye"]),
        ("retinopathy and diabetes", ["eye", "diabetes"]),  # in the order of the text
        ("diabetes diabetes", ["diabetes"]),  # each once
        ("diabetes insipidus", ["insipidus"]),  # the longest name
        ("diabetes insipidus and diabetes", ["insipidus", "diabetes"]),
        ("prediabetes", []),  # whole words
        ("diabetess", []),
        ("diabetic", []),
        ("diabetic retinopathy", ["eye"]),
        ("major depression", ["depression", "major"]),  # one name of two concepts
        ("major recurrent depression", ["depression"]),
        ("respiratory depression", []),  # a longer phrase that is something else
        ("respiratory depression and depression", ["depression"]),
        ("ST-depression", []),
        ("depression of respiratory drive", ["depression"]),
        ("", []),
        ("...", []),
    ],
)
def test_a_name_is_found_as_whole_words(text: str, found: list[str]) -> None:
    assert BOOK.by_name(text, [CONDITION]) == found


@pytest.mark.parametrize(
    ("kinds", "found"),
    [
        ([DRUG], ["valium"]),
        ([TEST], ["level"]),
        ([TEST, DRUG], ["level", "valium"]),
        ([CONDITION], []),
        ([FactKind.ALLERGY], []),  # a kind that the table has none of
        ([], []),
    ],
)
def test_only_names_of_the_kinds_that_are_asked_for(
    kinds: list[FactKind], found: list[str]
) -> None:
    assert BOOK.by_name("diazepam level", kinds) == found


# ------------------------------------------------------------------ both


@pytest.mark.parametrize(
    ("codes", "texts", "found"),
    [
        ([("rxnorm", "3322")], [], [Match("valium", MatchedBy.CODE)]),
        ([], ["Valium 5 mg"], [Match("valium", MatchedBy.NAME)]),
        # a code stands first, whatever the words say
        ([("rxnorm", "3322")], ["Valium"], [Match("valium", MatchedBy.CODE)]),
        ([("rxnorm", "1")], ["Zyxolol", "diazepam"], [Match("valium", MatchedBy.NAME)]),
        ([("loinc", "3548-7")], [], []),  # of another kind
        ([], [], []),
        ([("rxnorm", "1")], ["Zyxolol"], []),
    ],
)
def test_an_entry_is_known_by_any_code_and_any_text(
    codes: list[tuple[str, str]], texts: list[str], found: list[Match]
) -> None:
    assert BOOK.match(codes, texts, [DRUG]) == found


def test_a_code_and_a_text_may_add_up() -> None:
    assert BOOK.match([("icd10", "E11.9")], ["retinopathy"], [CONDITION]) == [
        Match("diabetes", MatchedBy.CODE),
        Match("eye", MatchedBy.NAME),
    ]


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Type 2 Diabetes", ("type", "2", "diabetes")),
        ("S/P CABG x3", ("s", "p", "cabg", "x3")),
        ("a_b", ("a", "b")),
        ("STRASSE Straße", ("strasse", "strasse")),
        ("dia\u200bbetes", ("diabetes",)),  # zero-width space
        ("\ufeffdiabetes\u200d", ("diabetes",)),
        ("dia\u00adbetes", ("diabetes",)),  # a soft hyphen
        ("\u202ediabetes\u202c", ("diabetes",)),  # text direction
        ("diabetes\u00a0insipidus", ("diabetes", "insipidus")),  # a no-break space
        ("ﬁbromyalgia", ("fibromyalgia",)),  # a ligature
        ("ＤＩＡＢＥＴＥＳ", ("diabetes",)),  # noqa: RUF001 - full width, as some systems write
        ("Me\u0301nie\u0300re", ("ménière",)),  # accents that stand apart
        ("Ménière", ("ménière",)),
        ("fits?", ("fits", "?")),
        ("", ()),
        ("—…", ()),
    ],
)
def test_words_are_what_a_reader_sees(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    "text", ["Ménière’s disease", "Me\u0301nie\u0300re's disease", "MÉNIÈRE'S DISEASE"]
)
def test_accents_are_the_same_however_they_are_made(text: str) -> None:
    assert BOOK.by_name(text, [CONDITION]) == ["meniere"]


def test_an_accent_makes_another_word() -> None:
    assert BOOK.by_name("Meniere's disease", [CONDITION]) == []


def test_a_name_with_something_invisible_in_it_is_found() -> None:
    assert BOOK.by_name("dia\u200bbetes", [CONDITION]) == ["diabetes"]


# ------------------------------------------------------------------ the words around it


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Epilepsy", Context.STATED),
        ("", Context.STATED),
        # somebody else's
        ("Family history of epilepsy", Context.FAMILY),
        ("Epilepsy, family history", Context.FAMILY),
        ("FH of epilepsy", Context.FAMILY),
        ("Mother has epilepsy", Context.FAMILY),
        ("Maternal grandmother with epilepsy", Context.FAMILY),
        ("Schizophrenia (paternal side)", Context.FAMILY),
        ("Maternal care for fetal growth", Context.STATED),  # the mother is the patient
        ("Maternal hypertension", Context.STATED),
        ("Family therapy", Context.STATED),
        # denied, at the beginning of what is said
        ("No epilepsy", Context.DENIED),
        ("not epileptic", Context.DENIED),
        ("Denies chest pain", Context.DENIED),
        ("without psychosis", Context.DENIED),
        ("Never had a seizure", Context.DENIED),
        ("Negative for psychosis", Context.DENIED),
        ("Absence of psychosis", Context.DENIED),
        ("Ruled out: aneurysm", Context.DENIED),
        ("Aneurysm (ruled out)", Context.DENIED),
        ("Major depression without psychotic features", Context.STATED),
        ("Asthma, not severe", Context.STATED),
        ("Nocturnal asthma", Context.STATED),  # “no” is a word
        ("Norovirus", Context.STATED),
        # suspected
        ("Suspected epilepsy", Context.SUSPECTED),
        ("Epilepsy, suspected", Context.SUSPECTED),
        ("? epilepsy", Context.SUSPECTED),
        ("Epilepsy?", Context.SUSPECTED),
        ("R/O epilepsy", Context.SUSPECTED),
        ("Rule out epilepsy", Context.SUSPECTED),
        ("At risk of self-harm", Context.SUSPECTED),
        ("Probable aneurysm", Context.SUSPECTED),
        # past
        ("History of epilepsy", Context.PAST),
        ("H/O epilepsy", Context.PAST),
        ("Epilepsy, resolved", Context.PAST),
        ("S/P stroke", Context.PAST),
        ("Depression, in full remission", Context.PAST),
        ("Depression, not in remission", Context.STATED),
        ("DEPRESSION (not in remission)", Context.STATED),
        ("History of depression, not in remission", Context.PAST),
        # the graver doubt first: whose it is, whether it is so, how sure, when
        ("Family history of suspected epilepsy", Context.FAMILY),
        ("No family history of epilepsy", Context.FAMILY),
        ("No history of epilepsy", Context.DENIED),
        ("Suspected, history of epilepsy", Context.SUSPECTED),
        # something invisible between the letters changes nothing
        ("N\u200bo epilepsy", Context.DENIED),
        ("Family\u00a0history of epilepsy", Context.FAMILY),
    ],
)
def test_the_words_around_a_thing_decide(text: str, context: Context) -> None:
    assert context_of(text) is context


# ------------------------------------------------------------------ wider concepts


def test_everything_wider_is_found_the_nearest_first() -> None:
    nearest = {"a": ["b", "c"], "b": ["d"], "c": ["d", "e"], "d": [], "e": ["a"]}
    assert all_within("a", lambda id: nearest[id]) == ("b", "c", "d", "e", "a")
    assert all_within("d", lambda id: nearest[id]) == ()
