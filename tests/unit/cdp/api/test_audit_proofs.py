"""Outsiders read the signed log with a token; who reads bodies is on record."""

import base64
import json

import pytest

from audit import (
    Body,
    Cosigner,
    Entry,
    Filters,
    Proof,
    VerifierKey,
    keep_cosignatures,
    merkle,
    parse_policy,
    verify_proof,
)
from audit.bundles import split_entries
from audit.checkpoint import open_checkpoint
from cdp import access
from tests.unit.cdp.test_disclosure import settle, written

READ = [
    "checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1", "entries/ent_0",
    "entries/ent_0/proof", "consistency?old=1",
]  # fmt: skip


@pytest.fixture
def get(api, installed):
    def got(path, **headers):
        return api.get(f"/v1/audit/{path}", headers=installed.bearer | headers)

    return got


@pytest.fixture
def sealed(services, installed):
    """A log of 300 entries and some, and the size of its checkpoint."""
    with services.database.transaction() as conn:
        for _ in range(300):
            made = Entry(at=services.now(), kind="config", outcome="done")
            services.log.append(conn, made)
    settle(services)
    with services.database.reading() as conn:
        return services.log.checkpoint(conn).size


def test_the_checkpoint_is_the_signed_note(get, services, sealed):
    got = get("checkpoint")
    assert (got.status_code, got.mimetype) == (200, "text/plain")
    assert got.content_type == "text/plain; charset=utf-8"
    assert "no-cache" in got.headers["Cache-Control"]
    key = VerifierKey.parse(services.audit_key)
    assert open_checkpoint(got.text, key).size == sealed
    assert got.text.count("\n— ") == 2  # Ed25519 and ML-DSA-44


def test_tiles_and_bundles_are_served_for_ever(get, sealed):
    rest = sealed - 256
    bundles = [get("tile/entries/000"), get(f"tile/entries/001.p/{rest}")]
    leaves = [leaf for got in bundles for leaf in split_entries(got.data)]
    tiles = [get("tile/0/000"), get(f"tile/0/001.p/{rest}")]
    hashes = b"".join(merkle.leaf_hash(leaf) for leaf in leaves)
    assert b"".join(got.data for got in tiles) == hashes
    assert get("tile/1/000.p/1").data == merkle.tree_hash(leaves[:256])
    for got in (*bundles, *tiles):
        assert got.mimetype == "application/octet-stream"
        assert "immutable" in got.headers["Cache-Control"]
        # What asks for a token is not for caches that ask for none.
        assert "private" in got.headers["Cache-Control"]


def test_what_is_not_there_yet_is_told_from_what_never_will(get, sealed):
    for path in ("tile/0/001", f"tile/0/001.p/{sealed - 255}", "tile/entries/x001/000",
                 "tile/2/000.p/1", f"consistency?old=1&new={sealed + 1}"):  # fmt: skip
        got = get(path)
        assert (got.status_code, got.get_json()["code"]) == (404, "audit-not-sealed")
        assert got.headers["Retry-After"] == "1"
    for path in ("tile/0/0", "tile/0/000.p/0", "tile/64/000", "tile/x/000",
                 "entries/ent_0", "entries/ent_0/proof"):  # fmt: skip
        got = get(path)
        assert (got.status_code, got.get_json()["code"]) == (404, "audit-entry-unknown")


def test_before_the_first_checkpoint_nothing_is_there_yet(get, services):
    with services.database.reading() as conn:
        (entry, *_) = services.log.find(conn, Filters(), limit=1)
    for path in ("checkpoint", "tile/0/000.p/1", "consistency?old=1",
                 f"entries/{entry.entry_id}/proof"):  # fmt: skip
        assert get(path).get_json()["code"] == "audit-not-sealed"
    assert get(f"entries/{entry.entry_id}").get_json()["index"] is None


def test_an_entry_is_shown_as_it_was_hashed_and_names_nobody(get, services):
    entry = written(services, "sub_1", "sub_2")
    got = get(f"entries/{entry}")
    shown = got.get_json()
    with services.database.reading() as conn:
        leaf = services.log.proof(conn, entry).leaf
    assert shown["header"] == json.loads(leaf)
    assert shown["leaf_hash"] == merkle.leaf_hash(leaf).hex()
    assert (shown["id"], shown["bodies"]) == (entry, 2)
    assert "sub_" not in got.text


def test_a_proof_is_a_file_that_holds_alone(get, services):
    entry = written(services, "sub_1")
    got = get(f"entries/{entry}/proof")
    assert f'filename="{entry}.tlog-proof"' in got.headers["Content-Disposition"]
    proof = Proof.parse(got.text)
    assert verify_proof(proof, services.audit_key).size > proof.index
    assert (json.loads(proof.leaf)["id"], proof.bodies) == (entry, ())


