//! How loosely a printed word may match a known one.
//!
//! Documents print one label in many ways: any letter case, no-break blanks, a lost blank, a line end in the
//! middle, U+201F for an apostrophe, a soft hyphen. None of that changes which label it is.

/// Whether a character separates words without being printed: white space of any kind, zero-width marks.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Whether a character takes no room on the page: soft hyphen, zero-width blanks and joiners, byte order mark.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether all white space in a string, no-break and other blanks beyond ASCII aside, is single blanks, so that it can be
/// taken as it is.
pub fn is_folded(characters: &str) -> bool {
    let bytes = characters.as_bytes();
    // Without a way out in the middle both passes run over sixteen bytes at a time.
    let controls = bytes.iter().fold(0, |any, &b| any | u8::from(b < b' '));
    let behind = bytes.get(1..).unwrap_or_default();
    let blanks = |(&a, &b): (&u8, &u8)| u8::from(a == b' ') & u8::from(b == b' ');
    let doubled = bytes.iter().zip(behind).fold(0, |any, pair| any | blanks(pair));
    controls | doubled == 0
}

/// Puts the apostrophes and dashes that documents mix into one form, and lowers the case.
pub fn fold(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{201f}' | '\u{60}' | '\u{b4}' => '\'',
        '\u{2010}'..='\u{2015}' => '-',
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Eats `label` from the front of `printed` and returns its length in bytes, or nothing if it does not stand there.
///
/// `label` is in lower case; a blank in it matches any number of blanks, none included.
/// The match must end where a word ends: `urgent appeal` is not eaten from `urgent appealing`. A capital behind a small
/// letter begins a word whose blank was lost: `None to dateAlleged`.
///
/// ```
/// use rapporteur::text::spelling::eat;
/// assert_eq!(eat("Urgent\u{a0}Appeal, 3/5/2012", "urgent appeal"), Some(14));
/// assert_eq!(eat("Urgent appealing", "urgent appeal"), None);
/// ```
#[inline]
pub fn eat(printed: &str, label: &str) -> Option<usize> {
    // Nearly always the first letter says that it is another word, and this stands in loops over all labels.
    match (printed.as_bytes(), label.as_bytes()) {
        ([], [_, ..]) => None,
        ([a, ..], [b, ..]) if a.is_ascii() && b.is_ascii_alphanumeric() && a.to_ascii_lowercase() != *b => None,
        _ => eat_letters(printed, label),
    }
}

fn eat_letters(printed: &str, label: &str) -> Option<usize> {
    let (bytes, wanted) = (printed.as_bytes(), label.as_bytes());
    let same = |(a, b): &(&u8, &u8)| a.to_ascii_lowercase() == **b;
    let length = bytes.iter().zip(wanted).take_while(same).count();
    let Some(&b) = wanted.get(length) else {
        let last = length.checked_sub(1).and_then(|last| bytes.get(last));
        let small = last.is_some_and(u8::is_ascii_lowercase);
        let after = printed.get(length..)?.chars().next();
        return match after {
            Some(c) if c.is_alphabetic() && !(c.is_uppercase() && small) => None,
            _ => Some(length),
        };
    };
    let &a = bytes.get(length)?;
    // Where blanks could be lost or doubled, or a character has several forms, a closer look is due.
    let blank_before = length.checked_sub(1).and_then(|before| wanted.get(before)) == Some(&b' ');
    // A line can end within the word, behind a hyphen of whose meaning nothing was known.
    let cut = a == b'-' && matches!(bytes.get(length + 1), Some(b'\n' | b' ')) && length > 0;
    let blanks = cut || b == b' ' || (blank_before && a.is_ascii_whitespace());
    if blanks || !a.is_ascii() || !b.is_ascii() || b == b'\'' {
        eat_all(printed, label)
    } else {
        None
    }
}

#[cold]
fn eat_all(printed: &str, label: &str) -> Option<usize> {
    let mut rest = printed.char_indices().peekable();
    let mut last = ' ';
    for wanted in label.chars() {
        if wanted == ' ' {
            while rest.next_if(|&(_, c)| is_blank(c)).is_some() {}
            continue;
        }
        let mut parted = false;
        while let Some((_, c)) =
            rest.next_if(|&(at, c)| is_invisible(c) || c == '-' && wanted != '-' && is_cut(printed, at))
        {
            parted |= c == '\u{ad}' || c == '-';
        }
        // A line's end behind its hyphen is within the word.
        while parted && rest.next_if(|&(_, c)| is_blank(c)).is_some() {}
        let (_, c) = rest.next()?;
        if fold(c) != wanted {
            return None;
        }
        last = c;
    }
    match rest.peek() {
        None => Some(printed.len()),
        Some(&(at, c)) if c.is_uppercase() && last.is_lowercase() => Some(at),
        Some(&(_, c)) if c.is_alphabetic() => None,
        Some(&(at, _)) => Some(at),
    }
}

/// Whether a line ends behind the hyphen at `at`, within a word.
fn is_cut(printed: &str, at: usize) -> bool {
    let before = printed
        .get(..at)
        .is_some_and(|before| before.ends_with(char::is_alphabetic));
    before
        && printed
            .get(at + 1..)
            .is_some_and(|behind| behind.starts_with(['\n', ' ']))
}

/// The pairs of letters that a list of labels begins with, which tell nearly all words from all labels.
#[derive(Clone, Copy, Debug)]
pub struct Openings {
    /// For each first letter, a to z, a bit for each second one.
    letters: [u32; 26],
    /// A label begins with a figure.
    figure: bool,
}

impl Openings {
    /// No label.
    pub const NONE: Self = Self {
        letters: [0; 26],
        figure: false,
    };

    /// With those of one more label, which is in lower case and begins with a letter a to z or a figure.
    #[must_use]
    pub const fn with(mut self, label: &str) -> Self {
        match label.as_bytes() {
            [first @ b'a'..=b'z', second @ b'a'..=b'z', ..] => {
                self.letters[(*first - b'a') as usize] |= 1 << (*second - b'a');
            }
            [first @ b'a'..=b'z', ..] => self.letters[(*first - b'a') as usize] = u32::MAX,
            _ => self.figure = true,
        }
        self
    }

    /// Those of a list of labels.
    pub const fn of(labels: &[&str]) -> Self {
        let mut openings = Self::NONE;
        let mut at = 0;
        while at < labels.len() {
            openings = openings.with(labels[at]);
            at += 1;
        }
        openings
    }

    /// Whether one of the labels may stand at the front of `printed`.
    #[inline]
    pub fn may_begin(&self, printed: &str) -> bool {
        let letter = |b: u8| {
            let at = usize::from(b.to_ascii_lowercase().wrapping_sub(b'a'));
            (at < 26).then_some(at)
        };
        match printed.as_bytes() {
            [] => false,
            &[first, ref rest @ ..] => match letter(first) {
                Some(first) => {
                    let seconds = self.letters.get(first).copied().unwrap_or_default();
                    // Anything else than a letter in second place can be invisible.
                    rest.first()
                        .and_then(|&second| letter(second))
                        .map_or(seconds != 0, |second| seconds >> second & 1 == 1)
                }
                // An invisible character can stand before the word; a mark cannot.
                None => !first.is_ascii() || (self.figure && first.is_ascii_digit()),
            },
        }
    }
}

/// Whether `printed` is `label` and nothing else, blanks around it aside.
pub fn is(printed: &str, label: &str) -> bool {
    let printed = printed.trim_matches(is_blank);
    eat(printed, label) == Some(printed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_eaten_however_they_are_printed() {
        for (printed, label, length) in [
            ("Case no. KAZ", "case no", Some(7)),
            ("CASE\u{a0}\u{a0}No:", "case no", Some(10)),
            ("Caseno", "case no", Some(6)),
            ("Ca\u{ad}se\nno", "case no", Some(9)),
            ("Lettre d\u{201f}all\u{e9}gation.", "lettre d'all\u{e9}gation", Some(22)),
            ("De\u{ad}\ncember 2011", "december", Some(11)),
            ("Decem-\nber 2011", "december", Some(10)),
            ("Decem-ber 2011", "december", None),
            ("Case nothing", "case no", None),
            ("Cas", "case no", None),
            ("", "case no", None),
            ("JUA13/06/2013", "jua", Some(3)),
            ("Case noKAZ 2/2011", "case no", Some(7)),
            ("JUAlleged", "jua", None),
        ] {
            assert_eq!(eat(printed, label), length, "{printed:?}");
        }
        assert!(is(" None\u{a0}to date ", "none to date"));
        assert!(!is("None to date.", "none to date"));
    }
}
