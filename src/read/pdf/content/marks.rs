//! Marked content: what a page's author says that its pieces are.

use super::super::bidi::is_right_to_left;
use super::super::lexer::Token;
use super::super::objects::{Value, get};
use super::super::printed::{Artifact, Glyph, Mark, Printed};
use super::super::{bounds, facts, strings};
use super::{Frame, Interpreter};
use crate::text::Aside;

/// More actual characters than these, and so many for each glyph, are a description, not the text of the glyphs.
const ACTUAL: usize = 256;
const LONGER: usize = 4;

impl<'d> Interpreter<'d> {
    pub(super) fn push_mark(&mut self, mark: Mark) {
        let outer = self.marks.last().copied().unwrap_or_default();
        if self.marks.len() < bounds::STATES {
            self.marks.push(Mark {
                marked: mark.marked.or(outer.marked),
                artifact: if mark.artifact == Artifact::None {
                    outer.artifact
                } else {
                    mark.artifact
                },
                aside: outer.aside.or(mark.aside),
            });
        }
    }

    pub(super) fn mark(&mut self, frame: &Frame<'d>, operands: &[Token<'_>]) {
        let mut mark = Mark::default();
        if operands.first() == Some(&Token::Name(b"Artifact")) {
            mark.artifact = Artifact::Other;
        }
        let is_artifact = mark.artifact == Artifact::Other;
        let mut set = |key: &[u8], value: &[u8]| match (key, value) {
            (b"Subtype", b"Header") => mark.artifact = Artifact::Header,
            (b"Subtype", b"Footer") => mark.artifact = Artifact::Footer,
            (b"Subtype", b"Watermark") if is_artifact => mark.aside = Some(Aside::Watermark),
            _ => {}
        };
        let mut properties = None;
        let mut hidden = false;
        if let Some(Token::Name(name)) = operands.get(1) {
            let named = frame
                .resources
                .and_then(|resources| get(self.objects, resources, b"Properties").dictionary());
            properties = named.and_then(|named| get(self.objects, named, name).dictionary());
            let layer = named.map_or(Value::Null, |named| named.entry(name));
            if operands.first() == Some(&Token::Name(b"OC")) && self.layers.is_off(self.objects, layer) {
                hidden = true;
            }
            if let Some(properties) = properties {
                if let Some(subtype) = get(self.objects, properties, b"Subtype").name() {
                    set(b"Subtype", subtype);
                }
                mark.marked = get(self.objects, properties, b"MCID")
                    .integer()
                    .and_then(|id| u32::try_from(id).ok());
            }
        } else {
            for pair in operands.windows(2) {
                match pair {
                    [Token::Name(key), Token::Name(value)] => set(key, value),
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "the saturating cast is what is wanted"
                    )]
                    [Token::Name(b"MCID"), Token::Number(id)] => mark.marked = Some(*id as u32),
                    _ => {}
                }
            }
        }
        let actual = actual_text(operands).or_else(|| {
            let properties = properties?;
            let string = get(self.objects, properties, b"ActualText").string()?;
            Some(facts::characters(string))
        });
        if mark.artifact != Artifact::None && operands.first() != Some(&Token::Name(b"Artifact")) {
            mark.artifact = Artifact::None;
        }
        if hidden {
            mark.aside = Some(Aside::Hidden);
        }
        self.push_mark(mark);
        if let Some(characters) = actual.filter(|characters| !characters.is_empty()) {
            self.actual.push(Actual {
                depth: self.marks.len(),
                from: self.printed.glyphs.len(),
                characters,
            });
        }
    }

    /// `EMC`: what was marked ends.
    pub(super) fn end_mark(&mut self) {
        let depth = self.marks.len();
        self.marks.pop();
        if let Some(actual) = self.actual.pop_if(|actual| actual.depth >= depth) {
            replace(&mut self.printed, &actual);
        }
    }
}

/// Marked content whose author says which characters it stands for, as where a word is cut by a hyphen, or where
/// glyphs have no characters of their own.
pub(super) struct Actual {
    /// Marks that were open, this one included.
    depth: usize,
    /// The first glyph that it stands for.
    from: usize,
    characters: String,
}

impl Actual {
    /// Whether it was begun when more marks than these were open.
    pub(super) fn is_above(&self, marks: usize) -> bool {
        self.depth > marks
    }
}

