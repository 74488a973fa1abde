//! Observations, typed.

use super::cited::{Cited, NamedLetters};
use super::country::Named;
use super::report::Reports;
use super::{Content, above, country, language, marked, section_names, wording};
use rustc_hash::FxHashMap;

use crate::catalogue::Known;
use crate::layout::{Citations, Listing, Observation, Scope, citations};
use crate::record::provenance::{Above, Fields};
use crate::record::{Country, Day, Origin, PrintedDay, Remark, Report};
use crate::text::{Characters, Span, Text};

/// Types the observations of a page whose entries have been typed.
pub fn remarks(text: &Text, listing: &Listing, origin: &Origin, known: &Known, content: &Content) -> Vec<Remark> {
    let reports = Reports::of(text, listing, known);
    let around = Around {
        text,
        origin,
        cited: Cited::of(&content.records),
    };
    // The document's country was found before, with what named it.
    let page = match content.country {
        Some(_) if listing.scope == Scope::OneCountry => country::of_page(text, listing, known).0,
        _ => Named::default(),
    };
    let characters = text.characters();
    let mut remarks = Vec::new();
    // Chapters of one country share a count.
    let mut counts: FxHashMap<(&str, String), usize> = FxHashMap::default();
    for (section, name) in listing.sections.iter().zip(section_names(listing, reports.whole())) {
        if section.observations.is_empty() {
            continue;
        }
        let (stated, _) = reports.of_section(text, section);
        let named = match section.chapter {
            Some(_) => country::of_section(text, section),
            None => page.clone(),
        };
        let country = named.country;
        let above = above(text, &characters, &named, &stated);
        let code = country.map_or("unknown", Country::code);
        let count = counts.entry((code, name.clone())).or_default();
        for observation in &section.observations {
            *count += 1;
            let id = format!("{}/{code}/{name}/observation-{count}", origin.document);
            remarks.push(remark(
                &around,
                observation,
                id,
                country,
                &stated.report,
                &above,
                &characters,
            ));
        }
    }
    remarks
}

/// What all observations of a document share.
struct Around<'t> {
    text: &'t Text,
    origin: &'t Origin,
    cited: Cited<'t>,
}

fn remark(
    around: &Around<'_>,
    observation: &Observation,
    id: String,
    country: Option<Country>,
    report: &Report,
    above: &Above,
    characters: &Characters<'_>,
) -> Remark {
    let Around { text, origin, cited } = around;
    let words = wording::clean(text, observation.words);
    let found = citations(text, observation.words);
    let named = NamedLetters::of(text, observation.words, &found);
    let records = cited.ids(text, country, &found, &named);
    let Citations {
        case_numbers,
        press_releases,
        days,
        figures,
    } = found;
    let cases = case_numbers.iter().filter_map(|&span| text.slice(span).parse().ok());
    let fields = Fields {
        entry_number: observation.number,
        summary: Some(observation.words),
        note: marked::note(text, observation.span),
        ..Fields::default()
    };
    Remark {
        id,
        country,
        report: report.clone(),
        headings: observation
            .headings
            .iter()
            .map(|&heading| wording::clean(text, heading).into_owned())
            .collect(),
        paragraph_number: observation.number.map(|number| text.slice(number).to_owned()),
        language: language::of(&words),
        text: words.into_owned(),
        cases: each_once(cases),
        press_releases: each_once(days_of(text, &press_releases)),
        dates: each_once(all_days(text, &days, &figures, &named).into_iter()),
        records,
        provenance: origin
            .provenance(text, characters, observation.span, &fields)
            .under(above),
    }
}

/// The days in words, and those of letters that share the month of the next one; not those in figures.
fn all_days(text: &Text, days: &[Span], figures: &[Span], named: &NamedLetters) -> Vec<Day> {
    let printed = |&span: &Span| Some((span, text.slice(span).parse::<PrintedDay>().ok()?.day));
    let mut all: Vec<(Span, Day)> = days
        .iter()
        .filter_map(printed)
        .chain(named.days().iter().copied().filter(|(span, _)| !figures.contains(span)))
        .collect();
    all.sort();
    all.into_iter().map(|(_, day)| day).collect()
}

fn days_of(text: &Text, spans: &[Span]) -> impl Iterator<Item = Day> {
    spans
        .iter()
        .filter_map(|&span| text.slice(span).parse::<PrintedDay>().ok())
        .map(|printed| printed.day)
}

/// In order, without repetitions.
fn each_once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}
