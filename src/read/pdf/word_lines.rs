//! The words of a page, line by line, whatever cells they stand in.

use super::drafts::drafts;
use super::geometry::Turn;
use super::pieces::Piece;
use super::printed::Printed;
use super::{cells, interleave};

/// The words of a line, all its cells together.
#[derive(Clone, Debug)]
pub struct WordLine {
    /// Its upper and lower edge, in the direction of reading.
    pub top: f32,
    pub bottom: f32,
    /// Its type size.
    pub size: f32,
    /// Whether all of it is bold.
    pub bold: bool,
    /// Its words along the line.
    pub words: Vec<Word>,
}

/// A word, and where it stands along its line.
#[derive(Clone, Debug)]
pub struct Word {
    pub x0: f32,
    pub x1: f32,
    pub text: String,
    /// Whether it begins bold.
    pub bold: bool,
}

impl Word {
    /// Whether it has what every reference number has.
    pub fn may_be_reference(&self) -> bool {
        self.text.contains('/')
    }
}

impl WordLine {
    /// Its words with a blank between them.
    pub fn string(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    /// From where to where its pieces stand, which are parted by a gap this wide, in em.
    pub fn pieces(&self, gap: f32) -> Vec<(f32, f32)> {
        let mut pieces: Vec<(f32, f32)> = Vec::new();
        for word in &self.words {
            match pieces.last_mut().filter(|last| word.x0 - last.1 < gap * self.size) {
                Some(last) => last.1 = word.x1,
                None => pieces.push((word.x0, word.x1)),
            }
        }
        pieces
    }
}

/// The words of a page that run in a direction, line by line from the top down.
pub fn words(printed: &Printed, turn: Turn) -> Vec<WordLine> {
    let mut lines = Vec::new();
    let (mut pieces, mut cells) = (Vec::new(), Vec::new());
    for mut draft in drafts(printed).into_iter().filter(|draft| draft.turn == turn) {
        draft
            .parts
            .sort_by(|a, b| printed.start(a.run).total_cmp(&printed.start(b.run)));
        interleave::sort(printed, &mut draft.parts);
        cells::cut(printed, &draft, &[], &mut pieces, &mut cells);
        let mut words: Vec<Word> = Vec::new();
        let is_bold = |piece: &Piece| printed.runs.get(piece.run as usize).is_some_and(|run| run.bold);
        for cell in cells.drain(..) {
            for word in pieces.get(cell).unwrap_or_default().chunk_by(|_, next| !next.blank) {
                words.push(Word {
                    x0: word.iter().map(|piece| piece.x0).fold(f32::INFINITY, f32::min),
                    x1: word.iter().map(|piece| piece.x1).fold(f32::NEG_INFINITY, f32::max),
                    text: word.iter().map(|piece| piece.character).collect(),
                    bold: word.first().is_some_and(is_bold),
                });
            }
        }
        words.retain(|word| !word.text.is_empty());
        words.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let runs = || {
            draft
                .parts
                .iter()
                .filter_map(|part| printed.runs.get(part.run as usize))
        };
        let above = runs().map(|run| run.ascent).fold(0.0, f32::max);
        let below = runs().map(|run| run.descent).fold(0.0, f32::max);
        if !words.is_empty() {
            lines.push(WordLine {
                top: draft.baseline - above,
                bottom: draft.baseline + below,
                size: draft.size,
                bold: runs().all(|run| run.bold),
                words,
            });
        }
    }
    lines.sort_by(|a, b| a.bottom.total_cmp(&b.bottom));
    lines
}
