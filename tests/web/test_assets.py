"""Our own files: named by their digest, kept for a year, and nothing else."""

import pytest

from cdp.web.assets import FOLDER, KEEP, asset, digest


def test_an_address_changes_when_its_file_does(app) -> None:
    with app.test_request_context("/en/"):
        assert asset("ui.css") == f"/assets/{digest('ui.css')}/ui.css"


@pytest.mark.parametrize(
    "name",
    ["ui.css", "vendor/htmx-4.0.1.min.js", "mark.svg", "fonts/inter-5.3.0-latin.woff2"],
)
def test_every_file_may_be_kept(client_for, name) -> None:
    with client_for(None).get(f"/assets/{digest(name)}/{name}") as served:
        assert served.headers["Cache-Control"] == KEEP
        assert served.data == (FOLDER / name).read_bytes()


def test_an_old_address_still_serves_but_is_not_kept(client_for) -> None:
    with client_for(None).get("/assets/000000000000/ui.css") as served:
        assert served.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["../web/pages.py", "%2e%2e/pages.py", "none.css"])
def test_nothing_else_is_served(client_for, name) -> None:
    assert client_for(None).get(f"/assets/x/{name}").status_code == 404


def test_what_is_vendored_has_its_licence_beside_it() -> None:
    for name in ("htmx.org.txt", "inter.txt"):
        assert (FOLDER / "vendor" / "licences" / name).read_text()
