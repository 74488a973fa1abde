//! Whole tables, of web pages, where a cell is easily written down.

use crate::catalogue::Known;
use crate::record::Origin;
use crate::{layout, normalise, read};

const HEADS: &str =
    "<tr><th>Date, Country, Type and ref. no.</th><th>Mandates</th><th>Summary</th><th>Replies received</th></tr>";

fn row(key: &str, mandates: &str, summary: &str, replies: &str) -> String {
    format!(
        "<tr data-id=1></tr><tr><td>{key}</td><td><ul>{mandates}</ul></td><td>{summary}</td><td>{replies}</td></tr>"
    )
}

fn content(title: &str, rows: &str) -> normalise::Content {
    let page = format!("<h2>{title}</h2><table>{HEADS}{rows}</table>");
    let text = read::text(page.as_bytes()).expect("a page").text;
    let listing = layout::listing(&text, None);
    let origin = Origin {
        document: "page".into(),
        url: None,
        sha256: "".into(),
    };
    normalise::content(&text, &listing, &origin, &Known::default())
}

#[test]
fn a_page_of_the_databases_results() {
    let rows = row(
        "<ul>15 Jan 2026</ul><ul>Kenya</ul><ul>JAL</ul><ul><a href=\"/a?gId=1\">KEN 1/2026</a></ul>",
        "<li>privacy</li><li>human rights defenders</li>",
        "Alleged arrest of two writers. Alleged victims: 2</br> <a href=\"javascript:void(0)\">More details...</a>",
        "<a href=\"/b?gId=2\">02 Apr 2026</a><br/><a href=\"/b?gId=3\">02 Apr 2026</a>",
    ) + &row(
        "<ul>AL</ul><ul>OTH 2/2026</ul><ul>12 Jan 2026</ul><ul>Acme Mining<br>Corporation</ul>",
        "<li>toxics and human rights</li>",
        "Alleged spill of mine waste. Alleged victims: -",
        "",
    );
    let content = content("2 communications found page 1 of 1", &rows);
    let [first, second] = content.records.as_slice() else {
        panic!("{:?}", content.findings)
    };
    assert_eq!(first.id, "page/KEN/list/KEN-1-2026");
    assert_eq!(first.mandates, ["privacy", "human rights defenders"]);
    assert_eq!(first.summary.as_deref(), Some("Alleged arrest of two writers."));
    assert_eq!(first.alleged_victims, Some(2));
    assert_eq!(
        first.communication.replies().map(|replies| replies.dated().len()),
        Some(2)
    );
    assert!(
        first.url.as_deref().is_some_and(|url| url.ends_with("/a?gId=1")),
        "{:?}",
        first.url
    );
    assert_eq!(second.id, "page/OTH/list/OTH-2-2026");
    assert_eq!(second.addressee.as_deref(), Some("Acme Mining Corporation"));
    assert_eq!((second.alleged_victims, second.flags.as_slice()), (None, &[][..]));
}

#[test]
fn a_page_that_a_browser_saved_links_to_the_database_all_the_same() {
    for (base, link) in [
        ("", "/Files/Get?gId=1"),
        ("<base href=\"file:///C:/Users/me/\">", "/Files/Get?gId=1"),
        ("<base href=\"file:///C:/Users/me/\">", "file:///C:/Files/Get?gId=1"),
        ("<base href=\".\">", "https://spcommreports.ohchr.org/Files/Get?gId=1"),
    ] {
        let key = format!("<ul>15 Jan 2026</ul><ul>Kenya</ul><ul>AL</ul><ul><a href=\"{link}\">KEN 1/2026</a></ul>");
        let rows = row(&key, "<li>privacy</li>", "Alleged arrest of two writers.", "");
        let content = content(&format!("{base}1 communications found page 1 of 1"), &rows);
        let urls: Vec<Option<&str>> = content.records.iter().map(|record| record.url.as_deref()).collect();
        assert_eq!(
            urls,
            [Some("https://spcommreports.ohchr.org/Files/Get?gId=1")],
            "{base} {link}"
        );
    }
}

