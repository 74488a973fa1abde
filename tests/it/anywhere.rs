//! An entry put anywhere into a page's markup or a report's objects is read, or the run tells of it.
//!
//! `RAPPORTEUR_CHANGES` asks for more places, `RAPPORTEUR_CHANGES_SEED` for others.

#![expect(
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a seed repeats the test; places are found in the string that they cut"
)]

use crate::changed::{asked, outcome};
use crate::pages;
use crate::pdf_by_hand::file;
use crate::tried::Random;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;

use rapporteur::read;
use rapporteur::text::Text;

/// How many places are tried, of pages and of reports each.
const PLACES: u64 = 60;
const SEED: u64 = 14;

const CASE: &str = "ZWE 77/2013";

/// Entries of letters and the press release, as elements that a reader would see as paragraphs of their own.
const ENTRIES: [&str; 5] = [
    "<p>JUA 3/4/2013. Case no. ZWE 77/2013. State reply: None to date. Alleged arrest of a cartographer.</p>",
    "<div>Allegation letter, 3/4/2013, Case no: ZWE 77/2013 State reply: 5/6/2013. Alleged arrest of a cartographer.</div>",
    "<ol><li>Urgent appeal, 3/4/2013. Case no. ZWE 77/2013. State reply: None to date.</li></ol>",
    "<li>JAL 3/4/2013. Case no. ZWE 77/2013. State reply: 1/5/2013 (A). Alleged arrest of a cartographer.</li>",
    "<table><tr><td>JOL 3/4/2013. Case no. ZWE 77/2013. State reply: 1/5/2013. Alleged arrest.</td></tr></table>",
];

/// What stands around an entry that sets it aside, or does not.
const AROUND: [(&str, &str); 14] = [
    ("", ""),
    ("", ""),
    ("<div hidden>", "</div>"),
    ("<aside>", "</aside>"),
    ("<footer>", "</footer>"),
    ("<nav>", "</nav>"),
    ("<form>", "</form>"),
    ("<noscript>", "</noscript>"),
    ("<template>", "</template>"),
    ("<div class=comments>", "</div>"),
    ("<span class=sr-only>", "</span>"),
    ("<details>", "</details>"),
    ("<header>", "</header>"),
    ("<div style='display:none'>", "</div>"),
];

/// Whether the text holds the entry anywhere.
fn holds(text: &Text) -> bool {
    let mut lines = text.lines().iter().chain(text.set_aside());
    lines.any(|line| text.slice(line.span).contains(CASE))
}

/// Whether a place in markup is no place for an element: within a tag, a comment, a script, or what is mere characters.
fn is_no_text(markup: &str, at: usize) -> bool {
    let before = &markup[..at];
    let inside = |open: &str, close: &str| {
        before
            .rfind(open)
            .is_some_and(|opened| before.rfind(close).is_none_or(|closed| closed < opened))
    };
    let characters = ["script", "style", "title", "iframe", "textarea"];
    let mere = characters
        .iter()
        .any(|name| inside(&format!("<{name}"), &format!("</{name}")));
    inside("<", ">") || inside("<!--", "-->") || mere
}

#[test]
fn an_entry_anywhere_in_a_page_is_read_or_told() {
    let (places, seed) = (
        asked("RAPPORTEUR_CHANGES", PLACES),
        asked("RAPPORTEUR_CHANGES_SEED", SEED),
    );
    let mut random = Random(seed);
    let pages = pages::all();
    let mut pick = |count: usize| usize::try_from(random.below(u64::try_from(count).expect("few"))).expect("few");
    let mut befores = HashMap::new();
    let (mut tried, mut silent) = (0, Vec::new());
    for _ in 0..places {
        let at = pick(pages.len());
        let Ok(markup) = fs::read_to_string(&pages[at]) else {
            continue;
        };
        let before = befores
            .entry(at)
            .or_insert_with(|| outcome(&read::text(markup.as_bytes()).expect("a page").text));
        let tags: Vec<usize> = markup.match_indices('<').map(|(at, _)| at).collect();
        let place = tags[pick(tags.len())];
        let (entry, (open, close)) = (ENTRIES[pick(ENTRIES.len())], AROUND[pick(AROUND.len())]);
        if is_no_text(&markup, place) {
            continue;
        }
        let page = [&markup[..place], open, entry, close, &markup[place..]].concat();
        let text = read::text(page.as_bytes()).expect("a page").text;
        let after = outcome(&text);
        tried += 1;
        if !holds(&text) || !(after.has(CASE) || after.tells_more_than(before)) {
            let around: String = markup[place..].chars().take(60).collect();
            silent.push(format!("{}: {open}{entry} before `{around}`", pages::name(&pages[at])));
        }
    }
    println!("seed {seed}: {tried} places");
    assert!(silent.is_empty(), "{} of {tried}:\n{}", silent.len(), silent.join("\n"));
}

