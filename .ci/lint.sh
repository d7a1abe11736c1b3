#!/bin/sh
# Format, lint, imports, types: the fast reasons to fail, first.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/ruff format --check --quiet .
.venv/bin/ruff check --quiet .
.venv/bin/lint-imports
.venv/bin/mypy
