//! The frame of a country page: the headings of its sections, and its own list of reports behind them.

use std::collections::BTreeSet;

use super::outline::{SectionHeading, section_heading};
use super::report_rows::{LONGEST_ROW, ReportRow, may_be_symbols, report_rows};
use crate::text::spelling::is_blank;
use crate::text::{Cell, Line, Span, Table, Text};

/// What a line is of the page's frame.
#[derive(Clone, Debug)]
pub(super) enum Frame {
    /// Nothing of it.
    None,
    /// The heading of a section.
    Section(SectionHeading),
    /// Rows of the page's own list of reports.
    Rows(Vec<ReportRow>),
}

/// What each line is of the frame.
pub(super) fn frames(text: &Text) -> Vec<Frame> {
    let mut frames: Vec<Frame> = text.lines().iter().map(|line| Frame::of(text, line)).collect();
    let mut set = |at: usize, rows: Vec<ReportRow>| {
        if let Some(frame) = frames.get_mut(at).filter(|_| !rows.is_empty()) {
            *frame = Frame::Rows(rows);
        }
    };
    // Without a symbol nothing is a row, and few lines have one.
    let with_symbol: BTreeSet<usize> = may_be_symbols(text.string()).map(|at| text.line_at(at)).collect();
    for &at in &with_symbol {
        // A term and what it says stand on two lines.
        let spans = [(at, at), (at, at + 1), (at.saturating_sub(1), at)];
        let found = spans.into_iter().find_map(|(first, last)| {
            let own = |at: usize| text.lines().get(at).filter(|line| line.role.is_text());
            let (first_line, last_line) = (own(first)?, own(last)?);
            let short = last_line.span.end - first_line.span.start <= LONGEST_ROW;
            (first == last || short).then_some(())?;
            let rows = rows_in(text, first_line, last_line);
            (rows.len() == 1 || first == last && !rows.is_empty()).then_some((first, rows))
        });
        if let Some((first, rows)) = found {
            set(first, rows);
        }
    }
    if with_symbol.is_empty() {
        return frames;
    }
    for row in text.tables().iter().flat_map(Table::by_row) {
        let lines: Vec<usize> = row.iter().flat_map(Cell::line_indices).collect();
        let (Some(&first), Some(&last)) = (lines.iter().min(), lines.iter().max()) else {
            continue;
        };
        if first < last && with_symbol.range(first..=last).next().is_some() {
            let ends = text.lines().get(first).zip(text.lines().get(last));
            set(
                first,
                ends.map_or_else(Vec::new, |(first, last)| rows_in(text, first, last)),
            );
        }
    }
    frames
}

/// The rows of the list of reports from one line to another.
fn rows_in(text: &Text, first: &Line, last: &Line) -> Vec<ReportRow> {
    let (_, start) = behind_marker(text, first);
    report_rows(text.slice(Span::new(start, last.span.end)), start)
}

impl Frame {
    /// What a line is by its words.
    fn of(text: &Text, line: &Line) -> Self {
        let (shown, base) = behind_marker(text, line);
        let heading = line
            .role
            .is_text()
            .then(|| section_heading(shown, base, line.role.is_heading()));
        heading.flatten().map_or(Self::None, Self::Section)
    }
}

/// The characters of a line without its list's marker, and where they begin.
fn behind_marker<'t>(text: &'t Text, line: &Line) -> (&'t str, usize) {
    let start = line.marker.map_or(line.span.start, |marker| marker.end);
    (text.slice(Span::new(start, line.span.end)), start)
}

/// The first line behind the last section: of the list of symbols, or of the sentence or the table's head that announces
/// it.
///
/// Behind it stand the site's own words and readers' comments, whatever they look like.
pub(super) fn tail(text: &Text, frame: &[Frame]) -> Option<usize> {
    /// Lines between the sentence and the first row: the cells of a table's head.
    const BETWEEN: usize = 4;
    let lines = text.lines();
    let last_section = frame.iter().rposition(|frame| matches!(frame, Frame::Section(_)))?;
    let behind = frame.get(last_section..)?;
    let row = last_section + behind.iter().position(|frame| matches!(frame, Frame::Rows(_)))?;
    let announces =
        |line: &Line| line.role.is_text() && text.slice(line.span).trim_end_matches(is_blank).ends_with(':');
    let nearest = row.saturating_sub(BETWEEN).max(last_section + 1)..row;
    let announced = nearest.rev().find(|&at| lines.get(at).is_some_and(announces));
    Some(announced.unwrap_or(row))
}
