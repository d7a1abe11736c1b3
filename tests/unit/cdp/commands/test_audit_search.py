"""`accord audit search` finds what happened, and is on record itself."""

from audit import manifest


def test_a_search_finds_what_happened(installed) -> None:
    installed("client", "add", "esp", "--scopes", "audit:read")
    done = installed("audit", "search", "--act", "config", "--json")
    (entry,) = done.found["entries"]
    assert (entry["act"], entry["outcome"]) == ("config", "done")
    told = installed("audit", "search", "--act", "audit.read", "--reason", "case 1")
    assert "accord-cli" in told.out
    assert "audit.read" in told.out


def test_a_page_goes_on(installed) -> None:
    first = installed("audit", "search", "--limit", "1", "--json").found
    older = installed(
        "audit", "search", "--limit", "1", "--cursor", first["older"], "--json"
    ).found
    assert older["entries"] != first["entries"]


def test_a_wrong_filter_is_a_sentence(installed) -> None:
    done = installed("audit", "search", "--act", "gossip")
    assert done.code == 2
    assert "act" in done.err


def test_a_search_is_handed_out_signed(installed, tmp_path) -> None:
    installed("client", "add", "esp", "--scopes", "audit:read")
    file = tmp_path / "found.csv"
    done = installed("audit", "search", "--act", "config", "--to", file, "--json")
    assert done.found["entries"] == 1
    assert manifest.main([str(file), "--key", done.found["key"]]) == 0
    wrong = installed("audit", "search", "--to", tmp_path / "found.xls")
    assert (wrong.code, "csv" in wrong.err) == (2, True)
