"""Lawful basis, what the person was told, and when they said no: facts cut to words."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from consent.bundle import Bundle
from consent.cutting import Cutter
from consent.terms import UNKNOWN, Position, mapping_of, text_of

BASES = frozenset(
    [
        "consent",
        "contract",
        "legal_obligation",
        "vital_interest",
        "public_task",
        "legitimate_interest",
        "opt_out",
    ]
)


class Grounds(Cutter):
    """The part of a reduction that looks at the ground of a use."""

    def __init__(
        self, position: Position, now: datetime, bundle: Bundle, *, exact: bool
    ) -> None:
        """Cut the facts of this position."""
        super().__init__(now, bundle, exact=exact)
        self.position = position
        self.terms = position.terms

    def ground(self) -> dict[str, object]:
        """What the question claims as its lawful basis, and what stands behind it."""
        claimed = self.terms.basis
        return {
            "claimed": claimed if claimed is None or claimed in BASES else UNKNOWN,
            "approved": self.terms.approved_by is not None,
            "interest": self._interest(),
        }

    def _interest(self) -> str:
        """Say how the balancing test of the purpose stands today, if it has one."""
        assessed = self.bundle.register("assessments").get(self.terms.purpose, {})
        test = mapping_of(assessed.get("interest"))
        if test.get("status") != "approved" or not test.get("approved_by"):
            return "unconfirmed" if test.get("status") == "unconfirmed" else "missing"
        day_after = date.fromisoformat(text_of(test.get("until"))) + timedelta(days=1)
        ends = datetime.combine(day_after, time(), UTC)
        self.changes.append(ends)
        return "approved" if self.now < ends else "expired"

    def notice(self) -> dict[str, object]:
        """What the person was told, by which notice, and what is still owed."""
        ledger = self.position.ledger
        return {
            "reached": ledger.reached,
            "automated": self.has_notice("automated_decisions", ledger.told),
            "objection_offered": ledger.objection_offered,
            "untold_months": self.months_since(ledger.obtained_at, "untold_months"),
        }

    def has_notice(self, trait: str, notices: Iterable[tuple[str, ...] | None]) -> bool:
        """Whether one of these notices is registered with this trait."""
        versions = cast("Mapping[str, object]", self.bundle.data["notices"]["versions"])
        return any(
            trait in cast("list[str]", mapping_of(versions.get(one[0])).get(one[1], []))
            for one in notices
            if one is not None
        )

    def asking(self) -> dict[str, object] | None:
        """When the person last said no, for a question that asks for their consent."""
        if not self.terms.asks_consent:
            return None
        ledger = self.position.ledger
        kinds = [
            kind
            for kind, choice in self.bundle.register("opt_outs").items()
            if self.terms.purpose in cast("list[str]", choice["purposes"])
        ]
        opted_out = [at for kind, at in ledger.opted_out_at.items() if kind in kinds]
        newest = max(opted_out, default=None)
        return {
            "refused_months": self.months_since(ledger.refused_at, "refusal_months"),
            "opted_out_months": self.months_since(newest, "refusal_months"),
            "confirmed": self.terms.confirm_step,
        }
