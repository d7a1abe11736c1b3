"""A vault and two subjects with keys."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from cdp import profiles
from cdp.database import Database
from cdp.profiles import Traits
from cdp.vault import KeyRing, Vault
from consent import Circle, SubjectId, Tie

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
LEA = SubjectId("sub_01LEA")
TILL = SubjectId("sub_02TILL")


@dataclass
class Shelf:
    """Profiles of a few subjects; record and subject share their ending."""

    database: Database
    vault: Vault

    def put(
        self,
        subject: str,
        values: dict[str, object],
        *,
        source: str = "web",
        minutes: int = 0,
    ) -> None:
        traits = Traits(
            record=subject.replace("sub_", "rec_"),
            subject=subject,
            values=values,
            source=source,
            at=NOW + timedelta(minutes=minutes),
        )
        with self.database.transaction() as conn:
            profiles.apply(conn, self.vault, [traits], NOW)

    def best(self, circle: Circle) -> dict[str, object]:
        with self.database.reading() as conn:
            found = profiles.view(conn, self.vault, circle)
        return {one.name: one.best.value for one in found}


def circle(**ties: Tie) -> Circle:
    named = {"lea": LEA, "till": TILL}
    subjects = tuple((named[name], tie) for name, tie in ties.items())
    return Circle(person="per_1", subjects=subjects)


@pytest.fixture
def shelf(any_database: Database) -> Shelf:
    vault = Vault(KeyRing())
    with any_database.transaction() as conn:
        vault.prepare(conn, NOW)
        vault.create_subjects(conn, [LEA, TILL], NOW)
    return Shelf(any_database, vault)
