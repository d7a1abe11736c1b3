"""A message says who sends it, why it came and how to stop it, in two languages."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest

from cdp.channels import CAN_FULFIL, check_permit
from cdp.errors import ChannelError
from tests.unit.cdp.channels.samples import NOW, STOP_URL, WHY_URL, message, permit

EMAIL = frozenset({"email"})


@pytest.mark.parametrize(
    ("locale", "stop", "ai"),
    [
        ("en", "To stop these messages", "artificial intelligence"),
        ("fr", "Pour ne plus recevoir ces messages", "intelligence artificielle"),
        ("fr-CA", "Pour ne plus recevoir ces messages", "intelligence artificielle"),
        ("de", "To stop these messages", "artificial intelligence"),
    ],
)
def test_the_footer_speaks_the_language_of_the_message(
    locale: str, stop: str, ai: str
) -> None:
    made = message(locale=locale, ai_written=True)
    for form in (made.as_text(), made.as_html()):
        assert stop in form
        assert ai in form
        assert STOP_URL in form
        assert WHY_URL in form
        assert "Accord demo controller" in form


def test_a_service_message_has_no_stop_link_and_no_false_mark() -> None:
    text = message(unsubscribe_url=None).as_text()
    assert "stop these messages" not in text
    assert "artificial" not in text


def test_the_page_holds_the_text_as_text_and_loads_nothing() -> None:
    html = message(title="<b>", text="a <script>x</script>\n& b").as_html()
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.append(tag)
            assert not {"src", "style", "onclick"} & {name for name, _ in attrs}

    Reader().feed(html)
    assert "script" not in tags
    assert "img" not in tags
    assert "&lt;script&gt;x&lt;/script&gt;<br>&amp; b" in html


def test_a_message_does_not_show_itself() -> None:
    assert "Léa" not in repr(message())


def test_a_permit_for_this_passes() -> None:
    check_permit(message(), permit(), EMAIL, NOW)
    everything = permit(obligations=CAN_FULFIL)
    check_permit(message(ai_written=True), everything, EMAIL, NOW)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expires_at": NOW}, "expired"),
        ({"expires_at": NOW - timedelta(seconds=1)}, "expired"),
        ({"channel": "sms"}, "another channel"),
        ({"channel": None}, "another channel"),
        ({"obligations": ("human_review",)}, "human_review"),
        ({"obligations": ("ai_disclosure",)}, "ai_disclosure"),
        ({"obligations": ("unheard_of",)}, "unheard_of"),
    ],
)
def test_a_permit_for_something_else_is_refused(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ChannelError, match=said) as refused:
        check_permit(message(), permit(**changes), EMAIL, NOW)
    assert refused.value.permanent


def test_a_duty_to_offer_a_way_out_needs_the_link() -> None:
    with pytest.raises(ChannelError, match="list_unsubscribe, unsubscribe_link"):
        check_permit(message(unsubscribe_url=None), permit(), EMAIL, NOW)
