#!/bin/sh
# All tests against the real parts, with coverage; arguments go to pytest.
# What other processes run (servers, the worker) is tested and not measured.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.tools/bin:$PWD/.venv/bin:$PATH"
export PATH
if [ $# -gt 0 ]; then
    exec .venv/bin/pytest "$@"
fi
.venv/bin/pytest -n auto --maxprocesses=4 --dist loadfile --no-loadscope-reorder --cov --cov-report= --durations=15
.venv/bin/coverage report --include='audit/*,consent/*' --skip-covered --fail-under=100
.venv/bin/coverage report --include='cdp/*' --skip-covered --fail-under=90
