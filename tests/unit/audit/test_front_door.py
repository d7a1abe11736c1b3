"""The front door offers every name it lists, and no other."""

import pytest

import audit


def test_every_public_name_is_there() -> None:
    for name in audit.__all__:
        assert getattr(audit, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        audit.nothing  # noqa: B018
