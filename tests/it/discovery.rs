//! Sources that are found on index pages: announced when they come, told when they go, and never lost.

use crate::pages;
use crate::web;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tempfile::TempDir;

use crate::pages::{Ran, at};
use crate::web::Web;

/// A site with an index at `/reports/` whose list is what a test says, and a page for every country.
fn site(list: &Arc<Mutex<Vec<&'static str>>>) -> Web {
    let list = Arc::clone(list);
    let seed = pages::seed();
    Web::start(web::pages(move |path| {
        let page = |body: String| {
            let etag = format!("{}", body.len());
            Some((body.into_bytes(), etag))
        };
        match path {
            "/reports/" => {
                let items = list.lock().expect("nobody panicked");
                let items = items
                    .iter()
                    .map(|item| format!("<li><a href='{item}#top'>{item} </a></li>"));
                page(format!(
                    "<html><h1>Reports</h1><nav><a href='/about/'>About</a></nav><ul>{}</ul></html>",
                    items.collect::<String>()
                ))
            }
            path if path.ends_with("-communications/") => page(seed.clone()),
            _ => None,
        }
    }))
}

fn index(folder: &Path, site: &Web, more: &str) -> PathBuf {
    let path = folder.join("catalogue.toml");
    let text = format!(
        "[[source]]\nid = \"reports\"\nkind = \"index\"\nurl = \"{}/reports/\"\nlinks = '/reports/(?<id>[a-z-]+)-communications/$'\nbecomes = \"country-page\"\nmandate = \"a mandate\"\n{more}",
        site.address
    );
    fs::write(&path, text).expect("a catalogue for the test");
    path
}

fn documents(folder: &TempDir) -> Vec<[String; 3]> {
    let rows = pages::written_rows(folder.path(), "documents");
    let text = |row: &serde_json::Value, key: &str| at(row, key).as_str().unwrap_or("null").to_owned();
    rows.iter()
        .map(|row| [text(row, "/id"), text(row, "/kind"), text(row, "/outcome")])
        .collect()
}

