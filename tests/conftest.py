"""Fixtures every room may use; rooms keep their own beside their tests."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cdp.assembly import Services, assemble, initialise, utc_now
from cdp.database import Database
from cdp.settings import Settings
from tests.key_services import key_service, soft_token
from tests.postgres import PostgresServer
from tests.waiting import PATIENT

ROOT = Path(__file__).parent
__all__ = ["key_service", "soft_token"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Name a running server when one is there already; otherwise one is started."""
    parser.addoption("--postgres", default=os.environ.get("ACCORD_TEST_POSTGRES", ""))
    parser.addoption("--many", type=int, default=0, help="cases per generated test")


# What starts servers and browsers goes first: at the end of a run that is shared by
# processes, file by file, only short files are left, and no process waits for another.
LONG_FIRST = ("e2e", "policies", "contracts", "integration", "browser")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Long files first; and the slow tests are left out unless `-m` says otherwise."""
    items.sort(key=_when)
    if config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


def _when(item: pytest.Item) -> int:
    folder = item.path.relative_to(ROOT).parts[0]
    return LONG_FIRST.index(folder) if folder in LONG_FIRST else len(LONG_FIRST)


@pytest.fixture
def amount(request: pytest.FixtureRequest) -> int:
    """How many cases a generated test tries."""
    return int(request.config.getoption("--many") or request.param)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(home: Path) -> Settings:
    """A new installation's settings: embedded parts, jobs run by hand."""
    return Settings.from_env(PATIENT | {"ACCORD_SCHEDULER": "false"}, home=home)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Make a new installation at its settings' home: once for a clock, then copied.

    Embedded parts only: what is outside the home is not copied.
    """
    homes: dict[datetime | None, Path] = {}

    def make(settings: Settings, now: datetime | None = None) -> None:
        if now not in homes:
            homes[now] = tmp_path_factory.mktemp("fresh") / "home"
            first = Settings.from_env(PATIENT, home=homes[now])
            initialise(first, now or utc_now())
        shutil.copytree(homes[now], settings.home, dirs_exist_ok=True)

    return make


@pytest.fixture
def services(settings: Settings, fresh: Callable[..., None]) -> Iterator[Services]:
    """A real installation, assembled as the server assembles it."""
    fresh(settings)
    made = assemble(settings)
    yield made
    made.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database that nobody writes to."""
    file = tmp_path_factory.mktemp("migrated") / "test.db"
    made = Database(f"sqlite:///{file}")
    made.migrate()
    made.dispose()
    return file


@pytest.fixture
def database(tmp_path: Path, migrated: Path) -> Iterator[Database]:
    """A migrated SQLite database in a file of its own."""
    shutil.copyfile(migrated, tmp_path / "test.db")
    made = Database(f"sqlite:///{tmp_path / 'test.db'}")
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a real PostgreSQL server, started for this run."""
    named = request.config.getoption("--postgres")
    if named:
        yield named
        return
    if not PostgresServer.available():
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is missing and this is CI")
        pytest.skip("LEFT OUT: PostgreSQL is not installed on this machine")
    with PostgresServer() as server:
        yield server.url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, empty database on the real PostgreSQL server."""
    name = "t" + uuid.uuid4().hex[:12]
    admin = Database(postgres_server)
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql(f"CREATE DATABASE {name}")
    base = postgres_server.rpartition("/")[0]
    yield f"{base}/{name}"
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def pg_database(postgres_url: str) -> Iterator[Database]:
    """A migrated database on the real PostgreSQL server."""
    made = Database(postgres_url)
    made.migrate()
    yield made
    made.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> Database:
    """The same test on both databases."""
    return request.getfixturevalue(
        "database" if request.param == "sqlite" else "pg_database"
    )
