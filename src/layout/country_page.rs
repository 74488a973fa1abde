//! Layout A: a web page with one country's entries from several reports.

use super::evidence::{Evidence, Sight};
use super::outline::{country_of_title, section_heading};
use super::{Layout, Listing, Marks, Scope, sections};
use crate::catalogue::SourceKind;
use crate::record::Country;
use crate::text::{Line, Place, Role, Span, Text};

/// The layout of country pages.
pub(super) struct CountryPage;

impl Layout for CountryPage {
    fn name(&self) -> &'static str {
        "country-page"
    }

    fn kind(&self) -> Option<SourceKind> {
        Some(SourceKind::CountryPage)
    }

    fn recognise(&self, sight: &Sight<'_>, kind: Option<SourceKind>) -> Option<Evidence> {
        let text = sight.text;
        let own = || {
            text.lines()
                .iter()
                .filter(|line| line.role.is_text() && is_on_web(line))
        };
        let evidence = |why, line: &Line| Evidence {
            why,
            span: Some(line.span),
        };
        if let Some(line) = own().find(|line| heads_section(text, line)) {
            return Some(evidence("the heading of a report's section", line));
        }
        if let Some(line) = own()
            .find(|line| line.role == Role::Heading(1))
            .filter(|line| names_country(text, line))
        {
            return Some(evidence("a title that names a country and its communications", line));
        }
        // All lines of a text stand on pages, or none.
        let opened = text
            .lines()
            .first()
            .filter(|line| is_on_web(line))
            .map(|_| sight.openings());
        if let Some(opening) = opened.unwrap_or_default().iter().find(|opening| !opening.is_on_page()) {
            return Some(evidence("an entry on a web page", opening.line));
        }
        let said = kind == Some(SourceKind::CountryPage) && text.lines().iter().any(is_on_web);
        said.then_some(Evidence {
            why: "the catalogue says that it is a country page",
            span: None,
        })
    }

    fn cut(&self, text: &Text) -> Listing {
        Listing {
            scope: Scope::OneCountry,
            ..sections::listing(text)
        }
    }

    fn marks(&self) -> Marks {
        Marks::Labels
    }
}

fn is_on_web(line: &Line) -> bool {
    matches!(line.place, Place::Element(_))
}

fn heads_section(text: &Text, line: &Line) -> bool {
    let start = line.marker.map_or(line.span.start, |marker| marker.end);
    let words = Span::new(start, line.span.end);
    section_heading(text.slice(words), start, line.role.is_heading()).is_some()
}

/// Whether a title speaks of communications and names a country: `Kazakhstan communications: May 1, 2011 to …`.
fn names_country(text: &Text, line: &Line) -> bool {
    let title = text.slice(line.span);
    let lower = title.to_lowercase();
    let speaks = ["communication", "comunicaci"].iter().any(|word| lower.contains(word));
    let country = country_of_title(title, line.span.start);
    speaks && country.is_some_and(|country| Country::of_name(text.slice(country)).is_some())
}
