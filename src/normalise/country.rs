//! Which State a page, or a chapter of a report, is about.

use std::collections::HashSet;

use super::wording;
use crate::catalogue::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{Entry, Listing, Section};
use crate::record::{CaseNumber, Country};
use crate::text::{Span, Text};

/// A country, and what named it.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub country: Option<Country>,
    /// The heading or the title that names it.
    pub printed: Option<Span>,
    /// Whether the catalogue named it.
    pub from_catalogue: bool,
}

/// The country of the page: its title's, else the catalogue title's, else the one code that all case numbers share.
pub(super) fn of_page(text: &Text, listing: &Listing, known: &Known) -> (Named, Option<Diagnostic>) {
    let of_title = listing.country.and_then(|span| Country::of_name(text.slice(span)));
    if of_title.is_some() {
        let named = Named {
            country: of_title,
            printed: listing.country,
            from_catalogue: false,
        };
        return (named, None);
    }
    let hinted = known.title.as_deref().and_then(|title| {
        let words: Vec<&str> = title
            .split([':', ','])
            .next()?
            .split_whitespace()
            .filter(|word| !word.eq_ignore_ascii_case("communications"))
            .collect();
        Country::of_name(&words.join(" "))
    });
    let entries = || listing.sections.iter().flat_map(|section| &section.entries);
    let shared = shared(text, entries());
    let title = listing.title.map(|title| text.slice(title));
    let message = match title {
        Some(title) => format!("`{}` names no country", title.trim()),
        None => "the page has no title (`h1`)".to_owned(),
    };
    // Without entries there is nothing that a country would be wrong on.
    let diagnostic = entries()
        .next()
        .map(|_| Diagnostic::new(Code::TitleWithoutCountry, listing.title, message));
    let named = Named {
        country: hinted.or(shared),
        printed: None,
        from_catalogue: hinted.is_some(),
    };
    (named, diagnostic)
}

/// The country whose code the case numbers of all these entries have.
fn shared<'e>(text: &Text, entries: impl IntoIterator<Item = &'e Entry>) -> Option<Country> {
    let codes: HashSet<&str> = entries
        .into_iter()
        .filter_map(|entry| entry.fields.case_number)
        .filter_map(|span| CaseNumber::prefix(text.slice(span)))
        .filter_map(|(read, _)| Country::of_code(read.case_number.code()))
        .map(Country::code)
        .collect();
    let mut codes = codes.into_iter();
    codes
        .next()
        .filter(|_| codes.next().is_none())
        .and_then(Country::of_code)
}

/// The country of a chapter's heading.
pub(super) fn of_heading(text: &Text, chapter: Span) -> Option<Country> {
    let name = wording::clean(text, chapter);
    Country::of_name(name.trim_end_matches(['*', '†', ':', '.']))
}

/// The country of a chapter: its heading's, or where that names none, the one whose code all its case numbers have.
pub(super) fn of_section(text: &Text, section: &Section) -> Named {
    let named = section.chapter.and_then(|chapter| of_heading(text, chapter));
    Named {
        country: named.or_else(|| shared(text, &section.entries)),
        printed: section.chapter.filter(|_| named.is_some()),
        from_catalogue: false,
    }
}
