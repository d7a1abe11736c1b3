#!/bin/sh
# Lock the dependencies anew: run by hand, with pip-tools installed, from the top of the clone.
set -eu
options="--quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe"
pip-compile $options --extra build -o .ci/lock/runtime.txt pyproject.toml
pip-compile $options --extra build --extra dev -c .ci/lock/runtime.txt -o .ci/lock/dev.txt pyproject.toml
