"""What a hostile or broken caller sends: a clear 4xx, never a 500, nothing lost."""

import copy
import gzip
import json
import uuid

import pytest

from cdp import ingestion
from cdp.access import Source
from cdp.app import create_app
from cdp.assembly import assemble, initialise, utc_now
from cdp.errors import InvalidInputError
from cdp.settings import Settings
from tests.integration.http_live import basic, choice, installed_in, question

SOURCE = Source(name="shop", purpose="service_messages")
EVALUATION = question("lea@example.test")
CHOICE = choice("lea@example.test", at="2026-11-01T09:00:00+01:00")
TRACK = {"userId": "u1", "event": "Seen", "messageId": "m1"}
EARLY = "0001-01-01T00:00:00+23:59"
DEEP = b'{"a":' * 500 + b"1" + b"}" * 500


def changed(document, path, value):
    """The document as bytes with one field set, or removed when the value is ..."""
    made = copy.deepcopy(document)
    *way, last = path.split(".")
    place = made
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(made).encode()


# Any JSON endpoint must refuse these bodies.
# JSON all the same, with a value that two readers could read differently.
ODD_VALUES = [
    b'{"a": NaN}',
    b'{"a": 1e999}',
    b'{"a": "\\u0000"}',
    b'{"a": "\\ud800"}',
]
BROKEN_JSON = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"7",
    b'"text"',
    b"\xff\xfe",
    b'{"a": 1, "a": 2}',
    DEEP,
    b"[" * 100_000,
    b"x=1&y=2",
    b"<xml/>",
]
JSON_ROUTES = [
    "/access/v1/evaluation",
    "/access/v1/evaluations",
    "/v1/permits",
    "/v1/permits/prm_x/outcome",
    "/v1/consents",
    "/v1/requests",
]
WRONG_FIELDS = [
    *[
        (route, changed(EVALUATION, path, value))
        for route in ("/access/v1/evaluation", "/v1/permits")
        for path, value in [
            ("subject", ...),
            ("subject.id", None),
            ("action", "send"),
            ("action.name", ["send"]),
            ("action.properties", ...),
            ("action.properties.purpose", ...),
            ("action.properties.channel", ...),
            ("action.properties.channel", {"$ne": ""}),
            ("action.properties.purpose", "' OR 1=1 --"),
            ("action.properties.can_fulfil", {"a": 1}),
            ("action.properties.ai", "yes"),
            ("action.properties.recipient", [1]),
            ("resource", ...),
            ("resource.id", 12),
            ("resource.id", "x" * 10_000),
            ("resource.type", ""),
            ("context", {"time": "2020-01-01T00:00:00Z"}),
            ("context", {"signals": "gpc"}),
        ]
    ],
    *[
        ("/v1/consents", changed(CHOICE, path, value))
        for path, value in [
            ("identifier", ...),
            ("identifier.type", "name"),
            ("identifier.id", "not-an-address"),
            ("identifier.id", ""),
            ("act", "GRANT"),
            ("act", None),
            ("scope", {}),
            ("scope", {"purpose": "no_such_purpose"}),
            ("scope", {"kind": "everything"}),
            ("scope", {"purpose": "newsletter", "kind": "sale"}),
            ("at", "2026-13-45"),
            ("at", "2026-11-01T09:00:00"),
            ("at", 1e300),
            ("at", "9999-12-31T23:59:59-23:59"),
            ("at", "0001-01-01T00:00:00+23:59"),
            ("method", "guess"),
            ("locale", "<script>"),
            ("evidence", {"free text": "Léa Martin said so"}),
            ("evidence", "paper"),
            ("recipients", ["a b"]),
            ("unknown", 1),
        ]
    ],
    ("/v1/requests", b'{"kind": "restriction"}'),
    ("/v1/requests", b'{"kind": "x", "resource": {"type": "email", "id": "a@b.test"}}'),
    ("/v1/permits/prm_x/outcome", b'{"status": "lost"}'),
    ("/v1/permits/prm_x/outcome", b'{"status": "sent", "at": "noon"}'),
    ("/v1/permits/prm_x/outcome", b'{"status": "sent"}'),
    ("/access/v1/evaluations", b'{"evaluations": {}}'),
    ("/access/v1/evaluations", b'{"evaluations": [1]}'),
    ("/access/v1/evaluations", b'{"evaluations": []}'),
    (
        "/access/v1/evaluations",
        b'{"evaluations": [{}], "options": {"evaluations_semantic": "some"}}',
    ),
    ("/access/v1/evaluations", json.dumps({"evaluations": [{}] * 1_001}).encode()),
]
WRONG_EVENTS = [
    *BROKEN_JSON,
    b'{"event": "' + b"x" * 40_000 + b'"}',
    gzip.compress(bytes(5_000_000)),
    gzip.compress(b'{"userId": "u1"}')[:-4],
    b"\x1f\x8b nonsense",
]


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    """One installation for the whole table: what is refused changes nothing in it."""
    home = tmp_path_factory.mktemp("table")
    settings = Settings.from_env({"ACCORD_HOME": str(home)})
    initialise(settings, utc_now())
    made = assemble(settings)
    yield made
    made.close()


