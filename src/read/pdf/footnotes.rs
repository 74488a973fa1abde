//! Footnotes and their marks.

use super::entries;
use super::geometry::Turn;
use super::glued::glued;
use super::lines::Line;
use super::printed::Rule;
use super::sheet::Sheet;
use crate::cores;
use crate::text::Role;

/// Footnotes are set in type no larger than this share of the running text's.
const SMALL: f32 = 0.95;
/// Without a rule above them they must be smaller still.
const SMALL_WITHOUT_RULE: f32 = 0.92;
/// The rule above them is no wider than this share of the page.
const RULE_WIDTH: f32 = 0.5;
/// They begin within this of the rule, points.
const UNDER_RULE: f32 = 30.0;
/// They stand in the lower part of the page: below this share of its height.
const FOOT: f32 = 0.3;
/// The gap above the first one where no rule is drawn, in em.
const GAP_EM: f32 = 0.4;
/// A mark has no more characters.
const MARK: usize = 3;
/// What may stand behind a mark at the head of its note, and behind it alone also in the text.
pub const STOPS: [char; 3] = ['.', ')', STROKE];
pub const STROKE: char = '/';
/// A row of so many `_` is a rule.
const TYPED_RULE: usize = 6;

/// Sets the roles of footnotes.
pub fn mark(sheets: &mut [Sheet], body: f32) {
    /// Pages for which a second thread is worth its start.
    const PART: usize = 100;
    let pages: Vec<usize> = (0..sheets.len()).collect();
    let found = cores::parts(&pages, PART, |part| {
        let of_page = |&page: &usize| {
            let before = page.checked_sub(1).and_then(|before| sheets.get(before));
            sheets.get(page).map(|sheet| notes(sheet, before, body))
        };
        part.iter().map(of_page).collect::<Vec<_>>()
    });
    for (sheet, found) in sheets.iter_mut().zip(found.into_iter().flatten()) {
        for index in found.unwrap_or_default() {
            sheet.set(index, Role::Footnote);
        }
    }
}

/// The lines of a page that are footnotes; `before` is the page before it.
fn notes(sheet: &Sheet, before: Option<&Sheet>, body: f32) -> Vec<usize> {
    let mut candidates: Vec<(usize, f32)> = sheet
        .entries()
        .filter(|(_, line, role)| *role == Role::Body && line.turn == Turn::Right)
        .map(|(index, line, _)| (index, line.top))
        .collect();
    candidates.sort_by(|a, b| a.1.total_cmp(&b.1));
    let order: Vec<usize> = candidates.into_iter().map(|candidate| candidate.0).collect();
    let start = under_rule(sheet, &order, body)
        .or_else(|| without_rule(sheet, before, &order, body))
        .or_else(|| with_strokes(sheet, &order));
    // A rule that was typed belongs to what it sets apart.
    let start = start.map(|start| {
        let typed = |at: usize| {
            order
                .get(at)
                .and_then(|&index| sheet.lines.get(index))
                .is_some_and(is_typed_rule)
        };
        if start > 0 && typed(start - 1) {
            start - 1
        } else {
            start
        }
    });
    let mut is_note = true;
    let below = start.and_then(|start| order.get(start..)).unwrap_or_default();
    let notes = below.iter().copied().filter(|&index| {
        if let Some(line) = sheet.lines.get(index) {
            match entries::marks(&line.text) {
                // Behind an entry a line that begins with a small word, `y` or `a`, is no note's first: its mark is raised or
                // stands in the text.
                0 if !is_note => is_note = is_raised(line) || is_cited(sheet, before, line),
                // A note can cite a case, if the text has its mark.
                1 if is_cited(sheet, before, line) => is_note = true,
                0 => {}
                _ => is_note = false,
            }
        }
        is_note
    });
    notes.collect()
}

