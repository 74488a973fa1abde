//! Which lines go on with the paragraph of the line before.

mod around;
mod paragraphs;
mod wording;

use rustc_hash::FxHashMap;

use super::addresses::inside_address;
use super::geometry::Turn;
use super::hyphens::inside_word;
use super::lines::Line;
use super::sheet::Sheet;
use crate::cores;
use crate::text::Role;
use around::surroundings;
use paragraphs::continues;

pub use around::Around;
pub use wording::Wording;

/// Lines whose sizes differ by more than this share are of different paragraphs.
const SIZE: f32 = 0.08;
/// A step down wider than the usual one by this much parts paragraphs, in em.
const GAP_EM: f32 = 0.3;
/// The same behind a sentence's end: less than lines with raised marks leave, 0.1, and paragraphs set close have, 0.2.
const GAP_ENDED_EM: f32 = 0.17;
/// A step down that no paragraph has, in em.
const LARGEST_PITCH_EM: f32 = 2.6;
/// An indent of this much begins a paragraph, in em; one of the upper bound is another column.
const INDENT_EM: f32 = 0.9;
const INDENT_MOST_EM: f32 = 9.0;
/// Lines of one block begin within this of each other, in em.
const SAME_BLOCK_EM: f32 = 4.0;
/// A line is full if the next word and a blank would not have fitted; the blank, in em.
const BLANK_EM: f32 = 0.25;
/// How much of the right margin a ragged line may leave beyond that, in em.
const RAGGED_EM: f32 = 0.6;
/// The gap after a label, in em; in running text a blank is 0.25 to 0.6.
const LABEL_GAP_EM: f32 = 0.65;
/// A column of running text fills at least this share of the page's height.
const COLUMN: f32 = 0.4;
/// A line shorter than this, bytes, does not tell by being full that its paragraph goes on.
const LONG_LINE: usize = 40;
/// A line that fills less than this share of its column does not go on.
const HALF: f32 = 0.6;
/// Centred lines have their middles within this, points.
const CENTRED: f32 = 3.0;
/// Lines for which a second thread is worth its start.
const MANY: usize = 2_000;

/// The lines of one role in reading order, and for each whether it goes on with the one before.
pub struct Flow {
    /// Sheet and line.
    pub lines: Vec<(usize, usize)>,
    /// Whether the paragraph goes on.
    pub continues: Vec<bool>,
    /// What surrounds each line.
    pub around: Vec<Around>,
    /// What the words of each line tell.
    pub wordings: Vec<Wording>,
}

/// Finds the paragraphs among the lines of a role.
pub fn flow(sheets: &[Sheet], role: Role) -> Flow {
    /// Pages for which a second thread is worth its start.
    const PART: usize = 100;
    let each = cores::parts(sheets, PART, |part| {
        let of_page = |sheet: &Sheet| {
            let of_role = sheet.entries().filter(|entry| entry.2 == role).map(|entry| entry.0);
            let of_role: Vec<usize> = of_role.collect();
            let lines = of_role.iter().filter_map(|&line| sheet.lines.get(line));
            let wordings: Vec<Wording> = lines.map(Wording::of).collect();
            (surroundings(sheet, &of_role), wordings, of_role)
        };
        part.iter().map(of_page).collect::<Vec<_>>()
    });
    let count = each.iter().flatten().map(|(.., of_role)| of_role.len()).sum();
    let mut lines = Vec::with_capacity(count);
    let mut around = Vec::with_capacity(count);
    let mut wordings = Vec::with_capacity(count);
    for (index, (around_them, their_words, of_role)) in each.into_iter().flatten().enumerate() {
        around.extend(around_them);
        wordings.extend(their_words);
        lines.extend(of_role.into_iter().map(|line| (index, line)));
    }
    let mut flow = Flow {
        continues: Vec::new(),
        lines,
        around,
        wordings,
    };
    let pitch = usual_pitch(sheets, &flow);
    flow.continues = continues(sheets, &flow, pitch, MANY);
    flow
}

