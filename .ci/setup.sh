#!/bin/sh
# Set up one layer: runtime (what Accord needs), dev (what its tests need),
# parts (the real parts that tests run against: OPA, PostgreSQL, Chromium, SoftHSM).
set -eu
cd "$(dirname "$0")/.."
OPA_VERSION=v1.22.0

find_python() {
    for name in python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Accord needs Python 3.11 or newer; none was found." >&2
    exit 1
}

install_packages() { # Debian packages, by name; says what to do where it may not
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
    else
        echo "LEFT OUT: please install: $*" >&2
        [ "${CI:-}" != true ]
    fi
}

make_environment() {
    [ -x .venv/bin/python ] && return
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages python3-venv
    fi
    "$python" -m venv .venv
}

runtime() {
    make_environment
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r .ci/lock/runtime.txt
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --no-deps --no-build-isolation --editable .
    touch .venv/runtime
}

dev() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r .ci/lock/dev.txt
    touch .venv/dev
}

parts() {
    wanted=""
    command -v curl >/dev/null 2>&1 || wanted="$wanted curl"
    command -v chromium >/dev/null 2>&1 || wanted="$wanted chromium fonts-dejavu-core"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
    ls /usr/lib/*/rsyslog/lmnsd_ossl.so >/dev/null 2>&1 || wanted="$wanted rsyslog rsyslog-openssl"
    command -v softhsm2-util >/dev/null 2>&1 || wanted="$wanted softhsm2"
    # The browser driver is a Node that needs it.
    ldconfig -p | grep -q libatomic.so.1 || wanted="$wanted libatomic1"
    # shellcheck disable=SC2086  # a list of names
    [ -z "$wanted" ] || install_packages $wanted
    if command -v go >/dev/null 2>&1; then
        # The verifier of the audit log that is not ours; its modules are fetched here.
        (cd .ci/auditcheck && GOBIN="$PWD/../../.tools/bin" go install .) || {
            echo "LEFT OUT: .ci/auditcheck could not be built (it needs Go 1.26)" >&2
            [ "${CI:-}" != true ]
        }
    else
        echo "LEFT OUT: without Go no foreign verifier checks the audit log" >&2
        [ "${CI:-}" != true ]
    fi
    if [ ! -x .tools/bin/opa ]; then
        if command -v go >/dev/null 2>&1; then
            GOBIN="$PWD/.tools/bin" go install "github.com/open-policy-agent/opa@$OPA_VERSION"
        else
            echo "LEFT OUT: the OPA server cannot be built without Go" >&2
            [ "${CI:-}" != true ]
        fi
    fi
}

"$1"
