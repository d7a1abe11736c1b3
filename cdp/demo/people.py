"""The people of the demo: FEBRL 4 as two feeds, and the visitors of a web shop.

Everybody is invented. What FEBRL lacks is added from a fixed seed, so that two demos
meet the same people.
"""

import csv
import gzip
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "febrl"
FILES = {"crm": "dataset4a.csv.gz", "stores": "dataset4b.csv.gz"}
MAIL_DOMAIN = "people.example.test"
SEED = 4

# Where the shop's visitors live. Paris, Honolulu and Tokyo are never all awake.
PLACES: tuple[tuple[str, str, str, str], ...] = (
    ("FR", "", "Europe/Paris", "fr"),
    ("DE", "", "Europe/Berlin", "en"),
    ("GB", "", "Europe/London", "en"),
    ("US", "CA", "America/Los_Angeles", "en"),
    ("US", "HI", "Pacific/Honolulu", "en"),
    ("FR", "", "Asia/Tokyo", "fr"),
)
CUSTOMERS, MOVED, NEWCOMERS, CHILDREN = 90, 60, 30, 4
NEW_GIVEN = ("amélie", "bastien", "chiara", "dmitri", "elif", "fatou", "gaëlle")
NEW_FAMILY = ("aubry", "benali", "costa", "dietrich", "eskola", "ferrari")

Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody in the web shop. `label` is the FEBRL number of who it really is."""

    user_id: str
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    email: str = field(default="", repr=False)
    city: str = field(default="", repr=False)
    birthday: str = field(default="", repr=False)
    place: tuple[str, str, str, str] = PLACES[0]
    label: str = ""

    def traits(self) -> dict[str, object]:
        """Give what the shop knows, in the words of Segment's specification."""
        country, region, timezone, locale = self.place
        address = {"city": self.city, "region": region, "country": country}
        known: dict[str, object] = {
            "firstName": self.given_name.title(),
            "lastName": self.family_name.title(),
            "email": self.email,
            "birthday": self.birthday,
            "timezone": timezone,
            "locale": locale,
            "address": {name: value for name, value in address.items() if value},
        }
        return {name: value for name, value in known.items() if value}


@dataclass(frozen=True, kw_only=True)
class Visitors:
    """The shop's visitors, by what the demo does with them."""

    customers: Sequence[Visitor]
    moved: Sequence[Visitor]
    newcomers: Sequence[Visitor]
    children: Sequence[Visitor]

    def __iter__(self) -> Iterator[Visitor]:
        """Give all, customers first."""
        yield from self.customers
        yield from self.moved
        yield from self.newcomers
        yield from self.children


def febrl(source: str, limit: int | None = None) -> list[Row]:
    """Read one of the two FEBRL files; `limit` keeps the first persons by number."""
    path = FOLDER / FILES[source]
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [_stripped(row) for row in csv.DictReader(file, skipinitialspace=True)]
    return [r for r in rows if limit is None or int(label(r["rec_id"])) < limit]


def _stripped(row: Mapping[str, str]) -> Row:
    return {name.strip(): (value or "").strip() for name, value in row.items()}


def label(rec_id: str) -> str:
    """Give the number of the true person: rec-N-org and rec-N-dup-0 are both N."""
    return rec_id.split("-")[1]


def email_of(row: Mapping[str, str]) -> str:
    """Make up the address of a person: synthetic, under a reserved domain."""
    words = [row["given_name"], row["surname"], label(row["rec_id"])]
    local = ".".join("".join(word.split()) for word in words if word)
    return f"{local}@{MAIL_DOMAIN}"


def write_import(source: str, folder: Path, limit: int | None = None) -> Path:
    """Write one FEBRL file as a shop would export it; only the CRM knows e-mails."""
    rows = febrl(source, limit)
    path = folder / f"{source}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=[*EXPORTED])
        writer.writeheader()
        for row in rows:
            writer.writerow(_exported(row, with_email=source == "crm"))
    return path


EXPORTED = (
    "rec_id",
    "given_name",
    "surname",
    "street",
    "suburb",
    "postcode",
    "date_of_birth",
    "number",
    "email",
)


def _exported(row: Mapping[str, str], *, with_email: bool) -> Row:
    born = row["date_of_birth"]
    return {
        "rec_id": row["rec_id"],
        "given_name": row["given_name"],
        "surname": row["surname"],
        "street": " ".join(filter(None, [row["street_number"], row["address_1"]])),
        "suburb": row["suburb"],
        "postcode": row["postcode"],
        "date_of_birth": f"{born[:4]}-{born[4:6]}-{born[6:]}" if born else "",
        "number": row["soc_sec_id"],
        "email": email_of(row) if with_email else "",
    }


def visitors(limit: int | None = None) -> Visitors:
    """Make the shop's visitors from the CRM's persons, always the same ones."""
    chance = random.Random(SEED)  # noqa: S311  # invented people, not secrets
    known = [r for r in febrl("crm", limit) if r["given_name"] and r["surname"]]
    picked = chance.sample(known, min(CUSTOMERS + MOVED, len(known)))
    share = len(picked) * CUSTOMERS // (CUSTOMERS + MOVED)
    return Visitors(
        customers=[_customer(n, row) for n, row in enumerate(picked[:share])],
        moved=[_moved(n, row, chance) for n, row in enumerate(picked[share:])],
        newcomers=[_newcomer(n, chance) for n in range(NEWCOMERS)],
        children=[_child(n, chance) for n in range(CHILDREN)],
    )


def _customer(number: int, row: Row) -> Visitor:
    """Somebody the CRM knows by the same e-mail: an exact link."""
    return Visitor(
        user_id=f"web-c{number}",
        given_name=row["given_name"],
        family_name=row["surname"],
        email=email_of(row),
        place=PLACES[number % len(PLACES)],
        label=label(row["rec_id"]),
    )


def _moved(number: int, row: Row, chance: random.Random) -> Visitor:
    """Somebody who gives a name and a new town only: for Splink, or for a person."""
    family = row["surname"]
    return Visitor(
        user_id=f"web-m{number}",
        given_name=row["given_name"],
        family_name=misspelt(family, chance) if number % 3 == 0 else family,
        city=chance.choice(("lyon", "hamburg", "leeds", "fresno")),
        birthday=_born(row) if number % 3 == 0 else "",
        place=PLACES[number % 3],
        label=label(row["rec_id"]),
    )


def _born(row: Row) -> str:
    born = row["date_of_birth"]
    return f"{born[:4]}-{born[4:6]}-{born[6:]}" if born else ""


def misspelt(word: str, chance: random.Random) -> str:
    """Swap two neighbours, as fingers do."""
    if len(word) < 2:  # noqa: PLR2004
        return word
    place = chance.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _newcomer(number: int, chance: random.Random) -> Visitor:
    return _stranger(f"web-n{number}", number, chance, f"19{60 + number % 40}-05-17")


def _child(number: int, chance: random.Random) -> Visitor:
    return _stranger(f"web-k{number}", number, chance, f"20{15 + number}-06-01")


def _stranger(
    user_id: str, number: int, chance: random.Random, birthday: str
) -> Visitor:
    return Visitor(
        user_id=user_id,
        given_name=chance.choice(NEW_GIVEN),
        family_name=chance.choice(NEW_FAMILY),
        email=f"{user_id}@{MAIL_DOMAIN}",
        birthday=birthday,
        place=PLACES[number % len(PLACES)],
    )
