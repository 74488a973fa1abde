//! What is changed in an entry is read as it then stands, or is told: nothing is lost and nothing falsified in silence.
//!
//! Of each fixture with a golden, one thing of an entry is hidden, shrunk, repeated, misprinted or removed: of a page in
//! its markup, of a report in its printed lines. `RAPPORTEUR_CHANGES` asks for more of them, `RAPPORTEUR_CHANGES_SEED`
//! for others.

#![expect(
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a seed repeats the test; places are found in the string that they cut"
)]

use crate::pages;
use crate::tried::Random;

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::fs;
use std::ops::Range;

use rapporteur::catalogue::Known;
use rapporteur::diagnostic::{Code, Level};
use rapporteur::layout::{self, Entry};
use rapporteur::normalise::{self, Content};
use rapporteur::read;
use rapporteur::record::{Communication, Kind, Origin, Record};
use rapporteur::text::{Aside, Builder, Line, Role, Span, Text};

/// How many changes are tried: seconds without optimisation.
const CHANGES: u64 = 160;
/// Which ones. Another seed finds other changes; of 1,500 each, none is lost and four at most are falsified.
const SEED: u64 = 14;
/// The number of changes above which as many as these may be falsified.
const MANY: (usize, usize) = (1_500, 4);

/// A part of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Type,
    Date,
    CaseLabel,
    CaseNumber,
    ReplyLabel,
    Reply(usize),
    SummaryStart,
    /// From its type to its replies.
    Head,
}

/// What is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Hide,
    Shrink,
    Repeat,
    Misprint,
    Remove,
}

const ACTS: [Act; 5] = [Act::Hide, Act::Shrink, Act::Repeat, Act::Misprint, Act::Remove];

/// What a record says, in words: those that a change may change apart from the others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    case: Option<String>,
    head: String,
    replies: Vec<String>,
    summary: Option<String>,
}

fn said(record: &Record) -> Said {
    let replies = match &record.communication {
        Communication::PressRelease { .. } => vec!["press release".to_owned()],
        Communication::Letter { replies, .. } => {
            let dated = replies.dated().iter();
            let dated = dated.map(|reply| format!("{} {}", reply.day, reply.acknowledgement));
            std::iter::once(replies.status().to_string()).chain(dated).collect()
        }
    };
    let Record {
        communication,
        date,
        country,
        entry_number,
        mandates,
        report,
        ..
    } = record;
    let (kind, case) = (communication.kind(), communication.case_number());
    Said {
        case: case.map(|case| case.to_string()),
        head: format!("{kind} {date} {case:?} {country:?} {entry_number:?} {mandates:?} {report:?}"),
        replies,
        summary: record.summary.clone(),
    }
}

/// What came of a text: its records and rejects by their ids, and what is said of them and around them.
pub struct Outcome {
    records: Vec<(String, Said)>,
    rejects: usize,
    findings: BTreeMap<(Code, String), usize>,
}

impl Outcome {
    /// Whether more is said of it than of another one: a reject, a warning, or that nothing is left.
    pub fn tells_more_than(&self, before: &Self) -> bool {
        let more =
            |(key, count): (&(Code, String), &usize)| before.findings.get(key).is_none_or(|before| count > before);
        let none_left = self.records.len() + self.rejects == 0;
        self.rejects > before.rejects || none_left || self.findings.iter().any(more)
    }

    /// Whether a record has this case.
    pub fn has(&self, case: &str) -> bool {
        self.records.iter().any(|(_, said)| said.case.as_deref() == Some(case))
    }
}

/// What comes of a text.
pub fn outcome(text: &Text) -> Outcome {
    let listing = layout::listing(text, None);
    let origin = Origin {
        document: "document".into(),
        url: None,
        sha256: "".into(),
    };
    let content: Content = normalise::content(text, &listing, &origin, &Known::built_in());
    let mut findings = BTreeMap::new();
    let found = content.findings.iter();
    for found in found.filter(|found| found.diagnostic.level() >= Level::Warning) {
        let key = (found.diagnostic.code, found.id.clone().unwrap_or_default());
        *findings.entry(key).or_default() += 1;
    }
    let records = content.records.iter();
    Outcome {
        records: records.map(|record| (record.id.clone(), said(record))).collect(),
        rejects: content.rejects.len(),
        findings,
    }
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The records are as they were, or as the changed words say.
    Right,
    /// The program says so.
    Told,
    Lost,
    Falsified,
}