/// The string behind `/ActualText`.
fn actual_text(operands: &[Token<'_>]) -> Option<String> {
    let mut pairs = operands.windows(2);
    let mut bytes = Vec::new();
    pairs.find_map(|pair| match pair {
        [Token::Name(b"ActualText"), string] => {
            match string {
                Token::Literal(raw) => bytes.extend_from_slice(raw),
                Token::Escaped(raw) => strings::unescape(raw, &mut bytes),
                Token::Hexadecimal(raw) => strings::hexadecimal(raw, &mut bytes),
                _ => return None,
            }
            Some(facts::characters(&bytes))
        }
        _ => None,
    })
}

/// Puts the actual characters in the place of the glyphs. Those of one line share its width, whatever its fonts; where the
/// glyphs stand on several lines, each line gets so much of the words as it has of the glyphs, unless these are the words.
fn replace(printed: &mut Printed, actual: &Actual) {
    let Some(first) = printed.runs.iter().rposition(|run| run.glyphs.0 <= actual.from) else {
        return;
    };
    let shown = printed.glyphs.get(actual.from..).unwrap_or_default();
    if shown.is_empty() {
        return;
    }
    let mut characters: Vec<char> = actual
        .characters
        .chars()
        .filter(|c| !matches!(c, '\r' | '\n'))
        .collect();
    // Where a word could be parted and is not, Typst writes a soft hyphen behind the letter, or for a blank upon
    // which the next letter is printed; it is seen only where a hyphen is printed.
    let parted = shown
        .iter()
        .any(|glyph| matches!(glyph.character, '-' | '\u{2010}' | '\u{ad}'));
    let blank = shown.iter().all(|glyph| glyph.character.is_whitespace());
    if !parted && (blank || characters.iter().any(|&c| c != '\u{ad}')) {
        characters.retain(|&c| c != '\u{ad}');
    }
    let words = |characters: &mut dyn Iterator<Item = char>| -> String {
        characters
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{ad}'))
            .collect()
    };
    let printed_words = words(&mut shown.iter().map(|glyph| glyph.character));
    let several = printed.runs.len() - first > 1;
    let same = if several {
        printed_words == words(&mut characters.iter().copied())
    } else {
        shown.iter().map(|glyph| glyph.character).eq(characters.iter().copied())
    };
    if characters.len() > ACTUAL + LONGER * shown.len() || same {
        return;
    }
    // Glyphs stand in the order of the paper.
    if characters.iter().copied().any(is_right_to_left) {
        characters.reverse();
    }
    let unmapped = |glyph: &&Glyph| glyph.character == char::REPLACEMENT_CHARACTER;
    printed.unmapped -= shown.iter().filter(unmapped).count().min(printed.unmapped);
    // The lines: their first run, and how many glyphs they have and where these begin and end.
    let mut lines: Vec<(usize, usize, f32, f32)> = Vec::new();
    for (at, run) in printed.runs.iter().enumerate().skip(first) {
        let glyphs = printed
            .glyphs
            .get(run.glyphs.0.max(actual.from)..run.glyphs.1)
            .unwrap_or_default();
        let (Some(left), Some(right)) = (glyphs.first(), glyphs.last()) else {
            continue;
        };
        let of_line = |line: &&mut (usize, usize, f32, f32)| {
            printed.runs.get(line.0).is_some_and(|other| {
                other.turn == run.turn && (other.baseline - run.baseline).abs() < run.size.max(other.size) / 2.0
            })
        };
        match lines.last_mut().filter(of_line) {
            Some(line) => (line.1, line.3) = (line.1 + glyphs.len(), right.x1.max(line.3)),
            None => lines.push((at, glyphs.len(), left.x0, right.x1)),
        }
    }
    let total: usize = lines.iter().map(|line| line.1).sum();
    for run in printed.runs.iter_mut().skip(first + 1) {
        run.glyphs = (actual.from, actual.from);
    }
    printed.glyphs.truncate(actual.from);
    let mut rest = characters.as_slice();
    let mut left = total;
    let count = lines.len();
    for (number, (at, glyphs, x0, x1)) in (1..).zip(lines) {
        let share = if number == count {
            rest.len()
        } else {
            rest.len() * glyphs / left.max(1)
        };
        // A line ends behind a word.
        let blank = rest.iter().skip(share).position(|c| c.is_whitespace());
        let (own, tail) = rest.split_at(blank.map_or(rest.len(), |blank| share + blank));
        (rest, left) = (tail, left - glyphs);
        let start = printed.glyphs.len();
        #[expect(clippy::cast_precision_loss, reason = "at most a few thousand")]
        let step = (x1 - x0) / own.len().max(1) as f32;
        let mut x0 = x0;
        for &character in own {
            let (left, right) = (x0, x0 + step);
            printed.glyphs.push(Glyph {
                character,
                x0: left,
                x1: right,
            });
            x0 = right;
        }
        let end = printed.glyphs.len();
        if let Some(run) = printed.runs.get_mut(at) {
            // The first run can have glyphs before these.
            let from = if at == first { run.glyphs.0.min(start) } else { start };
            run.glyphs = (from, end);
            run.x1 = run.x1.max(x1);
        }
    }
}
