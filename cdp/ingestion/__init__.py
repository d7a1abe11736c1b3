"""IN: events and files come in; each is asked about before it is stored."""

from cdp.ingestion.accept import Accepted, Ingestion
from cdp.ingestion.imports import ImportReport, import_file
from cdp.ingestion.intake import Intake
from cdp.ingestion.mapping import FileMapping, load_mapping
from cdp.ingestion.quarantine import SEALED, list_quarantine
from cdp.ingestion.quarantine import expire as expire_quarantine
from cdp.ingestion.quarantine import forget_suppressed as forget_quarantine

__all__ = [
    "SEALED",
    "Accepted",
    "FileMapping",
    "ImportReport",
    "Ingestion",
    "Intake",
    "expire_quarantine",
    "forget_quarantine",
    "import_file",
    "list_quarantine",
    "load_mapping",
]
