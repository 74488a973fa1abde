//! Killed at any moment, started three at a time, on a disk that is full: no table is half written or mixed.

use crate::pages;
use crate::web;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::pages::{Ran, TABLES};
use crate::tried::{Random, seed};
use crate::web::{Reply, Web};

/// How often a run is killed; `RAPPORTEUR_KILLS` asks for more.
const KILLS: usize = 30;

/// A server of three pages that are another version whenever the counter is.
fn changing(version: &Arc<AtomicUsize>) -> Web {
    let version = Arc::clone(version);
    let seed = pages::seed();
    Web::start(web::pages(move |path| {
        let version = version.load(Ordering::Relaxed);
        let page = seed.replace("Alleged detention", &format!("Alleged detention {version} of {path}"));
        Some((page.into_bytes(), format!("v{version}")))
    }))
}

fn catalogue(folder: &Path, server: &Web) -> PathBuf {
    let sources = ["a", "b", "c"].map(|id| (id, format!("{}/{id}", server.address)));
    web::catalogue(folder, &sources)
}

fn of_store(folder: &Path, argument: &str) -> Ran {
    let store = folder.join("store");
    pages::ran(pages::program().args(["fetch", argument, "--store"]).arg(store))
}

fn check(folder: &Path) -> Ran {
    pages::ran(pages::program().arg("check").arg(folder.join("output")))
}

fn tables(folder: &Path) -> Vec<Vec<u8>> {
    TABLES
        .iter()
        .map(|table| pages::written(folder, &format!("{table}.jsonl")))
        .collect()
}

fn start(command: &mut Command) -> Child {
    command
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts")
}

#[test]
fn kills_at_many_moments_leave_whole_tables_and_a_store_that_verifies() {
    let kills = std::env::var("RAPPORTEUR_KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok())
        .unwrap_or(KILLS);
    let folder = tempfile::tempdir().expect("a folder for the test");
    let version = Arc::new(AtomicUsize::new(0));
    let server = changing(&version);
    let catalogue = catalogue(folder.path(), &server);
    let started = Instant::now();
    assert_eq!(pages::ran(&mut web::run(folder.path(), &catalogue)).status, 0);
    let whole = u64::try_from(started.elapsed().as_micros()).expect("a short time");
    let mut random = Random(seed("RAPPORTEUR_KILLS_SEED"));
    let (mut killed, mut published) = (0, 0);
    for _ in 0..kills {
        version.fetch_add(1, Ordering::Relaxed);
        let before = pages::written(folder.path(), "run.json");
        let mut child = start(&mut web::run(folder.path(), &catalogue));
        let wait = random.below(whole * 5 / 4);
        thread::sleep(Duration::from_micros(wait));
        // An error: it had ended before.
        let _ = child.kill();
        let status = child.wait().expect("it ends");
        killed += usize::from(status.code().is_none());
        let checked = check(folder.path());
        assert_eq!(checked.status, 0, "killed after {wait} µs: {}", checked.stderr);
        published += usize::from(pages::written(folder.path(), "run.json") != before);
        let verified = of_store(folder.path(), "--verify");
        assert_eq!(verified.status, 0, "killed after {wait} µs: {}", verified.stderr);
    }
    assert!(
        killed > kills / 4 && published < kills,
        "{killed} of {kills} were killed, {published} came through"
    );

    // The next run is whole: as if nothing had been.
    let last = pages::ran(&mut web::run(folder.path(), &catalogue));
    assert_eq!(last.status, 0, "{}", last.stderr);
    let fresh = tempfile::tempdir().expect("a folder for the test");
    assert_eq!(pages::ran(&mut web::run(fresh.path(), &catalogue)).status, 0);
    assert!(tables(folder.path()) == tables(fresh.path()));
    assert!(!folder.path().join("output/.next").exists());
}

#[test]
fn three_runs_at_once_wait_for_each_other() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let version = Arc::new(AtomicUsize::new(0));
    let server = changing(&version);
    let catalogue = catalogue(folder.path(), &server);
    let children: Vec<Child> = (0..3)
        .map(|_| start(&mut web::run(folder.path(), &catalogue)))
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
    }
    assert_eq!(check(folder.path()).status, 0);
    assert_eq!(of_store(folder.path(), "--verify").status, 0);
    // One downloaded; the others asked whether it is still so.
    let asked = server.asked();
    let fresh = asked.iter().filter(|asked| asked.if_none_match.is_none()).count();
    assert_eq!((asked.len(), fresh), (9, 3));

    // Who does not want to wait is refused.
    let silent = Web::start(|_| Reply::Silence(Duration::from_secs(3)));
    let slow = web::catalogue(folder.path(), &[("a", format!("{}/a", silent.address))]);
    let store = folder.path().join("store");
    let slow_run = |output: &str| {
        let mut command = pages::program();
        command
            .arg("run")
            .arg("--catalogue")
            .arg(&slow)
            .arg("--store")
            .arg(&store);
        command.arg("--output").arg(folder.path().join(output));
        web::without_proxies(&mut command);
        command
    };
    let mut first = start(&mut slow_run("one"));
    let named = format!("process {} ", first.id());
    let deadline = Instant::now() + Duration::from_secs(20);
    while !fs::read_to_string(store.join("lock")).is_ok_and(|holder| holder.starts_with(&named)) {
        assert!(Instant::now() < deadline, "the first run does not take the lock");
        thread::sleep(Duration::from_millis(5));
    }
    let refused = pages::ran(slow_run("two").args(["--wait", "0"]));
    let start = format!(
        "error: the store {} is in use by process {} since ",
        store.display(),
        first.id()
    );
    assert!(
        refused.status == 2 && refused.stderr.starts_with(&start),
        "{}",
        refused.stderr
    );
    first.kill().expect("it waits for a silent server");
    first.wait().expect("it ends");
}

