"""Settings report every problem at once and hold no default secret."""

from dataclasses import fields
from pathlib import Path

import pytest

from cdp.errors import SettingsError
from cdp.settings import SECRETS, Settings

POLICIES = str(Path(__file__).resolve().parents[3] / "policies")


def read(**variables: str) -> Settings:
    environ = {"ACCORD_HOME": "/nowhere/home", "ACCORD_POLICY_DIR": POLICIES}
    return Settings.from_env(environ | variables)


def test_a_home_is_enough() -> None:
    settings = read()
    assert settings.database_url == "sqlite:////nowhere/home/accord.db"
    assert settings.key_file == Path("/nowhere/home/root.key")
    assert settings.policy_engine == "embedded"


def test_all_problems_are_reported_together() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(
            {
                "ACCORD_DATABASE_URL": "mysql://x",
                "ACCORD_SMTP_PORT": "many",
                "ACCORD_POLICY_ENGINE": "mine",
                "ACCORD_POLICY_DIR": "/nowhere",
                "ACCORD_SMPT_HOST": "typo",
            }
        )
    assert set(caught.value.problems) == {
        "ACCORD_HOME",
        "ACCORD_DATABASE_URL",
        "ACCORD_SMTP_PORT",
        "ACCORD_POLICY_ENGINE",
        "ACCORD_POLICY_DIR",
        "ACCORD_SMPT_HOST",
    }


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("PERMIT_SECONDS", "0"),
        ("PERMIT_SECONDS", "ten"),
        ("POLICY_TIMEOUT_SECONDS", "-1"),
        ("OPA_URL", "opa"),
        ("OPA_CA_FILE", "/nowhere/ca.pem"),
        ("PUBLIC_URL", "ftp://x"),
        ("SCHEDULER", "perhaps"),
        ("LOG_LEVEL", "LOUD"),
        ("THREADS", "1000"),
    ],
)
def test_a_wrong_value_names_its_setting(name: str, bad: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(**{"ACCORD_" + name: bad})
    assert list(caught.value.problems) == ["ACCORD_" + name]


def test_what_the_opa_server_reads_may_stand_in_the_same_environment() -> None:
    assert read(ACCORD_BUNDLE_TOKEN="opa.secret").policy_engine == "embedded"


def test_postgresql_goes_through_psycopg() -> None:
    url = read(ACCORD_DATABASE_URL="postgresql://u:p@h/db").database_url
    assert url == "postgresql+psycopg://u:p@h/db"


def test_no_secret_has_a_default() -> None:
    defaults = {f.name: f.default for f in fields(Settings)}
    assert all(defaults[name] == "" for name in SECRETS)


def test_masked_settings_show_no_secret() -> None:
    shown = read(
        ACCORD_SMTP_PASSWORD="hush-hush",
        ACCORD_OPA_TOKEN="hush-hush",
        ACCORD_DATABASE_URL="postgresql://u:hush-hush@h/db",
    ).masked()
    assert "hush-hush" not in str(shown)
    assert shown["smtp_password"] == "set"
