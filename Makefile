# The doors for people and machines; each says in CONTRIBUTING.md what it is for.

WITHIN = Tools/setup/within
SOURCES = Package.swift Sources Tests Experiments Benchmarks
SCRIPTS = apus .ci/run Tools/setup/build Tools/setup/within

.PHONY: build test parquet bench soak format lint clean

build:
	@Tools/setup/build

# The program and the library for experiments are built first: some tests run them.
test:
	@$(WITHIN) --peers sh -c '\
	  swift build -c release --product apus && \
	  swift build -c release --product Lab && \
	  swift build -c release --build-tests && \
	  make --no-print-directory -C Sources/CParquet/native && \
	  swift test -c release --skip-build --no-parallel $(TEST_FLAGS)'

# The reader of Parquet files, for those who have such files.
parquet:
	@$(WITHIN) make --no-print-directory -C Sources/CParquet/native

bench: build
	@$(WITHIN) --peers Benchmarks/run bench-results.json

soak: build
	@$(WITHIN) --peers Tools/soak/run

format:
	@swift format --in-place --parallel --recursive $(SOURCES)

lint:
	@swift format lint --strict --parallel --recursive $(SOURCES)
	@if command -v shellcheck >/dev/null; then shellcheck -x $(SCRIPTS); \
	else echo 'shellcheck is not installed: shell scripts were not checked' >&2; fi

clean:
	@rm -rf .build
