//! The fixtures, and the program run over them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The tables, in the order of the program.
pub const TABLES: [&str; 5] = ["documents", "communications", "observations", "rejects", "diagnostics"];

/// The page from the web; all others were written for one lesson each.
pub const SEED: &str = "kazakhstan";

/// The folder of all fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The folder of the country pages.
pub fn folder() -> PathBuf {
    fixtures().join("country-page")
}

/// A country page by its name without `.html`.
pub fn page(name: &str) -> PathBuf {
    folder().join(format!("{name}.html"))
}

/// The characters of the seed page.
pub fn seed() -> String {
    fs::read_to_string(page(SEED)).expect("the seed page is there and is UTF-8")
}

/// The files of the country pages' folder with this ending, sorted.
pub fn with_ending(ending: &str) -> Vec<PathBuf> {
    files_in(&folder(), ending)
}

/// All typeset files, sorted.
pub fn pdfs() -> Vec<PathBuf> {
    files_in(&fixtures().join("pdf"), "pdf")
}

/// All reports on pages, each typeset for one lesson, sorted.
pub fn reports() -> Vec<PathBuf> {
    files_in(&fixtures().join("reports"), "pdf")
}

/// The golden files beside them, sorted.
pub fn goldens_of_reports() -> Vec<PathBuf> {
    files_in(&fixtures().join("reports"), "jsonl")
}

/// A report on pages by its name without `.pdf`.
pub fn report(name: &str) -> PathBuf {
    fixtures().join("reports").join(format!("{name}.pdf"))
}

fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|of| of == ending))
        .collect();
    paths.sort();
    paths
}

/// All country pages, sorted.
pub fn all() -> Vec<PathBuf> {
    let pages = with_ending("html");
    assert!(pages.len() > 30, "only {} fixtures were found", pages.len());
    pages
}

/// The name of a page without `.html`, which is also its document's id.
pub fn name(path: &Path) -> String {
    let stem = path.file_stem().expect("a file has a name");
    stem.to_string_lossy().into_owned()
}

/// The program, with nothing of the environment that changes what it prints.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RAYON_NUM_THREADS", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

/// What a run of the program came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its exit status.
    pub status: i32,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

/// Runs a command to its end.
pub fn ran(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    Ran {
        status: status.code().expect("the program was not killed"),
        stdout: String::from_utf8(stdout).expect("tables are UTF-8"),
        stderr: String::from_utf8(stderr).expect("messages are UTF-8"),
    }
}

/// The lines of one table for some files, as `extract` prints them.
pub fn extract(files: &[PathBuf], table: &str) -> Vec<String> {
    let ran = ran(program().args(["extract", "--quiet", "--table", table]).args(files));
    assert!(ran.status <= 1, "extract --table {table} could not run: {}", ran.stderr);
    ran.stdout.lines().map(str::to_owned).collect()
}

/// A line of a table, read.
pub fn row(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

/// The rows of one table for some files.
pub fn rows(files: &[PathBuf], table: &str) -> Vec<Value> {
    extract(files, table).iter().map(|line| row(line)).collect()
}

/// The document that a row of any table is of.
pub fn document_of(row: &Value) -> &str {
    let places = ["/provenance/document", "/document", "/id"];
    let found = places
        .iter()
        .find_map(|place| row.pointer(place).and_then(Value::as_str));
    found.expect("a row names its document")
}

/// The value at a JSON pointer, which must be there.
pub fn at<'v>(value: &'v Value, pointer: &str) -> &'v Value {
    value
        .pointer(pointer)
        .unwrap_or_else(|| panic!("no {pointer} in {value}"))
}

/// The characters at a JSON pointer.
pub fn words<'v>(value: &'v Value, pointer: &str) -> &'v str {
    let found = at(value, pointer).as_str();
    found.unwrap_or_else(|| panic!("{pointer} of {value} is no string"))
}

/// The number at a JSON pointer.
pub fn number(value: &Value, pointer: &str) -> u64 {
    let found = at(value, pointer).as_u64();
    found.unwrap_or_else(|| panic!("{pointer} of {value} is no number"))
}

/// The mandate whose reports the country pages retell.
pub const MANDATE: &str = "freedom of peaceful assembly and of association";

/// Writes a catalogue of country pages, each with the lines of its `[source.expect]`.
pub fn catalogue(folder: &Path, sources: &[(String, PathBuf, &str)]) -> PathBuf {
    let rows = sources.iter().map(|(id, file, expect)| {
        let file = file.to_str().expect("a path in UTF-8");
        format!("[[source]]\nid = {id:?}\nkind = \"country-page\"\nfile = {file:?}\nmandate = {MANDATE:?}\n\n[source.expect]\n{expect}\n\n")
    });
    let path = folder.join("catalogue.toml");
    fs::write(&path, rows.collect::<String>()).expect("the catalogue can be written");
    path
}

/// `run` over a catalogue, with store and output in a folder.
pub fn run_command(catalogue: &Path, folder: &Path) -> Command {
    let mut command = program();
    command.arg("run").arg("--catalogue").arg(catalogue);
    command.arg("--store").arg(folder.join("store"));
    command.arg("--output").arg(folder.join("output"));
    command
}

/// The bytes of a file that a run wrote.
pub fn written(folder: &Path, file: &str) -> Vec<u8> {
    let path = folder.join("output").join(file);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of a table that a run wrote.
pub fn written_rows(folder: &Path, table: &str) -> Vec<Value> {
    let bytes = written(folder, &format!("{table}.jsonl"));
    let lines = String::from_utf8(bytes).expect("tables are UTF-8");
    lines.lines().map(row).collect()
}

/// All tables of a run over some files, each a source by its name, without expectations.
pub fn tables(files: &[PathBuf]) -> BTreeMap<&'static str, Vec<Value>> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let sources: Vec<_> = files.iter().map(|path| (name(path), path.clone(), "")).collect();
    let catalogue = catalogue(folder.path(), &sources);
    let ran = ran(&mut run_command(&catalogue, folder.path()));
    assert!(ran.status <= 1, "{}", ran.stderr);
    let rows = TABLES.map(|table| (table, written_rows(folder.path(), table)));
    BTreeMap::from(rows)
}

/// Says that a test was skipped, past the capture of what tests print.
pub fn skipped(test: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {why}");
}
