//! The frame of a country page: the headings of its sections, and its own list of reports behind them.

use super::outline::{SectionHeading, section_heading};
use super::report_rows::{ReportRow, may_be_symbols, report_cells, report_rows};
use crate::text::spelling::is_blank;
use crate::text::{Line, Span, Text};

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
    let mut names_symbol = vec![false; text.lines().len()];
    for at in may_be_symbols(text.string()) {
        if let Some(names) = names_symbol.get_mut(text.line_at(at)) {
            *names = true;
        }
    }
    let names_symbol = |at: usize| names_symbol.get(at).copied().unwrap_or_default();
    (0..text.lines().len())
        .map(|at| Frame::of(text, at, names_symbol))
        .collect()
}

impl Frame {
    /// What a line is; `names_symbol` says of each line whether a symbol can stand in it, without which it is no row.
    fn of(text: &Text, at: usize, names_symbol: impl Fn(usize) -> bool) -> Self {
        let own = |at: usize| text.lines().get(at).filter(|line| line.role.is_text());
        let Some(line) = own(at) else { return Self::None };
        let (shown, base) = behind_marker(text, line);
        if names_symbol(at) {
            let rows = report_rows(shown, base);
            if !rows.is_empty() {
                return Self::Rows(rows);
            }
        }
        if let Some(heading) = section_heading(shown, base, line.role.is_heading()) {
            return Self::Section(heading);
        }
        if !names_symbol(at) && !names_symbol(at + 1) {
            return Self::None;
        }
        let cells = own(at + 1).and_then(|next| {
            let (second, second_base) = behind_marker(text, next);
            report_cells(shown, second, [base, second_base])
        });
        cells.map_or(Self::None, |row| Self::Rows(vec![row]))
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
