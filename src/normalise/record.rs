//! One entry: its fields typed, its record or its reject.

use super::left_over::joined_day;
use super::{Page, checks, flag, language, marked, order, wording};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::layout::{Entry, Label, Replies as Cut, ReplyDate};
use crate::record::provenance::{Fields, Provenance};
use crate::record::{
    CaseNumber, Communication, Country, Day, Kind, Language, PrintedCaseNumber, PrintedDay, Record, Reject, Replies,
    Reply, Report, UnknownKind, UnreadableCaseNumber, date,
};
use crate::text::Span;

/// Dates that the replies of one entry can have; a hundred thousand of them would cost a gigabyte.
const MOST_REPLIES: usize = 1_000;

/// The fields that make a record what it is; each is known, or a diagnostic says why not.
pub(super) struct Identity {
    pub kind: Option<Kind>,
    pub date: Option<Day>,
    pub case_number: Option<CaseNumber>,
    pub replies: Option<Replies>,
}

/// What an entry alone says.
pub(super) struct Typed {
    identity: Identity,
    /// What there is to say about it.
    of_identity: Vec<Diagnostic>,
    summary: Option<String>,
    language: Option<Language>,
    /// What there is to say about lost lines and the summary.
    of_summary: Vec<Diagnostic>,
    /// What there is to say about its characters.
    of_characters: Vec<Diagnostic>,
    /// The link of the letter.
    url: Option<String>,
    /// Where it stands, without the headings above it.
    provenance: Provenance,
}

