"""Every kind of error has a code of its own and says what to do."""

from audit import errors


def test_codes_are_distinct_and_every_kind_is_documented() -> None:
    kinds = errors.AuditError.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds) > 0
    assert all(kind.__doc__ for kind in kinds)