impl Flow {
    /// One of the lines.
    pub fn line<'s>(&self, sheets: &'s [Sheet], at: usize) -> Option<&'s Line> {
        let &(sheet, line) = self.lines.get(at)?;
        sheets.get(sheet)?.lines.get(line)
    }

    /// What its words tell.
    fn wording(&self, at: usize) -> Wording {
        self.wordings.get(at).copied().unwrap_or_default()
    }
}

/// The step from line to line, in em, that most lines have.
fn usual_pitch(sheets: &[Sheet], flow: &Flow) -> f32 {
    const STEPS: f32 = 20.0;
    let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
    for at in 1..flow.lines.len() {
        let (Some(before), Some(line)) = (flow.line(sheets, at - 1), flow.line(sheets, at)) else {
            continue;
        };
        let step = (line.baseline - before.baseline) / line.size;
        if (0.8..LARGEST_PITCH_EM).contains(&step) && (line.size - before.size).abs() < SIZE * line.size {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 60"
            )]
            let step = (step * STEPS + 0.5) as u32;
            *counts.entry(step).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|&(step, count)| (count, u32::MAX - step));
    #[expect(clippy::cast_precision_loss, reason = "between 0 and 60")]
    most.map_or(1.2, |(step, _)| step as f32 / STEPS)
}

/// Whether the next line's first word would have fitted on a line.
fn is_short(line: &Line, next: &Line, right: f32) -> bool {
    let em = next.size;
    line.x1 + next.first_word + BLANK_EM * em < right - RAGGED_EM * em
}

/// Whether a line with the number whose turn it is begins a paragraph. It does not below a full line in the midst of a
/// sentence, set like its paragraph's other lines: `He was charged under article` / `60. The hearing was put off`.
fn begins_numbered(sheets: &[Sheet], flow: &Flow, first: usize, at: usize, usual: f32) -> bool {
    let (Some(before), Some(line)) = (flow.line(sheets, at - 1), flow.line(sheets, at)) else {
        return true;
    };
    let em = line.size;
    let there = flow.around.get(at - 1).copied().unwrap_or_default();
    let short = is_short(before, line, there.right);
    let near = |step: f32| step > 0.0 && step <= (usual + GAP_EM / 2.0) * em;
    let step = line.baseline - before.baseline;
    if flow.wording(at - 1).ends || short || !near(step) {
        return true;
    }
    let beside = (line.x0 - before.x0).abs() < INDENT_EM * em / 2.0;
    if at - first >= 2 {
        return !beside;
    }
    // A second line stands elsewhere than the first, or paragraphs are set apart.
    let above = first.checked_sub(1).and_then(|above| flow.line(sheets, above));
    let set_apart = above.is_some_and(|above| before.baseline - above.baseline > (usual + GAP_EM) * em);
    beside && !set_apart
}

