"""A header takes nothing that a person typed; a body is bound and hidden."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import InvalidEntryError, VerificationError, merkle
from audit.entry import (
    Source,
    base64url,
    body_aad,
    body_part,
    canonical_bytes,
    check_body,
    header,
    new_id,
    pack_body,
    part_matches,
    parts_root,
)
from tests.unit.audit.helpers import NOW, REVISION, entry

SOURCE = Source(installation="here", writer="web.0", number=7)
ID = "ent_01JZZZZZZZZZZZZZZZZZZZZZZZ"


def test_a_header_says_this_and_no_more() -> None:
    full = entry(id=ID, revision=REVISION, purpose="newsletter",
                 ai={"system": "copywriter"})  # fmt: skip
    assert canonical_bytes(header(full, SOURCE, b"")).decode() == (
        '{"ai":{"system":"copywriter"},"cls":"standard","id":"' + ID + '",'
        '"k":"policy.decision","n":0,"out":"allow","pol":"' + REVISION + '",'
        '"pur":"newsletter","src":{"n":7,"w":"web.0"},"t":1803888000,"ten":"here",'
        '"v":1}'
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "lea@example.test"),
        ("id", None),
        ("at", datetime(2027, 3, 1)),  # noqa: DTZ001
        ("kind", "something.else"),
        ("outcome", "maybe"),
        ("revision", "sha256:abc"),
        ("purpose", "Léa Martin"),
        ("purpose", "newsletter\n"),
        ("retention", "for ever"),
        ("ai", {"system": "lea@example.test"}),
        ("ai", {"system": "copywriter", "prompt": "x"}),
    ],
)
def test_a_field_outside_its_vocabulary_is_named_without_its_value(
    field: str, value: object
) -> None:
    changed = replace(entry(id=ID), **{field: value})
    with pytest.raises(InvalidEntryError) as refused:
        header(changed, SOURCE, b"")
    assert set(refused.value.fields) == {field}
    assert str(value) not in str(refused.value)


@pytest.mark.parametrize("name", ["", "a b", "é", "x" * 65])
def test_a_writer_has_a_short_plain_name(name: str) -> None:
    with pytest.raises(InvalidEntryError):
        header(entry(id=ID), replace(SOURCE, writer=name), b"")


def test_the_body_root_is_in_the_header() -> None:
    parts = body_part(b"c" * 32, b"sealed") + body_part(b"d" * 32, b"other")
    found = header(entry(id=ID), SOURCE, parts)
    assert found["n"] == 2
    expected = merkle.tree_hash([parts[:64], parts[64:]])
    assert found["body"] == base64url(expected) == base64url(parts_root(parts))


@given(
    document=st.dictionaries(
        st.text(max_size=5), st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=9)
    )
)
def test_a_packed_body_checks_and_no_other_does(document: dict[str, object]) -> None:
    packed = pack_body(document)
    assert check_body(packed.plaintext, packed.commitment) == canonical_bytes(document)
    for wrong in (packed.plaintext + b" ", packed.plaintext[1:], packed.plaintext[:63]):
        with pytest.raises(VerificationError):
            check_body(wrong, packed.commitment)


def test_the_same_body_never_has_the_same_commitment() -> None:
    assert pack_body({"a": 1}).commitment != pack_body({"a": 1}).commitment


def test_a_packed_body_does_not_show_itself() -> None:
    assert "secret" not in repr(pack_body({"a": "secret"}))


def test_a_part_fits_one_ciphertext_only() -> None:
    part = body_part(b"c" * 32, b"sealed")
    assert part_matches(part, b"sealed")
    assert not part_matches(part, b"sealee")


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(InvalidEntryError):
        canonical_bytes({"n": 2**53})


def test_places_with_moved_separators_stay_different() -> None:
    assert body_aad("a.b", "c", 0) != body_aad("a", "b.c", 0)
    assert body_aad("a", "b", 1) != body_aad("a", "b", 0)
    assert body_aad("here", "b", 0) != body_aad("there", "b", 0)


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_ids_sort_by_time(start_ms: int, later_ms: int) -> None:
    base = NOW + timedelta(milliseconds=start_ms)
    assert new_id("ent", base) < new_id("ent", base + timedelta(milliseconds=later_ms))


def test_an_id_is_a_prefix_and_a_ulid() -> None:
    made = new_id("sub_", NOW)
    assert made.startswith("sub_01")
    assert len(made) == 30
    assert new_id("sub", NOW) != made
