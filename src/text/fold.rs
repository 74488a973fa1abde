//! Texts as one looks for them: without case, accents, apostrophes, line ends, and the many forms of quotes and dashes.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::spelling::{is_blank, is_invisible};

/// A text as one looks for it, which knows where each of its characters stood.
///
/// ```
/// use rapporteur::text::fold::Folded;
/// let text = Folded::of("The case of Mr. O\u{2019}Reilly,\nCôte d’Ivoire");
/// assert!(text.find(&Folded::of("o'reilly, cote")).is_some());
/// assert!(text.find(&Folded::of("O'Reill\u{e9}")).is_some() == false);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// For each byte of the folded text: the byte of the original where its character begins.
    origins: Vec<usize>,
    /// How long the original is.
    length: usize,
}

impl Folded {
    /// Folds a text.
    pub fn of(original: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(original.len()),
            origins: Vec::with_capacity(original.len()),
            length: original.len(),
        };
        for (at, c) in original.char_indices() {
            match c {
                _ if is_invisible(c) => {}
                _ if is_blank(c) => {
                    if !folded.text.is_empty() && !folded.text.ends_with(' ') {
                        folded.push(' ', at);
                    }
                }
                // Reports of 2012 and 2013 print U+201F for an apostrophe.
                '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{201f}' | '`' | '\u{b4}' | '\u{2bb}' | '\u{2bc}'
                | '\u{2032}' | '\u{ff07}' => {}
                '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => folded.push('"', at),
                '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-', at),
                _ if c.is_ascii() => folded.push(c.to_ascii_lowercase(), at),
                _ => {
                    let letters = std::iter::once(c).nfkd().filter(|&c| !is_combining_mark(c));
                    for letter in letters.flat_map(char::to_lowercase) {
                        match alone(letter) {
                            Some(plain) => plain.chars().for_each(|c| folded.push(c, at)),
                            None => folded.push(letter, at),
                        }
                    }
                }
            }
        }
        if folded.text.ends_with(' ') {
            folded.text.pop();
            folded.origins.pop();
        }
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.origins.resize(self.text.len(), at);
    }

    /// Whether nothing is left to look for.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The bytes of the original where another text stands first, if it does.
    pub fn find(&self, wanted: &Self) -> Option<std::ops::Range<usize>> {
        let start = self.text.find(&wanted.text)?;
        let end = start + wanted.text.len();
        let origin = |at: usize| self.origins.get(at).copied().unwrap_or(self.length);
        Some(origin(start)..origin(end))
    }
}

/// Letters whose strokes and ligatures are no accents of their own.
fn alone(letter: char) -> Option<&'static str> {
    Some(match letter {
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ø' => "o",
        'đ' => "d",
        'ł' => "l",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_stands_in_the_original() {
        let original = "  «É\u{ad}lan»  d\u{2019}O\u{2019}Reilly\n– ﬁn";
        let text = Folded::of(original);
        for (wanted, stands) in [
            ("elan", "É\u{ad}lan"),
            ("D'O'REILLY - fin", "d\u{2019}O\u{2019}Reilly\n– ﬁn"),
            ("dOReilly", "d\u{2019}O\u{2019}Reilly"),
            ("\"elan\" ", "«É\u{ad}lan»"),
        ] {
            let found = text.find(&Folded::of(wanted)).and_then(|range| original.get(range));
            assert_eq!(found, Some(stands), "{wanted}");
        }
        assert_eq!(text.find(&Folded::of("eland")), None);
        assert!(Folded::of(" \u{ad}\n'").is_empty());
        for apostrophe in ['\'', '\u{2019}', '\u{2bc}', '\u{201f}', '\u{ff07}'] {
            let printed = Folded::of(&format!("the People{apostrophe}s Party"));
            assert!(printed.find(&Folded::of("people's party")).is_some(), "{apostrophe}");
        }
        assert_eq!(
            Folded::of("Łódź, Œuvre, Straße").text,
            Folded::of("lodz, oeuvre, STRASSE").text
        );
    }
}