/// Whether the line `at` goes on with the paragraph that begins at `first` and so far ends before it.
fn goes_on(sheets: &[Sheet], flow: &Flow, first: usize, at: usize, usual: f32) -> bool {
    let (Some(before), Some(line), Some(beginning)) = (
        flow.line(sheets, at - 1),
        flow.line(sheets, at),
        flow.line(sheets, first),
    ) else {
        return false;
    };
    let (Some(&here), Some(&there)) = (flow.around.get(at), flow.around.get(at - 1)) else {
        return false;
    };
    let em = line.size;
    if is_mark_alone(before, line) {
        return true;
    }
    if (before.size - em).abs() > SIZE * em || before.turn != line.turn || before.turn != Turn::Right {
        return false;
    }
    let (page, page_before) = (
        flow.lines.get(at).map(|line| line.0),
        flow.lines.get(at - 1).map(|line| line.0),
    );
    let short = is_short(before, line, there.right);
    let ended = flow.wording(at - 1).ends;
    let Wording {
        label,
        starts_lower: lower,
        ..
    } = flow.wording(at);
    // `M. J.-P. Tchakounté`: below a full line of its own paragraph it is a name that an initial begins.
    let initial = !short && starts_initial(&line.text) && (line.x0 - before.x0).abs() < INDENT_EM * em / 2.0;
    let labelled = label.is_some()
        && !(initial && line.first_gap <= LABEL_GAP_EM * em)
        && (line.first_gap > LABEL_GAP_EM * em || ended || short)
        && !inside_address(&before.text, &line.text);
    // How far it is indented, seen from the lines of its paragraph after the first.
    let left = if at - first >= 2 {
        before.x0
    } else {
        there.left.max(beginning.x0.min(before.x0))
    };
    if page != page_before || line.baseline <= before.baseline {
        let height = page.and_then(|page| sheets.get(page)).map_or(0.0, |sheet| sheet.height);
        let column = page != page_before && !(there.beside || here.beside)
            || line.x0 > before.x1
                && there.bottom - there.top > COLUMN * height
                && here.bottom - here.top > COLUMN * height / 2.0
            || page != page_before
                && there.beside
                && here.beside
                && (line.x0 - before.x0).abs() < em
                && lower
                && !ended;
        let same_style = before.bold == line.bold;
        let long = before.text.len() >= LONG_LINE;
        let unfinished = !ended && !labelled && (lower || !short && long);
        let full = !short
            && !labelled
            && line.x0 - here.left < INDENT_EM * em
            && (line.x0 - before.x0).abs() < SAME_BLOCK_EM * em;
        let broken = inside_word(&before.text, &line.text)
            && !labelled
            && (column || page != page_before && (line.x0 - before.x0).abs() < em);
        return same_style
            && (broken || column && label_free(label, labelled) && (unfinished || full && lower || full && !ended));
    }
    let step = line.baseline - before.baseline;
    let next = flow
        .line(sheets, at + 1)
        .map(|next| next.baseline - line.baseline)
        .filter(|&next| next > 0.5 * em);
    let own = (at - first >= 2)
        .then(|| {
            flow.line(sheets, at - 2)
                .map(|earlier| before.baseline - earlier.baseline)
        })
        .flatten();
    let own = own.filter(|&own| own > 0.5 * em);
    let expected = own
        .unwrap_or(usual * em)
        .min(next.unwrap_or(f32::INFINITY))
        .min((usual * em).max(own.unwrap_or(0.0)));
    // Below the indent of a paragraph's first line its last word can stand all alone.
    let outdented = at - first == 1 && !ended && before.x0 - line.x0 < INDENT_MOST_EM * em;
    let apart = line.x0 >= before.x1 || line.x1 <= before.x0 && !outdented;
    let gap = if ended && !lower { GAP_ENDED_EM } else { GAP_EM };
    if step > expected + gap * em || step > LARGEST_PITCH_EM * em || apart {
        return false;
    }
    if labelled {
        return false;
    }
    let centred =
        ((before.x0 + before.x1) - (line.x0 + line.x1)).abs() < 2.0 * CENTRED && (before.x0 - line.x0).abs() > CENTRED;
    if centred {
        return !ended || lower;
    }
    // A no-break blank can leave room where a word would have fitted, but not half a line.
    let wide = before.x1 - there.left > (there.right - there.left) * HALF;
    // A heading is broken where its author likes.
    let heading = before.bold && line.bold;
    if short && !(lower && !ended && (wide || heading)) {
        return false;
    }
    let indent = line.x0 - left;
    if (INDENT_EM * em..INDENT_MOST_EM * em).contains(&indent) && at - first >= 2 {
        return !ended && lower;
    }
    if indent < -INDENT_EM * em && at - first >= 2 {
        return !ended && lower;
    }
    true
}

/// Whether a line is nothing but the mark of a footnote that had no room behind the line before.
pub fn is_mark_alone(before: &Line, line: &Line) -> bool {
    /// A mark is no larger than this share of the type of its line.
    const SMALL: f32 = 0.75;
    let below = (0.0..LARGEST_PITCH_EM * before.size).contains(&(line.baseline - before.baseline));
    below && line.size < SMALL * before.size && line.text.len() <= 2 && line.text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a line begins with one capital and a stop, as a name does.
fn starts_initial(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_uppercase()) && chars.next() == Some('.')
}

