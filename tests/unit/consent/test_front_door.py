"""`consent` shows its names and loads no engine before one is asked for."""

import subprocess
import sys

import pytest

import consent


def test_every_name_of_the_front_door_opens():
    for name in dir(consent):
        assert getattr(consent, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError):
        _ = consent.forget_everything


def test_an_error_class_costs_no_engine():
    script = (
        "import sys, consent; consent.ConflictError\n"
        "assert not {'regorus', 'opa_client', 'sqlalchemy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
