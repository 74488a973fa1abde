//! The page in a real browser: what one sees, does and cannot do with it.

use std::fs;

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;

use crate::browser::Browser;
use crate::pages;
use crate::screen::lit_lines_are_its_lines;
use crate::site::{JOINT, Made, REPORTS, made, show, write};

/// Points by which a box may be off: a pixel of the screen and one of the picture.
const NEAR: f64 = 2.0;

#[test]
fn a_document_that_is_not_at_hand_costs_its_pictures_only() {
    let made = made();
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("output");
    fs::create_dir(&output).expect("a folder");
    for table in pages::TABLES {
        let name = format!("{table}.jsonl");
        let text = fs::read_to_string(made.output.join(&name)).expect("a table");
        // The files of the fixtures are still where they were; here nobody says where that is.
        let text = text.replace("\"file\":\"", "\"file\":\"/nowhere");
        fs::write(output.join(name), text).expect("written");
    }
    let page = folder.path().join("page");
    let written = write(&output, &folder.path().join("no store"), &page);
    assert_eq!(written.status, 1, "{}", written.stderr);
    for report in REPORTS {
        assert!(
            written.stderr.contains(&format!("{report}: pages without a picture")),
            "{}",
            written.stderr
        );
    }
    let Some(browser) = Browser::start(1280, 1000) else {
        return;
    };
    let rows = made.rows("communications");
    let row = of_document(&rows, "entry-across-pages");
    browser.open(&page.join("index.html"), &format!("#record={}", id(row)));
    browser.wait("document.querySelector('[data-picture]')");
    let said = browser.js("return document.querySelector('.page .said').textContent");
    assert!(pages_said(&said).contains("no store"), "{said}");
    assert_eq!(count(&browser, "[data-box]"), places(row).len());
    assert_eq!(text(&browser, "[data-field=summary]"), row["summary"]);
    assert_eq!(browser.console(), Vec::<String>::new());
}

fn pages_said(said: &Value) -> &str {
    said.as_str().unwrap_or_default()
}

pub fn id(row: &Value) -> &str {
    row["id"].as_str().expect("an id")
}

pub fn of_document<'r>(rows: &'r [Value], document: &str) -> &'r Value {
    let found = rows.iter().find(|row| pages::document_of(row) == document);
    found.unwrap_or_else(|| panic!("no row of {document}"))
}

pub fn places(row: &Value) -> &Vec<Value> {
    row["provenance"]["places"].as_array().expect("places")
}

pub fn count(browser: &Browser, selector: &str) -> usize {
    let found = browser.js(&format!("return document.querySelectorAll('{selector}').length"));
    found
        .as_u64()
        .and_then(|count| usize::try_from(count).ok())
        .expect("a count")
}

pub fn text(browser: &Browser, selector: &str) -> Value {
    browser.js(&format!("return document.querySelector('{selector}').textContent"))
}

/// The number that the page gives, as soon as it does.
pub fn counted(browser: &Browser) -> usize {
    let shown = browser.wait("document.querySelector('[data-count]')?.textContent");
    shown.as_str().expect("words").parse().expect("nothing but a number")
}

/// Words as a search compares them, told here in another way than the page does.
fn folded(words: &str) -> String {
    let letters = words
        .nfkd()
        .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter));
    letters
        .filter(|letter| !"'’‘‟".contains(*letter))
        .collect::<String>()
        .to_lowercase()
}

fn fitting(rows: &[Value], words: &str) -> usize {
    let keys = [
        "case_number",
        "date",
        "country",
        "country_name",
        "summary",
        "mandate",
        "report_symbol",
    ];
    let hay = |row: &Value| keys.map(|key| folded(row[key].as_str().unwrap_or_default())).join("\n");
    let holds = |row: &&Value| words.split(' ').all(|word| hay(row).contains(&folded(word)));
    rows.iter().filter(holds).count()
}

