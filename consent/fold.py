"""The present as a fold over what was said: pure, and the same in any order of arrival.

Negatives count through every tie, grants only through SELF and EXACT. The newest
relevant act wins; at the same instant the negative does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from consent.acts import PHONE_LISTS, WISHES, Act, obtained_at
from consent.subject import Circle, LedgerState, SoftOptIn, Tie, Wish
from consent.telling import REACHES, TELLING, is_from_elsewhere, partner_proof, reach_of
from consent.windows import PERIODS

# How the ledger names Global Privacy Control as evidence.
SIGNAL: Final = "sec-gpc"


@dataclass(frozen=True, kw_only=True)
class Said:
    """An act as the ledger keeps it."""

    id: str
    act: Act
    notice_known: bool = False


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What the fold is for. `is_marketing` says whether all_marketing covers it."""

    purpose: str | None
    channel: str | None
    is_marketing: bool


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """An act of the circle that counts now, with the tie it came through."""

    said: Said
    tie: Tie

    @property
    def act(self) -> Act:
        return self.said.act

    @property
    def order(self) -> tuple[datetime, bool, str]:
        return (self.act.at, self.act.is_negative, self.said.id)


@dataclass(kw_only=True)
class _Proof:
    """Which acts stand behind each fact."""

    acts: dict[str, list[str]] = field(default_factory=dict)

    def note(self, fact: str, heard: _Heard) -> None:
        self.acts.setdefault(fact, []).append(heard.said.id)


def fold(
    said: Iterable[Said], circle: Circle, scope: Scope, now: datetime
) -> LedgerState:
    """Give the state of one circle for one purpose and channel at `now`."""
    ties: dict[str, Tie] = {}
    for subject, tie in circle.subjects:
        known = ties.get(subject)
        ties[subject] = min(known, tie, key=list(Tie).index) if known else tie
    ours = [_Heard(said=s, tie=ties[s.act.subject]) for s in said if _in(ties, s)]
    heard = sorted((h for h in ours if h.act.at <= now), key=lambda h: h.order)
    proof = _Proof()
    state = _consent(heard, scope, proof)
    opted_out = _opt_outs(heard, proof)
    return replace(
        state,
        **_told(heard, proof),
        refused_at=_refused_at(heard, scope),
        objections=_objections(heard, scope, proof),
        opt_outs=tuple(sorted(opted_out)),
        opted_out_at=opted_out,
        flags=_flags(heard, proof),
        wishes=_wishes(heard, scope, proof),
        lists=_lists(heard, proof),
        heard_at=max((h.act.at for h in heard if _is_own_choice(h)), default=None),
        stopped_channels=_stopped_channels(heard, scope),
        stopped_at=_stopped_at(heard, scope),
        signal_answered=tuple(sorted(_answered(heard))),
        evidence={fact: tuple(ids) for fact, ids in proof.acts.items()},
        next_change=min((h.act.at for h in ours if h.act.at > now), default=None),
    )


def _in(ties: Mapping[str, Tie], said: Said) -> bool:
    return said.act.subject in ties


def _covers(act: Act, scope: Scope) -> bool:
    """Whether an act speaks about this purpose and channel.

    A question without a channel is about all of them: every channel's negative counts
    and only a channel-less grant does.
    """
    if act.kind is not None:
        return act.kind == "all_marketing" and scope.is_marketing
    if act.purpose is None or act.purpose != scope.purpose:
        return False
    if act.channel is None or act.channel == scope.channel:
        return True
    return scope.channel is None and act.is_negative


def _grants(one: _Heard, scope: Scope) -> bool:
    return one.act.act == "grant" and one.tie.carries_grants and _covers(one.act, scope)


def _consent(heard: Sequence[_Heard], scope: Scope, proof: _Proof) -> LedgerState:
    decisive: _Heard | None = None
    soft: dict[str, _Heard] = {}
    for one in heard:
        if not _covers(one.act, scope):
            continue
        if one.act.act in {"refuse", "withdraw", "object"}:
            decisive, soft = one, {}
        elif _grants(one, scope):
            decisive = one
        elif one.act.act == "soft_opt_in" and one.tie.carries_grants:
            soft[str(one.act.evidence.get("context", "soft_opt_in"))] = one
    state = LedgerState()
    if decisive is not None:
        proof.note("consent", decisive)
        state = _decided(decisive)
    # A sale never lifts an earlier no: ePrivacy 13(2), "has not initially refused".
    barred = decisive is not None and decisive.act.is_negative
    return state if barred else _with_addresses(state, soft, proof)


