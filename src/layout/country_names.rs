//! Names of countries that stand alone.

use super::headings::without_numbering;
use crate::record::Country;
use crate::text::Span;
use crate::text::spelling::is_blank;

/// Lines of the longest name of a country.
pub(super) const LONGEST_NAME: usize = 3;

/// The country that a paragraph of so many lines names alone, with the span of the name; `base` is the offset of its words.
pub(super) fn country_alone(shown: &str, base: usize, lines: usize, is_heading: bool) -> Option<(Country, Span)> {
    if lines > LONGEST_NAME {
        return None;
    }
    let bare = without_numbering(shown);
    // A sentence ends with a stop; a name does not.
    if bare.is_empty() || (!is_heading && bare.ends_with(['.', ',', ';', ':'])) {
        return None;
    }
    named_country(shown, base)
}

/// The country that words name, with the span of the name; `base` is the offset of the words.
pub(super) fn named_country(shown: &str, base: usize) -> Option<(Country, Span)> {
    /// Bytes of the longest name of a country in any form; `United Kingdom of Great Britain and Northern Ireland` has 52.
    const LONGEST: usize = 120;
    let bare = without_numbering(shown);
    if bare.len() > LONGEST {
        return None;
    }
    let name: String = bare
        .split(is_blank)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let country = Country::of_name(name.trim_end_matches(['*', '†', ':', '.']))?;
    let start = base + (bare.as_ptr() as usize).saturating_sub(shown.as_ptr() as usize);
    Some((country, Span::new(start, start + bare.len())))
}
