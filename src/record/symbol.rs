//! Symbols of United Nations documents: `A/HRC/20/27/Add.3`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::text::spelling::{is_blank, is_invisible};

/// A document's symbol, in the spelling of the documents system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(Arc<str>);

impl Symbol {
    /// Eats a symbol from the front of `printed`: the symbol and its length in bytes.
    ///
    /// ```
    /// use rapporteur::record::Symbol;
    /// let (symbol, length) = Symbol::prefix("A/HRC/20/27/Add.3: May 1, 2011").unwrap();
    /// assert_eq!((symbol.to_string().as_str(), length), ("A/HRC/20/27/Add.3", 17));
    /// assert!(Symbol::prefix("and/or").is_none());
    /// ```
    pub fn prefix(printed: &str) -> Option<(Self, usize)> {
        /// Bytes of most symbols: `A/HRC/20/27/Add.3` has 17.
        const USUAL: usize = 24;
        // The bodies whose documents these are begin with one of four letters; most words do not.
        if !printed
            .trim_start_matches(is_invisible)
            .starts_with(['A', 'C', 'E', 'S'])
        {
            return None;
        }
        let mut written = String::with_capacity(USUAL);
        let mut end = 0;
        let mut parts = 0;
        let mut chars = printed.char_indices().peekable();
        loop {
            let part = written.len();
            while let Some((at, c)) =
                chars.next_if(|&(_, c)| c.is_ascii_alphanumeric() || c == '.' || c == '-' || is_invisible(c))
            {
                if !is_invisible(c) {
                    written.push(c);
                    end = at + c.len_utf8();
                }
            }
            let body = written.get(part..)?;
            if body.is_empty()
                || (parts == 0 && !matches!(body, "A" | "E" | "S" | "CCPR" | "CAT" | "CERD" | "CEDAW" | "CRC"))
            {
                return None;
            }
            parts += 1;
            // `Add. 3` is printed with a blank now and then.
            if ["Add.", "Corr.", "Rev."]
                .iter()
                .any(|kind| kind.eq_ignore_ascii_case(body))
            {
                while chars.next_if(|&(_, c)| is_blank(c)).is_some() {}
                continue_number(&mut chars, &mut written, &mut end);
            }
            if chars.next_if(|&(_, c)| c == '/').is_none() {
                break;
            }
            written.push('/');
        }
        while written.ends_with(['.', '-']) {
            written.pop();
            end -= 1;
        }
        (parts >= 3 && written.ends_with(|c: char| c.is_ascii_digit())).then(|| (Self(spelled(written).into()), end))
    }
}

fn continue_number(chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>, written: &mut String, end: &mut usize) {
    while let Some((at, c)) = chars.next_if(|&(_, c)| c.is_ascii_digit()) {
        written.push(c);
        *end = at + 1;
    }
}

/// `ADD.3` and `add.3` are `Add.3`.
fn spelled(mut written: String) -> String {
    const KINDS: [&str; 3] = ["Add.", "Corr.", "Rev."];
    let mut start = 0;
    while let Some(stroke) = written.get(start..).and_then(|rest| rest.find('/')) {
        start += stroke + 1;
        for kind in KINDS {
            let range = start..start + kind.len();
            if written
                .get(range.clone())
                .is_some_and(|part| part != kind && part.eq_ignore_ascii_case(kind))
            {
                written.replace_range(range, kind);
            }
        }
    }
    written
}

impl From<Symbol> for Arc<str> {
    fn from(symbol: Symbol) -> Self {
        symbol.0
    }
}

/// Words that are no symbol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no symbol of a United Nations document")]
pub struct UnreadableSymbol(pub String);

impl FromStr for Symbol {
    type Err = UnreadableSymbol;

    fn from_str(printed: &str) -> Result<Self, Self::Err> {
        match Self::prefix(printed.trim_matches(is_blank)) {
            Some((symbol, length)) if length == printed.trim_matches(is_blank).len() => Ok(symbol),
            _ => Err(UnreadableSymbol(printed.to_owned())),
        }
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_symbols() {
        for (printed, written, rest) in [
            ("A/HRC/20/27/Add.3: May", "A/HRC/20/27/Add.3", ": May"),
            ("A/HRC/32/36/Add. 3.", "A/HRC/32/36/Add.3", "."),
            ("A/HRC/32/36/ADD.3", "A/HRC/32/36/Add.3", ""),
            ("A/HRC/20/27, para 67", "A/HRC/20/27", ", para 67"),
            ("E/CN.4/2005/101/Add.1)", "E/CN.4/2005/101/Add.1", ")"),
            ("A/HRC/RES/24/5", "A/HRC/RES/24/5", ""),
        ] {
            let (symbol, length) = Symbol::prefix(printed).expect(printed);
            assert_eq!(
                (symbol.to_string().as_str(), printed.get(length..)),
                (written, Some(rest))
            );
        }
        for printed in ["", "A/HRC", "and/or/3", "1/2/2012", "A/HRC/20/", "A//3/4"] {
            assert_eq!(Symbol::prefix(printed), None, "{printed}");
        }
    }
}