@pytest.fixture(scope="module")
def installed(services):
    return installed_in(services)


@pytest.fixture(scope="module")
def api(services, installed):
    with create_app(services).test_client() as client:
        yield client


def sentence_of(response, key):
    document = response.get_json()
    assert document[key], response.data
    assert "Traceback" not in response.text
    return document


@pytest.mark.parametrize("route", JSON_ROUTES)
@pytest.mark.parametrize(
    "raw", BROKEN_JSON + ODD_VALUES, ids=range(len(BROKEN_JSON + ODD_VALUES))
)
def test_a_broken_body_is_refused_by_every_endpoint(api, installed, route, raw):
    response = api.post(route, data=raw, headers=installed.bearer)
    assert 400 <= response.status_code < 500
    document = sentence_of(response, "title")
    assert document["status"] == response.status_code
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("route", "raw"),
    WRONG_FIELDS,
    ids=[f"{n}-{r}" for n, (r, _) in enumerate(WRONG_FIELDS)],
)
def test_a_wrong_field_is_refused_and_named_without_its_value(
    api, installed, route, raw
):
    response = api.post(route, data=raw, headers=installed.bearer)
    assert 400 <= response.status_code < 500, response.data
    sentence_of(response, "code")
    assert "Martin" not in response.text
    assert "lea@example.test" not in response.text


@pytest.mark.parametrize("raw", WRONG_EVENTS, ids=range(len(WRONG_EVENTS)))
@pytest.mark.parametrize("route", ["/v1/track", "/v1/batch"])
def test_a_broken_event_gets_code_and_message(api, installed, route, raw):
    response = api.post(route, data=raw, headers=basic(installed.write_key))
    assert 400 <= response.status_code < 500, response.data
    assert sentence_of(response, "code").keys() >= {"code", "message"}


@pytest.mark.parametrize("raw", ODD_VALUES, ids=range(len(ODD_VALUES)))
def test_an_odd_value_is_no_reason_to_lose_an_event(api, installed, services, raw):
    before = installed.counted(services)
    event = b'{"userId": "u1", "event": "Seen", "messageId": "%s", "properties": %s}'
    event %= (uuid.uuid4().hex.encode(), raw)
    response = api.post("/v1/track", data=event, headers=basic(installed.write_key))
    assert response.status_code == 200, response.data
    after = installed.counted(services)
    assert after["track"] == before.get("track", 0) + 1


WRONG_ITEMS = [
    {},
    {"type": "track"},
    {"type": "track", "userId": "u"},
    {"type": "explode", "userId": "u"},
    {"type": "identify", "userId": {"a": 1}},
    {"type": "identify", "userId": "u", "traits": "none"},
    {"type": "track", "userId": "u", "event": [7]},
    {"type": "track", "userId": "u", "event": "Seen", "timestamp": "soon"},
    {"type": "track", "userId": "u", "event": "x" * 40_000},
    {"type": "track", "userId": "u", "event": "S", "timestamp": EARLY},
    {"type": "track", "userId": "u", "event": "S", "timestamp": 1e300},
    {"type": "track", "userId": "u", "event": "S", "messageId": ["m"]},
    {"type": "alias", "userId": "u"},
    {"type": "group", "userId": "u"},
    7,
    None,
    "text",
]


