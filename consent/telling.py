"""What an act says about telling: which notice reached whom, and whose form it was."""

from collections.abc import Mapping
from typing import Final

from consent.acts import Act

TELLING: Final = frozenset({"grant", "soft_opt_in", "inform"})
REACHES: Final = ("none", "assumed", "named", "held")


def partner_proof(evidence: Mapping[str, str | bool]) -> str:
    """Say of a consent taken by somebody else whether we hold what it stands on.

    CNIL SAN-2025-001: we are named on the form, and the form is held and was fair.
    """
    if evidence.get("origin") != "third_party":
        return "none"
    proven = (
        evidence.get("controller_named") is True
        and "artifact_digest" in evidence
        and evidence.get("form_flagged") is not True
    )
    return "proven" if proven else "unproven"


def is_from_elsewhere(act: Act) -> bool:
    """Whether data came from somebody else with this act (GDPR 14)."""
    partner = act.evidence.get("origin") == "third_party"
    return act.act == "obtain" or (partner and act.act in {"grant", "soft_opt_in"})


def reach_of(act: Act, *, notice_known: bool) -> str:
    """Say how far a notice came with an act: one of `REACHES`."""
    if notice_known:
        return "held"
    if act.notice is not None or "permit" in act.evidence:
        return "named"
    if act.act == "soft_opt_in":
        return "assumed" if act.evidence.get("opt_out_offered") is True else "none"
    return "assumed"
