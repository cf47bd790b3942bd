# Everything that is done in this repository. Needs make and Python 3.11 or later, and nothing else: the first target
# that is made sets up .venv. `make help` lists the targets.

PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)

BIN := .venv/bin
READY := .venv/ready
RUN := $(BIN)/python
FOLDER ?= ../shared/corpus/dev
CORPUS ?=
FILTER ?=
SECONDS ?= 600
ARGS ?=
SERVER_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check format-check lint types unit golden conformance oracle mock corpus fetch fuzz fuzz-http roundtrip differential emitters types-corpus bench clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11 or later was found: install one, or name it, make PYTHON=..." >&2; exit 1; }
	test -x $(RUN) || $(PYTHON) -m venv .venv
	$(RUN) -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: $(READY) ## set up, generate the petstore, boot it, drive it with its client
	$(RUN) tools/demo.py $(ARGS)

test: $(READY) format-check lint types ## set up and pass everything that CI runs
	$(RUN) -m pytest -n 2 $(ARGS)

check: $(READY) format-check lint types unit ## format, lint, types, architecture, unit tests: seconds

format-check: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(RUN)

unit: $(READY)
	$(RUN) -m pytest -q -n 2 tests/unit tests/test_architecture.py tests/test_templates.py $(ARGS)

golden: $(READY) ## rewrite generated/ and every expectation; review the diff
	$(RUN) tools/golden.py

conformance: $(READY) ## test every contract of specs/ on every server with Schemathesis; CORPUS=... adds a folder
	$(RUN) tools/conformance.py $(if $(CORPUS),--corpus "$(CORPUS)") $(ARGS)

oracle: $(READY) ## let a second decoder judge ten thousand requests that every server answers
	$(RUN) tools/oracle.py $(ARGS)

mock: $(READY) ## ask a mock of each contract of specs/ for every answer that it declares: ARGS=contract.yaml
	$(RUN) tools/mock.py $(if $(ARGS),$(ARGS),specs/*.yaml)

corpus: $(READY) ## generate every contract of a folder and try the result: FOLDER=...
	$(RUN) tools/corpus.py $(ARGS) "$(FOLDER)"

fetch: $(READY) ## fetch 2,600 public contracts with npm: make corpus FOLDER=build/contracts ARGS="--sample 430"
	$(RUN) tools/corpus_fetch.py $(ARGS)

fuzz: $(READY) ## change contracts at random for SECONDS, and see that each is read or refused
	$(RUN) tools/fuzz_contracts.py --seconds $(SECONDS) $(ARGS)

fuzz-http: $(READY) ## change HTTP requests at random for SECONDS, and see that every server of specs/ goes on
	$(RUN) tools/fuzz_http.py --seconds $(SECONDS) $(ARGS)

roundtrip: $(READY) ## call every operation of specs/ with both clients on every server: CORPUS=folder, FILTER=text
	$(RUN) tools/roundtrip.py $(if $(CORPUS),--corpus "$(CORPUS)") $(if $(FILTER),--filter "$(FILTER)") $(ARGS)

differential: $(READY) ## send thousands of valid values through the models of contracts, and compare what comes out
	$(RUN) tools/differential.py $(ARGS)

emitters: $(READY) ## compare emitters of models, and run the behaviour tests on those of datamodel-code-generator
	$(RUN) tools/differential.py --emitters --instances 20 $(ARGS)
	$(RUN) -m pytest -q -n 2 --models datamodel-code-generator tests/behaviour tests/roundtrip tests/contract

types-corpus: $(READY) ## check what is generated from big contracts with ruff, mypy and pyright: FOLDER=...
	$(RUN) tools/types_check.py $(ARGS) "$(FOLDER)"

bench: $(READY) ## measure what generating and serving cost, beside other tools and the budgets: ARGS, SERVER_ARGS
	$(RUN) tools/bench.py $(ARGS)
	$(RUN) tools/bench_server.py $(SERVER_ARGS)

clean: ## remove .venv and everything that was built or cached
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
