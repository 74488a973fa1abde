//! What furniture says: page numbers, headings that go on, imprints, and the shape that lines of several pages share.

use super::LONG;

/// What furniture has in common on all pages: the text with every number as `#`, or, of page
/// numbers, by how much they run ahead of the page (`14/105` on page after page is none).
pub(super) fn shape(text: &str, page: u32) -> String {
    if is_page_number(text) {
        let digits = text
            .split(|character: char| !character.is_ascii_digit())
            .find(|digits| !digits.is_empty());
        if let Some(number) = digits.and_then(|digits| digits.parse::<i64>().ok()) {
            return format!("# {}", number - i64::from(page));
        }
    }
    let mut shape = String::with_capacity(text.len());
    for character in text.chars() {
        if !character.is_ascii_digit() {
            shape.push(character);
        } else if !shape.ends_with('#') {
            shape.push('#');
        }
    }
    shape
}

/// `7`, `- 7 -`, `7/12`, `Page 7`, `Page 7 of 12`, `vii`.
pub(super) fn is_page_number(text: &str) -> bool {
    let words = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut numbers = 0;
    for word in words {
        let digits = word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        let roman = word.len() <= 6 && word.bytes().all(|byte| b"ivxlIVXL".contains(&byte));
        match word.to_ascii_lowercase().as_str() {
            "page" | "página" | "of" | "de" | "sur" | "p" => {}
            _ if digits || roman => numbers += 1,
            _ => return false,
        }
    }
    (1..=2).contains(&numbers)
}

/// `Haiti (continued)`: a heading that is printed again where its chapter or table goes on, on whatever line of the page.
pub(super) fn is_continued(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "continued",
        "cont.",
        "cont’d",
        "cont'd",
        "suite",
        "continuación",
        "cont",
    ];
    let Some((name, word)) = text.trim_end().strip_suffix(')').and_then(|text| text.rsplit_once('(')) else {
        return false;
    };
    let heads = name.starts_with(char::is_uppercase) && name.len() <= LONG / 2;
    heads && WORDS.iter().any(|known| word.trim().eq_ignore_ascii_case(known))
}

/// What the UN's printers put at the foot of the first page: `GE.15-09429 (E)`, `12-34567 (E) 190312`, `*1509429*`, `/...`.
pub(super) fn is_imprint(text: &str) -> bool {
    let job = |rest: &str| {
        let mut parts = rest.splitn(2, '-');
        let is_number =
            |part: Option<&str>| part.is_some_and(|part| part.bytes().take_while(u8::is_ascii_digit).count() >= 2);
        is_number(parts.next()) && is_number(parts.next())
    };
    let barcode = text.len() >= 7
        && text
            .chars()
            .all(|character| character == '*' || character.is_ascii_digit());
    let private = text
        .chars()
        .all(|character| matches!(character, '\u{e000}'..='\u{f8ff}' | ' '));
    // The day of printing can stand apart from the job's number.
    let day = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    barcode
        || private
        || day
        || text == "/..."
        || text.strip_prefix("GE.").map_or_else(
            || text.contains("(E)") && job(text),
            |job| job.starts_with(|first: char| first.is_ascii_digit()),
        )
        || text == "Please recycle"
}
