"""Integrity: a sound log is said to be, a changed entry is named."""

import sqlalchemy as sa

from audit import Certificates, parse_policy
from cdp.anchoring import Authority
from tests.tsa import TestAuthority
from tests.unit.cdp.witness_near import policy_of, serving, witness_in


def test_a_sound_log_is_said_to_be_intact(client_for, page) -> None:
    client = client_for("officer")
    token = page("/en/dpo/integrity", client=client).csrf
    answered = client.post("/en/dpo/integrity", data={"csrf_token": token})
    assert "The log is intact." in answered.text


def test_a_changed_entry_is_named(services, client_for, page) -> None:
    with services.database.transaction() as conn:
        conn.execute(sa.text("DROP TRIGGER IF EXISTS audit_log_no_update"))
        for (name,) in conn.execute(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            if name.startswith("audit_log"):
                conn.execute(sa.text(f"DROP TRIGGER {name}"))
        row = conn.execute(
            sa.text("SELECT entry_id, leaf FROM audit_log WHERE idx = 2")
        )
        entry_id, leaf = row.one()
        forged = leaf.replace(b'"out":"done"', b'"out":"deny"')
        conn.execute(
            sa.text("UPDATE audit_log SET leaf = :leaf WHERE idx = 2"), {"leaf": forged}
        )
    client = client_for("officer")
    token = page("/en/dpo/integrity", client=client).csrf
    answered = client.post("/en/dpo/integrity", data={"csrf_token": token})
    assert "The log is not intact." in answered.text
    assert f"Broken at entry number 2 ({entry_id})" in answered.text


def test_who_else_vouches_is_shown(services, client_for, page, tmp_path) -> None:
    client = client_for("officer")
    assert "Nobody is asked" in page("/en/dpo/integrity", client=client).text
    cosigner, app = witness_in(tmp_path / "w", *services.log.keys, name="w.test/1")
    with serving(app) as url:
        services.witnessing.policy = parse_policy(policy_of(url, cosigner))
        assert "Not yet" in page("/en/dpo/integrity", client=client).text
        services.witnessing.submit()
    shown = page("/en/dpo/integrity", client=client).text
    services.witnessing.policy = None
    assert "by w0, w1" in shown


def test_the_last_time_stamp_is_shown(services, client_for, page, tmp_path) -> None:
    client = client_for("officer")
    tsa = TestAuthority(tmp_path / "tsa")
    with serving(tsa.app()) as url:
        services.anchoring.authority = Authority(
            url=f"{url}/tsa", certificates=Certificates(tsa.root.read_bytes())
        )
        assert "Not yet" in page("/en/dpo/integrity", client=client).text
        assert services.anchoring.stamp()
    shown = page("/fr/dpo/integrity", client=client).text
    services.anchoring.authority = None
    assert "Dernier horodatage" in shown