/// Where in `order` the footnotes begin: below a short rule under which all is small or begins with a mark.
fn under_rule(sheet: &Sheet, order: &[usize], body: f32) -> Option<usize> {
    let lines: Vec<&Line> = order.iter().filter_map(|&index| sheet.lines.get(index)).collect();
    let mut found: Option<usize> = None;
    let mut heights: Vec<f32> = sheet.rules.iter().map(|rule| rule.y).collect();
    heights.sort_by(f32::total_cmp);
    let typed = lines.iter().filter(|line| is_typed_rule(line)).map(|line| Rule {
        x0: line.x0,
        x1: line.x1,
        y: line.bottom,
    });
    for (rule, is_typed) in typed
        .map(|rule| (rule, true))
        .chain(sheet.rules.iter().map(|&rule| (rule, false)))
    {
        if rule.y < sheet.height * FOOT || rule.x1 - rule.x0 > sheet.width * RULE_WIDTH {
            continue;
        }
        let start = lines.partition_point(|line| line.bottom - line.size / 3.0 < rule.y);
        let below = lines.get(start..).unwrap_or_default();
        let Some(first) = below.first() else { continue };
        let small = below.iter().all(|line| line.size <= body * SMALL);
        let cited = || {
            let raised = || lines.iter().take(start).any(|line| has_raised(line, note_mark(first)));
            raised() || is_typed && is_cited(sheet, None, first)
        };
        let labelled = below.iter().all(|line| line.size <= body * 1.02)
            && note_label(first)
                .is_some_and(|label| label.1 || is_typed && !counts(first) || is_stroked(first) || cited());
        let in_table = {
            let from = heights.partition_point(|&y| y <= rule.y - 1.0);
            heights.partition_point(|&y| y < rule.y + 1.0) - from > 2
        };
        // An underlined word is no rule: text stands right on it.
        let underline = !is_typed
            && lines.iter().take(start).any(|line| {
                rule.y - line.baseline < line.size * 0.4
                    && rule.y > line.baseline - 1.0
                    && line.x0 < rule.x1
                    && rule.x0 < line.x1
            });
        if (small || labelled) && !in_table && !underline && first.top - rule.y <= UNDER_RULE {
            found = Some(found.map_or(start, |found| found.min(start)));
        }
    }
    found
}

/// Where footnotes begin whose marks have strokes, as in `3/`, and whose type may be as large as the text's.
fn with_strokes(sheet: &Sheet, order: &[usize]) -> Option<usize> {
    let lines: Vec<&Line> = order.iter().filter_map(|&index| sheet.lines.get(index)).collect();
    let foot = lines.partition_point(|line| line.top <= sheet.height * FOOT);
    let start = (foot.max(1)..lines.len()).find(|&at| {
        let (Some(above), Some(first)) = (lines.get(at - 1), lines.get(at)) else {
            return false;
        };
        is_stroked(first) && first.top - above.bottom > GAP_EM * first.size
    })?;
    // The mark itself stands in the text above.
    let mark = lines.get(start)?.text.split(' ').next()?;
    let above = lines.get(..start)?;
    let cited = above.iter().any(|line| line.text.split(' ').any(|word| word == mark));
    cited.then_some(start)
}

/// Where footnotes begin that only their size, a gap and a mark set apart.
fn without_rule(sheet: &Sheet, before: Option<&Sheet>, order: &[usize], body: f32) -> Option<usize> {
    let line = |at: usize| order.get(at).and_then(|&index| sheet.lines.get(index));
    let mut start = order.len();
    while start > 0
        && line(start - 1).is_some_and(|line| line.size <= body * SMALL_WITHOUT_RULE && line.top > sheet.height * FOOT)
    {
        start -= 1;
    }
    if start == 0 {
        // Notes can be pushed to a page on which nothing else stands.
        let low = line(0).is_some_and(|first| first.top > sheet.height / 2.0 && note_label(first).is_some());
        return low.then_some(0);
    }
    (start..order.len()).find(|&at| {
        let (Some(above), Some(first)) = (line(at - 1), line(at)) else {
            return false;
        };
        let raised = note_label(first).is_some_and(|label| label.1);
        // Smaller type alone is no note: its mark is raised, or stands in the text.
        note_label(first).is_some()
            && (raised || first.top - above.bottom > GAP_EM * first.size && is_cited(sheet, before, first))
            && (at == start || raised)
    })
}