fn lines(ran: &Ran, word: &str) -> Vec<String> {
    ran.stderr
        .lines()
        .filter(|line| line.contains(word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_new_country_is_found_by_itself_and_a_lost_one_stays() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let list = Arc::new(Mutex::new(vec![
        "oman-communications/",
        "/reports/kazakhstan-communications/",
    ]));
    let site = site(&list);
    let catalogue = index(folder.path(), &site, "");
    let run = || pages::ran(&mut web::run(folder.path(), &catalogue));
    let row = |id: &str, kind: &str| [id, kind, "complete"].map(str::to_owned);
    let (reports, kazakhstan) = (row("reports", "index"), row("kazakhstan", "country-page"));
    let (oman, viet_nam) = (row("oman", "country-page"), row("viet-nam", "country-page"));

    let first = run();
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert_eq!(documents(&folder), [reports.clone(), kazakhstan.clone(), oman.clone()]);
    let url = format!("{}/reports/oman-communications/", site.address);
    let new = format!("reports: new source `oman`: {url}");
    assert_eq!(
        (lines(&first, "new source `").len(), lines(&first, "`oman`")),
        (2, vec![new])
    );
    let rows = pages::written_rows(folder.path(), "communications");
    assert_eq!(at(&rows[0], "/mandate"), &json!("a mandate"));
    assert_eq!(rows.len(), 42);

    let second = run();
    assert_eq!(
        (second.status, lines(&second, "new source `")),
        (0, vec![]),
        "{}",
        second.stderr
    );

    // One comes, one goes.
    *list.lock().expect("nobody panicked") = vec!["viet-nam-communications/", "kazakhstan-communications/"];
    let third = run();
    assert_eq!(third.status, 1, "{}", third.stderr);
    assert_eq!(documents(&folder), [reports, kazakhstan, oman, viet_nam]);
    let gone = format!("error: reports: no link to `oman` any more; it is still asked for at {url}");
    assert_eq!(lines(&third, "`oman`"), [gone]);
    assert_eq!(lines(&third, "new source `").len(), 1);
    // Told once; its page is still there.
    let fourth = run();
    assert_eq!(
        (fourth.status, lines(&fourth, "`oman`")),
        (0, vec![]),
        "{}",
        fourth.stderr
    );

    // An index that says nothing takes nothing away.
    *list.lock().expect("nobody panicked") = vec![];
    let fifth = run();
    assert_eq!((fifth.status, documents(&folder).len()), (1, 4));
    assert!(
        !lines(&fifth, "reports: no link matches").is_empty(),
        "{}",
        fifth.stderr
    );

    site.asked();
    let only = pages::ran(web::run(folder.path(), &catalogue).args(["--only", "oman"]));
    // The others are not asked, and keep their rows.
    assert_eq!((only.status, documents(&folder).len()), (0, 4), "{}", only.stderr);
    let asked: Vec<String> = site.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(asked, ["/reports/oman-communications/"]);
    let slip = pages::ran(web::run(folder.path(), &catalogue).args(["--only", "omen"]));
    assert_eq!(
        (slip.status, slip.stderr.as_str()),
        (
            2,
            "error: no source `omen` in the catalogue; it has: reports, kazakhstan, oman, viet-nam\n"
        )
    );
}

#[test]
fn what_the_catalogue_says_itself_weighs_more() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let list = Arc::new(Mutex::new(vec!["oman-communications/", "kazakhstan-communications/"]));
    let site = site(&list);
    let more = format!(
        "\n[[source]]\nid = \"the-sultanate\"\nkind = \"country-page\"\nurl = \"{0}/reports/oman-communications/\"\n\n[[source]]\nid = \"kazakhstan\"\nkind = \"country-page\"\nurl = \"{0}/elsewhere-communications/\"\n",
        site.address
    );
    let catalogue = index(folder.path(), &site, &more);
    let ran = pages::ran(&mut web::run(folder.path(), &catalogue));
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let ids: Vec<String> = documents(&folder).into_iter().map(|[id, ..]| id).collect();
    assert_eq!(ids, ["reports", "the-sultanate", "kazakhstan"]);
    let clash = format!(
        "error: reports: {}/reports/kazakhstan-communications/ would be `kazakhstan`, and the catalogue has another source of that id",
        site.address
    );
    assert_eq!(lines(&ran, "would be"), [clash]);
}

#[test]
fn a_list_of_symbols_leads_to_the_reports_files() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let list = Arc::new(Mutex::new(vec!["https://undocs.example/A/HRC/20/27/Add.3"]));
    let site = site(&list);
    let path = folder.path().join("catalogue.toml");
    let text = format!(
        "[[source]]\nid = \"annual\"\nkind = \"index\"\nurl = \"{0}/reports/\"\nlinks = '^https://undocs\\.example/(?<symbol>A/HRC/\\d+/\\d+/Add\\.\\d+)$'\nbecomes = \"observations-report\"\naddress = \"{0}/symbol?s=$symbol&t=pdf\"\n",
        site.address
    );
    fs::write(&path, text).expect("a catalogue for the test");
    let ran = pages::ran(&mut web::run(folder.path(), &path));
    assert_eq!(ran.status, 1, "the report is not there");
    let rows = pages::written_rows(folder.path(), "documents");
    let found: Vec<[&serde_json::Value; 3]> = rows
        .iter()
        .map(|row| ["/id", "/kind", "/url"].map(|key| at(row, key)))
        .collect();
    let url = json!(format!("{}/symbol?s=A/HRC/20/27/Add.3&t=pdf", site.address));
    assert_eq!(
        found[1],
        [&json!("A-HRC-20-27-Add.3"), &json!("observations-report"), &url]
    );
}
