# The recipes that .ci/run has, for people.

oldest := `sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml`

default: check

# Formatting, lints, documents, tests.
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps
    cargo test

# The tests alone.
test:
    cargo test

# The oldest Rust that Cargo.toml names.
oldest:
    rustup toolchain install {{oldest}} --profile minimal --no-self-update
    rustup run {{oldest}} cargo check --locked --target-dir target/oldest

# The main job: the fixtures' catalogue into output/.
run:
    cargo run --release -- run --catalogue fixtures/catalogue.toml

# How long each stage takes on the seed page.
bench:
    cargo bench --bench stages

# Against a Python script that cuts the same fields, core against core.
bench-peer:
    python3 -m venv target/peer
    target/peer/bin/pip --quiet install beautifulsoup4 lxml
    cargo build --release
    mkdir -p target/pages
    for n in $(seq 1000); do cp fixtures/country-page/kazakhstan.html target/pages/$n.html; done
    target/peer/bin/python benches/peer.py --repeat 200 fixtures/country-page/kazakhstan.html
    bash -c 'time taskset -c 0 target/release/rapporteur extract target/pages/*.html > /dev/null'

# docs/scale.md: how far one machine goes.
scale:
    python3 -m venv target/scale
    target/scale/bin/pip --quiet install reportlab
    cargo build --release
    target/scale/bin/python benches/scale.py target/release/rapporteur docs/scale.md

# The notebooks, over what `just run` wrote.
notebooks:
    python3 -m venv target/notebooks
    target/notebooks/bin/pip --quiet install duckdb lifelines matplotlib pandas plotly polars pyarrow
    target/notebooks/bin/python examples/run.py examples/*.ipynb

# docs/accuracy.md, from the documents of the project's own making.
accuracy:
    python3 -m venv target/accuracy
    target/accuracy/bin/pip --quiet install pdfplumber
    cargo build --release
    target/accuracy/bin/python benches/accuracy.py target/release/rapporteur fixtures docs/accuracy.md

# What a release has, into dist/: archive, wheel, manual page, completions, SBOM, SHA-256 sums.
dist:
    scripts/dist

# Licences, places and bans of what is built in.
deny:
    cargo deny --offline check licenses sources bans

# Rewrite goldens and transcripts after reading the differences.
accept:
    UPDATE_GOLDENS=1 cargo test goldens
    TRYCMD=overwrite cargo test transcripts

# Format.
fix:
    cargo fmt
