//! The page in use: where a lawyer, an analyst with keys alone and somebody with a phone stumbled.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::site::made;
use crate::site_in_browser::{count, counted, id, of_document, text};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const RIGHT: &str = "\u{e014}";
const SPACE: &str = " ";
/// The page with all its data.
const READY: &str = "document.querySelector('[data-facet]') && moreIsThere";
/// The words and the address of what has the focus.
const FOCUSED: &str = "return [document.activeElement.tagName, document.activeElement.textContent]";

fn address(browser: &Browser) -> String {
    let hash = browser.js("return location.hash");
    hash.as_str().expect("an address").to_owned()
}

fn focus(browser: &Browser, selector: &str) {
    browser.js(&format!("document.querySelector('{selector}').focus()"));
}

/// Until what can wait was done as well.
fn settle(browser: &Browser) {
    browser.js("return new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
}

#[test]
fn the_focus_is_not_lost() {
    let Some(browser) = Browser::start(1280, 900) else {
        return;
    };
    browser.open(&made().index(), "");
    browser.wait(READY);
    focus(&browser, ".tabs a:nth-child(2)");
    browser.keys(ENTER);
    browser.wait("document.querySelector('[data-case]')");
    let words = browser.js(FOCUSED);
    assert_eq!(words[0], "A");
    assert!(
        words[1].as_str().is_some_and(|words| words.starts_with("Cases")),
        "{words}"
    );
    // The same head twice: up, and down.
    focus(&browser, "[role=columnheader].country a");
    for sorted in ["ascending", "descending"] {
        browser.keys(ENTER);
        browser.wait(&format!("document.querySelector('.country[aria-sort={sorted}]')"));
        let is_there = browser.js("return document.activeElement.matches('[role=columnheader].country a')");
        assert_eq!(is_there, true, "{sorted}");
    }
    // What is gone hands it over to the list.
    for (before, link) in [("#type=PR", ".chosen a"), ("#tab=overview", "[data-chart=states] th a")] {
        browser.open(&made().index(), before);
        browser.wait(READY);
        browser.wait(&format!("document.querySelector('{link}')"));
        focus(&browser, link);
        browser.keys(ENTER);
        browser.wait(&format!("location.hash !== '{before}'"));
        settle(&browser);
        assert_eq!(browser.js("return document.activeElement.id"), "results", "{before}");
    }
    // Whatever takes it shows it.
    let row = id(of_document(&made().rows("communications"), "entry-across-pages")).to_owned();
    browser.open(&made().index(), &format!("#record={row}"));
    browser.wait("document.querySelector('.frame')");
    for stop in [".frame", ".page button", ".way a", ".scroll"] {
        browser.js("document.querySelector('h2').focus()");
        // Keys were used, so that it is shown.
        browser.keys("\u{e004}");
        focus(&browser, stop);
        let ring = browser.js("return getComputedStyle(document.activeElement).outlineStyle");
        assert_eq!(ring, "solid", "{stop}");
    }
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn what_is_open_has_a_title_and_a_way_back() {
    let made = made();
    let Some(browser) = Browser::start(1280, 900) else {
        return;
    };
    let observations = made.rows("observations");
    let observation = id(&observations[0]);
    browser.open(&made.index(), &format!("#record={observation}"));
    browser.wait("document.querySelector('dl.fields')");
    browser.keys(ESCAPE);
    browser.wait("document.querySelector('[data-observation]')");
    assert_eq!(address(&browser), "#tab=observations");
    let title = |browser: &Browser| browser.js("return document.title");
    assert_eq!(title(&browser), "Observations · Communications reports");
    browser.open(&made.index(), "#q=alleged");
    browser.wait(READY);
    assert_eq!(title(&browser), "alleged · Communications reports");
    // Who came by an address finds the record in the list, and who pressed a link finds the list as it was left.
    let rows = made.rows("communications");
    let oldest = rows.iter().min_by_key(|row| row["date"].as_str()).expect("a row");
    browser.open(&made.index(), &format!("#record={}", id(oldest)));
    browser.wait("document.querySelector('dl.fields')");
    browser.keys(ESCAPE);
    let found = browser.wait("document.activeElement.dataset.record");
    assert_eq!(found, oldest["id"]);
    let far = browser.js("return scrollY");
    assert!(far.as_f64().is_some_and(|far| far > 900.0), "{far}");
    browser.js("scrollTo(0, 0)");
    settle(&browser);
    browser.click("[data-record]:nth-child(3) a");
    browser.wait("document.querySelector('dl.fields')");
    let third = text(&browser, "[data-field=id]");
    browser.js("history.back()");
    assert_eq!(browser.wait("document.activeElement.dataset.record"), third);
    // Cases are leafed through like records.
    browser.open(&made.index(), "#tab=cases");
    browser.wait("document.querySelector('[data-case]')");
    let two =
        browser.js("return [...document.querySelectorAll('[data-case]')].slice(0, 2).map(row => row.dataset.case)");
    focus(&browser, "[data-case]");
    browser.keys(ENTER);
    browser.wait("document.querySelector('.case h2')");
    for (at, key) in [(0, RIGHT), (1, "\u{e012}"), (0, ESCAPE)] {
        let heading = browser.js("return document.querySelector('.case h2').firstChild.textContent");
        assert_eq!(heading, two[at]);
        let expected = format!("{} · Communications reports", two[at].as_str().expect("a case number"));
        assert_eq!(title(&browser), expected);
        browser.keys(key);
        settle(&browser);
    }
    browser.wait("document.activeElement.dataset.case");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn filters_in_use_are_seen_and_taken_back() {
    let made = made();
    let rows = made.rows("communications");
    let Some(browser) = Browser::start(1280, 900) else {
        return;
    };
    let with = |key: &str, value: &str| rows.iter().filter(|row| row[key] == value).count();
    browser.open(&made.index(), "#country=KAZ&type=JUA");
    browser.wait(READY);
    let parts = browser.js("return [...document.querySelectorAll('.chosen a')].map(part => part.textContent)");
    let expected = [
        "Country: Kazakhstan ×remove",
        "Type: Joint urgent appeal ×remove",
        "Clear all",
    ];
    assert_eq!(parts, json!(expected));
    browser.click(".chosen li:nth-child(2) a");
    browser.wait("location.hash === '#country=KAZ'");
    assert_eq!(counted(&browser), with("country", "KAZ"));
    browser.click(".chosen .clear");
    browser.wait("document.querySelector('.chosen').hidden");
    assert_eq!(counted(&browser), rows.len());
    // Observations have a country, too, and no type.
    let observations = made.rows("observations");
    let of_country = observations.iter().filter(|row| row["country"] == "KAZ").count();
    browser.open(&made.index(), "#tab=observations");
    browser.wait(
        "document.querySelector('[data-observation]') && document.querySelector('[data-facet=country] [value=KAZ]')",
    );
    focus(&browser, "[data-facet=country] [value=KAZ]");
    browser.keys(SPACE);
    browser.wait("location.hash.includes('KAZ')");
    assert_eq!(address(&browser), "#country=KAZ&tab=observations");
    let listed = browser.js("return Number(document.querySelector('.list').ariaRowCount) - 1");
    assert_eq!(listed.as_u64(), u64::try_from(of_country).ok());
    assert!(0 < of_country && of_country < observations.len());
    focus(&browser, "[data-facet=type] [value=PR]");
    browser.keys(SPACE);
    browser.wait("location.hash.includes('PR')");
    assert_eq!(address(&browser), "#country=KAZ&type=PR");
    // The numbers on the tabs are of what is left, whichever is open.
    browser.open(&made.index(), "#country=KAZ");
    browser.wait(READY);
    let number = format!("[...document.querySelectorAll('.tabs a')][2].textContent === 'Observations{of_country}'");
    browser.wait(&number);
    // On a phone they are folded, said, and the list is one press away from what was ticked.
    let phone = json!({"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": true});
    browser.command("Emulation.setDeviceMetricsOverride", &phone);
    browser.open(&made.index(), "#country=KAZ");
    browser.wait("document.querySelector('.facets summary')?.textContent === 'Filters (1)'");
    browser.click(".facets summary");
    browser.click("[data-facet=flags] input");
    browser.click(".enough");
    let folded = browser.js("return document.querySelector('.facets').open");
    assert_eq!(folded, false);
    let seen = browser.js("const at = document.querySelector('[data-record]').getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight");
    assert_eq!(seen, true);
    // The order chosen is the one that is shown, also when one goes back.
    browser.open(&made.index(), "");
    browser.wait(READY);
    browser.js("go('#sort=type')");
    browser.js("history.back()");
    browser.wait("!location.hash");
    settle(&browser);
    assert_eq!(
        browser.js("return document.querySelector('.sorter select').value"),
        "-date"
    );
    assert_eq!(browser.console(), Vec::<String>::new());
}

/// Every bar and its row lead to as many records as they say, whatever is asked for already.
#[test]
fn bars_lead_to_as_many_records_as_they_say() {
    let made = made();
    let Some(browser) = Browser::start(1280, 900) else {
        return;
    };
    let letters = |row: &&Value| row["country"] == "KGZ" && row["type"] != "PR";
    let rows = made.rows("communications");
    let of_state = rows.iter().filter(letters).count();
    assert!(rows.iter().any(|row| row["country"] == "KGZ" && row["type"] == "PR") && of_state > 0);
    for asked in [
        "",
        "&type=JUA&type=PR",
        "&mandates=Torture&mandates=Toxic%20waste",
        "&reply_status=replied",
    ] {
        browser.open(&made.index(), &format!("#tab=overview{asked}"));
        browser.wait(READY);
        browser.wait("document.querySelector('[data-chart=years]')");
        let bars = browser.js(
            "return [...document.querySelectorAll('[data-chart] tbody tr')].flatMap(row => [...row.querySelectorAll('a')].map(link => {
                const parts = [...row.querySelectorAll('.bar')].map(bar => Number(bar.title.split(': ').pop().replaceAll(',', '')));
                const said = link.title ? Number(link.title.split(': ').pop().replaceAll(',', '')) : parts.reduce((all, one) => all + one, 0);
                return [link.getAttribute('href'), said, row.textContent];
            }))",
        );
        let bars = bars.as_array().expect("bars");
        assert!(bars.len() > 8, "{asked}: {}", bars.len());
        for bar in bars {
            browser.js(&format!("go({})", bar[0]));
            let found = counted(&browser);
            assert_eq!(bar[1].as_u64(), u64::try_from(found).ok(), "{asked}: {bar}");
        }
    }
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn charts_follow_what_is_typed_and_stay_open() {
    let Some(browser) = Browser::start(1280, 900) else {
        return;
    };
    let made = made();
    browser.open(&made.index(), "#tab=overview");
    browser.wait("document.querySelector('[data-chart]')");
    browser.js("const part = document.querySelector('[data-chart] details') ?? document.querySelector('[data-chart=replies]').appendChild(document.createElement('details')); part.open = true; window.of = part.closest('[data-chart]').dataset.chart");
    browser.click("input[type=search]");
    browser.keys("kyrgyzstan");
    let found = counted(&browser);
    browser.wait("[...document.querySelectorAll('[data-chart=states] tbody tr')].length === 1");
    let figures = browser
        .js("return [...document.querySelectorAll('.figures dd')].slice(0, 2).map(one => Number(one.textContent))");
    let sum = figures
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .sum::<u64>();
    assert_eq!(u64::try_from(found).ok(), Some(sum));
    assert_eq!(browser.js("return document.activeElement.type"), "search");
    // On paper nothing is folded, what is listed is said, and bars are there.
    browser.js("const part = document.querySelector('main details'); if (part) part.open = false; dispatchEvent(new Event('beforeprint'))");
    assert_eq!(count(&browser, "main details:not([open])"), 0);
    browser.js("dispatchEvent(new Event('afterprint'))");
    assert_eq!(count(&browser, "main details[data-folded]"), 0);
    browser.command("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    let seen = browser.js(
        "const styles = ['header', '.count', '.tabs', '.bar'].map(of => getComputedStyle(document.querySelector(of)));
         return [styles[0].display, styles[1].display, styles[2].display, styles[3].printColorAdjust]",
    );
    assert_eq!(seen, json!(["block", "block", "none", "exact"]));
    assert_eq!(text(&browser, "[data-count]"), found.to_string());
    assert_eq!(browser.console(), Vec::<String>::new());
}
