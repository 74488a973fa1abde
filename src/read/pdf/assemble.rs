//! From sheets to a text: every line once, paragraphs in one piece, furniture after the paragraph it would interrupt.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::{self, Flow, is_mark_alone};
use super::footnotes::{STROKE, is_mark, is_stroked, note_label, note_mark};
use super::geometry::hundredths;
use super::glued::glued;
use super::lines::Line;
use super::sheet::{Sheet, label};
use super::tables::Plan;
use super::{addresses, hyphens, links};
use super::{footnotes, furniture, roles, sheet, struck, tables};
use crate::cores;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{self, Aside, Builder, Join, PageBox, Place, Role, Span, Text};

/// A footnote mark that no footnote on its page explains counts if its number follows the last one so closely.
const MARK_STEP: u32 = 2;

/// Pages whose lines it takes time to let go.
const LONG: usize = 100;
/// Lines for which a second thread is worth its start.
const MANY: usize = 1_000;

/// Finds roles and paragraphs and builds the text.
pub fn text(mut sheets: Vec<Sheet>, base: Option<&str>, diagnostics: &mut Vec<Diagnostic>) -> Text {
    furniture::mark(&mut sheets);
    tables::settle(&mut sheets);
    let body = sheet::body_size(&sheets);
    footnotes::mark(&mut sheets, body);
    tables::settle(&mut sheets);
    let plan = Plan::of(&sheets);
    let is_long = sheets.len() > LONG;
    let mut builder = Builder::default();
    let flows = || (blocks::flow(&sheets, Role::Body), blocks::flow(&sheets, Role::Footnote));
    let (mut flow, mut note_flow) = cores::meanwhile(is_long, flows, || builder = room(&sheets, is_long));
    tables::paragraphs(&plan, &mut flow);
    for at in 0..note_flow.lines.len() {
        let begins = note_flow
            .line(&sheets, at)
            .and_then(note_label)
            .is_some_and(|label| label.1);
        if let Some(continues) = note_flow.continues.get_mut(at).filter(|_| begins) {
            *continues = false;
        }
    }
    roles::mark(&mut sheets, &flow, body);
    let mut assembly = Assembly::new(&sheets, builder);
    let mut body_at = Cursor::new(&flow);
    let mut note_at = Cursor::new(&note_flow);
    // Furniture that waits for the end of a paragraph, and whether it goes on with what waits before it.
    let mut held: Vec<((usize, usize), bool)> = Vec::new();
    for &place in &plan.order {
        if let Some(continues) = body_at.take(place) {
            if !continues {
                assembly.release(&mut held);
            }
            assembly.push(place, continues);
        } else {
            let continues = note_at.take(place).unwrap_or(false);
            held.push((place, continues));
        }
    }
    assembly.release(&mut held);
    if let Some(base) = base {
        assembly.builder.base(base);
    }
    let text = assembly.finish(plan, diagnostics);
    cores::let_go(is_long, sheets);
    text
}

/// A builder with room for all lines of the pages.
fn room(sheets: &[Sheet], is_long: bool) -> Builder {
    let lines = || sheets.iter().flat_map(|sheet| &sheet.lines);
    let bytes = lines().map(|line| line.text.len() + 1).sum();
    let mut builder = Builder::with_room(lines().count(), bytes);
    if is_long {
        builder.touch();
    }
    builder
}

/// Walks along a flow whose lines are met in order.
struct Cursor<'f> {
    flow: &'f Flow,
    at: usize,
}

impl<'f> Cursor<'f> {
    fn new(flow: &'f Flow) -> Self {
        Self { flow, at: 0 }
    }

    /// Whether the line goes on with its paragraph; `None` when it is not the next line of this flow.
    fn take(&mut self, place: (usize, usize)) -> Option<bool> {
        if self.flow.lines.get(self.at) != Some(&place) {
            return None;
        }
        let continues = self.flow.continues.get(self.at).copied().unwrap_or(false);
        self.at += 1;
        Some(continues)
    }
}

/// A link that may go on in the next line.
struct OpenLink {
    span: Span,
    url: String,
}

/// How a line ends that goes on in the next one, where it is no word's end.
enum End {
    /// Inside a web address or a symbol.
    InAddress,
    /// With a hyphen.
    Hyphen(hyphens::LineEnd),
}

impl End {
    fn of(line: &str, next: &str) -> Option<Self> {
        if addresses::inside_address(line, next) {
            return Some(Self::InAddress);
        }
        hyphens::line_end(line, next).map(Self::Hyphen)
    }
}