def _with_addresses(
    state: LedgerState, soft: Mapping[str, _Heard], proof: _Proof
) -> LedgerState:
    for fact, one in soft.items():
        proof.note(fact, one)
    obtained = {fact: _soft(one.act) for fact, one in soft.items()}
    return replace(
        state,
        soft_opt_in=obtained.get("soft_opt_in"),
        charity=obtained.get("charity"),
        business=obtained.get("business"),
    )


def _decided(decisive: _Heard) -> LedgerState:
    act = decisive.act
    if act.act != "grant":
        word = "refused" if act.act == "refuse" else "withdrawn"
        return LedgerState(consent=word, decided_at=act.at, method=act.method)
    return LedgerState(
        consent="granted",
        given_at=act.at,
        decided_at=act.at,
        notice=act.notice,
        notice_known=decisive.said.notice_known,
        explicit=act.explicit,
        parental=act.parental is not None,
        method=act.method,
        recipients=act.recipients,
        partner=partner_proof(act.evidence),
    )


def _refused_at(heard: Sequence[_Heard], scope: Scope) -> datetime | None:
    """Give the newest no that no yes to the same followed."""
    newest: datetime | None = None
    for one in heard:
        if one.act.act in {"refuse", "withdraw", "object"} and _covers(one.act, scope):
            newest = one.act.at
        elif _grants(one, scope):
            newest = None
    return newest


def _told(heard: Sequence[_Heard], proof: _Proof) -> dict[str, Any]:
    """Say what the person was told: it counts like a yes, a source like a no."""
    reached, offered, obtained = "none", False, None
    told: set[tuple[str, str]] = set()
    for one in heard:
        act = one.act
        if is_from_elsewhere(act):
            obtained = obtained or act.at
        if act.act not in TELLING or not one.tie.carries_grants:
            continue
        if act.notice is not None:
            told.add(act.notice[:2])
        reached = max(
            reached,
            reach_of(act, notice_known=one.said.notice_known),
            key=REACHES.index,
        )
        offered = offered or act.evidence.get("opt_out_offered") is True
        if act.act == "inform":
            proof.note("notice", one)
            if act.evidence.get("origin") == "third_party":
                obtained = None
    return {
        "reached": reached,
        "told": frozenset(told),
        "objection_offered": offered,
        "obtained_at": obtained,
    }


def _soft(act: Act) -> SoftOptIn:
    line = act.evidence.get("product_line")
    return SoftOptIn(
        sale_at=datetime.fromisoformat(str(act.evidence[obtained_at(act)])),
        product_line=line if isinstance(line, str) else None,
        opt_out_offered=act.evidence.get("opt_out_offered") is True,
    )


def _objections(
    heard: Sequence[_Heard], scope: Scope, proof: _Proof
) -> tuple[str, ...]:
    """List the objections that stand; what each of them stops is the policy's word.

    A later yes to this very purpose ends them for it: an objection is against use
    without consent (GDPR 21(1), (2)).
    """
    standing: dict[str, _Heard] = {}
    for one in heard:
        if one.act.kind in PHONE_LISTS:
            continue
        if one.act.act == "object" and one.act.kind is not None:
            standing[one.act.kind] = one
        elif one.act.act == "object" and _covers(one.act, scope):
            standing["channel" if one.act.channel else "purpose"] = one
        elif _grants(one, scope):
            standing.clear()
    for one in standing.values():
        proof.note("objections", one)
    return tuple(sorted(standing))


def _lists(heard: Sequence[_Heard], proof: _Proof) -> tuple[str, ...]:
    """Name the lists that have a number of theirs; a later yes does not strike it."""
    named = {one.act.kind: one for one in heard if one.act.kind in PHONE_LISTS}
    for one in named.values():
        proof.note("lists", one)
    return tuple(sorted(str(kind) for kind in named))


def _is_own_choice(one: _Heard) -> bool:
    """Whether the person spoke: lists are compiled by others, flags set by us."""
    chosen = {"grant", "refuse", "withdraw", "object", "opt_out", "opt_in", *WISHES}
    spoke = one.act.act in chosen and one.act.kind not in PHONE_LISTS
    return spoke and one.tie.carries_grants


