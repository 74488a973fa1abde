//! A page after its lines have been put together, while roles and paragraphs are being found.

use rustc_hash::FxHashMap;

use super::geometry::{Turn, hundredths};
use super::lines::Line;
use super::links::Area;
use super::printed::Rule;
use super::tables::fields::Grid;
use crate::text::Role;

/// A page's lines in reading order, and what is known of each.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Page, from 1.
    pub page: u32,
    /// Width as shown, points.
    pub width: f32,
    /// Height as shown, points.
    pub height: f32,
    /// Its lines in reading order.
    pub lines: Vec<Line>,
    /// Lines that are no part of what a reader reads.
    pub aside: Vec<Line>,
    /// The role of each line.
    pub roles: Vec<Role>,
    /// Thin horizontal rules.
    pub rules: Vec<Rule>,
    /// The tables drawn on it.
    pub grids: Vec<Grid>,
    /// Its links.
    pub links: Vec<Area>,
}

impl Sheet {
    /// Lines with their roles.
    pub fn entries(&self) -> impl Iterator<Item = (usize, &Line, Role)> {
        self.lines
            .iter()
            .zip(&self.roles)
            .enumerate()
            .map(|(index, (line, role))| (index, line, *role))
    }

    /// Its lines from the top down, each with a line end.
    pub fn printed(&self) -> String {
        let place = |line: &Line| (hundredths(line.top), hundredths(line.x0));
        let mut lines: Vec<((f32, f32), &str)> = Vec::with_capacity(self.lines.len());
        lines.extend(self.lines.iter().map(|line| (place(line), line.text.as_str())));
        lines.sort_by(|((top, x0), _), (below, _)| top.total_cmp(&below.0).then(x0.total_cmp(&below.1)));
        let mut printed = String::with_capacity(lines.iter().map(|(_, text)| text.len() + 1).sum());
        for (_, text) in lines {
            printed.push_str(text);
            printed.push('\n');
        }
        printed
    }

    /// Sets the role of a line.
    pub fn set(&mut self, index: usize, role: Role) {
        if let Some(slot) = self.roles.get_mut(index) {
            *slot = role;
        }
    }
}

/// The type size in which most characters of the running text are printed.
pub fn body_size(sheets: &[Sheet]) -> f32 {
    const STEPS: f32 = 4.0;
    let mut characters: FxHashMap<u32, usize> = FxHashMap::default();
    for sheet in sheets {
        for (_, line, role) in sheet.entries() {
            if role == Role::Body && line.turn == Turn::Right {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "sizes are small and positive"
                )]
                let step = (line.size * STEPS + 0.5) as u32;
                *characters.entry(step).or_default() += line.text.len();
            }
        }
    }
    let largest = characters.into_iter().max_by_key(|&(step, count)| (count, step));
    #[expect(clippy::cast_precision_loss, reason = "sizes are small")]
    largest.map_or(10.0, |(step, _)| step as f32 / STEPS)
}

/// The label of a list item, heading or numbered paragraph that a line begins with: its length in bytes.
///
/// `12.`, `3)`, `(a)`, `IV.`, `b.`, `•`, `–` are labels; `2012.` and `Mr.` are not.
pub fn label(text: &str) -> Option<usize> {
    let word = text.split(' ').next()?;
    let length = word.len();
    let bare = word.strip_prefix('(').unwrap_or(word);
    let mut characters = word.chars();
    let bullet = matches!(
        characters.next(),
        Some('•' | '·' | '–' | '—' | '-' | '▪' | '◦' | '○' | '●' | '■' | '*' | '\u{f0b7}' | '\u{f0a7}' | 'o')
    );
    if bullet && characters.next().is_none() && text.len() > length {
        return Some(length);
    }
    let closed = bare.strip_suffix(['.', ')'])?;
    let bracketed = bare.len() < length;
    let number =
        |digits: usize| (1..=digits).contains(&closed.len()) && closed.bytes().all(|byte| byte.is_ascii_digit());
    let letter = closed.len() == 1 && closed.bytes().all(|byte| byte.is_ascii_alphabetic());
    let roman = (1..=6).contains(&closed.len())
        && (closed.bytes().all(|byte| b"ivxl".contains(&byte)) || closed.bytes().all(|byte| b"IVXL".contains(&byte)));
    let double =
        closed.len() == 2 && closed.bytes().all(|byte| byte.is_ascii_lowercase()) && (bracketed || word.ends_with(')'));
    (number(3) || letter || roman || double).then_some(length)
}

/// Whether a line ends a sentence or introduces a list.
pub fn ends_sentence(text: &str) -> bool {
    /// Words whose stop is followed by a name or a number.
    const SHORT: &[&str] = &[
        "Mr.", "Mrs.", "Ms.", "Dr.", "Sr.", "Sra.", "Srta.", "Sres.", "M.", "MM.", "No.", "no.", "Nos.", "nos.",
        "núm.", "art.", "arts.", "para.", "paras.", "par.", "párr.", "párrs.", "vs.",
    ];
    let bare = text.trim_end_matches(['"', '”', '’', '»', ')', ']', '\'']);
    let last = || bare.rsplit([' ', '(', '\u{a0}']).next().unwrap_or_default();
    bare.ends_with(['.', ':', ';', '?', '!', '…']) && !SHORT.contains(&last())
}

/// Whether a line goes on in the middle of a sentence.
pub fn starts_lower(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_sentences() {
        for (line, ends) in [
            ("It was so.", true),
            ("(see para. 3).", true),
            ("the family of Mr.", false),
            ("(art.", false),
            ("el Sr.", false),
            ("the right", false),
            ("as follows:", true),
        ] {
            assert_eq!(ends_sentence(line), ends, "{line}");
        }
    }

    #[test]
    fn labels() {
        for (text, expected) in [
            ("12. On 3 May", Some(3)),
            ("189. JAL", Some(4)),
            ("(a) that", Some(3)),
            ("(iv) that", Some(4)),
            ("IV. Europe", Some(3)),
            ("• item", Some(3)),
            ("– item", Some(3)),
            ("(aa) that", Some(4)),
            ("2012. The", None),
            ("Mr. X", None),
            ("•", None),
            ("is. It", None),
            ("", None),
        ] {
            assert_eq!(label(text), expected, "{text}");
        }
    }
}
