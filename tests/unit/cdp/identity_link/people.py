"""Invented people as two feeds: the second with errors. Labels in `person`."""

import random

GIVEN = [
    "ada",
    "ben",
    "carla",
    "david",
    "elena",
    "farid",
    "greta",
    "hugo",
    "ines",
    "jonas",
    "karla",
    "liam",
    "mona",
    "nils",
    "olga",
    "paul",
    "quentin",
    "rosa",
    "samir",
    "tina",
    "ulla",
    "viktor",
    "wanda",
    "xaver",
    "yara",
    "zoe",
]
FAMILY = [
    "abel",
    "berger",
    "costa",
    "duval",
    "eriksen",
    "fischer",
    "garcia",
    "huber",
    "ivanov",
    "jansen",
    "keller",
    "lopez",
    "moreau",
    "novak",
    "olsen",
    "peeters",
    "quist",
    "rossi",
    "schmidt",
    "torres",
    "urban",
    "vogel",
    "weber",
]
STREETS = [
    "hill",
    "lake",
    "mill",
    "oak",
    "park",
    "river",
    "rose",
    "school",
    "station",
    "tower",
]
CITIES = ["altdorf", "brest", "calais", "delft", "essen", "fulda", "genk", "hamm"]


def feeds(people: int, seed: int = 7) -> list[dict[str, object]]:
    chance = random.Random(seed)
    rows = []
    for number in range(people):
        truth = person(chance, number)
        rows.append(truth | {"record": f"a{number:05}", "source": "a"})
        rows.append(blur(truth, chance) | {"record": f"b{number:05}", "source": "b"})
    return rows


def person(chance: random.Random, number: int) -> dict[str, object]:
    city = chance.randrange(len(CITIES))
    year, month = chance.randrange(1940, 2005), chance.randrange(1, 13)
    return {
        "person": str(number),
        "given_name": chance.choice(GIVEN),
        "family_name": chance.choice(FAMILY) + chance.choice(("", "s", "son")),
        "born": f"{year}-{month:02}-{chance.randrange(1, 29):02}",
        "street": f"{chance.randrange(1, 99)} {chance.choice(STREETS)} street",
        "city": CITIES[city],
        "postal_code": f"{10 + city}{chance.randrange(20):03}",
        "email": None,
    }


def blur(truth: dict[str, object], chance: random.Random) -> dict[str, object]:
    changed = dict(truth)
    for name in ("given_name", "family_name", "city", "street"):
        if chance.random() < 0.2:
            changed[name] = typo(str(truth[name]), chance)
    if chance.random() < 0.1:
        changed["born"] = None
    if chance.random() < 0.1:
        changed["postal_code"] = f"{chance.randrange(10000, 99999)}"
    return changed


def typo(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