#[test]
fn it_opens_counts_searches_and_filters() {
    let made = made();
    let rows = made.rows("communications");
    let Some(browser) = Browser::start(1280, 1000) else {
        return;
    };
    browser.open(&made.index(), "");
    assert_eq!(counted(&browser), rows.len());
    assert_eq!(
        (count(&browser, "input[type=search]"), count(&browser, "[data-count]")),
        (1, 1)
    );
    browser.wait("document.querySelector('[data-facet]')");
    for facet in [
        "country",
        "type",
        "year",
        "mandate",
        "reply_status",
        "language",
        "report_symbol",
        "flags",
    ] {
        assert_eq!(count(&browser, &format!("[data-facet={facet}]")), 1, "{facet}");
    }
    let all = browser.js("return document.querySelector('[data-record]').dataset.record");
    let newest = rows.iter().map(|row| row["date"].as_str().expect("a day")).max();
    let first = rows.iter().find(|row| row["id"] == all).expect("a record");
    assert_eq!(first["date"].as_str(), newest);
    // In words, with accents or without, in capitals, by a case number, and what is nowhere.
    for words in [
        "alleged",
        "DETENTION kazakhstan",
        "détention",
        "Allegations de",
        "KAZ 2/2011",
        "A/HRC",
        "nowhere-at-all",
        "kaz-2-2011",
        "KAZ2/2011",
    ] {
        browser.js(
            "const i = document.querySelector('input[type=search]'); i.value = ''; i.dispatchEvent(new Event('input'))",
        );
        browser.click("input[type=search]");
        browser.keys(words);
        let usual = if words.ends_with("2011") { "KAZ 2/2011" } else { words };
        assert_eq!(counted(&browser), fitting(&rows, usual), "{words}");
        assert!(
            browser
                .js("return location.hash")
                .as_str()
                .is_some_and(|hash| hash.starts_with("#q="))
        );
    }
    assert!(fitting(&rows, "détention") > 0 && fitting(&rows, "KAZ 2/2011") == 1);
    let with = |key: &str, value: &str| rows.iter().filter(|row| row[key] == value).count();
    for (key, value) in [
        ("country", "KAZ"),
        ("type", "JUA"),
        ("reply_status", "none_to_date"),
        ("language", "fr"),
    ] {
        browser.open(&made.index(), &format!("#{key}={value}"));
        assert_eq!(counted(&browser), with(key, value), "{key}");
        let ticked = browser.wait("document.querySelector('[data-facet] :checked')?.value");
        assert_eq!(ticked, value);
    }
    // Two values of a facet are either, two facets are both; ticking is the same as the address.
    browser.open(&made.index(), "#type=JUA&type=JAL&country=KAZ");
    let both = rows
        .iter()
        .filter(|row| row["country"] == "KAZ" && (row["type"] == "JUA" || row["type"] == "JAL"));
    assert_eq!(counted(&browser), both.count());
    browser.open(&made.index(), "");
    browser.wait("document.querySelector('[data-facet=type] [value=PR]')");
    browser.click("[data-facet=type] [value=PR]");
    browser.wait("location.hash");
    assert_eq!(counted(&browser), with("type", "PR"));
    assert_eq!(browser.js("return location.hash"), "#type=PR");
    // The tabs, and the number on each of them.
    for tab in ["cases", "observations", "rejects", "overview"] {
        browser.open(&made.index(), &format!("#tab={tab}"));
        assert_eq!(counted(&browser), rows.len(), "{tab}");
        assert_eq!(
            (count(&browser, "input[type=search]"), count(&browser, "[data-count]")),
            (1, 1)
        );
        browser.wait("!document.querySelector('main').textContent.startsWith('Loading')");
    }
    for chart in ["years", "replies", "states", "survival", "languages", "joint"] {
        assert_eq!(count(&browser, &format!("[data-chart={chart}]")), 1, "{chart}");
    }
    // Of a State's letters it is told how many were answered; press releases are none.
    let letters = rows.iter().filter(|row| row["country"] == "KAZ" && row["type"] != "PR");
    let states = letters.count();
    browser.js(
        "[...document.querySelectorAll('[data-chart=states] a')].find(a => a.textContent === 'Kazakhstan').click()",
    );
    browser.wait("location.hash.includes('KAZ')");
    assert_eq!(counted(&browser), states);
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn rows_stand_in_the_order_of_the_list_and_all_of_them_on_paper() {
    let made = made();
    let rows = made.rows("communications");
    let Some(browser) = Browser::start(1280, 500) else {
        return;
    };
    browser.open(&made.index(), "");
    assert_eq!(counted(&browser), rows.len());
    let indices = |browser: &Browser| -> Vec<u64> {
        let shown = browser.js("return [...document.querySelectorAll('.row')].map(row => Number(row.ariaRowIndex))");
        shown
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .collect()
    };
    // Some rows stay where they are and others come between them; those that stay lead on with the new search.
    for words in ["a", "al", "alleged d", "alleged", ""] {
        browser.js(&format!(
            "const i = document.querySelector('input[type=search]'); i.value = '{words}'; i.dispatchEvent(new Event('input')); scrollTo(0, {});",
            words.len() * 300
        ));
        browser.js("return new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
        let shown = indices(&browser);
        assert!(shown.is_sorted() && shown.len() > 4, "{words}: {shown:?}");
        let other = browser.js("return [...document.querySelectorAll('.row a')].filter(link => readAddress(link.hash).q !== state.view.q).length");
        assert_eq!(other, 0, "{words}");
        assert_eq!(count(&browser, ".row[tabindex=\"0\"]"), 1, "{words}");
    }
    browser.js("dispatchEvent(new Event('beforeprint'))");
    let all: Vec<u64> = (2..).take(rows.len()).collect();
    assert_eq!(indices(&browser), all);
    browser.js("dispatchEvent(new Event('afterprint'))");
    assert!(indices(&browser).len() < rows.len());
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn bars_of_mandates_lead_to_the_letters_of_both() {
    let made = made();
    let rows = made.rows("communications");
    let Some(browser) = Browser::start(1280, 1000) else {
        return;
    };
    browser.open(&made.index(), "#tab=overview");
    browser.wait("document.querySelector('[data-chart=mandates] th a')");
    let bars = browser.js(
        "return [...document.querySelectorAll('[data-chart=mandates] tbody tr')].map(bar => [
            bar.querySelector('th a').textContent, bar.querySelector('th a').getAttribute('href'), Number(bar.querySelector('.figure').textContent)])",
    );
    let bars = bars.as_array().expect("bars");
    assert!(bars.len() > 2, "{bars:?}");
    for bar in bars.iter().take(3) {
        let (pair, address) = (pages_said(&bar[0]), pages_said(&bar[1]));
        let has = |row: &&Value| {
            let listed = row["mandates"].as_array().expect("mandates");
            pair.split(" + ").all(|name| listed.iter().any(|one| one == name))
        };
        let both = rows.iter().filter(has).count();
        assert_eq!(bar[2].as_u64(), u64::try_from(both).ok(), "{pair}");
        browser.open(&made.index(), address);
        assert_eq!(counted(&browser), both, "{pair}");
        // What is asked for can be seen, and taken back.
        let ticked = browser.wait("document.querySelector('[data-facet=mandates] :checked')?.value");
        assert_eq!(ticked, pair);
        browser.click("[data-facet=mandates] :checked");
        browser.wait("!location.hash");
        assert_eq!(counted(&browser), rows.len());
    }
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_record_stands_beside_its_page() {
    let made = made();
    let rows = made.rows("communications");
    let Some(browser) = Browser::start(1280, 1400) else {
        return;
    };
    for document in REPORTS.iter().chain(JOINT) {
        let row = rows.iter().filter(|row| pages::document_of(row) == *document);
        let row = row.max_by_key(|row| places(row).len()).expect("a row");
        browser.open(&made.index(), &format!("#record={}", id(row)));
        assert_eq!(counted(&browser), rows.len());
        browser.wait("[...document.querySelectorAll('[data-picture]')].every(i => i.complete && i.naturalWidth) && document.querySelector('[data-picture]')");
        for key in [
            "date",
            "type",
            "case_number",
            "summary",
            "reply_status",
            "country",
            "id",
        ] {
            let shown = text(&browser, &format!("[data-field={key}]"));
            let expected = row[key].as_str().unwrap_or("—");
            assert_eq!(shown.as_str(), Some(expected), "{document}: {key}");
        }
        boxes_lie_on_places(&browser, row);
        // The strip shows the lines; the whole page is there on request, with its own ratio.
        browser.js("document.querySelectorAll('.page button').forEach(button => button.click())");
        boxes_lie_on_places(&browser, row);
        // Pages on their side are shown too small for the ink of a line to be counted.
        if REPORTS.contains(document) {
            lit_lines_are_its_lines(&browser, row);
        }
        assert_eq!(browser.console(), Vec::<String>::new(), "{document}");
    }
}

/// The rectangles on the screen are the places of the row, in points of the page.
fn boxes_lie_on_places(browser: &Browser, row: &Value) {
    let shown = browser.js(
        "return [...document.querySelectorAll('figure.page')].flatMap(figure => {
            const picture = figure.querySelector('[data-picture]').getBoundingClientRect();
            return [...figure.querySelectorAll('[data-box]')].map(box => {
                const at = box.getBoundingClientRect();
                return [at.left - picture.left, at.top - picture.top, at.right - picture.left, at.bottom - picture.top, picture.width, picture.height];
            });
        })",
    );
    let shown = shown.as_array().expect("boxes");
    // Cells that turn the page have their places alternately on both.
    let mut in_order: Vec<&Value> = places(row).iter().collect();
    in_order.sort_by_key(|place| place["page"].as_u64());
    assert_eq!(shown.len(), in_order.len());
    for (shown, place) in shown.iter().zip(in_order) {
        let number = |value: &Value| value.as_f64().expect("a number");
        let [wide, high] = [0, 1].map(|at| number(&place["page_size"][at]));
        let (x, y) = (wide / number(&shown[4]), high / number(&shown[5]));
        assert!((x / y - 1.0).abs() < 0.01, "the page is stretched: {shown}");
        for (at, scale) in [(0, x), (1, y), (2, x), (3, y)] {
            let off = number(&shown[at]) * scale - number(&place["box"][at]);
            assert!(off.abs() <= NEAR, "{}: off by {off} points: {shown} {place}", id(row));
        }
    }
}

