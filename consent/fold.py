"""The present as a fold over what was said: pure, and the same in any order of arrival.

Negatives count through every tie, grants only through SELF and EXACT. The newest
relevant act wins; at the same instant the negative does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from consent.acts import Act
from consent.subject import Circle, LedgerState, SoftOptIn, Tie


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
    return replace(
        state,
        objections=_objections(heard, scope, proof),
        opt_outs=_opt_outs(heard, proof),
        flags=_flags(heard, proof),
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
    soft: _Heard | None = None
    for one in heard:
        if not _covers(one.act, scope):
            continue
        if one.act.act in {"refuse", "withdraw", "object"}:
            decisive, soft = one, None
        elif _grants(one, scope):
            decisive = one
        elif one.act.act == "soft_opt_in" and one.tie.carries_grants:
            soft = one
    state = LedgerState()
    if decisive is not None:
        proof.note("consent", decisive)
        state = _decided(decisive)
    # A sale never lifts an earlier no: ePrivacy 13(2), "has not initially refused".
    if soft is not None and not (decisive and decisive.act.is_negative):
        proof.note("soft_opt_in", soft)
        state = replace(state, soft_opt_in=_soft(soft.act))
    return state


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
    )


def _soft(act: Act) -> SoftOptIn:
    line = act.evidence.get("product_line")
    return SoftOptIn(
        sale_at=datetime.fromisoformat(str(act.evidence["sale_at"])),
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
        if one.act.act == "object" and one.act.kind is not None:
            standing[one.act.kind] = one
        elif one.act.act == "object" and _covers(one.act, scope):
            standing["channel" if one.act.channel else "purpose"] = one
        elif _grants(one, scope):
            standing.clear()
    for one in standing.values():
        proof.note("objections", one)
    return tuple(sorted(standing))


def _opt_outs(heard: Sequence[_Heard], proof: _Proof) -> tuple[str, ...]:
    standing: dict[str, _Heard] = {}
    for one in heard:
        if one.act.act == "opt_out" and one.act.kind:
            standing[one.act.kind] = one
        elif one.act.act == "opt_in" and one.tie.carries_grants and one.act.kind:
            standing.pop(one.act.kind, None)
    for one in standing.values():
        proof.note("opt_outs", one)
    return tuple(sorted(standing))


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