struct Assembly<'s> {
    sheets: &'s [Sheet],
    /// The marks that the footnotes of each page begin with.
    labels: Vec<BTreeSet<&'s str>>,
    /// Those of them that are numbers, rising.
    numbers: Vec<Vec<u32>>,
    /// Whether marks have strokes, as in `3/`, on each page.
    stroked: Vec<bool>,
    builder: Builder,
    paragraph: u32,
    /// Place of each line of the text, and whether it goes on with the one before.
    lines: Vec<((usize, usize), bool)>,
    links: Vec<OpenLink>,
    last_mark: u32,
    /// Marks in the text and at the head of notes: the page, the mark, and where it stands in the text or which line the note
    /// begins with.
    cited: Vec<(usize, String, usize)>,
    noted: Vec<(usize, String, usize)>,
    /// The page that a mark was last looked for on.
    last_sheet: usize,
}

impl<'s> Assembly<'s> {
    fn new(sheets: &'s [Sheet], mut builder: Builder) -> Self {
        for sheet in sheets {
            builder.page([sheet.width, sheet.height]);
        }
        let notes = |sheet: &'s Sheet| sheet.entries().filter(|entry| entry.2 == Role::Footnote);
        let labels: Vec<BTreeSet<&str>> = sheets
            .iter()
            .map(|sheet| notes(sheet).filter_map(|(_, line, _)| note_mark(line)).collect())
            .collect();
        let numbers = labels.iter().map(|labels| {
            let mut numbers: Vec<u32> = labels.iter().filter_map(|label| label.parse().ok()).collect();
            numbers.sort_unstable();
            numbers
        });
        Self {
            sheets,
            numbers: numbers.collect(),
            labels,
            stroked: sheets
                .iter()
                .map(|sheet| notes(sheet).any(|(_, line, _)| is_stroked(line)))
                .collect(),
            builder,
            paragraph: 0,
            lines: Vec::with_capacity(sheets.iter().map(|sheet| sheet.lines.len()).sum()),
            links: Vec::new(),
            last_mark: 0,
            cited: Vec::new(),
            noted: Vec::new(),
            last_sheet: usize::MAX,
        }
    }

    fn release(&mut self, held: &mut Vec<((usize, usize), bool)>) {
        let mut footnote_before = false;
        for (place, continues) in held.drain(..) {
            let footnote = role_at(self.sheets, place) == Some(Role::Footnote);
            self.push(place, continues && footnote && footnote_before);
            footnote_before = footnote;
        }
    }

    fn push(&mut self, place: (usize, usize), continues: bool) {
        let Some((sheet, line, role)) = self
            .sheets
            .get(place.0)
            .and_then(|sheet| Some((sheet, sheet.lines.get(place.1)?, *sheet.roles.get(place.1)?)))
        else {
            return;
        };
        let continues = continues && !self.lines.is_empty();
        if !continues {
            self.paragraph += 1;
        }
        let start = self.builder.next_start();
        let span = |range: &std::ops::Range<usize>| Span::new(start + range.start, start + range.end);
        for (range, area) in &line.links {
            let Some(url) = sheet.links.get(*area).map(|area| &area.url) else {
                continue;
            };
            let span = span(&links::on_words(&line.text, range));
            match self
                .links
                .last_mut()
                .filter(|link| link.url == *url && link.span.end + 1 >= span.start)
            {
                Some(link) => link.span.end = span.end,
                None => self.links.push(OpenLink { span, url: url.clone() }),
            }
        }
        if matches!(role, Role::Body | Role::Heading(_) | Role::Caption) {
            for range in self.marks(place.0, line, continues) {
                let mark = line.text.get(range.clone()).unwrap_or_default();
                let mark = mark.split([',', ' ']).find(|part| !part.is_empty()).unwrap_or_default();
                let mark = mark.trim_end_matches(footnotes::STOPS).to_owned();
                self.cited.push((place.0, mark, start + range.start));
                self.builder.mark(span(&range));
            }
            for range in struck::of_line(sheet, line) {
                self.builder.struck(span(&range));
            }
        }
        if role == Role::Footnote
            && !continues
            && let Some(mark) = note_mark(line)
        {
            self.noted.push((place.0, mark.to_owned(), self.lines.len()));
        }
        let marker = match role {
            Role::Footnote if !continues => note_label(line).map(|label| label.0),
            Role::Body | Role::Heading(_) if !continues => label(&line.text),
            _ => None,
        };
        self.builder.line(
            &line.text,
            text::Line {
                span: Span::new(0, 0),
                place: place_of(sheet, line),
                role,
                paragraph: self.paragraph,
                item: None,
                marker: marker.map(|length| Span::new(start, start + length)),
                bold: line.bold,
                size: Some(hundredths(line.size)),
            },
        );
        self.lines.push((place, continues));
    }

