"""SHOW: the pages. The person's portal, the officer's console, the demo's story."""

from collections.abc import Mapping

from babel.messages.catalog import Catalog
from flask import Flask, g, request, url_for
from werkzeug.wrappers import Response as Redirect

from cdp.assembly import Services
from cdp.web import assets, csrf, dpo, headers, i18n, portal, story
from cdp.web.errors import error_page
from cdp.web.pages import go

__all__ = ["error_page", "register"]

# Each face: its blueprint, where it begins, and the cookie of its sign-in.
FACES = (
    (portal.blueprint, "", "accord_person"),
    (dpo.blueprint, "/dpo", "accord_staff"),
    (story.blueprint, "/demo", "accord_person"),
)


def register(
    app: Flask, services: Services, *, languages: Mapping[str, Catalog] | None = None
) -> None:
    """Add all pages to the application; `languages` adds catalogues, for tests."""
    codes = i18n.install(app, languages)
    names = dict(i18n.LOCALES) | {
        code: code for code in codes if code not in i18n.LOCALES
    }
    app.extensions["accord"] = services
    app.register_blueprint(assets.blueprint)
    for blueprint, path, _cookie in FACES:
        prefix = f"/<any({','.join(codes)}):lang>{path}"
        app.register_blueprint(blueprint, url_prefix=prefix)
    app.add_url_rule("/", "start", _start)
    app.add_url_rule("/demo", "demo", _demo)
    app.add_url_rule("/dpo", "console", _console)
    app.url_value_preprocessor(_enter)
    app.url_defaults(_stay_in_language)
    app.after_request(csrf.keep_browser)
    headers.install(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=assets.asset,
        csrf_token=csrf.token,
        same_page=_same_page,
        languages=names,
        controller=services.settings.controller_name,
        contact=services.settings.controller_contact,
    )
    app.context_processor(_about_the_page)


def _enter(_endpoint: str | None, values: dict[str, str] | None) -> None:
    """Note the language and the face before a view runs; views never see them."""
    if values and "lang" in values:
        g.lang = values.pop("lang")
    for blueprint, _path, cookie in FACES:
        if request.blueprint == blueprint.name:
            g.face, g.session_cookie = blueprint.name, cookie


def _stay_in_language(endpoint: str, values: dict[str, object]) -> None:
    if endpoint.partition(".")[0] in {one.name for one, _path, _cookie in FACES}:
        values.setdefault("lang", i18n.chosen_locale())


def _about_the_page() -> dict[str, object]:
    return {"lang": i18n.chosen_locale(), "direction": i18n.direction()}


def _same_page(code: str) -> str:
    """Give this page in another language; of an act's answer, the page before it.

    An error page leads to the entrance: its address may be something that was typed.
    """
    if request.endpoint is None or "lang" not in g or g.get("failed"):
        return url_for("portal.entrance", lang=code)
    values = dict(request.view_args or {}) | request.args.to_dict()
    return url_for(request.endpoint, **(values | {"lang": code}))


def _start() -> Redirect:
    return go("portal.entrance")


def _demo() -> Redirect:
    return go("story.show")


def _console() -> Redirect:
    return go("dpo.today")
