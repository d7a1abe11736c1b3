"""Mapping files: what is wrong is named, all of it at once."""

import json
from pathlib import Path

import pytest

from cdp.errors import InvalidInputError
from cdp.ingestion import mapping as module
from cdp.ingestion.mapping import load_mapping, read_mapping


def test_toml_and_json_say_the_same(folder: Path) -> None:
    document = {"record": {"id": "no"}, "columns": {"mail": "email"}}
    (folder / "m.json").write_text(json.dumps(document))
    (folder / "m.toml").write_text('[record]\nid = "no"\n[columns]\nmail = "email"\n')
    assert load_mapping(folder / "m.json") == load_mapping(folder / "m.toml")


def test_the_example_of_the_documentation_is_a_mapping(folder: Path) -> None:
    example = "\n".join((module.__doc__ or "").splitlines()[2:])
    (folder / "m.toml").write_text(example)
    found = load_mapping(folder / "m.toml")
    assert found.id_column == "customer_no"
    assert found.consents["newsletter"].yes == {"y"}


def test_everything_wrong_is_named_together() -> None:
    document = {
        "record": {"key": "no"},
        "columns": {"mail": ["email"]},
        "consents": {"newsletter": "mail"},
        "file": {"format": "xlsx", "encoding": "ebcdic", "delimiter": "||"},
        "colums": {},
        "dates": 3,
    }
    with pytest.raises(InvalidInputError) as caught:
        read_mapping(document)
    assert set(caught.value.fields) == {
        "record.key",
        "columns.mail",
        "consents.newsletter",
        "file.format",
        "file.encoding",
        "file.delimiter",
        "colums",
        "dates",
    }


@pytest.mark.parametrize("text", ["= broken", "[columns]\n"])
def test_a_broken_or_empty_mapping_is_refused(folder: Path, text: str) -> None:
    (folder / "m.toml").write_text(text)
    with pytest.raises(InvalidInputError):
        load_mapping(folder / "m.toml")
    with pytest.raises(InvalidInputError):
        load_mapping(folder / "none.toml")
    with pytest.raises(InvalidInputError):
        read_mapping([])


def test_another_mapping_has_another_digest() -> None:
    one = read_mapping({"columns": {"mail": "email"}})
    other = read_mapping({"columns": {"mail": "firstName"}})
    assert one.digest != other.digest