impl Page<'_> {
    /// Types what an entry says, whatever stands in others.
    pub(super) fn typed(&self, entry: &Entry) -> Typed {
        let (mut of_identity, mut of_summary, mut of_characters) = (Vec::new(), Vec::new(), Vec::new());
        let identity = self.identity(entry, &mut of_identity);
        self.lost_lines(entry, &mut of_summary);
        let (summary, language) = self.summary(entry, &mut of_summary);
        self.marked(entry, &mut of_characters);
        Typed {
            identity,
            of_identity,
            summary,
            language,
            of_summary,
            of_characters,
            url: self.letter_url(entry),
            provenance: self.own_provenance(entry),
        }
    }

    /// Where an entry and each of its fields stand.
    fn own_provenance(&self, entry: &Entry) -> Provenance {
        let fields = Fields {
            entry_number: entry.number,
            kind: Some(entry.fields.kind).filter(|kind| !kind.is_empty()),
            date: entry.fields.date,
            case_number: entry.fields.case_number,
            replies: entry.fields.replies.span(),
            summary: entry.fields.summary,
            note: marked::note(self.text, entry.span),
            ..Fields::default()
        };
        self.origin.provenance(self.text, &self.characters, entry.span, &fields)
    }

    /// Signs that a line of an entry is missing.
    fn lost_lines(&self, entry: &Entry, found: &mut Vec<Diagnostic>) {
        found.extend(self.pitches.holes(self.text, entry.span));
        found.extend(order::crossed(self.text, entry.span));
        found.extend(order::number_behind(self.text, entry.span));
        if let Some(summary) = entry
            .fields
            .summary
            .filter(|summary| self.unfinished.binary_search(summary).is_ok())
        {
            let message = "the summary ends without a stop, unlike the others";
            found.push(Diagnostic::new(Code::SummaryUnfinished, Some(summary), message));
        }
        let cut_off = self.cut_off.binary_search_by_key(&entry.span, |(cut, _)| *cut);
        if let Some((_, line)) = cut_off.ok().and_then(|at| self.cut_off.get(at)) {
            let message =
                "it begins in the midst of a sentence behind an entry that ends without a stop, and is no part of it";
            found.push(Diagnostic::new(Code::CutOff, Some(*line), message));
        }
    }

    /// Puts an entry's record or its reject, and all diagnostics, into the content.
    pub(super) fn entry(&mut self, entry: &Entry, typed: Typed, section: &str, position: usize, report: &Report) {
        let Typed {
            identity,
            of_identity: mut found,
            summary,
            language,
            of_summary,
            of_characters,
            url,
            provenance,
        } = typed;
        let country = self
            .country
            .country
            .or_else(|| identity.case_number.and_then(|number| Country::of_code(number.code())));
        if country.is_none() {
            found.push(Diagnostic::new(
                Code::UnknownCountry,
                Some(entry.span),
                "neither the page nor the entry names a State",
            ));
        }
        let entry_number = entry.number.map(|number| self.text.slice(number).to_owned());
        let number = entry_number.clone().unwrap_or_else(|| format!("p{}", position + 1));
        let (id, repeated) = self.id(country, section, &number);
        if entry_number.is_none() {
            found.push(Diagnostic::new(
                Code::MissingNumber,
                Some(entry.span),
                "the entry has no number",
            ));
        } else if repeated {
            found.push(Diagnostic::new(
                Code::NumberRepeated,
                entry.number,
                format!("`{number}` stands twice in this section"),
            ));
        }
        found.extend(of_characters);
        let provenance = provenance.under(&self.above);
        let whole = country.zip(identity.date).zip(identity.communication());
        if let Some(((country, date), communication)) =
            whole.filter(|_| found.iter().all(|one| one.level() != Level::Reject))
        {
            found.extend(checks::entry(entry, date, country, report, &communication));
            self.case_repeated(entry, &communication, &id, &mut found);
            found.extend(of_summary);
            let mut flags = Vec::new();
            for diagnostic in &found {
                flag(&mut flags, diagnostic.code);
            }
            let report = report.clone();
            let record = Record {
                id: id.clone(),
                communication,
                date,
                country,
                addressee: None,
                entry_number,
                summary,
                language,
                alleged_victims: None,
                part: None,
                mandates: Vec::new(),
                report,
                url,
                flags,
                provenance,
            };
            self.content.records.push(record);
        } else {
            found.extend(of_summary);
            let rejects = || found.iter().filter(|diagnostic| diagnostic.level() == Level::Reject);
            let mut codes = Vec::new();
            for diagnostic in rejects() {
                flag(&mut codes, diagnostic.code);
            }
            let reasons = rejects().map(|diagnostic| diagnostic.message.clone()).collect();
            let report = report.clone();
            self.content.rejects.push(Reject {
                id: id.clone(),
                codes,
                reasons,
                country,
                entry_number,
                report,
                provenance,
            });
        }
        for diagnostic in found {
            self.say(Some(&id), diagnostic);
        }
    }

    pub(super) fn identity(&self, entry: &Entry, found: &mut Vec<Diagnostic>) -> Identity {
        let kind = self.kind(entry, found);
        let letter = kind.is_some_and(|kind| !kind.is_press_release());
        Identity {
            kind,
            date: self.date(entry, found),
            case_number: if letter { self.case_number(entry, found) } else { None },
            replies: if letter { self.replies(entry, found) } else { None },
        }
    }

    fn kind(&self, entry: &Entry, found: &mut Vec<Diagnostic>) -> Option<Kind> {
        let printed = wording::clean(self.text, entry.fields.kind);
        match printed.parse() {
            Ok(kind) => Some(kind),
            Err(UnknownKind(printed)) => {
                let message = if printed.is_empty() {
                    "the entry has no type".to_owned()
                } else {
                    UnknownKind(printed).to_string()
                };
                found.push(Diagnostic::new(Code::UnknownType, Some(entry.fields.kind), message));
                None
            }
        }
    }

    fn date(&self, entry: &Entry, found: &mut Vec<Diagnostic>) -> Option<Day> {
        let Some(span) = entry.fields.date else {
            found.push(Diagnostic::new(
                Code::UnreadableDate,
                Some(entry.span),
                "no date stands behind the type",
            ));
            return None;
        };
        if let Some(second) = self.second_date(entry) {
            let message = format!("`{second}` stands behind the date, before the title");
            found.push(Diagnostic::new(Code::UnreadableDate, entry.fields.summary, message));
            return None;
        }
        self.day(span, Code::UnreadableDate, found)
    }

    /// The day in digits that the title of a press release begins with: then two stand there, and one is its date.
    fn second_date(&self, entry: &Entry) -> Option<String> {
        let title = entry.fields.summary.filter(|_| entry.fields.press_release)?;
        let words = wording::clean(self.text, title);
        let skip = |words| str::trim_start_matches(words, [' ', '.', ',', ';', ':', '(', '/', '&', '–', '-']);
        let words = skip(&words);
        // Its whole head can stand there twice.
        let again = Kind::prefix(words)
            .and_then(|(_, length)| words.get(length..))
            .map(skip);
        let again = again.map(|words| words.strip_prefix("PR").map_or(words, skip));
        let words = again.unwrap_or(words);
        // `to 26/12/2011` ends a stretch of days.
        if let Some(length) = joined_day(words) {
            return words.get(..length).map(str::to_owned);
        }
        let day = words.get(..date::figures_prefix(words)?)?;
        let is_day = day.matches('/').count() == 2 && day.parse::<PrintedDay>().is_ok();
        is_day.then(|| day.to_owned())
    }

    /// Reads a date without its footnote marks, and says what was odd about it.
    fn day(&self, span: Span, code: Code, found: &mut Vec<Diagnostic>) -> Option<Day> {
        let printed = self.text.slice(span);
        let mut words = wording::clean(self.text, span);
        if printed.contains('\n') {
            // The line's end within it is no misprint.
            words = words.replace("/ ", "/").into();
        }
        match words.parse::<PrintedDay>() {
            Ok(read) => {
                if read.two_digit_year {
                    found.push(Diagnostic::new(
                        Code::TwoDigitYear,
                        Some(span),
                        format!("`{printed}` is read as {}", read.day),
                    ));
                }
                if read.misprint {
                    found.push(Diagnostic::new(
                        Code::DateMisprint,
                        Some(span),
                        format!("`{printed}` is read as {}", read.day),
                    ));
                }
                Some(read.day)
            }
            Err(why) => {
                found.push(Diagnostic::new(code, Some(span), format!("`{printed}`: {why}")));
                None
            }
        }
    }

    fn case_number(&self, entry: &Entry, found: &mut Vec<Diagnostic>) -> Option<CaseNumber> {
        let Some(span) = entry.fields.case_number else {
            // A row says so in words of its own.
            if entry.row.is_some() {
                return None;
            }
            found.push(Diagnostic::new(
                Code::UnreadableCaseNumber,
                Some(entry.span),
                "the letter has no case number",
            ));
            return None;
        };
        let printed = wording::clean(self.text, span);
        match printed.parse::<PrintedCaseNumber>() {
            Ok(read) if read.case_number.number() == 0 && entry.row.is_none() => {
                let message = format!("`{printed}` counts nothing: the first letter of a year has the number 1");
                found.push(Diagnostic::new(Code::UnreadableCaseNumber, Some(span), message));
                None
            }
            Ok(read) => {
                if read.two_digit_year {
                    let message = format!("`{printed}` is read as {}", read.case_number);
                    found.push(Diagnostic::new(Code::TwoDigitYear, Some(span), message));
                }
                if read.misprint {
                    let message = format!("`{printed}` is read as {}", read.case_number);
                    found.push(Diagnostic::new(Code::CaseNumberMisprint, Some(span), message));
                }
                if !entry.fields.case_labelled {
                    let message = format!("`{printed}` stands without its label");
                    found.push(Diagnostic::new(Code::LabelMisprint, Some(span), message));
                }
                Some(read.case_number)
            }
            Err(why @ UnreadableCaseNumber(_)) => {
                found.push(Diagnostic::new(Code::UnreadableCaseNumber, Some(span), why.to_string()));
                None
            }
        }
    }

    fn replies(&self, entry: &Entry, found: &mut Vec<Diagnostic>) -> Option<Replies> {
        if entry.fields.reply_label == Some(Label::Misprinted) {
            let message = "the label of the replies is misprinted";
            found.push(Diagnostic::new(
                Code::LabelMisprint,
                entry.fields.replies.span().or(Some(entry.span)),
                message,
            ));
        }
        if let Some(left) = self.left_over(entry) {
            let message = format!("`{left}` is left over between the replies and the summary");
            found.push(Diagnostic::new(Code::UnreadableReply, entry.fields.summary, message));
            return None;
        }
        match &entry.fields.replies {
            Cut::None(_) => Some(Replies::NoneToDate),
            Cut::Absent => {
                found.push(Diagnostic::new(
                    Code::ReplyNotStated,
                    Some(entry.span),
                    "nothing is said about a reply",
                ));
                Some(Replies::NotStated)
            }
            Cut::Odd(span) => {
                let message = format!("`{}` is neither dates nor words for none", self.text.slice(*span));
                found.push(Diagnostic::new(Code::UnreadableReply, Some(*span), message));
                None
            }
            Cut::Dates(dates) if dates.len() > MOST_REPLIES => {
                let message = format!("{} dates stand behind the label of the replies", dates.len());
                found.push(Diagnostic::new(
                    Code::UnreadableReply,
                    entry.fields.replies.span(),
                    message,
                ));
                None
            }
            Cut::Dates(dates) => {
                let sole = dates.len() == 1;
                let read: Vec<Option<Reply>> = dates
                    .iter()
                    .map(|printed| {
                        let day = self.day(printed.date, Code::UnreadableReply, found)?;
                        let url = self.reply_url(entry, printed, sole);
                        Some(Reply {
                            day,
                            acknowledgement: printed.acknowledgement,
                            url,
                        })
                    })
                    .collect();
                read.into_iter().collect::<Option<_>>().map(Replies::Dated)
            }
        }
    }

    fn case_repeated(&mut self, entry: &Entry, communication: &Communication, id: &str, found: &mut Vec<Diagnostic>) {
        let Some(case_number) = communication.case_number() else {
            return;
        };
        if let Some(first) = self.cases.get(&case_number) {
            let message = format!("{case_number} is also that of {first}");
            found.push(Diagnostic::new(Code::CaseRepeated, entry.fields.case_number, message));
        } else {
            self.cases.insert(case_number, id.to_owned());
        }
    }

    pub(super) fn summary(&self, entry: &Entry, found: &mut Vec<Diagnostic>) -> (Option<String>, Option<Language>) {
        let words = entry
            .fields
            .summary
            .map(|span| wording::clean(self.text, span))
            .filter(|words| !words.is_empty());
        let Some(words) = words else {
            found.push(Diagnostic::new(
                Code::MissingSummary,
                Some(entry.span),
                "nothing stands after the fields",
            ));
            return (None, None);
        };
        let language = language::of(&words);
        if language.is_none() {
            let message = "the words do not tell their language";
            found.push(Diagnostic::new(Code::UnknownLanguage, entry.fields.summary, message));
        }
        (Some(words.into_owned()), language)
    }

    /// The link of the letter: over its type, else over its date or case number. A press release's may lie on its title.
    fn letter_url(&self, entry: &Entry) -> Option<String> {
        let fields = &entry.fields;
        let before_replies = fields
            .replies
            .span()
            .or(fields.summary)
            .map_or(entry.span.end, |next| next.start);
        let head = fields
            .kind
            .to(fields.case_number.or(fields.date).unwrap_or(fields.kind));
        let head = Span::new(head.start, head.end.min(before_replies));
        let mut links = self.text.links_in(fields.kind).chain(self.text.links_in(head));
        // A word in the midst of its title leads elsewhere.
        let aside = |link: Span| {
            let title = fields.summary.filter(|title| title.contains(link));
            title.is_some_and(|title| (link.end - link.start) * 2 < title.end - title.start)
        };
        let link = links.next().or_else(|| {
            let mut all = self.text.links_in(entry.span);
            all.find(|link| fields.press_release && !aside(link.span))
        });
        link.map(|link| self.absolute(&link.url))
    }

    /// The link of a reply: over its date; that of a sole reply may lie on the label before it.
    fn reply_url(&self, entry: &Entry, printed: &ReplyDate, sole: bool) -> Option<String> {
        let label = Span::new(
            entry.fields.case_number.map_or(printed.span.start, |number| number.end),
            printed.span.start,
        );
        let mut on_label = self.text.links_in(label).filter(|link| link.span.start >= label.start);
        let link = self
            .text
            .links_in(printed.date)
            .next()
            .or_else(|| if sole { on_label.next() } else { None });
        link.map(|link| self.absolute(&link.url))
    }

    /// A link's target, resolved against the page's address where that is known.
    pub(super) fn absolute(&self, url: &str) -> String {
        let on_host = from_disk(url);
        let url = on_host.as_deref().unwrap_or(url);
        let resolved = self.base.as_ref().and_then(|base| base.join(url).ok());
        resolved.map_or_else(|| url.to_owned(), String::from)
    }
}

/// The path of a link that a browser made one to its disk, `file:///C:/Files/1`, as the page had it: `/Files/1`.
fn from_disk(url: &str) -> Option<String> {
    let rest = url.strip_prefix("file://")?.trim_start_matches('/');
    let path = match rest.split_once('/') {
        Some((drive, path)) if drive.ends_with([':', '|']) => path,
        _ => rest,
    };
    Some(format!("/{path}"))
}

impl Identity {
    /// The communication, if nothing that it needs is missing.
    pub(super) fn communication(&self) -> Option<Communication> {
        match self.kind? {
            Kind::PressRelease { joint } => Some(Communication::PressRelease { joint }),
            Kind::Letter { letter, joint } => Some(Communication::Letter {
                letter,
                joint,
                case_number: self.case_number?,
                replies: self.replies.clone()?,
            }),
        }
    }
}