/// The mark that a footnote begins with: its length in bytes, and whether it is raised.
pub fn note_label(line: &Line) -> Option<(usize, bool)> {
    if let Some(range) = line.raised.first().filter(|range| range.start == 0)
        && is_mark(line.text.get(range.clone())?)
    {
        return Some((range.end, true));
    }
    let word = line.text.split(' ').next()?;
    let bare = word.strip_suffix(STOPS).unwrap_or(word);
    let number = bare.parse::<u16>().is_ok();
    let sign = !bare.contains(char::is_alphanumeric);
    let spaced = word.len() < line.text.len()
        && is_mark(bare)
        && (bare.len() == word.len() || number || sign || word.ends_with(STROKE));
    if spaced {
        return Some((word.len(), false));
    }
    // `1See`: some fonts have small raised digits that stand on the line as far as one can measure.
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let letter = word.get(digits..)?.chars().next().is_some_and(char::is_uppercase);
    ((1..=MARK).contains(&digits) && letter).then_some((digits, false))
}

/// The mark itself, without a stop after it.
pub fn note_mark(line: &Line) -> Option<&str> {
    let (length, _) = note_label(line)?;
    line.text.get(..length).map(|label| label.trim_end_matches(STOPS))
}

/// Whether the mark that a line begins with stands in the text above it, or on the page before, where its note had no room:
/// raised, or glued to a word.
pub fn is_cited(sheet: &Sheet, before: Option<&Sheet>, note: &Line) -> bool {
    let Some(mark) = note_mark(note) else {
        return false;
    };
    let number = mark.bytes().all(|byte| byte.is_ascii_digit());
    let cites = |line: &Line| {
        has_raised(line, Some(mark))
            || number && glued(&line.text, mark).is_some()
            || !number && line.text.trim_end_matches(STOPS).ends_with(mark)
    };
    let above = sheet.lines.iter().filter(|line| line.top < note.top);
    let text_before = before.map_or(&[][..], |before| &before.lines);
    let mut text = above.chain(text_before).filter(|line| line.turn == note.turn);
    text.any(cites)
}

/// Whether a line begins as a numbered paragraph does, as large as those of the text: `12. The`.
fn counts(line: &Line) -> bool {
    let digits = line.text.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && line.text.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')']))
}

/// Whether a line begins with a raised mark.
fn is_raised(line: &Line) -> bool {
    note_label(line).is_some_and(|label| label.1)
}

/// Whether a mark is printed small and raised in a line.
fn has_raised(line: &Line, mark: Option<&str>) -> bool {
    let mut raised = line.raised.iter().filter_map(|range| line.text.get(range.clone()));
    mark.is_some_and(|mark| raised.any(|raised| raised.trim_end_matches(STOPS) == mark))
}

/// Whether a line begins with a mark as the United Nations printed them until 1996: `3/ The delegation of …`.
pub fn is_stroked(line: &Line) -> bool {
    let word = line.text.split(' ').next().unwrap_or_default();
    note_label(line).is_some_and(|label| label.0 == word.len()) && word.ends_with(STROKE)
}

/// A rule made of the character for it.
fn is_typed_rule(line: &Line) -> bool {
    line.text.len() >= TYPED_RULE && line.text.bytes().all(|byte| byte == b'_')
}

