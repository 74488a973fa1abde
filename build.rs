//! Names the build: by its sources, so that what another build extracted is not taken over from the last run, and by its
//! commit, for people.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// FNV-1a, 64 bits: it has to tell two builds apart, not to withstand an attack.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

fn main() -> io::Result<()> {
    let mut files = vec![PathBuf::from("Cargo.toml"), PathBuf::from("Cargo.lock")];
    list(Path::new("src"), &mut files)?;
    files.sort();
    let mut hash = FNV_OFFSET;
    // The lock file is not in every package.
    for file in files.iter().filter(|file| file.exists()) {
        for byte in file.to_string_lossy().bytes().chain(fs::read(file)?) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
        }
        println!("cargo::rerun-if-changed={}", file.display());
    }
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rustc-env=RAPPORTEUR_BUILD={hash:016x}");
    println!("cargo::rerun-if-changed=build.rs");
    let commit = commit().unwrap_or_default();
    let short = commit.get(..SHORT).unwrap_or(&commit);
    let shown = if short.is_empty() {
        String::new()
    } else {
        format!(" ({short})")
    };
    println!(
        "cargo::rustc-env=RAPPORTEUR_VERSION={}{shown}",
        env::var("CARGO_PKG_VERSION").unwrap_or_default()
    );
    println!("cargo::rustc-env=RAPPORTEUR_COMMIT={commit}");
    Ok(())
}

/// Characters of a commit that people are shown.
const SHORT: usize = 12;

/// The commit that is built: as the environment says, as a package says of itself, as git says; none where nobody does.
fn commit() -> Option<String> {
    println!("cargo::rerun-if-env-changed=RAPPORTEUR_COMMIT");
    if let Ok(given) = env::var("RAPPORTEUR_COMMIT") {
        return checked(&given);
    }
    let package = Path::new(".cargo_vcs_info.json");
    if let Ok(text) = fs::read_to_string(package) {
        println!("cargo::rerun-if-changed={}", package.display());
        let (_, after) = text.split_once("\"sha1\"")?;
        return checked(after.split('"').nth(1)?);
    }
    // Of a copy in somebody else's repository git would name that one's.
    if !Path::new(".git").exists() {
        return None;
    }
    let commit = checked(&git(&["rev-parse", "HEAD"])?);
    // What a commit or a checkout changes; a file that is not there would have everything built again each time.
    for name in ["HEAD", "logs/HEAD", "packed-refs"] {
        let file = git(&["rev-parse", "--git-path", name]).filter(|file| Path::new(file).exists());
        if let Some(file) = file {
            println!("cargo::rerun-if-changed={file}");
        }
    }
    commit
}

/// A commit is digits in base 16, and not few.
fn checked(commit: &str) -> Option<String> {
    let commit = commit.trim();
    let is_commit = (7..=64).contains(&commit.len()) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_commit.then(|| commit.to_ascii_lowercase())
}

/// What git answers; nothing where there is no git.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let answer = output.status.success().then_some(output.stdout)?;
    Some(String::from_utf8(answer).ok()?.trim().to_owned())
}

fn list(folder: &Path, into: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, into)?;
        } else {
            into.push(path);
        }
    }
    Ok(())
}
