"""The table of rules in policies/README.md: `python -m tests.policies.rules_table`."""

from consent.bundle import Bundle
from tests.contracts.opa_server import POLICIES

README = POLICIES / "README.md"
BEGIN = "<!-- rules: written by tests/policies/rules_table.py -->"


def write_table(bundle: Bundle) -> str:
    """One row per code, by rule, with what a person is told."""
    lines = [
        "| Code | Rule | Kind | Source | What a person is told |",
        "|" + "---|" * 5,
    ]
    for entry in sorted(bundle.catalogue.of_rules, key=lambda e: (e.rule, e.code)):
        note = f" *{entry.note}*" if entry.note else ""
        lines.append(
            f"| `{entry.code}` | {entry.rule} | {entry.kind} | {entry.source}{note} "
            f"| {entry.message['en']} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    head = README.read_text().partition(BEGIN)[0]
    README.write_text(f"{head}{BEGIN}\n\n{write_table(Bundle.load(POLICIES))}")
