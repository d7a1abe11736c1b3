"""An OPA server fetches the policies that this process judges by."""

from dataclasses import replace

from cdp import access
from cdp.app import create_app
from cdp.assembly import utc_now
from consent import build_opa_bundle


def test_the_archive_is_the_one_this_process_judges_by(api, installed, services):
    got = api.get("/v1/policy/bundle", headers=installed.bearer)

    assert got.status_code == 200
    assert got.mimetype == "application/gzip"
    assert got.data == build_opa_bundle(services.bundle, services.bundle_signer)
    assert services.bundle.revision in got.headers["ETag"]


def test_who_holds_it_already_is_told_so(api, installed):
    held = api.get("/v1/policy/bundle", headers=installed.bearer).headers["ETag"]

    again = api.get(
        "/v1/policy/bundle", headers=installed.bearer | {"If-None-Match": held}
    )
    other = api.get(
        "/v1/policy/bundle", headers=installed.bearer | {"If-None-Match": '"other"'}
    )

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == held
    assert other.status_code == 200


def test_only_a_client_with_the_scope_may_fetch_it(api, services):
    with services.database.transaction() as conn:
        scopes = ["decisions:evaluate"]
        secret = access.add_client(conn, "email-esp-2", scopes, utc_now())
    other = {"Authorization": f"Bearer email-esp-2.{secret}"}

    assert api.get("/v1/policy/bundle").status_code == 401
    assert api.get("/v1/policy/bundle", headers=other).status_code == 403


def test_policies_that_are_not_whole_are_not_given(services, installed):
    bundle = replace(services.bundle, problems=("data/caps/data.json is missing",))
    broken = create_app(replace(services, bundle=bundle)).test_client()

    got = broken.get("/v1/policy/bundle", headers=installed.bearer)

    assert got.status_code == 503
    assert "accord policy check" in got.get_json()["title"] + got.text
