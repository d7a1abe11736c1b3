"""Settings, commands, routes and reasons are documented, or the build fails."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main

from cdp.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def test_every_setting_has_its_line_and_no_line_lacks_its_setting() -> None:
    written = set(
        re.findall(r"^\| `(ACCORD_[A-Z_]+)`", page("settings.md"), re.MULTILINE)
    )
    assert written == {"ACCORD_" + f.name.upper() for f in fields(Settings)}


def commands() -> list[str]:
    from cdp.cli import app

    def walk(command: object, path: str) -> list[str]:
        below = getattr(command, "commands", None)
        if below is None:
            return [path]
        return [p for name, c in below.items() for p in walk(c, f"{path} {name}")]

    return sorted(walk(typer.main.get_command(app), "accord"))


def test_every_command_has_its_section() -> None:
    written = re.findall(r"^### `(accord [a-z -]+)`", page("commands.md"), re.MULTILINE)
    assert sorted(written) == commands()


def test_every_command_that_a_page_names_is_there() -> None:
    from cdp.cli import app

    unknown = []
    for source in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        spoken = re.findall(r"(?m)`accord ([a-z][^`]*)`|^    .*?\baccord ([a-z].*)$",
                            source.read_text())  # fmt: skip
        for span, line in spoken:
            command = typer.main.get_command(app)
            for word in re.split(r"[\s{]", span or line):
                below = getattr(command, "commands", None)
                if below is None or not word:
                    break
                if word not in below:
                    unknown.append(f"{source.name}: accord {span or line}")
                    break
                command = below[word]
    assert unknown == []


SERVERS = {"accord serve", "accord worker", "accord audit witness serve"}


@pytest.mark.parametrize("command", commands())
def test_every_command_can_answer_in_json(command: str) -> None:
    """Standard 10: programs read what people read; servers print nothing to read."""
    from cdp.cli import app

    found = typer.main.get_command(app)
    for name in command.split()[1:]:
        found = found.commands[name]
    options = {option for p in found.params for option in p.opts}
    assert "--json" in options or command in SERVERS


def test_every_link_between_pages_leads_somewhere() -> None:
    dead = [
        f"{source.relative_to(ROOT)}: {target}"
        for source in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)", source.read_text())
        if "://" not in target and not (source.parent / target).exists()
    ]
    assert dead == []


def test_every_decision_record_has_its_four_parts_and_its_place_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text()
    for path in folder.glob("0*.md"):
        text = path.read_text()
        for part in ("**Context.**", "**Decision.**", "**Rejected.**"):
            assert part in text, (path.name, part)
        assert f"({path.name})" in listed, path.name
