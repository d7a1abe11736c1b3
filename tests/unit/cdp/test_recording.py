"""Sign-ins, also failed ones, reads and starts are on record."""

from audit import Filters
from cdp.recording import (
    record_decision_read,
    record_export,
    record_sign_in,
    record_start,
)


def found(services, **asked: str) -> list:
    with services.database.reading() as conn:
        return list(services.log.find(conn, Filters(**asked)))


def test_a_try_to_sign_in_is_kept_whatever_comes_of_it(services) -> None:
    with services.database.transaction() as conn:
        record_sign_in(services, conn, "portal", actor="portal", succeeded=True)
        record_sign_in(services, conn, "portal", succeeded=False)
    failed, made = found(services, kind="auth")
    assert (made.header["out"], made.terms[0].actor) == ("allow", "portal")
    assert (failed.header["out"], failed.terms[0].actor) == ("deny", None)


def test_a_decision_read_is_found_by_who_read_it(services) -> None:
    with services.database.transaction() as conn:
        record_decision_read(services, conn, "dec_1", subject=None, actor="esp")
    (one,) = found(services, kind="data.read", actor="esp", decision="dec_1")
    assert one.bodies == 1


def test_a_start_is_on_record_with_the_policies_in_force(services) -> None:
    record_start(services, "serve")
    (one,) = found(services, kind="config", actor="accord-serve")
    assert one.header["pol"] == services.bundle.revision


def test_handing_out_the_log_is_on_record(services) -> None:
    record_export(services, "export", "accord-cli")
    assert found(services, kind="audit.read", actor="accord-cli")
