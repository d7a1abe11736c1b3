"""The page that consent.rulebook writes: what the rules are."""

from typer.testing import CliRunner

from cdp.commands.policies import policy
from consent import Bundle, list_rules, write_rulebook
from tests.contracts.opa_server import POLICIES

DOCS = POLICIES.parent / "docs"
BUNDLE = Bundle.load(POLICIES)


def test_the_page_of_rules_is_current() -> None:
    page = (DOCS / "rules.md").read_text()

    assert page == write_rulebook(BUNDLE), (
        "run accord policy list --markdown > docs/rules.md"
    )


def test_the_command_prints_the_page_and_the_list(tmp_path) -> None:
    home = ["--home", str(tmp_path)]
    page = CliRunner().invoke(policy, ["list", "--markdown", *home])
    plain = CliRunner().invoke(policy, ["list", *home])

    assert page.stdout == write_rulebook(BUNDLE)
    assert "consent-missing" in plain.stdout
    assert "GDPR Art. 6(1)(a)" in plain.stdout


def test_every_rule_is_listed_with_its_switches() -> None:
    rules = {str(rule["code"]): rule for rule in list_rules(BUNDLE)}

    assert set(rules) == {entry.code for entry in BUNDLE.catalogue.of_rules}
    assert rules["contact-hours-contract"]["kind"] == "house"
    assert rules["contact-hours-contract"]["terms"]["fr-sms-hours"]["on"] is False
    assert rules["us-ca-admt-notice"]["valid_from"] == "2027-01-01"
