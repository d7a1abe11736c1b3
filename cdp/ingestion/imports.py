"""Import a file: a page of rows to a transaction, stopped and resumed at will.

How far it came commits with what was stored, so no row is taken twice and none is lost,
wherever the process is killed. The same file again adds nothing; a changed file updates
the records that its rows name.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from audit import new_id
from cdp.access import Source
from cdp.errors import ConflictError, InvalidInputError
from cdp.ingestion import quarantine, store
from cdp.ingestion.accept import Ingestion
from cdp.ingestion.files import DataFile, Row, inspect, read_rows
from cdp.ingestion.mapping import FileMapping, load_mapping
from cdp.ingestion.quarantine import Bad
from cdp.ingestion.row_events import RowReader
from cdp.ingestion.store import Connection, Run, from_us, to_us

ROWS_PER_TRANSACTION = 500

Clock = Callable[[], datetime]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What became of rows. `odd_dates` were not written as the mapping says: kept.

    `choices` are the acts that went into the ledger, notices and sources among them.
    """

    rows: int = 0
    stored: int = 0
    refused: int = 0
    quarantined: int = 0
    new_records: int = 0
    choices: int = 0
    odd_dates: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Add number by number."""
        names = [one.name for one in fields(self)]
        return Counts(**{n: getattr(self, n) + getattr(other, n) for n in names})


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What this call did; `total` counts earlier calls for the same file too."""

    run: str
    encoding: str
    resumed_at_row: int
    was_finished: bool
    counts: Counts
    total: Counts

    @property
    def quarantined(self) -> int:
        """How many rows this call put aside."""
        return self.counts.quarantined

    def to_document(self) -> dict[str, object]:
        """Give the report for people and programs."""
        return asdict(self)


def utc_now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def import_file(  # a file, where it is from, how it reads, and two tools
    ingestion: Ingestion,
    path: Path,
    *,
    source: Source,
    mapping: FileMapping | Path,
    progress: Progress | None = None,
    now: Clock = utc_now,
) -> ImportReport:
    """Import a file, or go on where an earlier call was stopped.

    A finished file is not read again. `progress` is told (rows done, rows expected).

    Raises:
        InvalidInputError: The mapping does not fit the file; nothing was stored.
        ConflictError: Somebody else is importing this very file.
    """
    chosen = load_mapping(mapping) if isinstance(mapping, Path) else mapping
    file = inspect(path, chosen)
    run = _begin(ingestion, source, file, chosen, now())
    importing = _Import(ingestion, source, file, chosen, run)
    if run.finished_us is None:
        for page in _pages(importing.rows(), ROWS_PER_TRANSACTION):
            importing.take(page, now())
            if progress is not None:
                progress(
                    importing.next_row - 1, max(file.lines, importing.next_row - 1)
                )
        importing.finish(now())
    return importing.report()


def _begin(
    ingestion: Ingestion,
    source: Source,
    file: DataFile,
    mapping: FileMapping,
    now: datetime,
) -> Run:
    with ingestion.database.transaction() as conn:
        found = store.find_run(conn, source.name, file.digest, mapping.digest)
        if found is not None:
            return found
        made = Run(
            id=new_id("run", now),
            source=source.name,
            file_digest=file.digest,
            mapping_digest=mapping.digest,
            next_row=1,
            counts=json.dumps(asdict(Counts())),
            started_us=to_us(now),
        )
        store.add_run(conn, made)
        return made


def _pages(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while page := list(islice(rows, size)):
        yield page


class _Import:
    """One import on its way; owned by the thread that runs it."""

    def __init__(
        self,
        ingestion: Ingestion,
        source: Source,
        file: DataFile,
        mapping: FileMapping,
        run: Run,
    ) -> None:
        self._ingestion = ingestion
        self._source = source
        self._file = file
        self._mapping = mapping
        self._run = run
        self._reader = RowReader(mapping, file.digest, from_us(run.started_us))
        self._before = Counts(**json.loads(run.counts))
        self._counts = Counts()
        self.next_row = run.next_row

    def rows(self) -> Iterator[Row]:
        """Give the rows that were not taken yet."""
        every = read_rows(self._file, self._mapping)
        return (row for row in every if row.number >= self._run.next_row)

    def take(self, page: Sequence[Row], now: datetime) -> None:
        """Take a page in; rows and the place in the file commit together."""
        events, bad, odd = [], [], 0
        for row in page:
            try:
                event, odd_dates = self._reader.read(row)
            except InvalidInputError as err:
                bad.append(self._bad(row, err))
            else:
                events.append(event)
                odd += odd_dates
        with self._ingestion.database.transaction() as conn:
            self._advance(conn, {"next_row": page[-1].number + 1})
            intake = self._ingestion.intake
            taken = intake.take(conn, self._source, events, now)
            quarantine.keep(conn, intake.vault, self._source, bad, now)
            counts = self._counts + Counts(
                rows=len(page),
                stored=taken.stored,
                refused=taken.refused,
                quarantined=len(bad),
                new_records=taken.new_records,
                choices=taken.choices,
                odd_dates=odd,
            )
            total = json.dumps(asdict(self._before + counts))
            store.advance_run(conn, self._run.id, {"counts": total})
        self._counts = counts
        self.next_row = page[-1].number + 1

    def _advance(self, conn: Connection, values: Mapping[str, object]) -> None:
        if not store.claim_place(conn, self._run.id, self.next_row, values):
            raise ConflictError("somebody else is importing this file")

    def _bad(self, row: Row, problem: InvalidInputError) -> Bad:
        return Bad(
            document=dict(row.values),
            problem=problem,
            row=row.number,
            import_run=self._run.id,
        )

    def finish(self, now: datetime) -> None:
        """Note that the whole file is in."""
        with self._ingestion.database.transaction() as conn:
            store.advance_run(conn, self._run.id, {"finished_us": to_us(now)})

    def report(self) -> ImportReport:
        """Say what was done."""
        return ImportReport(
            run=self._run.id,
            encoding=self._file.encoding,
            resumed_at_row=self._run.next_row,
            was_finished=self._run.finished_us is not None,
            counts=self._counts,
            total=self._before + self._counts,
        )
