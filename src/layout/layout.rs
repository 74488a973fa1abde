//! Reports whose layout is not read: recognised, so that they are refused for what they are.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::Text;

/// A layout of communications reports that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Layout E: a table with a row for each letter.
    Tables,
    /// Layout F, before 2012: each letter told in sentences.
    Prose,
}

impl Unread {
    /// Why nothing was read, as a sentence without a stop.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Tables => {
                "no entries read: the report lists its communications in tables, a layout that is not read yet"
            }
            Self::Prose => {
                "no entries read: the report tells its communications in running prose, as before 2012, a layout that is not read"
            }
        }
    }
}

/// Which unread layout a text without entries has, if any.
pub fn unread(text: &Text) -> Option<Unread> {
    /// Letters below which a document merely mentions some.
    const ENOUGH: usize = 5;
    let string = text.string();
    let told = TOLD.find_iter(string).take(ENOUGH).count();
    let headed = text
        .lines()
        .iter()
        .filter(|line| HEADED.is_match(text.slice(line.span)))
        .take(ENOUGH)
        .count();
    if told >= ENOUGH || headed >= ENOUGH {
        return Some(Unread::Prose);
    }
    let numbers = CASE_NUMBER.find_iter(string).take(ENOUGH).count();
    (numbers >= ENOUGH && CELLS.iter().all(|cell| cell.is_match(string))).then_some(Unread::Tables)
}

/// A letter told in a sentence: `On 12 January 2009, the Special Rapporteur sent a letter of allegation`.
static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(
        r"(?i)\b(sent|transmitted|addressed|issued)\s+(an?\s+)?(joint\s+)?(urgent\s+(appeal|action|communication)|allegation\s+letter|letter\s+of\s+allegations?)",
    )
    .unwrap()
});

/// A sub-heading over such sentences.
static HEADED: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"(?i)^\s*(\(?[a-z0-9]{1,3}[.)]\s*)?(joint\s+)?(letters?\s+of\s+allegations?|allegation\s+letters?|urgent\s+appeals?)(\s+sent)?\s*:?\s*$").unwrap()
});

static CASE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"\b[A-Z]{3}\s\d{1,3}/\d{4}\b").unwrap()
});

/// Words at the head of the columns.
static CELLS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "constant patterns, which the tests compile")]
    ["(?i)\\bmandates?(\\(s\\))?\\b", "(?i)\\b(summary|allegations?)\\b"].map(|cell| Regex::new(cell).unwrap())
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn layouts_that_are_not_read() {
        let page = |body: &str| format!("<html><body>{body}</body></html>");
        let told = "<p>On 12 January 2009, the Special Rapporteur sent a joint urgent appeal to the Government.</p>";
        let row = "<tr><td>12/01/2014<br>JUA</td><td>KAZ 1/2014</td><td>Mandates: association</td><td>Allegations of x</td></tr>";
        for (body, layout) in [
            (told.repeat(6), Some(Unread::Prose)),
            (told.to_owned(), None),
            ("<h4>Letter of allegations</h4><p>x</p>".repeat(5), Some(Unread::Prose)),
            (format!("<table>{}</table>", row.repeat(6)), Some(Unread::Tables)),
            ("<p>A resolution.</p>".to_owned(), None),
        ] {
            let reading = read::text(page(&body).as_bytes()).expect("a page");
            assert_eq!(unread(&reading.text), layout, "{body}");
        }
    }
}
