"""The officer reads the same list of tables and reasons that the code holds."""

from pathlib import Path

import pytest

from cdp.rights import inventory
from cdp.rights.grounds import REFUSALS

PAGE = (Path(__file__).parents[4] / "docs" / "rights.md").read_text()


@pytest.mark.parametrize("name", inventory.INVENTORY)
def test_every_table_has_its_row_on_the_page(name: str) -> None:
    one = inventory.INVENTORY[name]
    assert f"| `{name}` | {one.fate} | {one.why} |" in PAGE


def test_every_reason_to_refuse_stands_on_the_page_with_its_law() -> None:
    for laws in REFUSALS.values():
        for ground, law in laws.items():
            line = next(ln for ln in PAGE.splitlines() if f"| `{ground}` |" in ln)
            assert law in line