/// `2`, `12`, `*`, `**`, `†`, `a`.
pub fn is_mark(text: &str) -> bool {
    let signs =
        text.chars().count() <= MARK && text.chars().all(|character| matches!(character, '*' | '†' | '‡' | '§'));
    let digits = text.len() <= MARK && text.bytes().all(|byte| byte.is_ascii_digit());
    let letter = text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    !text.is_empty() && (signs || digits || letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::lines::tests::plain;

    fn sheet(rules: Vec<Rule>) -> Sheet {
        let mut body = plain("as the law says2 on page one.", 60.0, 300.0, 500.0);
        body.raised.push(15..16);
        let mut note = plain("2 A/HRC/20/27, para. 4.", 60.0, 700.0, 300.0);
        note.size = 8.0;
        note.raised.push(0..1);
        let mut second = plain("Its second line.", 60.0, 710.0, 300.0);
        second.size = 8.0;
        let lines = vec![body, note, second];
        Sheet {
            page: 1,
            width: 595.0,
            height: 842.0,
            roles: vec![Role::Body; 3],
            lines,
            rules,
            ..Sheet::default()
        }
    }

    #[test]
    fn with_and_without_a_rule() {
        for rules in [
            vec![],
            vec![Rule {
                x0: 60.0,
                x1: 200.0,
                y: 695.0,
            }],
        ] {
            let mut sheets = [sheet(rules)];
            mark(&mut sheets, 10.0);
            assert_eq!(sheets[0].roles, [Role::Body, Role::Footnote, Role::Footnote]);
        }
    }

    #[test]
    fn notes_that_were_pushed_to_a_page_of_their_own() {
        for (top, role) in [(700.0, Role::Footnote), (60.0, Role::Body)] {
            let mut sheet = sheet(vec![]);
            sheet.lines.remove(0);
            sheet.lines[0].top = top;
            sheet.roles = vec![Role::Body; 2];
            let mut sheets = [sheet];
            mark(&mut sheets, 10.0);
            assert_eq!(sheets[0].roles[0], role, "{top}");
        }
    }

    #[test]
    fn large_notes_under_a_rule_whose_mark_stands_in_the_text() {
        let rule = Rule {
            x0: 60.0,
            x1: 200.0,
            y: 695.0,
        };
        for (cited, role) in [("2", Role::Footnote), ("3", Role::Body)] {
            let mut sheet = sheet(vec![rule]);
            sheet.lines[0].text = format!("as the law says{cited} on page one.");
            for note in &mut sheet.lines[1..] {
                note.size = 9.7;
                note.raised.clear();
            }
            let mut sheets = [sheet];
            mark(&mut sheets, 10.0);
            assert_eq!(sheets[0].roles, [Role::Body, role, role], "{cited}");
        }
    }

    #[test]
    fn with_a_typed_rule_and_with_strokes() {
        let note = |text: &str, top: f32| plain(text, 60.0, top, 500.0);
        let above = plain(
            "and the cooperating countries (Group of Three) 4/ through the",
            60.0,
            600.0,
            500.0,
        );
        let typed = vec![
            above.clone(),
            plain("____________", 60.0, 640.0, 140.0),
            note("* Not edited.", 655.0),
        ];
        let stroked = vec![
            above.clone(),
            note("4/ Called the Group of Three,", 660.0),
            note("as agreed.", 671.0),
        ];
        // A row of strokes between paragraphs, and an entry below it.
        let paragraphs = vec![
            above.clone(),
            plain("____________", 60.0, 640.0, 140.0),
            note("5. The State is thanked.", 655.0),
        ];
        let entry = vec![
            plain("____________", 60.0, 640.0, 140.0),
            note(
                "9. JAL 5/8/2015 Case no. SEN 4/2015 State reply: 5/9/2015 Arrest of a writer",
                655.0,
            ),
            note("y de su hermano.", 666.0),
        ];
        let list = vec![
            above,
            note("5/ An item that nobody cites,", 660.0),
            note("as agreed.", 671.0),
        ];
        for (lines, expected) in [(typed, Role::Footnote), (stroked, Role::Footnote), (list, Role::Body)] {
            let mut sheets = [Sheet {
                lines,
                ..sheet(Vec::new())
            }];
            mark(&mut sheets, 10.0);
            assert_eq!(sheets[0].roles, [Role::Body, expected, expected]);
        }
        for lines in [paragraphs, entry] {
            let mut sheets = [Sheet {
                lines,
                ..sheet(Vec::new())
            }];
            mark(&mut sheets, 10.0);
            assert_eq!(sheets[0].roles.last(), Some(&Role::Body));
        }
    }

    #[test]
    fn marks() {
        assert!(["1", "12", "*", "**", "†", "b"].into_iter().all(is_mark));
        assert!(!["", "1234", "st", "o.", "B"].into_iter().any(is_mark));
    }
}
