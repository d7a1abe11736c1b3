"""Why a request may be refused, and why it may take longer: closed lists, with law."""

from collections.abc import Mapping
from typing import Final

# code → the law that it stands on
GDPR_REFUSALS: Final[Mapping[str, str]] = {
    "identity-unproven": "GDPR, Art. 12(2), 12(6)",
    "unfounded": "GDPR, Art. 12(5)(b)",
    "expression": "GDPR, Art. 17(3)(a)",
    "legal-obligation": "GDPR, Art. 17(3)(b)",
    "public-health": "GDPR, Art. 17(3)(c)",
    "archiving": "GDPR, Art. 17(3)(d)",
    "legal-claims": "GDPR, Art. 17(3)(e)",
}
CCPA_REFUSALS: Final[Mapping[str, str]] = {
    "identity-unproven": "11 CCR 7022(h), 7060",
    "unfounded": "Cal. Civ. Code 1798.145(h)(3)",
    "transaction": "Cal. Civ. Code 1798.105(d)(1)",
    "security": "Cal. Civ. Code 1798.105(d)(2)",
    "expression": "Cal. Civ. Code 1798.105(d)(4)",
    "legal-obligation": "Cal. Civ. Code 1798.105(d)(8)",
    "legal-claims": "Cal. Civ. Code 1798.145(a)",
}
REFUSALS: Final[Mapping[str, Mapping[str, str]]] = {
    "gdpr": GDPR_REFUSALS,
    "ccpa": CCPA_REFUSALS,
}
EXTENSIONS: Final[Mapping[str, str]] = {
    "complexity": "GDPR, Art. 12(3); 11 CCR 7021(b)",
    "many-requests": "GDPR, Art. 12(3); 11 CCR 7021(b)",
}