fn label_free(label: Option<usize>, labelled: bool) -> bool {
    !labelled && label.is_none_or(|length| length > 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::lines::tests::plain;

    fn page(lines: Vec<Line>) -> Sheet {
        Sheet {
            page: 1,
            width: 595.0,
            height: 842.0,
            roles: vec![Role::Body; lines.len()],
            lines,
            ..Sheet::default()
        }
    }

    fn paragraphs(lines: Vec<Line>) -> Vec<bool> {
        flow(&[page(lines)], Role::Body).continues
    }

    #[test]
    fn a_heading_goes_on_where_its_author_broke_it() {
        let heading = |text: &str, top: f32, x1: f32| {
            let mut line = plain(text, 50.0, top, x1);
            (line.bold, line.first_word) = (true, 20.0);
            line
        };
        let given = vec![
            heading("Plurinational State", 100.0, 140.0),
            heading("of Bolivia", 112.0, 100.0),
            heading("Observations", 124.0, 120.0),
            plain("Running text as wide as the page has room for.", 50.0, 136.0, 500.0),
        ];
        assert_eq!(paragraphs(given), [false, true, false, false]);
    }

    #[test]
    fn gap_indent_label_and_short_line_part_paragraphs() {
        let line = |text: &str, x0: f32, top: f32, x1: f32| {
            let mut line = plain(text, x0, top, x1);
            line.first_word = 20.0;
            line
        };
        let given = vec![
            line("The first paragraph fills its", 50.0, 100.0, 500.0),
            line("second line and ends here.", 50.0, 112.0, 200.0),
            line("Its first line was short of the", 50.0, 124.0, 500.0),
            line("margin, and this one is full so.", 50.0, 136.0, 498.0),
            line("    An indent begins one which", 70.0, 148.0, 500.0),
            line("goes on.", 50.0, 160.0, 90.0),
            line("A gap begins the last one, full", 50.0, 190.0, 500.0),
            line("to the margin, and then a label.", 50.0, 202.0, 499.0),
            line("12. Labels part.", 50.0, 214.0, 150.0),
        ];
        assert_eq!(
            paragraphs(given),
            [false, true, false, true, false, true, false, true, false]
        );
    }

    #[test]
    fn parts_that_are_looked_at_apart_tell_what_the_whole_does() {
        let line = |at: u16| {
            let text = match at % 11 {
                0 => format!("{}. A numbered paragraph begins", at / 11 + 1),
                4 => "article".to_owned(),
                5 => format!("{}. The hearing was put off", at / 11 + 2),
                7 => "and ends here.".to_owned(),
                _ => "goes on from margin to margin, and".to_owned(),
            };
            let x0 = if matches!((at % 11, at % 17), (0, _) | (_, 3)) {
                70.0
            } else {
                50.0
            };
            let x1 = if at % 11 == 7 { 200.0 } else { 500.0 };
            let mut line = plain(&text, x0, 100.0 + 12.0 * f32::from(at), x1);
            line.first_word = 20.0;
            line
        };
        let sheets = [page((0..60).map(line).collect())];
        let flow = flow(&sheets, Role::Body);
        let pitch = usual_pitch(&sheets, &flow);
        assert!(flow.continues.contains(&true) && flow.continues.contains(&false));
        for length in 1..60 {
            assert_eq!(continues(&sheets, &flow, pitch, length), flow.continues, "{length}");
        }
    }

    #[test]
    fn a_last_word_stands_alone_below_the_indent_of_its_first_line() {
        let mut last = plain("2006,", 50.0, 112.0, 70.0);
        last.first_word = 20.0;
        let mut stamp = plain("12/3/06", 50.0, 142.0, 70.0);
        stamp.first_word = 20.0;
        let given = vec![
            plain("Bearing in mind resolution 60/251 of 15 March", 71.0, 100.0, 495.0),
            last,
            plain(
                "Running text that ends with a stop. It fills its line.",
                71.0,
                130.0,
                495.0,
            ),
            stamp,
            plain(
                "More running text as wide as the page has room for.",
                71.0,
                154.0,
                500.0,
            ),
        ];
        assert_eq!(paragraphs(given), [false, true, false, false, false]);
    }
}
