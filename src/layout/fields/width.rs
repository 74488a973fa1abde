//! How wide the front of a string is where several blanks count as one.

use crate::text::Cut as _;

/// The front of a string, at most `length` bytes and whole characters.
pub(super) fn up_to(string: &str, length: usize) -> &str {
    let end = (0..=length.min(string.len()))
        .rev()
        .find(|&at| string.is_char_boundary(at));
    string.before(end.unwrap_or_default())
}

/// [`up_to`] for what stands together: several blanks count as one, since a page's end within an entry's head leaves as
/// many as its foot and the next page's head have characters.
pub(super) fn near(string: &str, length: usize) -> &str {
    let end = width_to(string, length);
    string.get(..end).unwrap_or(string)
}

/// Bytes of a string in which several blanks count as one.
pub(super) fn width(string: &str) -> usize {
    let mut blank = false;
    let counted = string.chars().filter(|c| {
        let doubled = blank && c.is_whitespace();
        blank = c.is_whitespace();
        !doubled
    });
    counted.map(char::len_utf8).sum()
}

/// Whether some bytes are ASCII, with no two blanks in a row. Without a way out in the middle it runs over sixteen of them
/// at a time.
fn is_plain(bytes: &[u8]) -> bool {
    let blank = |b: u8| u8::from(b <= b' ');
    let behind = bytes.get(1..).unwrap_or_default();
    let doubled = bytes
        .iter()
        .zip(behind)
        .fold(0, |any, (&a, &b)| any | blank(a) & blank(b));
    !bytes.is_empty() && bytes.is_ascii() && doubled == 0
}

/// The byte up to which a string is no wider than `length`.
fn width_to(string: &str, length: usize) -> usize {
    if is_plain(string.as_bytes().get(..length).unwrap_or_default()) {
        return length;
    }
    let (mut blank, mut wide) = (false, 0);
    for (at, c) in string.char_indices() {
        if !(blank && c.is_whitespace()) {
            wide += c.len_utf8();
        }
        blank = c.is_whitespace();
        if wide > length {
            return at;
        }
    }
    string.len()
}