    /// The marks of which one may come next: those of the page's own notes, and of the next page's first, which had no
    /// room on this one. A mark that was not found is no reason to find none behind it.
    fn expected(&mut self, sheet: usize) -> impl Iterator<Item = u32> + use<> {
        /// Marks that are looked for at once.
        const AHEAD: usize = 2;
        let numbers = |sheet: usize| self.numbers.get(sheet).map_or(&[][..], Vec::as_slice);
        let (own, following) = (numbers(sheet), numbers(sheet + 1));
        // Notes can be counted anew on each page.
        if self.last_sheet != sheet && own.first() == Some(&1) {
            self.last_mark = 0;
        }
        self.last_sheet = sheet;
        let last = self.last_mark;
        let next = own.last().copied().unwrap_or(last).max(last) + 1;
        let moved = following.first().filter(|&&first| first == next);
        let mut expected = own.iter().chain(moved).copied().filter(move |&number| number > last);
        let ahead: [Option<u32>; AHEAD] = std::array::from_fn(|_| expected.next());
        ahead.into_iter().flatten()
    }

    /// Ranges of a line that are footnote marks; one that begins a line belongs to the line before.
    fn marks(&mut self, sheet: usize, line: &Line, continues: bool) -> Vec<std::ops::Range<usize>> {
        let mut marks = Vec::new();
        let mut expected = self.expected(sheet);
        let labels = self.labels.get(sheet);
        let explained = |mark: &str| labels.is_some_and(|labels| labels.contains(mark));
        let whole = 0..line.text.len();
        let before = self
            .lines
            .last()
            .and_then(|&((sheet, at), _)| self.sheets.get(sheet)?.lines.get(at));
        let alone = continues && before.is_some_and(|before| is_mark_alone(before, line));
        let raised = if alone {
            std::slice::from_ref(&whole)
        } else {
            &line.raised
        };
        for range in raised {
            let Some(raised) = line.text.get(range.clone()) else {
                continue;
            };
            let parts = || raised.split([',', ' ']).filter(|part| !part.is_empty());
            let number = raised.parse::<u32>().ok();
            let next = number.is_some_and(|number| (self.last_mark + 1..=self.last_mark + MARK_STEP).contains(&number));
            let explained = parts().all(explained);
            // What begins a line belongs to the line before; its note may have had no room on this page.
            let moved = number.is_some_and(|number| {
                let following = self.numbers.get(sheet + 1).and_then(|numbers| numbers.first());
                following == Some(&number)
            });
            let placed = if range.start > 0 {
                next || explained
            } else {
                continues && next && (explained || moved)
            };
            if parts().all(is_mark) && placed && !is_exponent(&line.text, range) {
                self.last_mark = number.unwrap_or(self.last_mark);
                // At a line's beginning the blank after it is none between words.
                let rest = line.text.get(range.end..).unwrap_or_default();
                let blank = usize::from(range.start == 0 && rest.starts_with(' '));
                marks.push(range.start..range.end + blank);
            }
        }
        if line.raised.is_empty() {
            let found = expected.find_map(|number| Some((number, glued(&line.text, &number.to_string())?)));
            if let Some((number, range)) = found {
                self.last_mark = number;
                marks.push(range);
            }
        }
        if self.stroked.get(sheet).is_some_and(|&stroked| stroked) {
            marks.extend(with_stroke(&line.text).filter(|range| {
                let mark = line.text.get(range.clone()).unwrap_or_default();
                explained(mark.trim_end_matches(STROKE))
            }));
        }
        // Asterisks stand as high as letters and are as often not raised.
        let stars = line.text.len() - line.text.trim_end_matches('*').len();
        let end = line.text.len();
        if stars > 0
            && stars < end
            && !marks.iter().any(|mark| mark.end == end)
            && explained("***".get(..stars).unwrap_or("***"))
        {
            marks.push(end - stars..end);
        }
        marks
    }

