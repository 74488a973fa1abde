//! Headings, contents lists and captions, paragraph by paragraph.

use std::ops::Range;

use super::blocks::Flow;
use super::lines::Line;
use super::sheet::{Sheet, label};
use crate::cores;
use crate::text::Role;

/// Type larger than the running text's by this factor makes a heading.
const LARGER: f32 = 1.08;
/// A heading has no more lines and bytes.
const HEADING_LINES: usize = 4;
const HEADING_BYTES: usize = 240;
/// A caption has no more lines.
const CAPTION_LINES: usize = 3;
/// Between two lines of a contents list so many others belong to it.
const CONTENTS_BETWEEN: usize = 2;
/// Sizes that differ by less are one level, points.
const SAME_SIZE: f32 = 0.4;

/// Sets the roles of body lines that are something else.
pub fn mark(sheets: &mut [Sheet], flow: &Flow, body: f32) {
    /// Paragraphs for which a second thread is worth its start.
    const PART: usize = 1_000;
    let bold_text = mostly_bold(sheets, flow);
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for end in 1..=flow.lines.len() {
        if !flow.continues.get(end).copied().unwrap_or(false) {
            paragraphs.push(start..end);
            start = end;
        }
    }
    let read_only = &*sheets;
    let found = cores::parts(&paragraphs, PART, |part| {
        let of_paragraph = |range: &Range<usize>| odd_one(read_only, flow, range, body, bold_text);
        part.iter().map(of_paragraph).collect::<Vec<_>>()
    });
    let mut headings: Vec<(Range<usize>, Option<f32>)> = Vec::new();
    let mut roles: Vec<(Range<usize>, Role)> = Vec::new();
    for (range, found) in paragraphs.into_iter().zip(found.into_iter().flatten()) {
        match found {
            Some(Found::Role(role)) => roles.push((range, role)),
            Some(Found::Heading(size)) => headings.push((range, size)),
            None => {}
        }
    }
    let mut sizes: Vec<f32> = headings.iter().filter_map(|heading| heading.1).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    sizes.dedup_by(|a, b| (*a - *b).abs() < SAME_SIZE);
    for (range, size) in headings {
        let level = size.and_then(|size| sizes.iter().position(|&other| (other - size).abs() < SAME_SIZE));
        let level = level.map_or(Role::BOLD_LEVEL, |level| {
            u8::try_from(level + 1).unwrap_or(u8::MAX).min(Role::BOLD_LEVEL - 1)
        });
        roles.push((range, Role::Heading(level)));
    }
    beside_contents(&mut roles, flow, sheets);
    between_contents(&mut roles, flow);
    for (range, role) in roles {
        for &(sheet, line) in flow.lines.get(range).unwrap_or_default() {
            if let Some(sheet) = sheets.get_mut(sheet) {
                sheet.set(line, role);
            }
        }
    }
}

/// What a paragraph is that is no running text.
enum Found {
    Role(Role),
    /// A heading, and the size that makes it one.
    Heading(Option<f32>),
}

/// What a paragraph is, if it is none of running text.
fn odd_one(sheets: &[Sheet], flow: &Flow, range: &Range<usize>, body: f32, bold_text: bool) -> Option<Found> {
    let lines: Vec<&Line> = range.clone().filter_map(|at| flow.line(sheets, at)).collect();
    let wordings = flow.wordings.get(range.clone()).unwrap_or_default();
    if wordings.iter().any(|wording| wording.has_leader) {
        return Some(Found::Role(Role::Contents));
    }
    if is_caption(&lines) {
        return Some(Found::Role(Role::Caption));
    }
    let size = heading(&lines, body, bold_text)?.size();
    let in_table = flow.around.get(range.start).is_some_and(|around| around.beside);
    (!in_table || size.is_some()).then_some(Found::Heading(size))
}

/// The page numbers of a contents list can stand too far from their leaders to be in one line with them.
fn beside_contents(roles: &mut Vec<(Range<usize>, Role)>, flow: &Flow, sheets: &[Sheet]) {
    let contents: Vec<usize> = roles
        .iter()
        .filter(|entry| entry.1 == Role::Contents)
        .flat_map(|entry| entry.0.clone())
        .collect();
    let mut more = Vec::new();
    for at in contents {
        let (Some(place), Some(line)) = (flow.lines.get(at), flow.line(sheets, at)) else {
            continue;
        };
        let begin = flow.lines.partition_point(|other| other.0 < place.0);
        let end = flow.lines.partition_point(|other| other.0 <= place.0);
        more.extend((begin..end).filter(|&other| {
            flow.line(sheets, other)
                .is_some_and(|other| (other.baseline - line.baseline).abs() < line.size / 2.0)
        }));
    }
    more.sort_unstable();
    more.dedup();
    roles.retain(|entry| entry.1 == Role::Contents || !entry.0.clone().any(|at| more.binary_search(&at).is_ok()));
    roles.extend(more.into_iter().map(|at| (at..at + 1, Role::Contents)));
    roles.sort_by_key(|entry| entry.0.start);
}

