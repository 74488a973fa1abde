//! The command line as its users see it: every command in `transcripts/` prints what stands below it.
//!
//! `TRYCMD=overwrite cargo test transcripts` writes what is printed now.

#[test]
fn commands_print_what_their_transcripts_show() {
    let cases = trycmd::TestCases::new();
    cases
        .register_bin("rapporteur", std::path::Path::new(env!("CARGO_BIN_EXE_rapporteur")))
        .env("COLUMNS", "100")
        .case("tests/transcripts/*.trycmd");
}
