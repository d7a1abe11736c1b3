"""One thing a person said or that was done for them, and what makes it acceptable.

Evidence is a closed set of short tokens: what could carry personal data is refused,
because the ledger keeps what it is given for ever.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from consent.errors import InvalidInputError
from consent.subject import SubjectId
from consent.windows import PERIODS

METHODS: Final = frozenset(
    [
        "web_form",
        "double_opt_in",
        "phone",
        "paper",
        "in_person",
        "import",
        "signal",
        "sdk",
        "parental",
    ]
)
OBJECTION_KINDS: Final = frozenset({"all_marketing", "profiling"})
# Lists of people who do not want to be telephoned, and may stand on one.
PHONE_LISTS: Final = frozenset({"bloctel", "ctps", "tps", "us_dnc"})
OPT_OUT_KINDS: Final = frozenset(
    ["sale", "share", "targeted_ads", "profiling", "sensitive", "admt"]
)
# act → (a purpose may be named, the kinds that may be named instead)
_SCOPES: Final[Mapping[str, tuple[bool, frozenset[str]]]] = {
    "grant": (True, frozenset()),
    "refuse": (True, frozenset({"all_marketing"})),
    "withdraw": (True, frozenset({"all_marketing"})),
    "object": (True, OBJECTION_KINDS | PHONE_LISTS),
    "soft_opt_in": (True, frozenset()),
    "opt_out": (False, OPT_OUT_KINDS),
    "opt_in": (False, OPT_OUT_KINDS),
    "restrict": (False, frozenset()),
    "unrestrict": (False, frozenset()),
    "suppress": (False, frozenset()),
    "erase": (False, frozenset()),
    "limit": (True, frozenset()),
    "unlimit": (True, frozenset()),
    "inform": (False, frozenset()),
    "obtain": (False, frozenset()),
}
# How often a person wants to hear from us: about a purpose, a channel, both or all.
WISHES: Final = frozenset({"limit", "unlimit"})
ACTS: Final = frozenset(_SCOPES)
NEGATIVE: Final = frozenset(
    [
        "refuse",
        "withdraw",
        "object",
        "opt_out",
        "restrict",
        "suppress",
        "erase",
        "limit",
    ]
)
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_SUBJECT = re.compile(r"sub_[0-9A-Za-z]{10,36}")
# Abbreviated digests are evidence too, as in logs; a full one can be compared.
_DIGEST = re.compile(r"sha256:[0-9a-f]{6,64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
_EVIDENCE: Final[Mapping[str, re.Pattern[str]]] = {
    "form_id": _TOKEN,
    "ui_variant": _TOKEN,
    "text_digest": _DIGEST,
    "artifact_digest": _DIGEST,
    "double_opt_in_at": _TIME,
    "signal": _TOKEN,
    "source": _TOKEN,
    "import_run": _TOKEN,
    "request": _TOKEN,
    "permit": _TOKEN,
    "verified_by": _TOKEN,
    "sale_at": _TIME,
    "collected_at": _TIME,
    "context": re.compile(r"charity|business"),
    "product_line": _TOKEN,
    "origin": re.compile(r"direct|third_party"),
    "page": _TOKEN,
    "reference": _TOKEN,
}
_EVIDENCE_FLAGS: Final = frozenset(
    ["opt_out_offered", "controller_named", "form_flagged", "preticked"]
)


@dataclass(frozen=True, kw_only=True)
class Act:
    """An entry for the ledger: who, what, about which scope, when, with what proof.

    `at` is when it was said; it may lie in the past (late arrival) or in the future
    (counts from then). `notice` is (id, version, locale). `parental` names how the
    holder of parental responsibility was verified. `at_most` and `per` (day, week,
    month) are the wish of a `limit`: so many contacts, no more.
    """

    subject: SubjectId
    act: str
    at: datetime
    method: str
    purpose: str | None = None
    channel: str | None = None
    kind: str | None = None
    notice: tuple[str, str, str] | None = None
    explicit: bool = False
    parental: str | None = None
    recipients: tuple[str, ...] = ()
    at_most: int | None = None
    per: str | None = None
    evidence: Mapping[str, str | bool] = field(default_factory=dict)

    @property
    def is_negative(self) -> bool:
        """Whether it takes a permission away, and so ends open permits."""
        return self.act in NEGATIVE

    def check(self) -> None:
        """Refuse what the ledger must not keep.

        Raises:
            InvalidInputError: Names every wrong field, never its value.
        """
        wrong = {
            **_check_terms(self),
            **_check_scope(self),
            **_check_wish(self),
            **_check_texts(self),
            **_check_evidence(self),
        }
        if wrong:
            raise InvalidInputError(wrong)


def _check_terms(act: Act) -> dict[str, str]:
    wrong = {}
    if not _SUBJECT.fullmatch(act.subject):
        wrong["subject"] = "a pseudonym of the form sub_…"
    if act.act not in ACTS:
        wrong["act"] = "one of " + ", ".join(sorted(ACTS))
    if act.method not in METHODS:
        wrong["method"] = "one of " + ", ".join(sorted(METHODS))
    if act.at.tzinfo is None:
        wrong["at"] = "a time with its zone"
    return wrong


def _check_scope(act: Act) -> dict[str, str]:
    takes_purpose, kinds = _SCOPES.get(act.act, (True, frozenset()))
    if act.kind is not None:
        if act.kind not in kinds or act.purpose or act.channel:
            return {"scope": "a kind that this act knows, and then no purpose"}
        return {}
    if act.purpose is not None:
        return {} if takes_purpose else {"scope": "this act takes no purpose"}
    return _check_bare(act, is_scoped=takes_purpose or bool(kinds))


def _check_bare(act: Act, *, is_scoped: bool) -> dict[str, str]:
    """A wish may be about everything, or about one channel; other acts may not."""
    if act.act in WISHES:
        return {}
    if act.channel is not None:
        return {"scope": "a channel stands beside a purpose"}
    if is_scoped:
        return {"scope": "a purpose with or without channel, or a kind"}
    return {}


def _check_wish(act: Act) -> dict[str, str]:
    if act.act != "limit":
        extra = (act.at_most, act.per) != (None, None)
        return {"limit": "belongs to a limit only"} if extra else {}
    wrong = {}
    if type(act.at_most) is not int or act.at_most < 1:
        wrong["limit.at_most"] = "a whole number of at least 1"
    if act.per not in PERIODS:
        wrong["limit.per"] = "one of " + ", ".join(PERIODS)
    return wrong


def _check_texts(act: Act) -> dict[str, str]:
    words = {"purpose": act.purpose, "channel": act.channel}
    wrong = {
        name: "a short lower-case word"
        for name, value in words.items()
        if value is not None and not _WORD.fullmatch(value)
    }
    if act.notice is not None:
        notice_id, version, locale = act.notice
        shapes = ((_TOKEN, notice_id), (_VERSION, version), (_LOCALE, locale))
        if not all(shape.fullmatch(value) for shape, value in shapes):
            wrong["notice"] = "a notice id, a version and a locale"
    if not all(_TOKEN.fullmatch(name) for name in act.recipients):
        wrong["recipients"] = "ids of the recipient register"
    if act.parental is not None and not _TOKEN.fullmatch(act.parental):
        wrong["parental.verified_by"] = "a short token"
    return wrong


def _check_evidence(act: Act) -> dict[str, str]:
    wrong = {}
    for name, value in act.evidence.items():
        shape = _EVIDENCE.get(name)
        if name in _EVIDENCE_FLAGS:
            fits = isinstance(value, bool)
        else:
            fits = bool(shape and isinstance(value, str) and shape.fullmatch(value))
        if not fits:
            known = name in _EVIDENCE or name in _EVIDENCE_FLAGS
            wrong[f"evidence.{name}" if known else "evidence"] = (
                "a token of the agreed form, without personal data"
            )
    if act.act == "soft_opt_in" and not _is_past_sale(act):
        wrong[f"evidence.{obtained_at(act)}"] = (
            "the time of the sale or collection, not after the act"
        )
    return wrong | _check_telling(act)


def _check_telling(act: Act) -> dict[str, str]:
    """Refuse a consent that nobody gave, and a notice or source without a name."""
    evidence = act.evidence
    if act.act == "grant" and evidence.get("preticked") is True:
        # CJEU C-673/17 (Planet49): silence and pre-ticked boxes are no consent.
        return {"evidence.preticked": "a box ticked beforehand is no consent"}
    if act.act == "inform" and act.notice is None and "permit" not in evidence:
        return {"notice": "the notice that was given"}
    if act.act == "obtain" and "source" not in evidence:
        return {"evidence.source": "who handed the data over"}
    return {}


def obtained_at(act: Act) -> str:
    """Name the evidence that tells when an address was obtained: by a sale, or else."""
    return "collected_at" if "context" in act.evidence else "sale_at"


def _is_past_sale(act: Act) -> bool:
    try:
        sale_at = datetime.fromisoformat(str(act.evidence.get(obtained_at(act))))
    except ValueError:
        return False
    return sale_at.timestamp() <= act.at.timestamp()