    fn finish(mut self, plan: Plan, diagnostics: &mut Vec<Diagnostic>) -> Text {
        let sheets = self.sheets;
        let text_at = |at: usize| {
            let ((sheet, line), _) = self.lines.get(at)?;
            Some(sheets.get(*sheet)?.lines.get(*line)?.text.as_str())
        };
        let going_on = self.lines.iter().enumerate().skip(1).filter(|(_, line)| line.1);
        let going_on: Vec<usize> = going_on.map(|(next, _)| next).collect();
        let broken = cores::parts(&going_on, MANY, |part| {
            let end_before = |&next: &usize| Some((next - 1, End::of(text_at(next - 1)?, text_at(next)?)?));
            part.iter().filter_map(end_before).collect::<Vec<_>>()
        });
        let mut ends = Vec::new();
        let mut at_lines = Vec::new();
        for (line, end) in broken.into_iter().flatten() {
            match end {
                End::InAddress => self.builder.join(line, Join::Nothing),
                End::Hyphen(end) => {
                    ends.push(end);
                    at_lines.push(line);
                }
            }
        }
        if !ends.is_empty() {
            let all = sheets
                .iter()
                .flat_map(|sheet| &sheet.lines)
                .map(|line| line.text.as_str());
            for (join, line) in hyphens::decide(&ends, all).into_iter().zip(at_lines) {
                self.builder.join(line, join);
                if join == Join::HyphenDropped
                    && let Some(span) = self.builder.lines_mut().get(line).map(|line| line.span)
                {
                    let end = text_at(line).and_then(|text| text.chars().next_back());
                    let hyphen = Span::new(span.end - end.map_or(0, char::len_utf8), span.end);
                    let message = "this hyphen marks only the line's end";
                    diagnostics.push(Diagnostic::new(Code::HyphenJoined, Some(hyphen), message));
                }
            }
        }
        // A note stands on its mark's page, or had no room there.
        let mut noted: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for (page, mark, line) in &self.noted {
            noted.entry((*page, mark)).or_insert(*line);
        }
        for (page, mark, at) in &self.cited {
            let line = noted.get(&(*page, mark)).or_else(|| noted.get(&(page + 1, mark)));
            if let Some(&line) = line {
                self.builder.note(*at, line);
            }
        }
        plan.finish(sheets, self.lines.iter().map(|line| line.0), &mut self.builder);
        for link in self.links {
            self.builder.link(link.span, link.url);
        }
        if sheets.iter().any(|sheet| !sheet.aside.is_empty()) {
            self.builder.begin_aside();
        }
        for (sheet, line) in sheets
            .iter()
            .flat_map(|sheet| sheet.aside.iter().map(move |line| (sheet, line)))
        {
            self.paragraph += 1;
            let line_of_text = text::Line {
                span: Span::new(0, 0),
                place: place_of(sheet, line),
                role: Role::SetAside(line.aside.unwrap_or(Aside::Hidden)),
                paragraph: self.paragraph,
                item: None,
                marker: None,
                bold: line.bold,
                size: Some(hundredths(line.size)),
            };
            self.builder.line(&line.text, line_of_text);
        }
        self.builder.finish()
    }
}

/// Where a line stands on its page.
fn place_of(sheet: &Sheet, line: &Line) -> Place {
    Place::Box(PageBox {
        page: sheet.page,
        x0: hundredths(line.x0),
        top: hundredths(line.top),
        x1: hundredths(line.x1),
        bottom: hundredths(line.bottom),
    })
}

/// The words of a line that can be marks with strokes: `4/`.
fn with_stroke(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let words = text.match_indices(STROKE).map(|(at, stroke)| (at, at + stroke.len()));
    words.filter_map(|(at, end)| {
        let start = text.get(..at)?.rfind(' ').map_or(0, |blank| blank + 1);
        let alone = text.get(end..)?.chars().next().is_none_or(|next| next == ' ');
        (alone && start > 0 && is_mark(text.get(start..at)?)).then_some(start..end)
    })
}

/// Whether what is raised is the exponent of a unit, as in `4.5 m2`.
fn is_exponent(text: &str, range: &std::ops::Range<usize>) -> bool {
    let unit = text
        .get(..range.start)
        .and_then(|before| before.rsplit([' ', '\u{a0}']).next());
    let raised = text.get(range.clone());
    unit.is_some_and(|unit| matches!(unit, "m" | "km" | "cm"))
        && raised.is_some_and(|raised| matches!(raised, "2" | "3"))
}

fn role_at(sheets: &[Sheet], place: (usize, usize)) -> Option<Role> {
    sheets.get(place.0)?.roles.get(place.1).copied()
}
