//! What may be asked from where, tried on addresses of a network namespace of the test's own: nothing leaves it.
//!
//! The test starts itself once more inside of it, where all of these addresses are this machine's and each has a server that
//! notes who asked. Where no namespace may be made, or `ip` is missing, it says so and is skipped.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use crate::pages::{self, Ran};
use crate::web::{self, Reply, Web};

/// Set inside of the namespace.
const INSIDE: &str = "RAPPORTEUR_TEST_NETWORK";
/// Of documentation (RFC 5737, RFC 3849): the net could reach them.
const PUBLIC: [&str; 2] = ["203.0.113.1", "2001:db8::1"];
/// Of this machine, its network, or nobody; those of IPv6 also carry such a one.
const INWARD: [&str; 13] = [
    "127.0.0.2",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.8",
    "192.168.0.1",
    "198.18.0.1",
    "240.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:a00:1::1",
    "fec0::1",
    "fd00::1",
];

#[test]
fn an_index_leads_only_where_it_may() {
    if std::env::var_os(INSIDE).is_some() {
        from_a_public_host();
        from_a_local_host();
        return;
    }
    let mut set_up = "ip link set lo up".to_owned();
    for address in PUBLIC.iter().chain(&INWARD) {
        let (length, more) = if address.contains(':') {
            (128, " nodad")
        } else {
            (32, "")
        };
        write!(set_up, " && ip address add {address}/{length} dev lo{more}").expect("a string takes all");
    }
    let inside = |script: &str| {
        let program = std::env::current_exe().expect("this test");
        let mut command = Command::new("unshare");
        command
            .args(["--map-root-user", "--net", "sh", "-c", script])
            .arg(program);
        command.env(INSIDE, "1").output()
    };
    match inside(&set_up) {
        Ok(output) if output.status.success() => {}
        why => {
            let why = why.map_or_else(
                |error| error.to_string(),
                |output| String::from_utf8_lossy(&output.stderr).into_owned(),
            );
            pages::skipped(
                "an_index_leads_only_where_it_may",
                &format!("no network namespace: {}", why.trim()),
            );
            return;
        }
    }
    let test = "network::an_index_leads_only_where_it_may";
    let output = inside(&format!("{set_up} && exec \"$0\" {test} --exact --nocapture")).expect("the test starts again");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(
        output.status.success() && said[0].contains("1 passed"),
        "{}{}",
        said[0],
        said[1]
    );
}

fn server(address: &str, answer: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static) -> Web {
    let address: IpAddr = address.parse().expect("an address");
    Web::start_at(address, move |asked| {
        answer(&asked.path).unwrap_or_else(|| Reply::status("404 Not Found"))
    })
}

/// A server that has a country page wherever it is asked for one.
fn country(address: &str) -> Web {
    server(address, |path| {
        path.ends_with("-communications/")
            .then(|| Reply::page(pages::seed(), "1"))
    })
}

fn link(web: &Web, name: &str) -> String {
    format!(
        "<li><a href='{}/reports/{name}-communications/'>{name}</a></li>",
        web.address
    )
}

fn run(folder: &Path, index: &Web, more: &str) -> Ran {
    let catalogue = folder.join("catalogue.toml");
    let text = format!(
        "[[source]]\nid = \"reports\"\nkind = \"index\"\nurl = \"{}/reports/\"\nlinks = '/reports/(?<id>[a-z0-9-]+)-communications/$'\nbecomes = \"country-page\"\nmandate = \"a mandate\"\n{more}",
        index.address
    );
    std::fs::write(&catalogue, text).expect("a catalogue for the test");
    pages::ran(&mut web::run(folder, &catalogue))
}

fn outcomes(folder: &Path) -> BTreeMap<String, String> {
    let rows = pages::written_rows(folder, "documents");
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or("null").to_owned();
    rows.iter().map(|row| (text(row, "id"), text(row, "outcome"))).collect()
}

fn from_a_public_host() {
    for public in PUBLIC {
        let inward: Vec<Web> = INWARD.iter().map(|address| country(address)).collect();
        let links: String = inward
            .iter()
            .enumerate()
            .map(|(at, web)| link(web, &format!("inward-{at}")))
            .collect();
        // What the host has itself is read; what it sends on is refused, too.
        let target = format!("{}/reports/moved-communications/", inward.first().expect("one").address);
        let index = server(public, move |path| match path {
            "/reports/" => Some(Reply::page(
                format!(
                    "<ul>{links}<li><a href='oman-communications/'>Oman</a></li><li><a href='moved-communications/'>Moved</a></li></ul>"
                ),
                "1",
            )),
            "/reports/oman-communications/" => Some(Reply::page(pages::seed(), "1")),
            "/reports/moved-communications/" => Some(Reply::redirect(&target)),
            _ => None,
        });
        let folder = tempfile::tempdir().expect("a folder for the test");
        let ran = run(folder.path(), &index, "");
        let asked: Vec<&str> = INWARD
            .iter()
            .zip(&inward)
            .filter(|(_, web)| !web.asked().is_empty())
            .map(|(address, _)| *address)
            .collect();
        assert!(asked.is_empty(), "{public} led to {asked:?}: {}", ran.stderr);
        assert_eq!(ran.status, 1, "{}", ran.stderr);
        let outcomes = outcomes(folder.path());
        assert_eq!(
            outcomes.get("oman").map(String::as_str),
            Some("complete"),
            "{outcomes:?}: {}",
            ran.stderr
        );
        assert_eq!(
            outcomes.get("moved").map(String::as_str),
            Some("missing"),
            "{outcomes:?}: {}",
            ran.stderr
        );
        assert!(!outcomes.keys().any(|id| id.starts_with("inward")), "{outcomes:?}");
        for web in &inward {
            assert!(
                ran.stderr.contains(&web.address),
                "{} was left out in silence: {}",
                web.address,
                ran.stderr
            );
        }
    }
}

fn from_a_local_host() {
    for is_named in [false, true] {
        let other = country("10.0.0.1");
        let links = Arc::new(
            [
                link(&other, "oman"),
                "<li><a href='/reports/chad-communications/'>Chad</a></li>".to_owned(),
            ]
            .concat(),
        );
        let index = server("127.0.0.1", move |path| match path {
            "/reports/" => Some(Reply::page(format!("<ul>{links}</ul>"), "1")),
            path if path.ends_with("-communications/") => Some(Reply::page(pages::seed(), "1")),
            _ => None,
        });
        let named = format!("address = \"{}/reports/\"\n", other.address);
        let folder = tempfile::tempdir().expect("a folder for the test");
        let ran = run(folder.path(), &index, if is_named { &named } else { "" });
        assert_eq!(!other.asked().is_empty(), is_named, "{}", ran.stderr);
        let outcomes = outcomes(folder.path());
        assert_eq!(outcomes.contains_key("oman"), is_named, "{outcomes:?}: {}", ran.stderr);
        assert!(is_named || ran.stderr.contains(&other.address), "{}", ran.stderr);
    }
}