/// The first lines of entries that take two lines have no leader of their own.
fn between_contents(roles: &mut Vec<(Range<usize>, Role)>, flow: &Flow) {
    let contents: Vec<Range<usize>> = roles
        .iter()
        .filter(|entry| entry.1 == Role::Contents)
        .map(|entry| entry.0.clone())
        .collect();
    let between: Vec<Range<usize>> = contents
        .windows(2)
        .filter_map(|pair| {
            let [before, after] = pair else { return None };
            let page = |at: usize| flow.lines.get(at).map(|line| line.0);
            let between = before.end..after.start;
            let few = (1..=CONTENTS_BETWEEN).contains(&between.len());
            (few && page(before.end.saturating_sub(1)) == page(after.start)).then_some(between)
        })
        .collect();
    let inside = |at: usize| {
        let next = between.partition_point(|range| range.end <= at);
        between.get(next).is_some_and(|range| range.contains(&at))
    };
    roles.retain(|entry| !inside(entry.0.start));
    roles.extend(column_heads(roles, flow));
    roles.extend(between.iter().map(|range| (range.clone(), Role::Contents)));
}

/// What stands between the heading of a contents list and its first line: `Paragraphs`, `Page`.
fn column_heads(roles: &[(Range<usize>, Role)], flow: &Flow) -> Option<(Range<usize>, Role)> {
    let first = roles.iter().filter(|entry| entry.1 == Role::Contents);
    let first = first.map(|entry| entry.0.start).min()?;
    let heading = roles
        .iter()
        .filter(|entry| entry.1.is_heading() && entry.0.end <= first);
    let heading = heading.map(|entry| entry.0.end).max()?;
    let page = |at: usize| flow.lines.get(at).map(|line| line.0);
    let few = (1..=CONTENTS_BETWEEN).contains(&(first - heading));
    (few && page(heading) == page(first)).then_some((heading..first, Role::Contents))
}

fn mostly_bold(sheets: &[Sheet], flow: &Flow) -> bool {
    let (mut bold, mut all) = (0, 0);
    for line in (0..flow.lines.len()).filter_map(|at| flow.line(sheets, at)) {
        all += line.text.len();
        bold += if line.bold { line.text.len() } else { 0 };
    }
    bold * 2 > all
}

/// What makes a paragraph a heading.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reason {
    /// Larger type: its size.
    Size(f32),
    /// Bold type or capitals.
    Weight,
}

impl Reason {
    fn size(self) -> Option<f32> {
        match self {
            Self::Size(size) => Some(size),
            Self::Weight => None,
        }
    }
}

/// Whether a paragraph is a heading, and why.
fn heading(lines: &[&Line], body: f32, bold_text: bool) -> Option<Reason> {
    let first = lines.first()?;
    let bytes: usize = lines.iter().map(|line| line.text.len()).sum();
    if lines.len() > HEADING_LINES || bytes > HEADING_BYTES {
        return None;
    }
    let letters = lines
        .iter()
        .flat_map(|line| line.text.chars())
        .filter(|character| character.is_alphabetic())
        .count();
    if letters < 2 {
        return None;
    }
    if first.size > body * LARGER {
        return Some(Reason::Size(first.size));
    }
    let sentence = lines.last()?.text.ends_with(['.', ';', ',']) && bytes > 40;
    let bold = !bold_text && lines.iter().all(|line| line.bold);
    let capitals = letters >= 4
        && lines.len() <= 2
        && !lines.iter().any(|line| {
            line.text.contains(char::is_lowercase) || line.text.contains(|character: char| character.is_ascii_digit())
        });
    let numbered = label(&first.text).is_some() || capitals && first.text.contains(' ');
    (!sentence && (bold || capitals && numbered)).then_some(Reason::Weight)
}

/// `Table 2. Entries by year`, `Figure 1: …`, `Tableau 3`, `Cuadro 1`.
fn is_caption(lines: &[&Line]) -> bool {
    const WORDS: [&str; 10] = [
        "Table",
        "Figure",
        "Chart",
        "Box",
        "Tableau",
        "Graphique",
        "Cuadro",
        "Gráfico",
        "Figura",
        "Tabla",
    ];
    let Some(first) = lines.first().filter(|_| lines.len() <= CAPTION_LINES) else {
        return false;
    };
    let mut words = first.text.split(' ');
    let kind = words.next().is_some_and(|word| {
        WORDS.iter().any(|other| other.eq_ignore_ascii_case(word)) && word.starts_with(char::is_uppercase)
    });
    let Some(number) = words.next() else {
        return false;
    };
    let bare = number.trim_end_matches(['.', ':', '–']);
    let numbered = !bare.is_empty()
        && bare.len() <= 4
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || b"IVX".contains(&byte));
    // `Table 2 shows …` is a sentence; a number that ends a caption's first part has a stop, or nothing, after it.
    kind && numbered
        && (bare.len() < number.len() || !words.next().is_some_and(|word| word.starts_with(char::is_lowercase)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::lines::tests::plain;

    #[test]
    fn captions() {
        let is = |text: &str| is_caption(&[&plain(text, 0.0, 0.0, 100.0)]);
        assert!(is("Table 2. Entries by year") && is("Figure 1: Replies") && is("Cuadro 3") && is("TABLE IV"));
        assert!(!is("Table 2 shows entries") && !is("Tables turn") && !is("Box"));
    }

    #[test]
    fn headings_by_size_weight_and_capitals() {
        let mut line = plain("Communications sent", 0.0, 0.0, 100.0);
        assert_eq!(heading(&[&line], 10.0, false), None);
        assert_eq!(heading(&[&line], 9.0, false), Some(Reason::Size(10.0)));
        line.bold = true;
        assert_eq!(heading(&[&line], 10.0, false), Some(Reason::Weight));
        assert_eq!(heading(&[&line], 10.0, true), None);
        let capitals = plain("I. INTRODUCTION", 0.0, 0.0, 100.0);
        assert_eq!(heading(&[&capitals], 10.0, false), Some(Reason::Weight));
    }
}
