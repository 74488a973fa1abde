//! One row of a table: its fields typed, its record or its reject.

use super::{Page, checks, flag, marked, wording};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::layout::{Entry, Row};
use crate::record::provenance::{Fields, PrintedPlace};
use crate::record::{Country, Day, OTHERS, Part, Record, Reject, Report};
use crate::text::Span;

impl Page<'_> {
    /// Types a row, and puts its record or its reject and all diagnostics into the content.
    pub(super) fn row(&mut self, entry: &Entry, row: &Row, position: usize, report: &Report) {
        let mut found = Vec::new();
        if entry.fields.case_number.is_none() {
            let (code, message) = if row.without_key {
                let message = "no column of the table is known to hold case numbers";
                (Code::ColumnsUnknown, message)
            } else {
                (Code::RowWithoutCaseNumber, "the row has no case number")
            };
            found.push(Diagnostic::new(code, Some(entry.span), message));
        }
        if let Some(message) = row.guessed {
            found.push(Diagnostic::new(Code::RowEndsUnclear, Some(entry.span), message));
        }
        let identity = self.identity(entry, &mut found);
        let of_code = identity.case_number.and_then(|number| Country::of_code(number.code()));
        let printed = row.country.map(|span| wording::clean(self.text, span).into_owned());
        let of_name = printed.as_deref().and_then(Country::of_name);
        let other = of_code.is_some_and(|country| country.code() == OTHERS);
        let country = if other { of_code } else { of_name.or(of_code) };
        if country.is_none() && identity.case_number.is_some() {
            let message = "neither the case number nor a name in its row says which State it is about";
            found.push(Diagnostic::new(Code::UnknownCountry, Some(entry.span), message));
        }
        let (id, number) = self.row_id(entry, row, country, position);
        let fields = Fields {
            kind: Some(entry.fields.kind).filter(|kind| !kind.is_empty()),
            date: entry.fields.date,
            case_number: entry.fields.case_number,
            country: row.country.filter(|_| !other),
            addressee: row.country.filter(|_| other),
            replies: entry.fields.replies.span().filter(|replies| !replies.is_empty()),
            summary: entry.fields.summary,
            alleged_victims: row.alleged_victims,
            part: row.part.map(|part| part.1),
            mandates: row.mandates.iter().copied().reduce(Span::to),
            note: marked::note(self.text, entry.span),
            ..Fields::default()
        };
        self.marked(entry, &mut found);
        let mut provenance = self
            .origin
            .provenance(self.text, &self.characters, entry.span, &fields)
            .under(&self.above);
        let cells = row.places.iter();
        provenance.places = cells.map(|&place| PrintedPlace::of(self.text, place)).collect();
        if row.without_key {
            // One fault, one reason: what other fields lack says no more.
            found.retain(|one| one.level() != Level::Reject || one.code == Code::ColumnsUnknown);
        } else if row.guessed.is_some() {
            found.retain(|one| one.level() != Level::Reject || one.code == Code::RowEndsUnclear);
        }
        let whole = country.zip(identity.date).zip(identity.communication());
        let sound = found.iter().all(|one| one.level() != Level::Reject);
        if let Some(((country, date), communication)) = whole.filter(|_| sound) {
            let part = row.part.map(|part| part.0);
            // Part B lists replies to letters from before the period.
            let period = match part {
                Some(Part::B) => Report {
                    period_start: None,
                    period_end: None,
                    ..report.clone()
                },
                _ => report.clone(),
            };
            found.extend(checks::entry(entry, date, country, &period, &communication));
            found.extend(part.and_then(|part| part_of(entry, part, date, report)));
            let mandates: Vec<String> = row.mandates.iter().map(|&name| self.name(name)).collect();
            if row.has_mandates {
                found.extend(mandates_of(entry, communication.kind().joint(), &mandates));
            }
            self.repeated_row(entry, &number, &id, &mut found);
            let (summary, language) = self.summary(entry, &mut found);
            let mut flags = Vec::new();
            for diagnostic in &found {
                flag(&mut flags, diagnostic.code);
            }
            let victims = row.alleged_victims.map(|span| wording::clean(self.text, span));
            let record = Record {
                id: id.clone(),
                communication,
                date,
                country,
                addressee: printed.filter(|_| other),
                entry_number: None,
                summary,
                language,
                alleged_victims: victims.and_then(|victims| victims.parse().ok()),
                part,
                mandates,
                report: report.clone(),
                url: self.row_url(entry),
                flags,
                provenance,
            };
            self.content.records.push(record);
        } else {
            if !row.without_key && row.guessed.is_none() {
                self.summary(entry, &mut found);
            }
            let rejects = || found.iter().filter(|diagnostic| diagnostic.level() == Level::Reject);
            let mut codes = Vec::new();
            for diagnostic in rejects() {
                flag(&mut codes, diagnostic.code);
            }
            let mut reasons: Vec<String> = rejects().map(|diagnostic| diagnostic.message.clone()).collect();
            // Nothing of a row is lost that no record can hold.
            reasons.extend(row.others.iter().map(|&(head, cell)| {
                let words = |span| wording::clean(self.text, span);
                match head {
                    Some(head) => format!("{}: {}", words(head), words(cell)),
                    None => words(cell).into_owned(),
                }
            }));
            self.content.rejects.push(Reject {
                id: id.clone(),
                codes,
                reasons,
                country,
                entry_number: None,
                report: report.clone(),
                provenance,
            });
        }
        for diagnostic in found {
            self.say(Some(&id), diagnostic);
        }
    }

    /// A row's id, and the case number as ids spell it.
    fn row_id(&mut self, entry: &Entry, row: &Row, country: Option<Country>, position: usize) -> (String, String) {
        let part = match row.part {
            Some((Part::A, _)) => "A",
            Some((Part::B, _)) => "B",
            None => "list",
        };
        let printed = entry.fields.case_number.map(|span| wording::clean(self.text, span));
        let read = printed.and_then(|printed| {
            let (read, _) = crate::record::CaseNumber::prefix(&printed)?;
            Some(read.case_number.to_string().replace([' ', '/'], "-"))
        });
        let number = read.unwrap_or_else(|| format!("p{}", position + 1));
        let code = country.map_or("unknown", Country::code);
        let id = [&*self.origin.document, code, part, &number].join("/");
        let count = self.ids.entry(id.clone()).or_default();
        *count += 1;
        let id = match *count {
            1 => id,
            count => format!("{id}/{count}"),
        };
        (id, number)
    }

    /// A case number that stands in two rows: both say so.
    fn repeated_row(&mut self, entry: &Entry, number: &str, id: &str, found: &mut Vec<Diagnostic>) {
        let Some(case_number) = self.identity(entry, &mut Vec::new()).case_number else {
            return;
        };
        let Some(first) = self.cases.get(&case_number).cloned() else {
            self.cases.insert(case_number, id.to_owned());
            return;
        };
        let message = format!("{number} is also that of {first}");
        found.push(Diagnostic::new(Code::CaseRepeated, entry.fields.case_number, message));
        let earlier = self.content.records.iter_mut().find(|record| record.id == first);
        if let Some(record) = earlier.filter(|record| !record.flags.contains(&Code::CaseRepeated)) {
            flag(&mut record.flags, Code::CaseRepeated);
            let message = format!("{number} is also that of {id}");
            self.say(Some(&first), Diagnostic::new(Code::CaseRepeated, None, message));
        }
    }

    /// A name over one line or more.
    fn name(&self, span: Span) -> String {
        wording::clean(self.text, span)
            .trim_end_matches([';', ','])
            .trim()
            .to_owned()
    }

    /// The link of the letter: over its case number, else over its type or date.
    fn row_url(&self, entry: &Entry) -> Option<String> {
        let spans = [entry.fields.case_number, Some(entry.fields.kind), entry.fields.date];
        let link = spans
            .into_iter()
            .flatten()
            .find_map(|span| self.text.links_in(span).next())?;
        Some(self.absolute(&link.url))
    }
}

/// A letter that does not belong to the part in which it stands.
fn part_of(entry: &Entry, part: Part, date: Day, report: &Report) -> Option<Diagnostic> {
    let start = report.period_start?;
    let wrong = part == Part::B && date >= start;
    let message = format!("{date} is not before {start}, and part B lists replies to earlier letters");
    wrong.then(|| Diagnostic::new(Code::PartMismatch, entry.fields.date, message))
}

/// Too few or too many mandates for a letter's type.
fn mandates_of(entry: &Entry, joint: bool, mandates: &[String]) -> Option<Diagnostic> {
    let count = mandates.len();
    let fits = if joint { count >= 2 } else { count == 1 };
    let message = match (joint, count) {
        (_, 0) => "no mandate is listed".to_owned(),
        (true, _) => "a joint letter, and one mandate is listed".to_owned(),
        (false, _) => format!("a letter of one mandate, and {count} are listed"),
    };
    (!fits).then(|| Diagnostic::new(Code::MandatesMismatch, Some(entry.fields.kind), message))
}
