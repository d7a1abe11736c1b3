# make demo   set up, then run the main job on the embedded default   (ARGS="--once --json")
# make test   set up, then format, lint, imports, types and all tests  (ARGS="-k consent")
# make policies  set up, then check and test the policies alone on both engines (ARGS="-m slow -rP" for the long proofs and their figures)
# make serve  set up, then serve the installation in ACCORD_HOME       (ARGS="--port 8080")
# make bench  set up, then measure                                     (ARGS="decisions --json")
# make soak   kill -9 under load, 1,000 times over both databases; hours (ARGS="--many 20")
# make lint   the checks of `make test` that need no test run
# make clean  remove what these commands made

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: demo test lint policies serve bench soak clean

$(VENV)/runtime: .ci/lock/runtime.txt pyproject.toml
	@.ci/setup.sh runtime 1>&2

$(VENV)/dev: .ci/lock/dev.txt pyproject.toml $(VENV)/runtime
	@.ci/setup.sh dev 1>&2

demo: $(VENV)/runtime
	@$(BIN)/accord demo $(ARGS)

serve: $(VENV)/runtime
	@$(BIN)/accord serve $(ARGS)

bench: $(VENV)/runtime
	@$(BIN)/accord bench $(ARGS)

lint: $(VENV)/dev
	@.ci/lint.sh

policies: $(VENV)/dev
	@.ci/policies.sh $(ARGS)

test: $(VENV)/dev
	@.ci/setup.sh parts 1>&2
	@.ci/lint.sh
	@.ci/tests.sh $(ARGS)

soak: $(VENV)/dev
	@.ci/setup.sh parts 1>&2
	@.ci/tests.sh -m slow --many 500 -s tests/integration/test_kills.py $(ARGS)

clean:
	@rm -rf $(VENV) .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find cdp -name '*.mo' -delete
