"""The ground of a use, cut to words."""

from consent.grounds import BASES, Grounds
from tests.contracts.positions import NOW, asked
from tests.unit.consent.room import load_bundle

BUNDLE = load_bundle()


def test_every_basis_of_the_law_may_be_claimed_and_no_other_word():
    for basis in [*BASES, "whim"]:
        made = Grounds(asked(basis=basis), NOW, BUNDLE, exact=False).ground()
        assert made["claimed"] == (basis if basis in BASES else "unknown")
