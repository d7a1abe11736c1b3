"""The pages that consent.rulebook writes: what the rules are, what has no row."""

import re

from typer.testing import CliRunner

from cdp.commands.policies import policy
from consent import Bundle, list_rules, write_rulebook
from tests.contracts.opa_server import POLICIES
from tests.policies.test_law_cases import ROWS

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


def test_an_id_has_a_row_or_a_reason_why_not() -> None:
    page = (DOCS / "rules-without-a-row.md").read_text()
    excused = set(re.findall(r"^\* `([A-Za-z0-9/-]+)`: ", page, re.MULTILINE))
    tested = {row["id"] for row in ROWS}
    carried = {i for entry in BUNDLE.catalogue.of_rules for i in entry.catalogue}

    assert tested & excused == set()
    assert carried <= tested | excused
    assert len(tested | excused) == 163
