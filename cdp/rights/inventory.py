"""Every table that can lead to a person, and what an erasure does to it.

A table with a column that names, seals or digests somebody must have its line here: a
test reads the tables of all packages and fails for one without. `docs/rights.md` shows
the same list to officers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Fate = Literal["erased", "cut off", "suppressed", "kept"]


@dataclass(frozen=True, kw_only=True)
class Disposal:
    """What becomes of a table's rows about somebody, and why in one sentence."""

    fate: Fate
    why: str


def _erased(why: str) -> Disposal:
    return Disposal(fate="erased", why=why)


def _cut(why: str) -> Disposal:
    return Disposal(fate="cut off", why=why)


def _kept(why: str) -> Disposal:
    return Disposal(fate="kept", why=why)


# A column of one of these names, or with one of these endings, may lead to a person.
TELLING_NAMES: Final = frozenset(
    ["subject", "person", "record", "records", "ref", "origin", "merged_into", "other",
     "a", "b", "sealed", "source_key", "digest", "key", "run", "permit", "wrapped",
     "term"]
)  # fmt: skip
TELLING_ENDINGS: Final = ("_sealed", "_digest", "_json", "_ref")

INVENTORY: Final[Mapping[str, Disposal]] = {
    # who is who
    "record": _cut("a bare row stays, under another key and pseudonym, so that its "
                   "source cannot bring it back"),
    "identifier": _erased("the digests of addresses and ids"),
    "link": _erased("links hold the digest that both records share"),
    "person": _kept("an id that no record has any more"),
    "identity_event": _kept("which ids were merged or split; they lead to bare rows"),
    "shared_value": _kept("values of so many people that they say nothing of one"),
    "suppression": Disposal(
        fate="suppressed", why="a keyed digest of each identifier, so that the person "
        "is not taken in or contacted again"
    ),
    # what is known of them
    "profile": _erased("and the key that sealed it is destroyed"),
    "event": _erased("and the key that sealed it is destroyed"),
    "event_inbox": _erased("what journeys had not seen yet"),
    "quarantine": _erased("what names the person, though nobody had understood it"),
    "message": _kept("digests of message ids, so that nothing is taken in twice; a "
                     "message id names no person"),
    "import_run": _kept("how far a file was read"),
    # what was done with them
    "journey_run": _erased("no further step is taken"),
    "journey_history": _erased("goes with the run"),
    "consent_act": _cut("the ledger only grows; its pseudonym leads to nobody (GDPR "
                        "7(1), 17(3)(e))"),
    "consent_receipt": _cut("whoever holds the receipt can still be answered"),
    "consent_contact": _erased("who was contacted when"),
    "consent_reach": _erased("when the person last answered"),
    "consent_permit": _cut("revoked, without the person; a late report is told why it "
                           "is not taken"),
    "consent_outcome": _cut("what became of a permit; goes by the permit's id"),
    "consent_decision": _cut("what was decided and why, without about whom"),
    "consent_situation": _kept("facts cut so that many share them; of nobody"),
    "consent_verdict": _kept("what the policies say to such facts"),
    "consent_bundle": _kept("the policies"),
    "consent_publication": _kept("who published policies"),
    "consent_notice": _kept("the texts that were shown to everybody"),
    # who may see it
    "session": _erased("the person is signed out"),
    "sign_in": _erased("codes and links that were sent"),
    "attempt": _kept("counts under a digest, gone within a day"),
    "repeat": _kept("sealed answers for callers who repeat a request, gone within a "
                    "day"),
    "client": _kept("machines"),
    "source": _kept("machines"),
    "staff": _kept("those who work with the console"),
    # the proof
    "audit_body": _erased("and the key that sealed it is destroyed"),
    "audit_index": _cut("the pseudonym is taken off; the terms of search stay"),
    "audit_posting": _erased("the list of entries under the pseudonym"),
    "audit_log": _kept("headers and commitments without personal data; proofs depend "
                       "on them"),
    "audit_outbox": _kept("entries on their way into the log"),
    "audit_origin": _kept("the names of the log"),
    "audit_node": _kept("hashes of the tree"),
    "audit_checkpoint": _kept("signed hashes of the tree"),
    # the keys
    "subject_key": _erased("the row says that there was a key, so that nobody makes "
                           "it anew"),
    "vault_key": _kept("keys of the installation, wrapped"),
    # the request itself
    "rights_request": _cut("that it was asked, decided and done; by when; of nobody"),
    "rights_notice": _cut("which systems were told and what they answered"),
}  # fmt: skip
