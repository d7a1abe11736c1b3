"""The page that consent.rulebook writes: what the rules are."""

import re

from typer.testing import CliRunner

from cdp.commands.policies import policy
from consent import Bundle, list_rules, write_rulebook
from tests.contracts.opa_server import POLICIES
from tests.policies.law_world import read_rows

DOCS = POLICIES.parent / "docs"
BUNDLE = Bundle.load(POLICIES)
ROWS = read_rows()


def test_the_page_of_rules_is_current() -> None:
    page = (DOCS / "rules.md").read_text()

    assert page == write_rulebook(BUNDLE, ROWS), (
        "run accord policy list --markdown > docs/rules.md"
    )


def test_every_line_of_the_index_leads_to_its_rule() -> None:
    page = write_rulebook(BUNDLE, ROWS)
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    anchors = [re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings]
    links = re.findall(r"\]\(#([^)]+)\)", page)

    assert len(anchors) == len(set(anchors))
    assert set(links) <= set(anchors)
    assert len(links) > len(list_rules(BUNDLE))


def test_a_rule_says_all_that_a_lawyer_asks() -> None:
    page = write_rulebook(BUNDLE, ROWS)
    section = page.partition("(`contact-hours-contract`)\n\n")[2].partition("\n\n")[0]

    for word in ("**House**, refuses", "**off**", "Weak source", "en: ", "fr: "):
        assert word in section
    assert "refused, FR-10: a text on Sunday at eleven, switched on" in section
    assert "permitted, FR-10: a text on Sunday at eleven, as shipped" in section


def test_every_rule_of_law_has_a_case_that_names_it() -> None:
    """A rule nobody ever saw refuse or oblige over HTTP is a promise."""
    named = {
        code
        for row in ROWS
        for code in [*row.get("reasons", ()), *row.get("sources", ())]
    }
    laws = {e.code for e in BUNDLE.catalogue.of_rules if e.kind == "law"}

    assert sorted(laws - named) == []


def test_a_term_that_is_off_does_not_make_its_rule_look_off() -> None:
    """The British exception to Article 22 is off; Article 22 is not."""
    page = write_rulebook(BUNDLE, ROWS)
    section = page.partition("(`automated-decision`)\n\n")[2].partition("\n\n")[0]

    assert re.search(r"Applies since [^;]+; on$", section, re.MULTILINE)
    assert "Term `uk-automated-decision`:" in section
    assert "**off**: " in section


def test_without_the_table_the_page_has_no_cases(tmp_path) -> None:
    page = CliRunner().invoke(
        policy,
        ["list", "--markdown", "--cases", str(tmp_path), "--home", str(tmp_path)],
    )

    assert page.stdout == write_rulebook(BUNDLE)
    assert "* Cases:" not in page.stdout


def test_the_command_prints_the_page_and_the_list(tmp_path) -> None:
    home = ["--home", str(tmp_path)]
    page = CliRunner().invoke(policy, ["list", "--markdown", *home])
    plain = CliRunner().invoke(policy, ["list", *home])

    assert page.stdout == write_rulebook(BUNDLE, ROWS)
    assert "consent-missing" in plain.stdout
    assert "GDPR Art. 6(1)(a)" in plain.stdout


def test_every_rule_is_listed_with_its_switches() -> None:
    rules = {str(rule["code"]): rule for rule in list_rules(BUNDLE)}

    assert set(rules) == {entry.code for entry in BUNDLE.catalogue.of_rules}
    assert rules["contact-hours-contract"]["kind"] == "house"
    assert rules["contact-hours-contract"]["terms"]["fr-sms-hours"]["on"] is False
    assert rules["us-ca-admt-notice"]["valid_from"] == "2027-01-01"
