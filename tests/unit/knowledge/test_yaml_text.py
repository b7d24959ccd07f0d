"""YAML is read strictly: what a person sees in the file is what is read, or a sentence says why."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from titrant.knowledge import KnowledgeError
from titrant.knowledge.yaml_text import read_yaml


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0.5", Decimal("0.5")),
        ("0", Decimal(0)),
        ("70.0", Decimal("70.0")),
        ("0.10000000000000000555", Decimal("0.10000000000000000555")),  # no binary rounding
        ("2026-11-22", date(2026, 11, 22)),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        # What YAML 1.1 makes numbers, truths or times of stays the text that was written.
        (".5", ".5"),
        ("5.", "5."),
        ("0,5", "0,5"),
        ("5e3", "5e3"),
        ("5E3", "5E3"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("-5", "-5"),
        ("+5", "+5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("٣", "٣"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("True", "True"),
        ("NULL", "NULL"),
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
        ("2026-1-2", "2026-1-2"),
        ("=", "="),
        # What stands in quotation marks is text.
        ("'0.5'", "0.5"),
        ('"true"', "true"),
        ("'2026-11-22'", "2026-11-22"),
    ],
)
def test_a_plain_word_is_what_a_reader_sees(written: str, read: Any) -> None:
    found = read_yaml(f"a: {written}", "f.yaml")["a"]
    assert found == read
    assert type(found) is type(read)


def test_keys_are_the_words_that_were_written() -> None:
    text = "1.60: a\ntrue: b\n2026-11-22: c\n<<: d\n1.6/x: e"
    assert list(read_yaml(text, "f.yaml")) == ["1.60", "true", "2026-11-22", "<<", "1.6/x"]


def test_lists_and_mappings_nest() -> None:
    assert read_yaml("a: [1, {b: c}]\nd:\n  - e", "f.yaml") == {
        "a": [Decimal(1), {"b": "c"}],
        "d": ["e"],
    }


FORCED = "is forced on a value; leave it out"
HIDDEN = "“&” and “*” repeat a value out of sight; write the value out"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 1", "f.yaml, line 3: the key “a” stands twice"),
        ("a:\n  b: {c: 1, c: 2}", "f.yaml, line 2: the key “c” stands twice"),
        ("a: 1\n'a': 2", "f.yaml, line 2: the key “a” stands twice"),
        ("[a, b]: 1", "f.yaml, line 1: a key is one word"),
        ("? {a: 1}\n: 2", "f.yaml, line 1: a key is one word"),
        ("a: 1\nb: 2026-02-30", "f.yaml, line 2: “2026-02-30” is no day of the calendar"),
        ("a: 0000-01-01", "f.yaml, line 1: “0000-01-01” is no day of the calendar"),
        ("a:\n\t- b", "f.yaml, line 2: found character '\\t' that cannot start any token"),
        ("a: &x 1", f"f.yaml, line 1: {HIDDEN}"),
        ("a: *x", f"f.yaml, line 1: {HIDDEN}"),
        ("a: {b: 1}\nc:\n  <<: *x", f"f.yaml, line 3: {HIDDEN}"),
        ("a: !!int '5'", f"f.yaml, line 1: the type “tag:yaml.org,2002:int” {FORCED}"),
        ("a: !!float ''", f"f.yaml, line 1: the type “tag:yaml.org,2002:float” {FORCED}"),
        ("a: !decimal five", f"f.yaml, line 1: the type “!decimal” {FORCED}"),
        ("a: ! 5", f"f.yaml, line 1: the type “!” {FORCED}"),
        (
            "a: !!python/object/apply:os.system [ls]",
            "f.yaml, line 1: the type “tag:yaml.org,2002:python/object/apply:os.system” " + FORCED,
        ),
        ("- a", "f.yaml does not hold a mapping. Write keys with values"),
        ("a", "f.yaml does not hold a mapping. Write keys with values"),
        ("", "f.yaml does not hold a mapping. Write keys with values"),
        ("# nothing but a remark\n", "f.yaml does not hold a mapping. Write keys with values"),
        (
            "a: 1\n---\nb: 2",
            "f.yaml, line 2: expected a single document in the stream but found another document",
        ),
        ("a: b: c", "f.yaml, line 1: mapping values are not allowed here"),
        ("a: {b: 1", "f.yaml, line 1: expected ',' or '}', but got '<stream end>'"),
        (
            "a: \x00",
            "f.yaml: unacceptable character #x0000: special characters are not allowed",
        ),
        ('a: "\\UFFFFFFFF"', "f.yaml: an escape (“\\”) or a directive (“%”) is not of YAML"),
        ('a: "\\U00110000"', "f.yaml: an escape (“\\”) or a directive (“%”) is not of YAML"),
        ('a: "\\uD800"', "f.yaml: an escape (“\\”) or a directive (“%”) is not of YAML"),
        (f"%YAML {'9' * 5000}.1\n---\na: 1", "f.yaml: an escape (“\\”) or a directive"),
    ],
)
def test_anything_else_is_a_sentence_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        read_yaml(text, "f.yaml")
    assert str(error.value).startswith(sentence)
    assert str(error.value).endswith((" Mend the YAML there.", " Take it out.", " with values."))


BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]"
    for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BOMB, f"line 1: {HIDDEN}"),
        ("a: &a [*a]", f"line 1: {HIDDEN}"),
        ("[" * 100_000, "line 1: more than 12 levels"),
        ("a: " + "{b: " * 20_000, "line 1: more than 12 levels"),
        ("- " * 20_000, "line 1: more than 12 levels"),
    ],
)
def test_a_small_file_cannot_grow_or_sink_without_end(text: str, sentence: str) -> None:
    # Refused before it is unfolded: "billion laughs" would need hours and the memory.
    with pytest.raises(KnowledgeError, match=re.escape(sentence)):
        read_yaml(text, "f.yaml")


def test_twelve_levels_are_read() -> None:
    read = read_yaml("{a: " * 11 + "1" + "}" * 11, "f.yaml")
    for _ in range(10):
        read = read["a"]
    assert read == {"a": Decimal(1)}


def test_many_keys_are_read() -> None:
    assert len(read_yaml("\n".join(f"k{n}: v" for n in range(2000)), "f.yaml")) == 2000


CHARACTERS = "ab:-#?|>&*!%@`'\"\\[]{},~=.0158 \n\t\r\x00\x1b\x85\u2028\ufeff"
WORDS = (
    """--- ... <<: true null 2026-99-99 !!int !!timestamp !!bool !!set !<x> &a *a |2 >- "\\U "\\x"""
)
pieces = st.sampled_from([*CHARACTERS, *WORDS.split(), "\n  ", "- ", "a: ", "? ", "%YAML 1.1\n"])


@given(st.lists(pieces, max_size=25).map("".join) | st.text(max_size=60))
@example("a: !!timestamp x")
@example("a: !!bool x")
@example("a: 99999-01-01")
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        read, refusal = read_yaml(text, "f.yaml"), ""
    except KnowledgeError as error:
        read, refusal = {}, str(error)
    assert all(isinstance(key, str) for key in read)
    assert not refusal or re.fullmatch(r"f\.yaml.+\.", refusal)
