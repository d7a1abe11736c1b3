"""Every kind has a code that stays, and says what to do."""

from consent import errors


def kinds() -> list[type]:
    return [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.ConsentError)
    ]


def test_codes_differ_and_every_kind_says_what_to_do():
    codes = [kind.code for kind in kinds()]
    assert len(set(codes)) == len(codes)
    assert all(kind.__doc__ for kind in kinds())


def test_an_unavailable_policy_keeps_the_code_of_the_refusal():
    assert errors.PolicyUnavailableError("down").reason == "policy-unavailable"
    found = errors.PolicyUnavailableError("panic", reason="engine-error")
    assert found.reason == "engine-error"