def _opt_outs(heard: Sequence[_Heard], proof: _Proof) -> dict[str, datetime]:
    standing: dict[str, _Heard] = {}
    for one in heard:
        if one.act.act == "opt_out" and one.act.kind:
            standing[one.act.kind] = one
        elif one.act.act == "opt_in" and one.tie.carries_grants and one.act.kind:
            standing.pop(one.act.kind, None)
        elif _answers_signal(one):
            standing = {k: h for k, h in standing.items() if not _signalled(h)}
    for one in standing.values():
        proof.note("opt_outs", one)
    return {kind: one.act.at for kind, one in standing.items()}


def _signalled(one: _Heard) -> bool:
    """Whether a browser's signal stands behind an opt-out of the subject's own."""
    return one.act.method == "signal" and one.tie.carries_grants


def _answers_signal(one: _Heard) -> bool:
    """Whether the person, shown that the browser says no, said yes all the same.

    Source: 11 CCR 7025(c)(3); only such a consent lets the signal be ignored.
    """
    act = one.act
    return (
        act.act == "grant"
        and act.explicit
        and one.said.notice_known
        and one.tie.carries_grants
        and act.evidence.get("signal") == SIGNAL
    )


def _answered(heard: Sequence[_Heard]) -> set[str]:
    standing: set[str] = set()
    for one in heard:
        act = one.act
        if _answers_signal(one) and act.purpose is not None:
            standing.add(act.purpose)
        elif act.kind is not None and act.is_negative and act.method != "signal":
            standing.clear()
        elif act.is_negative:
            standing.discard(act.purpose or "")
    return standing


def _stops(act: Act) -> bool:
    return act.act in {"object", "refuse", "withdraw"}


def _stopped_channels(heard: Sequence[_Heard], scope: Scope) -> tuple[str, ...]:
    """List the channels on which another purpose was stopped and this one not since."""
    standing: set[str] = set()
    for one in heard:
        act = one.act
        if _stops(act) and act.channel and act.purpose != scope.purpose:
            standing.add(act.channel)
        elif _grants(one, scope):
            standing.clear()
    return tuple(sorted(standing))


def _stopped_at(heard: Sequence[_Heard], scope: Scope) -> datetime | None:
    times = [
        one.act.at
        for one in heard
        if _stops(one.act) and (one.act.kind or one.act.channel == scope.channel)
    ]
    return max(times, default=None)


def _flags(heard: Sequence[_Heard], proof: _Proof) -> tuple[str, ...]:
    """Restriction is each subject's own to lift; suppression and erasure stay."""
    standing: dict[tuple[str, str], _Heard] = {}
    flag_of = {"restrict": "restricted", "suppress": "suppressed", "erase": "erased"}
    for one in heard:
        if one.act.act in flag_of:
            standing[flag_of[one.act.act], one.act.subject] = one
        elif one.act.act == "unrestrict":
            standing.pop(("restricted", one.act.subject), None)
    for one in standing.values():
        proof.note("flags", one)
    return tuple(sorted({flag for flag, _ in standing}))


def _wishes(heard: Sequence[_Heard], scope: Scope, proof: _Proof) -> tuple[Wish, ...]:
    """List the wishes that cover this scope; a later word of the same subject counts.

    Through every tie, and never instead of another subject's: the strictest wins.
    """
    standing: dict[tuple[str, str | None, str | None], _Heard] = {}
    for one in heard:
        about = (one.act.subject, one.act.purpose, one.act.channel)
        if one.act.act == "limit":
            standing[about] = one
        elif one.act.act == "unlimit":
            standing.pop(about, None)
    found = set()
    for one in standing.values():
        if _is_wished(one.act, scope):
            proof.note("wishes", one)
            found.add(_wish(one.act))
    return tuple(sorted(found, key=repr))


def _is_wished(act: Act, scope: Scope) -> bool:
    return (
        scope.is_marketing
        and act.purpose in (None, scope.purpose)
        and act.channel in (None, scope.channel)
    )


def _wish(act: Act) -> Wish:
    return Wish(
        at_most=act.at_most or 1,
        per=act.per or PERIODS[-1],
        purpose=act.purpose,
        channel=act.channel,
    )