def test_bodies_are_disclosed_to_who_may_and_on_record(api, services, installed):
    entry = written(services, "sub_1")
    path = f"/v1/audit/entries/{entry}/proof"
    got = api.post(path, json={"reason": "case 12"}, headers=installed.bearer)
    assert got.status_code == 200
    assert "no-cache" in got.headers["Cache-Control"]
    (body,) = Proof.parse(got.text).bodies
    assert body.document == {"about": "sub_1"}
    assert verify_proof(Proof.parse(got.text), services.audit_key)
    with services.database.reading() as conn:
        terms = Filters(kind="data.read", subject="sub_1", actor="esp")
        assert len(services.log.find(conn, terms)) == 1
    for wrong in ({}, {"reason": ""}, {"reason": "a\nb"}, {"reason": "x", "y": 1}):
        refused = api.post(path, json=wrong, headers=installed.bearer)
        assert refused.status_code == 400
    for missing in ("ent_0", "ent_01KX000000000000000000000"):
        path = f"/v1/audit/entries/{missing}/proof"
        got = api.post(path, json={"reason": "case"}, headers=installed.bearer)
        assert got.status_code == 404


def test_a_checkpoint_that_witnesses_signed_is_given_when_it_is_asked_for(
    api, get, services, installed
):
    entry = written(services, "sub_1")
    asked = ("checkpoint?witnessed=true", f"entries/{entry}/proof?witnessed=true")
    for path in asked:
        assert get(path).get_json()["code"] == "audit-not-sealed"
    witness = Cosigner(b"1" * 32, "one.example.test", b"2" * 32)
    policy = parse_policy(f"witness one {witness.keys[0]}\nquorum one\n")
    services.witnessing.policy = policy
    with services.database.transaction() as conn:
        signed = services.log.checkpoint(conn)
        lines = witness.cosign(signed.text, services.now())
        keep_cosignatures(conn, signed, policy.witnesses, lines)
    later = written(services, "sub_1")
    note = get("checkpoint?witnessed=true").text
    assert policy.is_met(policy.cosigned(note))
    assert note != get("checkpoint").text
    proof = Proof.parse(get(f"entries/{entry}/proof?witnessed=true").text)
    assert verify_proof(proof, services.audit_key).size == signed.size
    assert proof.note == note
    disclosed = api.post(
        f"/v1/audit/entries/{entry}/proof?witnessed=true",
        json={"reason": "case 12"},
        headers=installed.bearer,
    )
    assert Proof.parse(disclosed.text).note == note
    assert get(f"entries/{later}/proof?witnessed=true").status_code == 404
    assert get(f"entries/{later}/proof").status_code == 200
    assert get("checkpoint?witnessed=1").status_code == 400


def test_the_log_is_shown_to_have_only_grown(get, services, sealed):
    def roots(old, new):
        shown = get(f"consistency?old={old}&new={new}").get_json()
        raw = [base64.b64decode(one) for one in shown["proof"]]
        ends = [base64.b64decode(shown[end]["root"]) for end in ("old", "new")]
        return raw, ends

    for old, new in ((1, 1), (1, sealed), (255, 257), (256, sealed), (sealed, sealed)):
        path, (older, newer) = roots(old, new)
        merkle.check_consistency(old, new, path, older, newer)
    newest = get("consistency?old=7").get_json()
    assert newest["new"]["size"] == sealed


@pytest.mark.parametrize(
    ("query", "field"),
    [("", "old"), ("old=0", "old"), ("old=-1", "old"), ("old=07", "old"),
     ("old=1_0", "old"), ("old=9&new=8", "old"), ("old=1&new=x", "new"),
     ("old=1&old=2", "query"), ("old=1&x=2", "x"), ("old=" + "9" * 30, "old")],
)  # fmt: skip
def test_a_size_that_is_none_is_refused(get, query, field):
    got = get(f"consistency?{query}")
    assert (got.status_code, list(got.get_json()["fields"])) == (400, [field])


def test_only_who_may_read_the_log_reads_it(api, services):
    with services.database.transaction() as conn:
        now = services.now()
        poor = access.add_client(conn, "poor", ["decisions:read"], now)
        reader = access.add_client(conn, "reader", ["audit:read"], now)
    entry = written(services, "sub_1")
    poor, reader = ({"Authorization": f"Bearer {one}"} for one in
                    (f"poor.{poor}", f"reader.{reader}"))  # fmt: skip
    for path in READ:
        assert api.get(f"/v1/audit/{path}").status_code == 401
        assert api.get(f"/v1/audit/{path}", headers=poor).status_code == 403
        assert api.get(f"/v1/audit/{path}", headers=reader).status_code in (200, 404)
    path = f"/v1/audit/entries/{entry}/proof"
    for refused in (poor, reader):
        got = api.post(path, json={"reason": "case"}, headers=refused)
        assert got.status_code == 403
    with services.database.reading() as conn:
        assert services.log.find(conn, Filters(kind="data.read")) == ()


def test_reading_the_signed_log_writes_nothing_into_it(get, services):
    entry = written(services, "sub_1")
    with services.database.reading() as conn:
        before = services.log.pending(conn)
    for path in (*READ, f"entries/{entry}", f"entries/{entry}/proof"):
        get(path)
    with services.database.reading() as conn:
        assert services.log.pending(conn) == before


def test_the_body_of_nobody_opens_too(api, services, installed):
    with services.database.transaction() as conn:
        made = services.log.append(
            conn,
            Entry(at=services.now(), kind="config", outcome="done"),
            [Body(subject=None, document={"set": 1.5})],
        )
    settle(services)
    got = api.post(
        f"/v1/audit/entries/{made.entry_id}/proof",
        json={"reason": "case"},
        headers=installed.bearer,
    )
    assert Proof.parse(got.text).bodies[0].document == {"set": 1.5}
