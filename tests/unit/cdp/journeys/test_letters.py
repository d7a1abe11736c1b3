"""A message says what it must, in the reader's language, and asks for what it is."""

from dataclasses import replace

import pytest

from cdp.channels import CAN_FULFIL
from cdp.journeys import load_definition, store
from cdp.journeys.letters import CLIENT, Desk, ask_for
from cdp.links import Links, Why
from consent import Duty, Permit
from tests.unit.cdp.channels.samples import permit
from tests.unit.cdp.journeys.town import JOURNEY

STEP = load_definition(JOURNEY).steps["first"]
RUN = store.Run(
    id="run_1", journey="hello", version=1, subject="sub_1", step="first",
    state=store.WAITING, permit=None, outcome=None, tries=0,
)  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    return Desk(links=Links(b"k" * 32, "https://accord.example.test"), sender="Town")


def test_a_question_names_what_the_step_is() -> None:
    asked = ask_for(RUN, STEP)
    assert (asked.client, asked.action, asked.via) == (CLIENT, "send", "journey")
    assert (asked.resource_type, asked.resource_id) == ("subject", "sub_1")
    assert asked.properties["can_fulfil"] == list(CAN_FULFIL)
    assert "ai" not in asked.properties


def test_an_ai_written_step_says_so_in_question_and_message(desk: Desk) -> None:
    step = replace(STEP, ai_system="copywriter")
    assert ask_for(RUN, step).properties["ai"]["system"] == "copywriter"
    assert desk.write(RUN, step, permit(), "en").ai_written


@pytest.mark.parametrize("duty", ["ai_disclosure", "ai_marking"])
def test_a_duty_to_disclose_is_kept(desk: Desk, duty: str) -> None:
    assert desk.write(RUN, STEP, permit(obligations=(duty,)), "en").ai_written
    assert not desk.write(RUN, STEP, permit(), "en").ai_written


def _permit_with(*duties: Duty) -> Permit:
    bare = permit(obligations=tuple({duty.do for duty in duties}))
    return replace(bare, answer=replace(bare.answer, obligations=duties))


def test_the_words_about_ai_are_those_of_the_duty_in_the_readers_language(
    desk: Desk,
) -> None:
    house = Duty(
        do="ai_disclosure",
        source="House policy",
        params={"texts": {"en": "A machine helped.", "fr": "Une machine a aidé."}},
    )
    law = replace(house, source="AI Act", params={"texts": {"en": "I am a machine."}})
    english = desk.write(RUN, STEP, _permit_with(house, law, house), "en-GB")
    french = desk.write(RUN, STEP, _permit_with(house, law), "fr")

    assert "A machine helped. I am a machine.\n" in english.as_text()
    assert "Une machine a aidé.\n" in french.as_text()
    assert "A machine" not in french.as_html()


@pytest.mark.parametrize("params", [{}, {"texts": "x"}, {"texts": {"en": 7}}])
def test_a_duty_without_words_takes_our_own(
    desk: Desk, params: dict[str, object]
) -> None:
    duty = Duty(do="ai_disclosure", source="AI Act", params=params)
    message = desk.write(RUN, STEP, _permit_with(duty), "en")

    assert "artificial intelligence" in message.as_text()


def test_a_mark_for_machines_stands_in_the_page(desk: Desk) -> None:
    uri = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    told = Duty(do="sender_identity", source="House policy", params={})
    duty = Duty(do="ai_marking", source="AI Act", params={"digital_source_type": uri})
    marked = desk.write(RUN, STEP, _permit_with(told, duty), "en").as_html()

    assert f'<meta name="digitalSourceType" content="{uri}">' in marked
    assert "digitalSourceType" not in desk.write(RUN, STEP, permit(), "en").as_html()


def test_links_open_as_what_they_are_and_name_nobody(desk: Desk) -> None:
    message = desk.write(RUN, STEP, permit(), "fr-FR")
    stop = desk.links.read_stop(message.unsubscribe_url.rpartition("/")[2])
    assert (stop.subject, stop.purpose, stop.channel) == (
        "sub_1",
        "newsletter",
        "email",
    )
    why = desk.links.read_why(message.why_url.rpartition("/")[2])
    assert why == Why("dec_1", "sub_1")
    assert "/fr/" in message.why_url


def test_a_service_message_offers_no_stop_that_would_not_hold(desk: Desk) -> None:
    step = replace(STEP, content_class="service")
    assert desk.write(RUN, step, permit(), "en").unsubscribe_url is None


def test_each_step_has_a_message_id_of_its_own(desk: Desk) -> None:
    assert desk.write(RUN, STEP, permit(), "en").id == "run_1.first"
