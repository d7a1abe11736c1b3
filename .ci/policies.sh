#!/bin/sh
# The policies on both engines: format, strict check, tests at 100 %, lint, and the same
# tests on the embedded engine. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.tools/bin:$PWD/.venv/bin:$HOME/go/bin:$PATH"
export PATH
rego="policies/decision policies/lib policies/rules"
sidecar=consent/sidecar
if command -v opa >/dev/null 2>&1; then
    # shellcheck disable=SC2086  # a list of folders
    opa fmt --fail --list $rego $sidecar
    # shellcheck disable=SC2086
    opa check --strict $rego $sidecar
    # shellcheck disable=SC2086
    said=$(opa test --coverage --threshold 100 $rego policies/data) || {
        echo "$said" >&2
        exit 1
    }
    said=$(opa test --coverage --threshold 100 "$sidecar") || {
        echo "$said" >&2
        exit 1
    }
else
    echo "LEFT OUT: opa is not installed; the server of record goes untested" >&2
    [ "${CI:-}" != true ]
fi
if ! command -v regal >/dev/null 2>&1 && command -v go >/dev/null 2>&1; then
    # By its own module: `go install` asks for a list that not every proxy has.
    mkdir -p .tools/bin
    (cd .ci/regal && go build -o ../../.tools/bin/regal github.com/open-policy-agent/regal) || true
fi
if command -v regal >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    regal lint --config-file .ci/regal/config.yaml $rego $sidecar
else
    echo "LEFT OUT: regal is not installed; its lint is not run" >&2
fi
exec .venv/bin/pytest --quiet tests/policies tests/contracts "$@"
