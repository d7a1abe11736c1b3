"""IN: events and files come in; each is asked about before it is stored."""

from cdp.ingestion.accept import Accepted, Ingestion
from cdp.ingestion.intake import Intake

__all__ = ["Accepted", "Ingestion", "Intake"]