#[test]
fn a_web_page_shows_its_lines_and_the_way_to_them() {
    let made = made();
    let rows = made.rows("communications");
    let row = of_document(&rows, "kazakhstan");
    let Some(browser) = Browser::start(1280, 1000) else {
        return;
    };
    browser.open(&made.index(), &format!("#record={}", id(row)));
    browser.wait("document.querySelector('.elements')");
    let lines = text(&browser, ".elements p");
    let printed = pages::words(row, "/provenance/printed/summary");
    assert!(pages_said(&lines).contains(printed), "{lines}");
    assert_eq!(text(&browser, ".elements code"), places(row)[0]["element"]);
    let links = browser.js("return [...document.querySelectorAll('main a[target]')].map(a => [a.href, a.rel])");
    let expected = json!([row["url"], "noopener noreferrer"]);
    assert!(links.as_array().expect("links").contains(&expected), "{links}");
    // Observations that cite it are there, and its case in all documents.
    assert!(count(&browser, "blockquote") > 0);
    browser.js("[...document.querySelectorAll('main a')].find(a => a.hash.startsWith('#case=')).click()");
    browser.wait("document.querySelector('.case h2')");
    assert_eq!(browser.js("return readAddress().case"), row["case_number"]);
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn it_can_be_used_by_keys_alone() {
    const DOWN: &str = "\u{e015}";
    const ENTER: &str = "\u{e007}";
    const ESCAPE: &str = "\u{e00c}";
    const RIGHT: &str = "\u{e014}";
    const END: &str = "\u{e010}";
    let made = made();
    let rows = made.rows("communications");
    let Some(browser) = Browser::start(1280, 900) else {
        return;
    };
    browser.open(&made.index(), "");
    counted(&browser);
    browser.keys("/");
    assert_eq!(browser.js("return document.activeElement.type"), "search");
    browser.keys("kazakhstan");
    let found = counted(&browser);
    assert_eq!(found, fitting(&rows, "kazakhstan"));
    browser.keys(DOWN);
    let first = browser.wait("document.activeElement.dataset.record");
    browser.keys(DOWN);
    let second = browser.wait("document.activeElement.dataset.record");
    assert_ne!(first, second);
    let ring = browser.js("return getComputedStyle(document.activeElement).outlineStyle");
    assert_ne!(ring, "none", "the focus is not seen");
    browser.keys(ENTER);
    browser.wait("document.querySelector('main dl.fields')");
    assert_eq!(text(&browser, "[data-field=id]"), second);
    assert_eq!(counted(&browser), found);
    browser.keys(RIGHT);
    browser.wait(&format!(
        "document.querySelector('[data-field=id]').textContent !== {second}"
    ));
    browser.keys(ESCAPE);
    let back = browser.wait("document.activeElement.dataset.record");
    assert_eq!(back, second, "the list has its focus again where it was left");
    browser.keys(END);
    let last = browser.wait("document.activeElement.dataset.record");
    let index = browser.js("return Number(document.activeElement.getAttribute('aria-rowindex'))");
    assert_ne!(last, second);
    assert_eq!(index.as_u64(), u64::try_from(found + 1).ok());
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_phone_is_wide_enough() {
    let made = made();
    let rows = made.rows("communications");
    let row = of_document(&rows, "entry-across-pages");
    let Some(browser) = Browser::start(1280, 900) else {
        return;
    };
    let phone = json!({"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": true});
    browser.command("Emulation.setDeviceMetricsOverride", &phone);
    for address in [
        "",
        "#tab=cases",
        "#tab=observations",
        "#tab=rejects",
        "#tab=overview",
        &format!("#record={}", id(row)),
    ] {
        browser.open(&made.index(), address);
        counted(&browser);
        browser.wait("document.querySelector('[data-facet]') && moreIsThere && !document.querySelector('main').textContent.includes('Loading')");
        let wide = browser.js("return [innerWidth, document.documentElement.scrollWidth]");
        assert_eq!(wide, json!([390, 390]), "{address}");
        // Filters are folded, so that the list is seen.
        assert_eq!(browser.js("return document.querySelector('.facets').open"), false);
    }
    boxes_lie_on_places(&browser, row);
    // A page that lies on its side is not made as narrow as the phone; it can be pushed, and the phone's page cannot.
    let across = of_document(&rows, "joint-ruled");
    browser.open(&made.index(), &format!("#record={}", id(across)));
    browser.wait("[...document.querySelectorAll('[data-picture]')].every(i => i.complete && i.naturalWidth) && document.querySelector('[data-picture]')");
    let shown = browser
        .js("return [document.querySelector('[data-picture]').clientWidth, document.documentElement.scrollWidth]");
    assert_eq!(shown, json!([842, 390]));
    boxes_lie_on_places(&browser, across);
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn hostile_words_do_nothing_but_stand_there() {
    let made = made();
    let hostile = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>\u{202e}desrever\u{202c} {{tail}} </script> \u{2028} ";
    let long = format!("{hostile}{}", "Löngwördwithoutend".repeat(6000));
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("output");
    fs::create_dir(&output).expect("a folder");
    let mut rows = made.rows("communications");
    rows.truncate(2);
    rows[0]["summary"] = json!(long);
    rows[0]["id"] = json!("a/<script>window.hacked = 3<\u{2f}script>");
    rows[0]["country_name"] = json!(hostile);
    rows[0]["url"] = json!("javascript:window.hacked = 4");
    rows[0]["provenance"]["document"] = json!("../../<b>hostile");
    rows[0]["provenance"]["printed"]["summary"] = json!(hostile);
    let lines: String = rows.iter().flat_map(|row| [row.to_string(), "\n".to_owned()]).collect();
    fs::write(output.join("communications.jsonl"), lines).expect("written");
    let mut document = made.rows("documents").swap_remove(0);
    document["id"] = json!("../../<b>hostile");
    document["title"] = json!(hostile);
    document["reason"] = json!(hostile);
    document["outcome"] = json!("short");
    fs::write(output.join("documents.jsonl"), format!("{document}\n")).expect("written");
    let page = folder.path().join("page");
    assert_eq!(write(&output, &made.store, &page).status, 0);
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["output", "page"]);
    let show = show(
        &Made {
            output,
            store: made.store.clone(),
            page: page.clone(),
        },
        id(&rows[0]),
    );
    assert_eq!(show.status, 0);
    let single = folder.path().join("show.html");
    fs::write(&single, show.stdout).expect("written");
    let Some(browser) = Browser::start(1280, 900) else {
        return;
    };
    let address = format!(
        "#record={}",
        id(&rows[0]).replace('<', "%3C").replace('>', "%3E").replace(' ', "%20")
    );
    for (file, address) in [
        (page.join("index.html"), ""),
        (page.join("index.html"), "#tab=overview"),
        (page.join("index.html"), &address),
        (single, ""),
    ] {
        browser.open(&file, address);
        browser.wait("document.querySelector('[data-record], [data-chart], [data-field=summary]')");
        let wide = browser.js("return document.documentElement.scrollWidth <= innerWidth");
        assert_eq!(wide, true, "{address}");
        assert_eq!(browser.js("return window.hacked ?? null"), Value::Null, "{address}");
        assert_eq!(
            browser.js("return document.querySelectorAll('main script, main img[src=x], main b').length"),
            0
        );
        assert_eq!(
            browser.js("return document.querySelectorAll('[href^=javascript]').length"),
            0
        );
        if count(&browser, "[data-field=summary]") == 1 {
            let shown = text(&browser, "[data-field=summary]");
            assert!(shown == rows[0]["summary"], "the summary stands there whole");
            // It is pushed by itself, and keys reach it.
            browser.wait(
                "[...document.querySelectorAll('main *')].every(one => one.scrollHeight <= one.clientHeight + 1 || one.tabIndex === 0
                     || getComputedStyle(one).overflowY !== 'auto')",
            );
        }
        assert_eq!(browser.console(), Vec::<String>::new(), "{address}");
    }
}

#[test]
fn one_row_is_one_file() {
    let made = made();
    let records = made.rows("communications");
    let record = of_document(&records, "entry-across-pages");
    let observations = made.rows("observations");
    let observation = of_document(&observations, "what-observations-cite");
    let rejects = made.rows("rejects");
    let reject = of_document(&rejects, "unknown-type");
    let unknown = show(made, "entry-across-pages/none/1");
    assert_eq!((unknown.status, unknown.stdout.as_str()), (2, ""));
    let browser = Browser::start(1280, 1000);
    for (row, key) in [(record, "summary"), (observation, "text"), (reject, "entry_number")] {
        let shown = show(made, id(row));
        assert_eq!((shown.status, shown.stderr.as_str()), (0, ""));
        assert_eq!(show(made, id(row)), shown, "the same bytes again");
        assert!(shown.stdout.contains("default-src 'none'; script-src 'sha256-"));
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("row.html");
        fs::write(&file, &shown.stdout).expect("written");
        let Some(browser) = &browser else {
            continue;
        };
        browser.open(&file, "");
        browser.wait("document.querySelector('dl.fields')");
        assert_eq!(text(browser, &format!("[data-field={key}]")), row[key]);
        // There is nothing else in the file that a link could lead to.
        assert_eq!(count(browser, "main a[href^=\"#\"]"), 0, "{}", id(row));
        let boxes = count(browser, "[data-box]");
        assert_eq!(boxes, places(row).len(), "{}", id(row));
        if places(row)[0]["page"].is_number() {
            browser.wait("[...document.querySelectorAll('[data-picture]')].every(i => i.naturalWidth)");
            boxes_lie_on_places(browser, row);
        }
        assert_eq!(browser.console(), Vec::<String>::new(), "{}", id(row));
    }
}

/// The rules of axe-core (from npm), where `RAPPORTEUR_AXE` names its script: `.ci/run` does.
#[test]
fn it_breaks_no_rule_of_accessibility() {
    let Some(path) = std::env::var_os("RAPPORTEUR_AXE") else {
        return;
    };
    let axe = fs::read_to_string(path).expect("axe-core");
    let made = made();
    let records = made.rows("communications");
    let record = format!("#record={}", id(of_document(&records, "entry-across-pages")));
    let rejects = made.rows("rejects");
    let reject = format!("#record={}", id(&rejects[0]));
    let Some(browser) = Browser::start(1280, 1000) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let alone = folder.path().join("row.html");
    fs::write(
        &alone,
        show(made, id(of_document(&records, "entry-across-pages"))).stdout,
    )
    .expect("written");
    let keeps_to_the_rules = |said: &str| {
        browser.js(&axe);
        browser.js("window.broken = null; axe.run().then(done => window.broken = done.violations.map(rule => [rule.id, rule.nodes[0].html]))");
        assert_eq!(browser.wait("window.broken"), json!([]), "{said}");
    };
    // What must be pushed sideways on a phone can be reached by keys, too.
    for (scheme, wide) in [("light", 1280), ("dark", 1280), ("light", 375)] {
        let screen = json!({"width": wide, "height": 900, "deviceScaleFactor": 1, "mobile": wide < 600});
        browser.command("Emulation.setDeviceMetricsOverride", &screen);
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.command("Emulation.setEmulatedMedia", &features);
        for address in [
            "",
            "#q=nowhere",
            "#tab=cases",
            "#tab=observations",
            "#tab=rejects",
            "#tab=overview",
            "#case=KAZ 2/2011",
            &record,
            &reject,
        ] {
            browser.open(&made.index(), address);
            browser.wait("document.querySelector('[data-facet]') && moreIsThere && !document.querySelector('main').textContent.includes('Loading')");
            keeps_to_the_rules(&format!("{scheme} {wide} {address}"));
        }
        browser.open(&alone, "");
        browser.wait("document.querySelector('dl.fields')");
        keeps_to_the_rules(&format!("{scheme} {wide}, one row"));
    }
}

#[test]
fn a_page_that_cannot_be_drawn_is_drawn_from_its_lines() {
    let made = made();
    let Some(browser) = Browser::start(1280, 1000) else {
        return;
    };
    browser.open(&made.index(), "");
    browser.wait("moreIsThere");
    browser.js(
        "const leaf = {size: [600, 800], picture: null, why: 'it is slow', lines: [[60, 100, 300, 112, 10, '<b>words</b>']]};
         results.replaceChildren(printedPage({document: 'd'}, 7, [[60, 100, 300, 112]], leaf));
         document.querySelector('.page button').click()",
    );
    let said = text(&browser, ".page .said");
    assert!(
        pages_said(&said).contains("it is slow") && pages_said(&said).contains("not the print"),
        "{said}"
    );
    assert_eq!(text(&browser, "svg[data-picture] text"), "<b>words</b>");
    // Its words stand where the box does.
    let off = browser.js(
        "const [a, b] = ['svg[data-picture] text', '[data-box]'].map(of => document.querySelector(of).getBoundingClientRect());
         return Math.max(Math.abs(a.left - b.left), Math.abs(a.right - b.right), Math.abs(a.bottom - b.bottom))",
    );
    assert!(off.as_f64().is_some_and(|off| off < 6.0), "off by {off}");
    assert_eq!(browser.console(), Vec::<String>::new());
}

/// The pictures in `docs/page.md`: drawn by `UPDATE_GOLDENS=1`.
#[test]
fn the_docs_show_the_page() {
    let folder = pages::fixtures().join("../docs");
    let text = fs::read_to_string(folder.join("page.md")).expect("docs/page.md");
    let wanted = ["page-list.png", "page-record.png", "page-overview.png"];
    for name in wanted {
        assert!(text.contains(&format!("({name})")), "{name} is not shown");
    }
    if std::env::var_os("UPDATE_GOLDENS").is_none() {
        assert!(wanted.iter().all(|name| folder.join(name).exists()));
        return;
    }
    let made = made();
    let rows = made.rows("communications");
    let across = rows
        .iter()
        .filter(|row| pages::document_of(row) == "entry-across-pages");
    let across = across.max_by_key(|row| places(row).len()).expect("a row");
    let Some(browser) = Browser::start(1280, 940) else {
        return;
    };
    for (name, address) in wanted
        .iter()
        .zip(["", &format!("#record={}", id(across)), "#tab=overview"])
    {
        browser.open(&made.index(), address);
        browser.wait("document.querySelector('[data-facet]') && moreIsThere");
        browser.wait("[...document.querySelectorAll('[data-picture]')].every(i => i.complete && i.naturalWidth)");
        fs::write(folder.join(name), browser.screenshot()).expect("written");
    }
}
