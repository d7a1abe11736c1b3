"""The story of the demo: what happened here, told from the demo's own record."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from cdp.errors import NotFoundError
from cdp.web.i18n import number, text_of
from cdp.web.pages import page, services
from cdp.web.reasons import title

FILE = "demo-story.json"

blueprint = Blueprint("story", __name__)


@blueprint.get("")
def show() -> Response:
    path = services().settings.home / FILE
    if not path.is_file():
        raise NotFoundError("this installation is not a demo")
    told = json.loads(path.read_text(encoding="utf-8"))
    return page("story.html", steps=[_step(step) for step in told["steps"]])


def _value(value: str) -> str:
    """Write a whole number as the language does; leave anything else."""
    digits = value.replace(",", "")
    return number(int(digits)) if digits.isdecimal() else value


def _words(label: Mapping[str, str]) -> str:
    """Say a label; a reason code among them by its title."""
    said = text_of(label)
    catalogue = services().bundle.catalogue
    return title(said) if said in catalogue else said


def _step(step: Mapping[str, Any]) -> dict[str, object]:
    return {
        "title": text_of(step["title"]),
        "text": text_of(step["text"]),
        "figures": [
            {"value": _value(one["value"]), "words": _words(one["label"])}
            for one in step.get("figures", ())
        ],
        "links": [
            {"url": one["url"], "words": text_of(one["label"])}
            for one in step.get("links", ())
        ],
    }
