"""What is constructed from settings, and what must be there before."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cdp.assembly import (
    Services,
    assemble,
    initialise,
    refuse_unpublished,
    utc_now,
)
from cdp.database import Database
from cdp.errors import InvalidInputError, SealBrokenError, UnavailableError
from cdp.settings import Settings, default_policy_dir
from consent import (
    EmbeddedEngine,
    OpaEngine,
    PolicyUnavailableError,
    Remembering,
    Situation,
    list_publications,
)

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)


def test_what_init_makes_is_what_assemble_finds(settings: Settings):
    made = initialise(settings, NOW)
    services = assemble(settings)
    assert services.audit_key == made["audit_key"]
    assert set(services.health().values()) == {"ok"}
    services.close()


def test_keys_are_made_once_and_on_record_once(settings: Settings):
    first = initialise(settings, NOW)
    second = initialise(settings, NOW)
    assert first["made"] != 0
    assert second == first | {"made": 0}
    services = assemble(settings)
    with services.database.reading() as conn:
        assert services.log.pending(conn) == 2  # keys, first policies
    services.close()


def test_nothing_is_assembled_before_init(settings: Settings):
    with pytest.raises(UnavailableError, match="run `accord init` first"):
        assemble(settings)


def test_an_empty_database_is_no_installation(settings: Settings, home):
    initialise(settings, NOW)
    elsewhere = replace(settings, database_url=f"sqlite:///{home / 'other.db'}")
    Database(elsewhere.database_url).migrate()
    with pytest.raises(UnavailableError, match="holds no installation"):
        assemble(elsewhere)


def test_a_database_of_another_key_is_refused(settings: Settings, tmp_path):
    initialise(settings, NOW)
    other = replace(
        settings, home=tmp_path / "other", key_file=tmp_path / "other" / "root.key"
    )
    with pytest.raises(UnavailableError, match="belongs to a root key"):
        initialise(other, NOW)
    assert not other.key_file.exists()
    stranger = Settings.from_env({"ACCORD_HOME": str(tmp_path / "stranger")})
    initialise(stranger, NOW)
    with pytest.raises(SealBrokenError):
        assemble(replace(settings, key_file=stranger.key_file))


def test_a_home_below_a_file_cannot_be_made(settings: Settings, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInputError, match="a folder that can be made"):
        initialise(replace(settings, home=tmp_path / "file" / "home"), NOW)


def test_the_engine_is_the_one_that_the_settings_name(services: Services):
    assert isinstance(services.engine, Remembering)
    named = [
        (services.settings, EmbeddedEngine),
        (replace(services.settings, policy_engine="opa"), OpaEngine),
    ]
    for settings, kind in named:
        made = assemble(settings)
        assert isinstance(made.engine, Remembering)
        assert isinstance(made.engine._engine, kind)
        made.close()


def test_health_says_in_a_sentence_why_the_engine_would_refuse(services: Services):
    settings = replace(
        services.settings, policy_engine="opa", opa_url="http://127.0.0.1:1"
    )
    made = assemble(settings)
    assert made.health()["policies"].startswith("the OPA server cannot be asked")
    made.close()


def test_an_engine_and_a_clock_can_be_handed_in(services: Services):
    made = assemble(services.settings, engine=services.engine, now=lambda: NOW)
    assert made.engine is services.engine
    assert made.now() == NOW
    made.close()


def test_health_names_the_part_that_gives_no_answer(services: Services):
    broken = replace(services, bundle=replace(services.bundle, problems=("a is gone",)))
    assert broken.health()["policies"] == "a is gone"
    assert broken.health()["database"] == "ok"
    away = replace(
        services, database=Database("postgresql+psycopg://eve:canary@127.0.0.1:1/x")
    )
    states = away.health()
    assert states["database"] == "the database does not answer"
    assert states["policies"] == "ok"
    assert "canary" not in str(states)


def test_a_part_that_breaks_in_an_unknown_way_shows_only_its_kind(
    services: Services, monkeypatch: pytest.MonkeyPatch
):
    def fail() -> None:
        raise ValueError("canary.lea@example.test")

    monkeypatch.setattr(services.database, "ping", fail)
    assert services.health()["database"] == "no answer (ValueError)"


def test_the_clock_is_aware():
    assert utc_now().tzinfo is UTC


def changed_policies(folder: Path) -> Path:
    made = Path(shutil.copytree(default_policy_dir(), folder / "policies"))
    (made / "data" / "ours").mkdir()
    (made / "data" / "ours" / "data.json").write_text("{}")
    return made


def test_init_publishes_the_policies_at_hand_once(settings: Settings):
    initialise(settings, NOW)
    initialise(settings, NOW)
    services = assemble(settings)
    with services.database.reading() as conn:
        [first] = list_publications(conn)
    assert (first.revision, first.author) == (services.bundle.revision, "accord-init")
    assert (first.at, first.approver) == (NOW, None)
    refuse_unpublished(services)
    services.close()


def test_policies_that_nobody_published_judge_nothing(settings: Settings, tmp_path):
    initialise(settings, NOW)
    services = assemble(replace(settings, policy_dir=changed_policies(tmp_path)))
    assert "were never published" in services.health()["policies"]
    with pytest.raises(PolicyUnavailableError, match="were never published"):
        services.engine.evaluate(Situation.of({}))
    with pytest.raises(UnavailableError, match="accord policy publish DIR"):
        refuse_unpublished(services)
    services.close()


def test_broken_policies_are_not_the_first_published(settings: Settings, tmp_path):
    folder = changed_policies(tmp_path)
    (folder / "data" / "caps" / "data.json").unlink()
    initialise(replace(settings, policy_dir=folder), NOW)
    initialise(settings, NOW)
    services = assemble(settings)
    assert services.health()["policies"] == "ok"
    services.close()