fn verdict(before: &Outcome, after: &Outcome, id: &str, part: Part, act: Act, in_table: bool) -> Verdict {
    if after.tells_more_than(before) {
        return Verdict::Told;
    }
    if after.records.len() < before.records.len() {
        return Verdict::Lost;
    }
    if after.records.len() > before.records.len() {
        return Verdict::Falsified;
    }
    let same = before
        .records
        .iter()
        .zip(&after.records)
        .all(|((of, was), (_, is))| was == is || of == id && is_as_printed(was, is, part, act, in_table));
    if same { Verdict::Right } else { Verdict::Falsified }
}

/// Whether a record says what the changed words do.
fn is_as_printed(was: &Said, is: &Said, part: Part, act: Act, in_table: bool) -> bool {
    if (&was.head, &was.case) != (&is.head, &is.case) {
        return false;
    }
    let gone = matches!(act, Act::Hide | Act::Remove);
    match part {
        Part::SummaryStart => {
            let (Some(old), Some(new)) = (&was.summary, &is.summary) else {
                return false;
            };
            was.replies == is.replies
                && match act {
                    Act::Hide | Act::Remove => old.ends_with(new.as_str()),
                    Act::Repeat => new.ends_with(old.as_str()),
                    Act::Misprint | Act::Shrink => old.chars().count().abs_diff(new.chars().count()) <= 3,
                }
        }
        // Of several replies one can be missing, and nobody sees it.
        Part::Reply(at) => {
            let mut left = was.replies.clone();
            let status = is.replies.first();
            // An empty cell says that there is none.
            if gone && (left.len() > 2 || in_table) {
                left.remove(at + 1);
            }
            if act == Act::Repeat {
                let again = left.get(at + 1).cloned();
                if let Some(again) = again {
                    left.insert(at + 1, again);
                }
            }
            was.summary == is.summary && status.is_some() && left.get(1..) == is.replies.get(1..)
        }
        _ => false,
    }
}

/// The parts of an entry and where they stand.
fn parts(text: &Text, entry: &Entry) -> Vec<(Part, Span)> {
    let fields = &entry.fields;
    let mut parts = vec![(Part::Type, fields.kind)];
    parts.extend(fields.date.map(|date| (Part::Date, date)));
    let between = |start: usize, end: usize| {
        let words = text.slice(Span::new(start, end.max(start)));
        let trimmed = words.trim_matches(|c: char| !c.is_alphanumeric());
        let at = start + words.find(trimmed).unwrap_or(0);
        Some(Span::new(at, at + trimmed.len())).filter(|span| !span.is_empty())
    };
    if let (Some(date), Some(number)) = (fields.date, fields.case_number) {
        if entry.row.is_none() {
            parts.extend(between(date.end, number.start).map(|label| (Part::CaseLabel, label)));
        }
        parts.push((Part::CaseNumber, number));
    }
    if let (Some(number), Some(replies), None) = (fields.case_number, fields.replies.span(), &entry.row) {
        parts.extend(between(number.end, replies.start).map(|label| (Part::ReplyLabel, label)));
    }
    if let layout::Replies::Dates(dates) = &fields.replies {
        parts.extend(dates.iter().enumerate().map(|(at, date)| (Part::Reply(at), date.span)));
    }
    if let Some(summary) = fields.summary {
        let word = text.slice(summary).split_whitespace().next().unwrap_or_default();
        let length = word.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        if length > 1 && length + 1 < summary.end - summary.start {
            parts.push((Part::SummaryStart, Span::new(summary.start, summary.start + length)));
        }
    }
    let last = fields.replies.span().or(fields.case_number).or(fields.date);
    if let (Some(last), None) = (last, &entry.row) {
        parts.push((Part::Head, fields.kind.to(last)));
    }
    parts.retain(|(_, span)| !span.is_empty());
    parts
}

