"""A document as leaves by path, and changes laid over it."""

from consent.leaves import leaves_of, merged, with_leaf

DOCUMENT = {"a": 1, "b": {"c": [1, 2], "d": {}}, "e": None}


def test_every_leaf_has_its_path_and_a_list_is_one() -> None:
    assert leaves_of(DOCUMENT) == {
        ("a",): 1,
        ("b", "c"): [1, 2],
        ("b", "d"): {},
        ("e",): None,
    }


def test_a_leaf_is_set_in_a_copy_and_its_way_is_made() -> None:
    assert with_leaf(DOCUMENT, ("b", "c"), 3)["b"] == {"c": 3, "d": {}}
    assert with_leaf(DOCUMENT, ("e", "f"), 4)["e"] == {"f": 4}
    assert DOCUMENT["b"] == {"c": [1, 2], "d": {}}


def test_changes_are_laid_over_as_deep_as_both_are_objects() -> None:
    changes = {"b": {"c": 5}, "e": {"f": 6}, "g": 7}
    assert merged(DOCUMENT, changes) == {
        "a": 1,
        "b": {"c": 5, "d": {}},
        "e": {"f": 6},
        "g": 7,
    }
    assert merged({"b": {"c": 1}}, {"b": None}) == {"b": None}
