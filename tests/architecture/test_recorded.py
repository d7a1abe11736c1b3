"""Whoever adds a route, a page, a command or a kind of entry says what is recorded."""

import ast
import re
from pathlib import Path

import pytest
from typer.main import get_command

from audit import KINDS
from cdp import cli
from cdp.api.routes import ROUTES
from cdp.web import dpo, portal

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "recorded.md").read_text()
ROW = re.compile(r"^\| `([^`]+)` \| (.*) \|$", re.MULTILINE)
NOT_YET = {"ai.use", "data.export"}


def table(title: str) -> dict[str, str]:
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return dict(ROW.findall(section))


def commands(group: object, before: tuple[str, ...] = ()) -> set[str]:
    inner = getattr(group, "commands", None)
    if inner is None:
        return {" ".join(before)}
    found = (commands(one, (*before, name)) for name, one in inner.items())
    return set().union(*found)


def written() -> set[str]:
    """Every kind that stands as a word in the code outside of lists of kinds."""
    found: set[str] = set()
    for package in ("audit", "consent", "cdp"):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).parts
            if parts[1] in {"bench", "demo", "web"} and parts[:3] != (
                "cdp",
                "web",
                "dpo",
            ):
                continue
            if path.name in {"entry.py", "words.py"}:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and node.value in KINDS:
                    found.add(node.value)
                if isinstance(node, ast.JoinedStr) and "'identity." in ast.unparse(
                    node
                ):
                    found |= {kind for kind in KINDS if kind.startswith("identity.")}
    return found


def test_every_kind_of_entry_has_its_row_and_is_written():
    rows = table("Kinds of entries")
    assert set(rows) == KINDS
    assert written() == KINDS - NOT_YET
    for kind, row in rows.items():
        assert len(row.split(" | ")) == 5, kind
        assert row.rpartition("| ")[2] in {"short", "standard", "legal"}, kind


def test_every_route_says_what_it_records():
    routes = {f"{one.method} {one.path}" for one in ROUTES if one.method != "OPTIONS"}
    assert set(table("Routes")) == routes


def test_every_page_says_what_it_records():
    pages = {
        f"{method} {house}{rule}"
        for house, listed in (("dpo", dpo.PAGES), ("portal", portal.PAGES))
        for rule, _name, _view, method in listed
    }
    assert set(table("Pages")) == pages


def test_every_command_says_what_it_records():
    assert set(table("Commands")) == commands(get_command(cli.app))


@pytest.mark.parametrize("title", ["Routes", "Pages", "Commands"])
def test_each_row_names_a_kind_or_says_why_not(title: str):
    for name, said in table(title).items():
        kind = said.strip("`")
        assert kind in KINDS or re.fullmatch(r"none: .{5,}", said), name
