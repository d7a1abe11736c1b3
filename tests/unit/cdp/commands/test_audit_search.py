"""`accord audit search` finds what happened, and is on record itself."""


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
