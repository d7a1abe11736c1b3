"""Whose past a person may see at the portal."""

from cdp.web.portal.person import Person
from consent import Circle, SubjectId, Tie


def test_what_only_may_be_the_same_person_is_not_shown(services, cast) -> None:
    other = SubjectId("sub_0000000000other")
    circle = Circle(
        person=None, subjects=((cast.subject, Tie.SELF), (other, Tie.PROBABLE))
    )
    assert Person(subject=cast.subject, circle=circle).own == (cast.subject,)