/// Runs a command that may write no file longer than so many kilobytes, as on a disk that is full in the middle of one.
fn with_small_files(command: &Command, kilobytes: u64) -> Ran {
    let mut shell = Command::new("sh");
    // Blocks of 512 bytes; a write beyond is an error, not a signal.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", kilobytes * 2);
    shell
        .args(["-c", &script, "sh"])
        .arg(command.get_program())
        .args(command.get_args());
    web::without_proxies(&mut shell);
    pages::ran(&mut shell)
}

#[test]
fn a_file_that_cannot_be_written_to_its_end_replaces_nothing() {
    if !cfg!(unix) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder for the test");
    let version = Arc::new(AtomicUsize::new(0));
    let server = changing(&version);
    let catalogue = catalogue(folder.path(), &server);
    assert_eq!(pages::ran(&mut web::run(folder.path(), &catalogue)).status, 0);
    let before = tables(folder.path());
    let largest = before.iter().map(Vec::len).max().expect("tables");
    version.fetch_add(1, Ordering::Relaxed);
    let page = pages::seed().len();
    for (limit, said) in [
        (page / 2, " in the store: "),
        (page.midpoint(largest), ".jsonl: cannot be written: "),
    ] {
        let ran = with_small_files(&web::run(folder.path(), &catalogue), limit as u64 / 1024);
        assert!(ran.status == 2 && ran.stderr.contains(said), "{limit}: {}", ran.stderr);
        assert!(tables(folder.path()) == before);
        assert_eq!(check(folder.path()).status, 0);
        assert_eq!(of_store(folder.path(), "--verify").status, 0);
    }
    let ran = pages::ran(&mut web::run(folder.path(), &catalogue));
    assert!(ran.status == 0 && tables(folder.path()) != before, "{}", ran.stderr);
}

/// A file system of its own while it is held.
struct Mount(PathBuf);

impl Mount {
    fn new(at: &Path, size: &str) -> Result<Self, String> {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(at);
        let output = mount.output().map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(Self(at.to_owned()))
        } else {
            Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
        }
    }

    fn remount(&self, options: &str) {
        let mut mount = Command::new("mount");
        let done = mount.args(["-o", &format!("remount,{options}")]).arg(&self.0).status();
        assert!(done.is_ok_and(|status| status.success()), "remount with {options}");
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_disk_that_fills_or_is_read_only_is_said_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).expect("a folder");
    let mount = match Mount::new(&disk, "1m") {
        Ok(mount) => mount,
        Err(why) => {
            pages::skipped(
                "full disk",
                &format!("no file system can be mounted here, which needs root: {why}"),
            );
            return;
        }
    };
    let version = Arc::new(AtomicUsize::new(0));
    let server = changing(&version);
    let catalogue = catalogue(&disk, &server);
    let run = || pages::ran(&mut web::run(&disk, &catalogue));
    assert_eq!(run().status, 0);
    let before = tables(&disk);
    // What room there is depends on the pages: versions are kept until it is used up.
    let full = (0..20).find_map(|_| {
        version.fetch_add(1, Ordering::Relaxed);
        let good = tables(&disk);
        let ran = run();
        (ran.status == 2).then_some((ran, good))
    });
    let (ran, good) = full.expect("a megabyte is soon full");
    assert!(ran.stderr.contains("No space left on device"), "{}", ran.stderr);
    assert!(tables(&disk) == good && good.len() == before.len());
    assert_eq!(check(&disk).status, 0);
    assert_eq!(of_store(&disk, "--verify").status, 0);

    mount.remount("size=8m");
    assert_eq!(run().status, 0);
    mount.remount("ro");
    let ran = run();
    assert!(
        ran.status == 2 && ran.stderr.contains("Read-only file system"),
        "{}",
        ran.stderr
    );
    mount.remount("rw");
    let pruned = of_store(&disk, "--prune");
    assert!(
        pruned.status == 0 && pruned.stdout.lines().count() >= 3,
        "{}",
        pruned.stderr
    );
    assert_eq!(of_store(&disk, "--verify").status, 0);
    assert_eq!(run().status, 0);
}

#[test]
fn five_hundred_sources_are_asked_once_each_and_taken_over() {
    const SOURCES: usize = 500;
    let folder = tempfile::tempdir().expect("a folder for the test");
    let page = fs::read(pages::page("links")).expect("a fixture");
    let server = Web::start(web::pages(move |_| Some((page.clone(), "one".to_owned()))));
    let names: Vec<String> = (0..SOURCES).map(|nth| format!("s{nth}")).collect();
    let sources: Vec<(&str, String)> = names
        .iter()
        .map(|id| (id.as_str(), format!("{}/{id}", server.address)))
        .collect();
    let catalogue = web::catalogue(folder.path(), &sources);
    let run = || pages::ran(web::run(folder.path(), &catalogue).arg("-q"));
    let first = run();
    assert_eq!(first.status, 0, "{}", first.stderr);
    let fetched = tables(folder.path());
    assert_eq!(server.asked().len(), SOURCES);
    let second = run();
    assert_eq!(second.status, 0, "{}", second.stderr);
    assert!(tables(folder.path()) == fetched);
    let asked = server.asked();
    let conditional = asked
        .iter()
        .filter(|asked| asked.if_none_match.as_deref() == Some("one"))
        .count();
    assert_eq!((asked.len(), conditional), (SOURCES, SOURCES));
    let run: serde_json::Value = serde_json::from_slice(&pages::written(folder.path(), "run.json")).expect("run.json");
    assert_eq!(run["reused"], SOURCES);
}