#[test]
fn rows_without_case_numbers_are_rejects_that_keep_their_cells() {
    let heads = "<tr><th>Type of communication</th><th>Violation alleged</th><th>Subject(s) of appeal</th><th>Character of reply</th></tr>";
    let row = "<tr><td>UA</td><td>Death in custody</td><td>Two farmers</td><td>Largely satisfactory response</td></tr>";
    let content_of = |rows: &str| {
        let page = format!("<h2>Communications</h2><table>{heads}{rows}</table>");
        let text = read::text(page.as_bytes()).expect("a page").text;
        let origin = Origin {
            document: "page".into(),
            url: None,
            sha256: "".into(),
        };
        let listing = layout::listing(&text, None);
        (
            listing.layout.is_some(),
            normalise::content(&text, &listing, &origin, &Known::default()),
        )
    };
    let (recognised, content) = content_of(&row.repeat(2));
    assert!(recognised && content.records.is_empty());
    let [first, second] = content.rejects.as_slice() else {
        panic!("{:?}", content.findings)
    };
    assert_eq!(
        first.codes.iter().map(|code| code.name()).collect::<Vec<_>>(),
        ["columns-unknown"]
    );
    assert_eq!(
        first.reasons.last().map(String::as_str),
        Some("Violation alleged: Death in custody")
    );
    let printed = &first.provenance.printed;
    assert_eq!(
        [&printed.kind, &printed.summary, &printed.replies].map(Option::as_deref),
        [Some("UA"), Some("Two farmers"), Some("Largely satisfactory response")]
    );
    assert_eq!(first.provenance.places.len(), 4);
    assert_ne!(first.id, second.id);
    // What counts letters is no table of them.
    let (recognised, _) = content_of("<tr><td>urgent matters</td><td>7</td><td>3</td><td>4</td></tr>");
    assert!(!recognised);
}

#[test]
fn a_row_without_a_case_number_is_a_reject_and_a_second_one_says_so() {
    let letter = "15/01/2014<br>JAL<br>KEN 1/2014<br>Kenya";
    let rows = row(letter, "<li>food</li><li>health</li>", "Alleged a.", "")
        + &row(letter, "<li>food</li>", "Alleged b.", "")
        + &row(
            "16/01/2014<br>JAL<br>Kenya",
            "<li>food</li><li>health</li>",
            "Alleged c.",
            "",
        );
    let content = content("Communications report of Special Procedures", &rows);
    let flags: Vec<Vec<&str>> = content
        .records
        .iter()
        .map(|record| record.flags.iter().map(|flag| flag.name()).collect())
        .collect();
    assert_eq!(
        flags,
        [vec!["case-repeated"], vec!["case-repeated", "mandates-mismatch"]]
    );
    let ids: Vec<&str> = content.records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(ids, ["page/KEN/list/KEN-1-2014", "page/KEN/list/KEN-1-2014/2"]);
    let codes: Vec<&str> = content
        .rejects
        .iter()
        .flat_map(|reject| &reject.codes)
        .map(|code| code.name())
        .collect();
    assert_eq!(codes, ["row-without-case-number"]);
}

#[test]
fn a_joint_report_as_a_web_page_has_its_symbol_and_its_title() {
    let rows = row(
        "<ul>15 Jun 2013</ul><ul>Kenya</ul><ul>JAL</ul><ul>KEN 1/2013</ul>",
        "<li>torture</li><li>food</li>",
        "Alleged arrest.",
        "",
    );
    let page = format!(
        "<p>A/HRC/25/74</p><h1>Communications report of Special Procedures</h1>\
         <p>Communications sent, 1 June to 30 November 2013; Replies received, 1 August 2013 to 31 January 2014</p>\
         <p>Joint report by the Special Rapporteur on torture, who refers to A/HRC/24/21</p>\
         <h3>A. Communications sent between 1 June and 30 November 2013</h3><table>{HEADS}{rows}</table>"
    );
    let text = read::text(page.as_bytes()).expect("a page").text;
    let listing = layout::listing(&text, None);
    assert_eq!(
        listing.title.map(|title| text.slice(title)),
        Some("Communications report of Special Procedures")
    );
    let origin = Origin {
        document: "page".into(),
        url: None,
        sha256: "".into(),
    };
    let content = normalise::content(&text, &listing, &origin, &Known::default());
    let symbol = |record: &crate::record::Record| record.report.symbol.as_ref().map(ToString::to_string);
    let symbols: Vec<Option<String>> = content.records.iter().map(symbol).collect();
    assert_eq!(symbols, [Some("A/HRC/25/74".to_owned())], "{:?}", content.findings);
}

#[test]
fn a_summary_can_tell_of_communications_that_were_found() {
    let summary = "It was told that 2 communications found no answer.";
    let key = |number: u32| format!("15 Jan 2013, Kenya, AL, KEN {number}/2013");
    let rows: String = (1..4)
        .map(|number| row(&key(number), "<li>torture</li>", summary, ""))
        .collect();
    let title = "Communications report of Special Procedures: Communications sent, 1 March to 31 May 2013";
    let page = format!("<h2>{title}</h2><table>{HEADS}{rows}</table>");
    let text = read::text(page.as_bytes()).expect("a page").text;
    let recognised = layout::listing(&text, None).layout.expect("a layout");
    assert_eq!(recognised.name, "joint-tables");
}