@pytest.mark.parametrize("item", WRONG_ITEMS, ids=range(len(WRONG_ITEMS)))
def test_a_wrong_item_goes_to_quarantine_and_the_rest_of_the_batch_is_kept(
    api, installed, services, item
):
    before = installed.counted(services)
    good = {"type": "track", **TRACK, "messageId": f"ok-{uuid.uuid4()}"}
    response = api.post(
        "/v1/batch",
        json={"batch": [good, item]},
        headers=basic(installed.write_key),
    )
    assert response.status_code == 200, response.data
    added = installed.counted(services) - before
    assert added == {"track": 1, "quarantine": 1}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/access/v1/evaluation", 405),
        ("PUT", "/v1/consents", 405),
        ("DELETE", "/v1/permits/prm_x", 405),
        ("GET", "/v1/permits/prm_x", 404),
        ("GET", "/v1/permits/%00", 404),
        ("GET", "/v1/decisions/dec_x", 404),
        ("GET", "/v1/decisions/..%2f..%2fetc", 404),
        ("GET", "/v1/receipts/none", 404),
        ("GET", "/v1/receipts/" + "x" * 5_000, 404),
    ],
)
def test_a_wrong_address_is_a_problem_document(api, installed, method, path, status):
    response = api.open(path, method=method, headers=installed.bearer)
    assert response.status_code == status
    assert response.get_json()["code"]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer esp.wrong",
        "Bearer a.b.c",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
        "Basic !!!",
        "Basic ZXNwOng=",
        "Digest x",
        "Bearer " + "x" * 9_000,
        "Bearer \u00e9.\u00e9",
    ],
)
@pytest.mark.parametrize("route", JSON_ROUTES)
def test_strangers_learn_only_that_they_are_strangers(api, route, header):
    headers = {} if header is None else {"Authorization": header}
    response = api.post(route, data=b"{", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"]
    assert response.get_json()["code"] == "unauthenticated"


def test_a_body_over_the_limit_is_413(api, installed):
    response = api.post("/v1/consents", data=b" " * 2_000_000, headers=installed.bearer)
    assert response.status_code == 413
    assert response.get_json()["code"] == "too-large"


MAPPING = '[record]\nid = "no"\n[columns]\nno = "userId"\nmail = "email"\n'
UTF8 = '[file]\nencoding = "utf-8"\n'
WRONG_FILES = [
    ("empty.csv", b"", MAPPING),
    ("no-columns.csv", b"a,b\n1,2\n", MAPPING),
    (
        "not-utf8.csv",
        b"no,mail\n1,\xff\xfe\n",
        MAPPING + '[file]\nencoding = "utf-8"\n',
    ),
    ("nonsense.parquet", b"PAR1 but no more", MAPPING),
    ("unknown.xlsx", b"PK", MAPPING),
    ("broken.csv.gz", b"\x1f\x8b nonsense", MAPPING),
    ("fine.csv", b"no,mail\n1,a@example.test\n", "this is not TOML"),
    ("fine.csv", b"no,mail\n1,a@example.test\n", "columns = 7"),
    ("fine.csv", b"no,mail\n1,a@example.test\n", "[surprise]\na = 1\n"),
    ("fine.csv", b"no,mail\n1,a@example.test\n", ""),
]


@pytest.mark.parametrize(
    ("name", "content", "mapping"), WRONG_FILES, ids=range(len(WRONG_FILES))
)
def test_a_broken_file_is_refused_with_a_sentence(
    services, tmp_path, name, content, mapping
):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "mapping.toml").write_text(mapping)
    with pytest.raises(InvalidInputError) as caught:
        ingestion.import_file(
            services.ingestion,
            tmp_path / name,
            source=SOURCE,
            mapping=tmp_path / "mapping.toml",
        )
    assert "example.test" not in str(caught.value)


WRONG_ROWS = [
    b"2",
    b"2,b@example.test,surplus",
    b",",
    b'2,"unclosed',
    b"null,null",
    b"2," + b"x" * 70_000,
    b"2,\x00",
]


@pytest.mark.parametrize("row", WRONG_ROWS, ids=range(len(WRONG_ROWS)))
def test_a_broken_row_is_put_aside_and_the_others_are_kept(
    services, installed, tmp_path, row
):
    path = tmp_path / "people.csv"
    path.write_bytes(b"no,mail\n1,a@example.test\n" + row + b"\n")
    (tmp_path / "mapping.toml").write_text(MAPPING)
    done = ingestion.import_file(
        services.ingestion, path, source=SOURCE, mapping=tmp_path / "mapping.toml"
    )
    assert done.counts.stored + done.counts.quarantined == done.counts.rows
    with services.database.reading() as conn:
        assert services.asking.circle(conn, "email", "a@example.test").known