/// Words with one fault that makes nothing else of them.
fn misprinted(words: &str, part: Part, random: &mut Random) -> Option<String> {
    let characters: Vec<char> = words.chars().collect();
    let pick = |random: &mut Random, fits: &dyn Fn(char) -> bool| {
        let places: Vec<usize> = (0..characters.len()).filter(|&at| fits(characters[at])).collect();
        let count = u64::try_from(places.len()).ok()?;
        (count > 0).then(|| places[usize::try_from(random.below(count)).unwrap_or_default()])
    };
    let with = |at: usize, put: &str| -> String {
        let before: String = characters[..at].iter().collect();
        let behind: String = characters[at + 1..].iter().collect();
        before + put + &behind
    };
    Some(match part {
        Part::Date | Part::Reply(_) => match random.below(4) {
            0 => with(pick(random, &|c| c == '0')?, "O"),
            1 => with(pick(random, &|c| c == '1')?, "l"),
            2 => with(pick(random, &|c| c == '/')?, ""),
            _ => with(pick(random, &|c| c == '/')?, "//"),
        },
        Part::CaseNumber => match random.below(3) {
            0 => with(
                pick(random, &|c| c == '/')?,
                ["-", "\\", " "][usize::try_from(random.below(3)).ok()?],
            ),
            1 => with(pick(random, &|c| c.is_ascii_uppercase())?, "0"),
            _ => with(pick(random, &|c| c == '/')?, ""),
        },
        _ => {
            let at = pick(random, &char::is_alphabetic)?;
            let put = match random.below(3) {
                0 if characters.len() > 2 => with(at, ""),
                1 => with(at, &characters[at].to_string().repeat(2)),
                _ if characters[at].is_uppercase() => with(at, "Q"),
                _ => with(at, "q"),
            };
            // `JAL` without its first letter is another type, and nobody sees that it was meant otherwise.
            if part == Part::Type && put.parse::<Kind>().is_ok() {
                return None;
            }
            put
        }
    })
}

