//! What the words of a heading in a report on pages say it is.

use crate::lexicon::lexicon;
use crate::text::Cut as _;
use crate::text::spelling::is_blank;

/// A heading without the letter, figure or Roman number before it: `A. Kenya`, `III. Africa region`, `12) Kenya`.
pub(super) fn without_numbering(heading: &str) -> &str {
    /// Characters of the longest number: `XXXVIII`.
    const LONGEST: usize = 7;
    let bare = heading.trim_matches(is_blank);
    let inner = bare.strip_prefix('(').unwrap_or(bare);
    let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let number = inner.before(length);
    let roman = number.bytes().all(|b| b"IVXLC".contains(&b));
    // Behind Z comes AA, and then BB.
    let doubled = number.len() <= 3 && number.bytes().all(|b| number.starts_with(char::from(b)));
    let counts = doubled || roman || number.bytes().all(|b| b.is_ascii_digit());
    let after = inner.after(length);
    match after.strip_prefix(['.', ')']) {
        Some(rest) if counts && (1..=LONGEST).contains(&length) && !rest.trim_matches(is_blank).is_empty() => {
            rest.trim_matches(is_blank)
        }
        _ => bare,
    }
}

/// Whether a heading announces entries.
pub(super) fn names_entries(heading: &str) -> bool {
    lexicon!("entries").is(heading).is_some() || names_press_releases(heading)
}

/// Whether a heading announces press releases.
pub(super) fn names_press_releases(heading: &str) -> bool {
    /// Bytes of the longest, with blanks and a colon.
    const LONGEST: usize = 32;
    let bare = heading.trim_matches(|c| is_blank(c) || c == ':');
    heading.len() <= LONGEST && lexicon!("press releases").is(bare).is_some()
}

/// Whether a line is one of the headings under which observations usually stand.
pub(super) fn is_usual_sub_heading(line: &str) -> bool {
    /// Bytes of the longest, with a number before it.
    const LONGEST: usize = 48;
    // Asked of every line, and nearly all are longer.
    line.len() <= LONGEST && lexicon!("sub-heading").is(without_numbering(line)).is_some()
}

/// Whether a heading is that of an annex.
pub(super) fn is_annex(heading: &str) -> bool {
    lexicon!("annex").length(heading).is_some()
}

/// Whether a heading is that of a part of the report: a Roman number, a region, an annex.
pub(super) fn is_part(heading: &str) -> bool {
    let shown = heading.trim_matches(is_blank);
    let bare = without_numbering(shown);
    let roman = shown
        .split_once('.')
        .is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|b| b"IVX".contains(&b)) && shown != bare);
    roman || names_region(bare) || is_annex(bare) || lexicon!("part").length(bare).is_some()
}

/// Whether a heading is that of a region.
pub(super) fn names_region(heading: &str) -> bool {
    heading
        .split(is_blank)
        .any(|word| lexicon!("region").length(word).is_some())
}
