"""What may be done, and with what proof. Knows people by pseudonym only.

The front door: others say `from consent import X` and never reach inside. Names load
lazily (PEP 562), so that asking for an error class does not start a policy engine.
"""

from importlib import import_module
from typing import TYPE_CHECKING

_HOMES = {
    "answers": "Answer Duty Reason Refusal",
    "archive": "read_policies",
    "bundle": "Bundle",
    "cap_register": "Cap",
    "caps": "lock_circle",
    "changes": "Changes",
    "compare": "Comparison Tally RuleTally",
    "catalogue": "Catalogue RuleText",
    "decisions": "Decisions",
    "embedded": "EmbeddedEngine",
    "engine": "Obligation PolicyEngine Remembering Verdict parse_verdict",
    "errors": "ConflictError ConsentError InvalidInputError NotAllowedError "
    "NotFoundError PermitInvalidError PolicyInvalidError PolicyUnavailableError",
    "acts": "PHONE_LISTS Act",
    "fold": "Said",
    "forgetting": "Shared forget_subjects shared_with",
    "leaves": "leaves_of with_leaf",
    "ledger": "Ledger Recorded",
    "lint": "lint_policies",
    "notices": "Notice Notices",
    "opa": "OpaEngine",
    "opa_bundle": "BundleSigner build_opa_bundle check_authority",
    "opa_server": "Sidecar",
    "permit_keys": "PermitSigner verify_permit",
    "permits": "Permit Permits Settled load_permit",
    "publishing": "Publication Word in_force list_publications load_publication "
    "load_published publish why_not_in_force",
    "purposes": "Purpose Purposes",
    "reach": "forget_activity note_activity",
    "receipts": "list_receipts load_receipt",
    "records": "DecisionRecord count_verdicts",
    "replay": "Again Difference Replayed",
    "replays": "Replays",
    "rulebook": "list_rules show_rule",
    "rulepage": "write_rulebook",
    "signals": "Signals read_signals",
    "what_if": "Trial WhatIf try_policies",
    "samples": "sample_situations",
    "situations": "Situation reduce",
    "trials": "Trials list_tests run_tests",
    "terms": "Position Terms",
    "subject": "NOBODY Circle Contract LedgerState PersonFacts Question SoftOptIn "
    "SubjectId Tie Wish",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

if TYPE_CHECKING:
    from consent.acts import PHONE_LISTS as PHONE_LISTS
    from consent.acts import Act as Act
    from consent.answers import Answer as Answer
    from consent.answers import Duty as Duty
    from consent.answers import Reason as Reason
    from consent.answers import Refusal as Refusal
    from consent.archive import read_policies as read_policies
    from consent.bundle import Bundle as Bundle
    from consent.cap_register import Cap as Cap
    from consent.caps import lock_circle as lock_circle
    from consent.catalogue import Catalogue as Catalogue
    from consent.catalogue import RuleText as RuleText
    from consent.changes import Changes as Changes
    from consent.compare import Comparison as Comparison
    from consent.compare import RuleTally as RuleTally
    from consent.compare import Tally as Tally
    from consent.decisions import Decisions as Decisions
    from consent.embedded import EmbeddedEngine as EmbeddedEngine
    from consent.engine import Obligation as Obligation
    from consent.engine import PolicyEngine as PolicyEngine
    from consent.engine import Remembering as Remembering
    from consent.engine import Verdict as Verdict
    from consent.engine import parse_verdict as parse_verdict
    from consent.errors import ConflictError as ConflictError
    from consent.errors import ConsentError as ConsentError
    from consent.errors import InvalidInputError as InvalidInputError
    from consent.errors import NotAllowedError as NotAllowedError
    from consent.errors import NotFoundError as NotFoundError
    from consent.errors import PermitInvalidError as PermitInvalidError
    from consent.errors import PolicyInvalidError as PolicyInvalidError
    from consent.errors import PolicyUnavailableError as PolicyUnavailableError
    from consent.fold import Said as Said
    from consent.forgetting import Shared as Shared
    from consent.forgetting import forget_subjects as forget_subjects
    from consent.forgetting import shared_with as shared_with
    from consent.leaves import leaves_of as leaves_of
    from consent.leaves import with_leaf as with_leaf
    from consent.ledger import Ledger as Ledger
    from consent.ledger import Recorded as Recorded
    from consent.lint import lint_policies as lint_policies
    from consent.notices import Notice as Notice
    from consent.notices import Notices as Notices
    from consent.opa import OpaEngine as OpaEngine
    from consent.opa_bundle import BundleSigner as BundleSigner
    from consent.opa_bundle import build_opa_bundle as build_opa_bundle
    from consent.opa_bundle import check_authority as check_authority
    from consent.opa_server import Sidecar as Sidecar
    from consent.permit_keys import PermitSigner as PermitSigner
    from consent.permit_keys import verify_permit as verify_permit
    from consent.permits import Permit as Permit
    from consent.permits import Permits as Permits
    from consent.permits import Settled as Settled
    from consent.permits import load_permit as load_permit
    from consent.publishing import Publication as Publication
    from consent.publishing import Word as Word
    from consent.publishing import in_force as in_force
    from consent.publishing import list_publications as list_publications
    from consent.publishing import load_publication as load_publication
    from consent.publishing import load_published as load_published
    from consent.publishing import publish as publish
    from consent.publishing import why_not_in_force as why_not_in_force
    from consent.purposes import Purpose as Purpose
    from consent.purposes import Purposes as Purposes
    from consent.reach import forget_activity as forget_activity
    from consent.reach import note_activity as note_activity
    from consent.receipts import list_receipts as list_receipts
    from consent.receipts import load_receipt as load_receipt
    from consent.records import DecisionRecord as DecisionRecord
    from consent.records import count_verdicts as count_verdicts
    from consent.replay import Again as Again
    from consent.replay import Difference as Difference
    from consent.replay import Replayed as Replayed
    from consent.replays import Replays as Replays
    from consent.rulebook import list_rules as list_rules
    from consent.rulebook import show_rule as show_rule
    from consent.rulepage import write_rulebook as write_rulebook
    from consent.samples import sample_situations as sample_situations
    from consent.signals import Signals as Signals
    from consent.signals import read_signals as read_signals
    from consent.situations import Situation as Situation
    from consent.situations import reduce as reduce
    from consent.store import metadata
    from consent.subject import NOBODY as NOBODY
    from consent.subject import Circle as Circle
    from consent.subject import Contract as Contract
    from consent.subject import LedgerState as LedgerState
    from consent.subject import PersonFacts as PersonFacts
    from consent.subject import Question as Question
    from consent.subject import SoftOptIn as SoftOptIn
    from consent.subject import SubjectId as SubjectId
    from consent.subject import Tie as Tie
    from consent.subject import Wish as Wish
    from consent.terms import Position as Position
    from consent.terms import Terms as Terms
    from consent.trials import Trials as Trials
    from consent.trials import list_tests as list_tests
    from consent.trials import run_tests as run_tests
    from consent.what_if import Trial as Trial
    from consent.what_if import WhatIf as WhatIf
    from consent.what_if import try_policies as try_policies

    tables = metadata


def __getattr__(name: str) -> object:
    if name == "tables":
        return import_module("consent.store").metadata
    if name not in _HOME_OF:
        raise AttributeError(f"module 'consent' has no attribute {name!r}")
    return getattr(import_module(f"consent.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*_HOME_OF, "tables"])