/// The pages of a small report, with words put among them as `put` says of each page's number.
fn report(put: &dyn Fn(usize) -> String, entries: &str, more: &[&str]) -> Vec<u8> {
    let mut pages = Vec::new();
    for page in 0..3 {
        let mut content = String::new();
        let mut show = |y: i32, size: i32, font: &str, words: &str| {
            write!(content, "BT /{font} {size} Tf 40 {y} Td ({words}) Tj ET ").expect("a string takes all");
        };
        let country = ["Kyrgyzstan", "Oman", "Peru"][page];
        let code = ["KGZ", "OMN", "PER"][page];
        show(520, 14, "B", country);
        for line in 0..3_i32 {
            let number = i32::try_from(page).expect("few") * 3 + line + 1;
            let y = 480 - 80 * line;
            show(
                y,
                10,
                "F",
                &format!("{number}. JAL 0{number}/02/2013 Case no. {code} {number}/2013 State reply: none to date"),
            );
            show(
                y - 12,
                10,
                "F",
                "Alleged search of the office of a legal aid association.",
            );
        }
        content.push_str(&put(page));
        pages.push(content);
    }
    let pages: Vec<(&str, &str)> = pages.iter().map(|content| (content.as_str(), entries)).collect();
    file(&pages, more)
}

#[test]
fn an_entry_anywhere_in_a_report_is_read_or_told() {
    const ENTRY: &str = "JUA 03/04/2013 Case no. ZWE 77/2013 State reply: none to date";
    let (places, seed) = (
        asked("RAPPORTEUR_CHANGES", PLACES),
        asked("RAPPORTEUR_CHANGES_SEED", SEED),
    );
    let mut random = Random(seed);
    let whole = report(&|_| String::new(), "", &["null"]);
    let before = outcome(&read::text(&whole).expect("a report").text);
    let (mut tried, mut silent, mut unread) = (0, Vec::new(), 0);
    for _ in 0..places {
        let mut pick = |below: u64| i32::try_from(random.below(below)).expect("few");
        let page = usize::try_from(pick(3)).expect("few");
        // Between the entries, at the head or the foot, or beside the page.
        let y = [556, 540, 505, 440, 360, 260, 120, 60, 24, -40, 700][usize::try_from(pick(11)).expect("few")];
        let x = [40, 41, 60, 5, -700, 450][usize::try_from(pick(6)).expect("few")];
        let size = [10, 10, 10, 6, 2, 16][usize::try_from(pick(6)).expect("few")];
        let number = ["", "4. ", "(a) ", "12. "][usize::try_from(pick(4)).expect("few")];
        let show = format!(
            "BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({number}{ENTRY}) Tj 0 -12 Td (Alleged arrest of a cartographer.) Tj ET "
        );
        let way = pick(12);
        let (content, entries, object) = match way {
            0 | 1 => (show, String::new(), String::new()),
            2 => (format!("BT 3 Tr ET {show} BT 0 Tr ET "), String::new(), String::new()),
            3 => (format!("1 g {show} 0 g "), String::new(), String::new()),
            4 => (format!("/Artifact BMC {show} EMC "), String::new(), String::new()),
            5 => (
                format!("/Artifact<</Type/Pagination/Subtype/Header>>BDC {show} EMC "),
                String::new(),
                String::new(),
            ),
            6 => (format!("q 0 0 1 1 re W n {show} Q "), String::new(), String::new()),
            7 => (
                show.replace("1 0 0 1", "0.8 0.6 -0.6 0.8"),
                String::new(),
                String::new(),
            ),
            8 => {
                let single: Vec<String> = ENTRY.chars().map(|c| format!("{c})Tj(")).collect();
                (show.replace(ENTRY, &single.concat()), String::new(), String::new())
            }
            9 | 10 => {
                let form = format!(
                    "<</Type/XObject/Subtype/Form/BBox[0 0 400 600]/Resources<</Font<</F 3 0 R>>>>/Length {}>>\nstream\n{show}\nendstream",
                    show.len()
                );
                let annotated = "/Annots[<</Type/Annot/Subtype/FreeText/Rect[0 0 400 600]/F 4/AP<</N 5 0 R>>>>]";
                match way {
                    9 => ("/X Do ".to_owned(), String::new(), form),
                    _ => (String::new(), annotated.to_owned(), form),
                }
            }
            _ => (
                format!("/Span<</ActualText()>>BDC {show} EMC "),
                String::new(),
                String::new(),
            ),
        };
        let object = if object.is_empty() { "null".to_owned() } else { object };
        let put = |at: usize| if at == page { content.clone() } else { String::new() };
        let text = read::text(&report(&put, &entries, &[&object])).expect("a report").text;
        let after = outcome(&text);
        tried += 1;
        unread += usize::from(!holds(&text));
        if !(after.has(CASE) || after.tells_more_than(&before)) {
            silent.push(format!(
                "way {way}, page {page}, {x} {y}, size {size}, `{number}`, held {}",
                holds(&text)
            ));
        }
    }
    println!("seed {seed}: {tried} places, {unread} of them without its text");
    assert!(silent.is_empty(), "{} of {tried}:\n{}", silent.len(), silent.join("\n"));
}
