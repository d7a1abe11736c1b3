"""Score pairs of records with Splink: the one door to Splink, DuckDB and Arrow.

Values exist in memory only: DuckDB may touch no file. What comes out are edges with
levels and bits; no value leaves. Nothing here knows a database or a profile.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_level_library as library
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import SplinkException

from cdp.errors import UnavailableError
from cdp.identity.cleaning import COLUMNS, KEYS, clean
from cdp.identity.clusters import (
    DISAGREES,
    REVIEW_BITS,
    Edge,
    Pair,
    Part,
    groups_of,
    ordered,
)
from cdp.identity.model import (
    CANDIDATES,
    CERTAIN,
    CERTAIN_RECALL,
    CLOSE,
    MISSING,
    SAME,
    SIMILAR,
    SWAPPED,
    TRAINING,
    NotEnoughError,
    Scored,
    chances,
    describe,
    labels,
    leave_out,
    untrained,
)

# Fewer records than this, or fewer columns that vary, estimate nothing reliable.
FEWEST_RECORDS = 100
FEWEST_COLUMNS = 3

SAMPLED_PAIRS = 5e5
TRAINING_PAIRS = 3e6
SEED = 1
TRAINING_ROUNDS = 4
# A candidate rule that brings more pairs per record than this is left out.
PAIRS_PER_RECORD = 50
# Every pair inside a component is scored; a larger component is nobody's person.
LARGEST_COMPONENT = 100
MEMORY_LIMIT = "2GB"
THREADS = 2

LevelMaker = Callable[[str], Any]


def _jaro_winkler(least: float) -> LevelMaker:
    return lambda column: library.JaroWinklerLevel(column, least)


def _edits(most: int) -> LevelMaker:
    return lambda column: library.DamerauLevenshteinLevel(column, most)


def _swapped(_column: str) -> Any:  # noqa: ANN401  # Splink has no types
    return library.ColumnsReversedLevel("given_name", "family_name", symmetrical=True)


NAME: dict[str, LevelMaker] = {CLOSE: _jaro_winkler(0.92), SIMILAR: _jaro_winkler(0.8)}
NUMBER: dict[str, LevelMaker] = {CLOSE: _edits(1), SIMILAR: _edits(2)}

# Between "same" and "different", in this order.
COMPARISONS: dict[str, dict[str, LevelMaker]] = {
    "given_name": {SWAPPED: _swapped, **NAME},
    "family_name": NAME,
    "born": NUMBER,
    "street": {CLOSE: _edits(2), SIMILAR: _edits(5)},
    "city": NAME,
    "postal_code": {CLOSE: _edits(1)},
    "region": {},
    "country": {},
    "email": NAME,
    "phone": {CLOSE: _edits(1)},
    "loyalty_id": NUMBER,
    "national_id": NUMBER,
}
# Where agreeing on a rare value says more than agreeing on a common one.
BY_FREQUENCY = frozenset({"given_name", "family_name", "city", "postal_code"})


def score(
    rows: Iterable[Mapping[str, object]],
    *,
    known: Iterable[Pair] = (),
    memory_limit: str = MEMORY_LIMIT,
) -> Scored:
    """Learn a model from the rows, without labels, and weigh the pairs that matter.

    Args:
        rows: Plain values with `record` (unique) and, if they are there, the columns
            of `cdp.identity.cleaning.COLUMNS`.
        known: Pairs joined already; their components are looked at as a whole.
        memory_limit: What DuckDB may use. It never spills to disk.

    Raises:
        NotEnoughError: Too few records or columns, or nothing to learn from.
        UnavailableError: The engine gave up (out of memory); nothing was linked.
    """
    table = _table(rows)
    with _engine(memory_limit) as connection:
        session = _Session(connection, table)
        settings, left_out = session.train()
        pairs = session.candidates(settings)
        groups, oversized = groups_of([*pairs, *known], largest=LARGEST_COMPONENT)
        edges = tuple(session.edges(settings, groups))
    return Scored(model=describe(settings, left_out), edges=edges, oversized=oversized)


def _table(rows: Iterable[Mapping[str, object]]) -> pa.Table:
    names = ("record", *COLUMNS, *KEYS)
    columns: dict[str, list[str | None]] = {name: [] for name in names}
    for row in rows:
        cleaned = clean(row) | {"record": str(row["record"])}
        for name in names:
            columns[name].append(cleaned[name])
    if (count := len(columns["record"])) < FEWEST_RECORDS:
        message = f"{count} records; linking needs at least {FEWEST_RECORDS}"
        raise NotEnoughError(message)
    text = pa.string()
    return pa.table({name: pa.array(columns[name], text) for name in names})


@contextmanager
def _engine(memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open DuckDB in memory, unable to read or write a file, and hide its errors.

    Texts of Splink and DuckDB errors may quote SQL and values: they stop here.
    """
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    config: dict[str, Any] = {
        "temp_directory": "",
        "threads": THREADS,
        "memory_limit": memory_limit,
    }
    connection = duckdb.connect(":memory:", config=config)
    try:
        connection.execute("SET enable_external_access=false")
        connection.execute("SET lock_configuration=true")
        yield connection
    except (duckdb.Error, SplinkException) as err:
        kind = type(err).__name__
        raise UnavailableError(
            f"linking stopped ({kind}); nothing was linked"
        ) from None
    finally:
        connection.close()


