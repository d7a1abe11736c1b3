"""Whose past a person may see at the portal."""

from dataclasses import replace
from datetime import timedelta

from cdp.app import create_app
from cdp.web.portal.person import Person
from consent import Circle, SubjectId, Tie


def test_what_only_may_be_the_same_person_is_not_shown(services, cast) -> None:
    other = SubjectId("sub_0000000000other")
    circle = Circle(
        person=None, subjects=((cast.subject, Tie.SELF), (other, Tie.PROBABLE))
    )
    assert Person(subject=cast.subject, circle=circle).own == (cast.subject,)


def test_a_session_in_use_stays_open_and_an_idle_one_ends(services, cast) -> None:
    moment = [services.now()]
    app = create_app(replace(services, now=lambda: moment[0]))
    client = app.test_client()
    client.set_cookie("accord_person", cast.person)
    for _ in range(3):
        moment[0] += timedelta(minutes=20)
        assert client.get("/en/choices").status_code == 200
    moment[0] += timedelta(minutes=31)
    assert client.get("/en/choices").status_code == 303
