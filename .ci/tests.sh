#!/bin/sh
# All tests against the real parts, with coverage; arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.tools/bin:$PWD/.venv/bin:$PATH"
export PATH
if [ $# -gt 0 ]; then
    exec .venv/bin/pytest "$@"
fi
.venv/bin/coverage erase
.venv/bin/pytest --cov --cov-report= --durations=15
.venv/bin/coverage report --include='audit/*,consent/*' --fail-under="$(cat .ci/coverage-core)" | tail -3
.venv/bin/coverage report --include='cdp/*' --fail-under="$(cat .ci/coverage-cdp)" | tail -3