class _Session:
    """One table of cleaned rows inside one private DuckDB."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: pa.Table) -> None:
        self.connection = connection
        self.table = table
        self.api = DuckDBAPI(connection)
        self.registered = 0
        self.chances: dict[tuple[str, str], float] = {}
        connection.register("cleaned", table)

    def _one(self, sql: str) -> tuple[Any, ...]:
        # fetchall: an open result makes Splink's next call fail.
        (row,) = self.connection.execute(sql).fetchall()
        return tuple(row)

    def varied(self) -> dict[str, str]:
        """Tell which columns cannot help: empty ones, and those that never differ."""
        useless = {}
        for name in COLUMNS:
            distinct, filled = self._one(
                f'SELECT count(DISTINCT "{name}"), count("{name}") FROM cleaned'  # noqa: S608
            )
            if distinct < 2:  # noqa: PLR2004
                useless[name] = "empty" if not filled else "never differs"
        return useless

    def agreement(self, column: str) -> float:
        """Give the share of pairs that agree exactly, counted and not sampled.

        A sample meets too few agreements on nearly unique columns.
        """
        same, filled = self._one(
            "SELECT coalesce(sum(n * (n - 1)), 0), coalesce(sum(n), 0)"  # noqa: S608
            f' FROM (SELECT count(*) n FROM cleaned WHERE "{column}" IS NOT NULL'
            f' GROUP BY "{column}")'
        )
        pairs = int(filled) * (int(filled) - 1)
        return max(int(same), 1) / max(pairs, 1)

    def pairs(self, columns: Sequence[str]) -> int:
        """Count the pairs that agree on all these columns."""
        listed = ", ".join(f'"{name}"' for name in columns)
        filled = " AND ".join(f'"{name}" IS NOT NULL' for name in columns)
        (count,) = self._one(
            "SELECT coalesce(sum(n * (n - 1) // 2), 0)"  # noqa: S608
            f" FROM (SELECT count(*) n FROM cleaned WHERE {filled} GROUP BY {listed})"
        )
        return int(count)

    def train(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Learn the parameters; leave out, by name, what the data cannot teach."""
        left_out = self.varied()
        shape = {
            name: dict(found)
            for name, found in COMPARISONS.items()
            if name not in left_out
        }
        for _ in range(TRAINING_ROUNDS):
            if len(shape) < FEWEST_COLUMNS:
                raise NotEnoughError(
                    f"only {len(shape)} columns tell records apart;"
                    f" linking needs at least {FEWEST_COLUMNS}"
                )
            settings = self._estimate(shape, left_out)
            # A level that nobody met leaves no gap: the other chances stay as they are,
            # and sampling, the slow part, is done once.
            self.chances |= chances(settings)
            unmet = untrained(settings)
            if not unmet:
                return settings, left_out
            leave_out(shape, unmet, left_out)
        raise NotEnoughError("the model did not settle; the data are too uneven")

    def _estimate(
        self, shape: Mapping[str, Mapping[str, LevelMaker]], left_out: dict[str, str]
    ) -> dict[str, Any]:
        rules = self._candidate_rules(shape, left_out)
        comparisons: list[Any] = [
            _comparison(name, between, {SAME: self.agreement(name)} | self._known(name))
            for name, between in shape.items()
        ]
        linker = self._linker(
            SettingsCreator(
                link_type="dedupe_only",
                unique_id_column_name="record",
                comparisons=comparisons,
                blocking_rules_to_generate_predictions=[block_on(*r) for r in rules],
                retain_matching_columns=False,
                retain_intermediate_calculation_columns=False,
                linker_uid="accord",
            )
        )
        training = linker.training
        certain = self._usable(CERTAIN, shape)
        if not certain:
            raise NotEnoughError("no two records agree on anything certain")
        training.estimate_probability_two_random_records_match(
            [block_on(*rule) for rule in certain], recall=CERTAIN_RECALL
        )
        if not self.chances:
            training.estimate_u_using_random_sampling(
                max_pairs=SAMPLED_PAIRS, seed=SEED
            )
        for rule in self._usable(TRAINING, shape):
            training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule),
                max_pairs=TRAINING_PAIRS,
                estimate_without_term_frequencies=True,
            )
        learned: dict[str, Any] = linker.misc.save_model_to_json()
        return learned

    def _known(self, column: str) -> dict[str, float]:
        return {lbl: u for (name, lbl), u in self.chances.items() if name == column}

    def _usable(
        self, rules: Iterable[tuple[str, ...]], shape: Mapping[str, object]
    ) -> list[tuple[str, ...]]:
        return [r for r in rules if all(n in shape for n in r) and self.pairs(r)]

    def _candidate_rules(
        self, shape: Mapping[str, object], left_out: dict[str, str]
    ) -> list[tuple[str, ...]]:
        most = PAIRS_PER_RECORD * self.table.num_rows
        rules = []
        for rule in CANDIDATES:
            if any(name in COLUMNS and name not in shape for name in rule):
                continue
            count = self.pairs(rule)
            if count > most:
                left_out["candidates:" + "+".join(rule)] = f"{count} pairs"
            elif count:
                rules.append(rule)
        if not rules:
            raise NotEnoughError("no rule brings two records together")
        return rules

    def candidates(self, settings: Mapping[str, Any]) -> list[Pair]:
        """Find the pairs that reach the review zone."""
        found = self._linker(dict(settings)).inference.predict(
            threshold_match_weight=REVIEW_BITS
        )
        rows = self.connection.execute(
            f"SELECT record_l, record_r FROM {found.physical_name}"  # noqa: S608
        ).fetchall()
        return [ordered(a, b) for a, b in rows]

    def edges(
        self, settings: Mapping[str, Any], groups: Mapping[str, str]
    ) -> Iterator[Edge]:
        """Weigh every pair inside each group, with the part of each comparison.

        Also the pairs no candidate rule brought together: a contradiction between
        two members must be seen before they are called one person.
        """
        marks = [groups.get(record) for record in self.table["record"].to_pylist()]
        table = self.table.append_column("together", pa.array(marks, pa.string()))
        whole = dict(settings) | {
            "blocking_rules_to_generate_predictions": [block_on("together")],
            "retain_matching_columns": True,
            "retain_intermediate_calculation_columns": True,
        }
        found = self._linker(whole, table).inference.predict()
        names = [c["output_column_name"] for c in settings["comparisons"]]
        picked = ", ".join(f"gamma_{n}, {_bits_of(n)}" for n in names)
        rows = self.connection.execute(
            f"SELECT record_l, record_r, match_weight, {picked}"  # noqa: S608
            f" FROM {found.physical_name}"
        ).fetchall()
        words = {c["output_column_name"]: labels(c) for c in settings["comparisons"]}
        for a, b, bits, *told in rows:
            parts = {
                name: Part(
                    level=words[name][told[2 * i]], bits=round(told[2 * i + 1], 4)
                )
                for i, name in enumerate(names)
            }
            a, b = ordered(a, b)  # noqa: PLW2901
            yield Edge(a=a, b=b, bits=round(bits, 4), parts=parts)

    def _linker(
        self, settings: SettingsCreator | dict[str, Any], table: pa.Table | None = None
    ) -> Linker:
        self.registered += 1
        frame = self.api.register(
            self.table if table is None else table,
            dataset_display_name=f"records_{self.registered}",
        )
        return Linker(frame, settings, log_level=logging.CRITICAL)


def _comparison(
    name: str, between: Mapping[str, LevelMaker], known: Mapping[str, float]
) -> dict[str, Any]:
    """Describe one comparison; chances of coincidence that are known stay fixed."""
    found = {
        SAME: library.ExactMatchLevel(
            name, term_frequency_adjustments=name in BY_FREQUENCY
        ),
        **{label: make(name) for label, make in between.items()},
        DISAGREES: library.ElseLevel(),
    }
    for label, level in found.items():
        level.configure(label_for_charts=label)
        if label in known:
            level.configure(u_probability=known[label], fix_u_probability=True)
    missing = library.NullLevel(name).configure(label_for_charts=MISSING)
    return {
        "output_column_name": name,
        "comparison_levels": [missing, *found.values()],
    }


def _bits_of(name: str) -> str:
    adjusted = f" + mw_tf_adj_{name}" if name in BY_FREQUENCY else ""
    return f"mw_{name}{adjusted}"