/// The part of a page's markup for each part of an entry; none where its words stand there in another way.
fn in_markup(text: &Text, markup: &str, parts: &[(Part, Span)]) -> Option<Vec<Range<usize>>> {
    let whole = parts.iter().map(|part| part.1).reduce(Span::to)?;
    let mut cuts: Vec<usize> = parts.iter().flat_map(|(_, span)| [span.start, span.end]).collect();
    let words = text.slice(whole);
    for (at, c) in words.char_indices().filter(|(_, c)| c.is_whitespace()) {
        cuts.extend([whole.start + at, whole.start + at + c.len_utf8()]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut pattern = String::new();
    let mut pieces: Vec<Span> = Vec::new();
    for pair in cuts.windows(2) {
        let piece = Span::new(pair[0], pair[1]);
        let shown = text.slice(piece);
        if shown.trim().is_empty() {
            continue;
        }
        if !pieces.is_empty() {
            pattern.push_str(r"(?:\s|&nbsp;|&#160;|\x{a0}|<[^<>]*>)*");
        }
        let escaped = regex::escape(shown).replace('&', "&(?:amp;)?");
        pattern.extend(["(", &escaped, ")"]);
        pieces.push(piece);
    }
    let regex = regex::Regex::new(&pattern).ok()?;
    let mut all = regex.captures_iter(markup);
    let found = all.next().filter(|_| all.next().is_none())?;
    parts
        .iter()
        .map(|(_, span)| {
            let mut groups = (1..).zip(&pieces).filter(|(_, piece)| span.contains(**piece));
            let first = groups.next()?.0;
            let last = groups.last().map_or(first, |last| last.0);
            Some(found.get(first)?.start()..found.get(last)?.end())
        })
        .collect()
}

/// A page with one part of an entry changed.
fn changed_markup(markup: &str, range: Range<usize>, act: Act, part: Part, random: &mut Random) -> Option<String> {
    let words = &markup[range.clone()];
    let put = match act {
        Act::Hide => format!("<span hidden>{words}</span>"),
        Act::Shrink => [
            "<small>{}</small>",
            "<sub>{}</sub>",
            "<span style='font-size:1px'>{}</span>",
        ][usize::try_from(random.below(3)).ok()?]
        .replace("{}", words),
        Act::Repeat => format!("{words} {words}"),
        Act::Misprint if words.contains(['<', '&']) || part == Part::Head => return None,
        Act::Misprint => misprinted(words, part, random)?,
        Act::Remove => String::new(),
    };
    Some([&markup[..range.start], &put, &markup[range.end..]].concat())
}

/// A text with words at a place changed, or a line in another role.
fn changed_text(text: &Text, span: Span, act: Act, part: Part, random: &mut Random) -> Option<Text> {
    let at = text.line_at(span.start);
    let line = text.lines().get(at)?;
    if !line.span.contains(span) {
        return None;
    }
    let words = text.slice(span);
    let put = match act {
        Act::Hide | Act::Remove => String::new(),
        Act::Repeat => format!("{words} {words}"),
        Act::Misprint if part == Part::Head => return None,
        Act::Misprint => misprinted(words, part, random)?,
        // What a reader of pages may take a small line for.
        Act::Shrink if part == Part::SummaryStart || !text.tables().is_empty() => return None,
        Act::Shrink => words.to_owned(),
    };
    let shrunk = [Role::RunningHead, Role::Footnote, Role::RunningFoot][usize::try_from(random.below(3)).ok()?];
    let mut builder = Builder::default();
    for (number, line) in text.lines().iter().enumerate() {
        let start = builder.next_start();
        let (from, to) = (line.span.start, line.span.end);
        let moved = |byte: usize| {
            let within = byte.clamp(from, to);
            let new = if number != at || within <= span.start {
                within - from
            } else if within < span.end {
                span.start - from
            } else {
                within - from - words.len() + put.len()
            };
            start + new
        };
        let moved = |span: Span| Span::new(moved(span.start), moved(span.end));
        for mark in text.marks().iter().filter(|mark| line.span.contains(**mark)) {
            builder.mark(moved(*mark));
        }
        for link in text.links().iter().filter(|link| line.span.contains(link.span)) {
            builder.link(moved(link.span), link.url.clone());
        }
        builder.join(number, text.join_after(number));
        let mut new = Line {
            marker: line.marker.map(moved),
            ..line.clone()
        };
        let shown = text.slice(line.span);
        if number != at {
            builder.line(shown, new);
            continue;
        }
        if act == Act::Shrink {
            new.role = shrunk;
        }
        let (before, behind) = (&shown[..span.start - from], &shown[span.end - from..]);
        builder.line(&[before, &put, behind].concat(), new);
    }
    for table in text.tables() {
        builder.table(table.clone());
    }
    builder.begin_aside();
    for line in text.set_aside() {
        builder.line(text.slice(line.span), line.clone());
    }
    if act == Act::Hide {
        let role = Role::SetAside(Aside::Hidden);
        builder.line(
            words,
            Line {
                role,
                marker: None,
                item: None,
                ..line.clone()
            },
        );
    }
    Some(builder.finish())
}

/// A fixture, read.
struct Fixture {
    name: String,
    /// Of a web page.
    markup: Option<String>,
    text: Text,
    before: Outcome,
    /// The entries that are records, with the ids of those.
    entries: Vec<(String, Entry)>,
}

impl Fixture {
    fn read(path: &std::path::Path) -> Option<Self> {
        let bytes = fs::read(path).expect("a fixture");
        let text = read::text(&bytes).ok()?.text;
        let is_page = path.extension().is_some_and(|ending| ending == "html");
        let markup = if is_page {
            Some(String::from_utf8(bytes).ok()?)
        } else {
            None
        };
        let before = outcome(&text);
        let listing = layout::listing(&text, None);
        let entries = listing.sections.into_iter().flat_map(|section| section.entries);
        let characters = text.characters();
        let by_start: HashMap<usize, String> = {
            let origin = Origin {
                document: "document".into(),
                url: None,
                sha256: "".into(),
            };
            let listing = layout::listing(&text, None);
            let content = normalise::content(&text, &listing, &origin, &Known::built_in());
            content
                .records
                .iter()
                .map(|record| (record.provenance.span[0], record.id.clone()))
                .collect()
        };
        let entries = entries
            .filter_map(|entry| Some((by_start.get(&characters.before(entry.span.start))?.clone(), entry)))
            .collect();
        Some(Self {
            name: pages::name(path),
            markup,
            before,
            entries,
            text,
        })
    }

    /// Changes one thing; nothing where that cannot be done.
    fn change(&self, random: &mut Random) -> Option<(Verdict, String)> {
        let count = u64::try_from(self.entries.len()).ok()?;
        let (id, entry) = self.entries.get(usize::try_from(random.below(count)).ok()?)?;
        let parts = parts(&self.text, entry);
        let at = usize::try_from(random.below(u64::try_from(parts.len()).ok()?)).ok()?;
        let (part, span) = *parts.get(at)?;
        let act = ACTS[usize::try_from(random.below(5)).ok()?];
        // Nobody sees that what is left was an entry.
        if part == Part::Head && act == Act::Remove {
            return None;
        }
        let printed = self.text.slice(span);
        // One misprint in three does not come alone.
        let second = (act == Act::Misprint && random.below(3) == 0).then(|| {
            let others = (0..parts.len()).filter(|&other| {
                let (of, place) = parts[other];
                other != at && !place.overlaps(span) && !matches!(of, Part::SummaryStart | Part::Head | Part::Reply(_))
            });
            let others: Vec<usize> = others.collect();
            let picked = random.below(u64::try_from(others.len()).unwrap_or(1));
            usize::try_from(picked)
                .ok()
                .and_then(|picked| others.get(picked).copied())
        });
        // From the last to the first, so that none moves another.
        let mut places = vec![at];
        places.extend(second.flatten());
        places.sort_by_key(|&at| std::cmp::Reverse(parts[at].1));
        let after = if let Some(markup) = &self.markup {
            let ranges = in_markup(&self.text, markup, &parts)?;
            let changed = places.iter().try_fold(markup.clone(), |markup, &at| {
                changed_markup(&markup, ranges.get(at)?.clone(), act, parts[at].0, random)
            });
            outcome(&read::text(changed?.as_bytes()).ok()?.text)
        } else {
            let changed = places.iter().try_fold(self.text.clone(), |text, &at| {
                changed_text(&text, parts[at].1, act, parts[at].0, random)
            });
            outcome(&changed?)
        };
        let verdict = verdict(&self.before, &after, id, part, act, entry.row.is_some());
        let also = second
            .flatten()
            .map_or_else(String::new, |other| format!("+{:?}", parts[other].0));
        let is = after.records.iter().find(|(of, _)| of == id).map(|(_, said)| said);
        let was = self
            .before
            .records
            .iter()
            .find(|(of, _)| of == id)
            .map(|(_, said)| said);
        Some((
            verdict,
            format!(
                "{act:?} {part:?}{also} `{printed}` of {id} in {}\n    was {was:?}\n    is  {is:?}",
                self.name
            ),
        ))
    }
}

/// The number that a variable asks for.
pub fn asked(variable: &str, usual: u64) -> u64 {
    let given = env::var(variable).ok().and_then(|given| given.parse().ok());
    given.unwrap_or(usual)
}

#[test]
fn a_change_is_read_as_it_stands_or_told() {
    let (changes, seed) = (
        asked("RAPPORTEUR_CHANGES", CHANGES),
        asked("RAPPORTEUR_CHANGES_SEED", SEED),
    );
    let mut random = Random(seed);
    let paths: Vec<_> = pages::all().into_iter().chain(pages::reports()).collect();
    let mut fixtures: HashMap<usize, Option<Fixture>> = HashMap::new();
    let (mut tried, mut tally) = (0_usize, BTreeMap::new());
    let mut wrong = Vec::new();
    let mut attempts = 0;
    while u64::try_from(tried).expect("a small number") < changes && attempts < changes * 20 {
        attempts += 1;
        let at = usize::try_from(random.below(u64::try_from(paths.len()).expect("few"))).expect("few");
        let fixture = fixtures.entry(at).or_insert_with(|| Fixture::read(&paths[at]));
        let Some((verdict, what)) = fixture.as_ref().and_then(|fixture| fixture.change(&mut random)) else {
            continue;
        };
        tried += 1;
        *tally.entry(format!("{verdict:?}")).or_insert(0) += 1;
        if matches!(verdict, Verdict::Lost | Verdict::Falsified) {
            wrong.push((verdict, what));
        }
    }
    let all: Vec<String> = wrong
        .iter()
        .map(|(verdict, what)| format!("{verdict:?}: {what}"))
        .collect();
    println!("seed {seed}: {tried} changes, {tally:?}\n{}", all.join("\n"));
    assert!(tried > 100 || changes < 100, "only {tried} changes could be made");
    let lost = wrong.iter().filter(|(verdict, _)| *verdict == Verdict::Lost).count();
    let allowed = tried * MANY.1 / MANY.0;
    assert_eq!(lost, 0, "lost in silence");
    assert!(wrong.len() <= allowed, "{} falsified in silence", wrong.len());
}
