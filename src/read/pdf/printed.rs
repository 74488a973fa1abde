//! What a page prints: glyphs in runs, and rules.

use super::geometry::Turn;
use crate::text::Aside;

/// One printed character.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// The character.
    pub character: char,
    /// Where it begins along its line.
    pub x0: f32,
    /// Where it ends along its line.
    pub x1: f32,
}

/// What a page's author says that a piece of content is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Artifact {
    /// Content, or nothing said.
    #[default]
    None,
    /// A running head.
    Header,
    /// A running foot.
    Footer,
    /// Any other thing that is not content: rules, backgrounds, page numbers.
    Other,
}

/// The marked content that glyphs are part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Its number.
    pub marked: Option<u32>,
    /// What it is.
    pub artifact: Artifact,
    /// Why it is no part of what a reader reads.
    pub aside: Option<Aside>,
}

/// Glyphs shown one after the other in one style on one baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Index of its first glyph, and one past its last.
    pub glyphs: (usize, usize),
    /// Direction in which it runs; all its measures are along and across this direction.
    pub turn: Turn,
    /// Where it begins along its line.
    pub x0: f32,
    /// Where it ends.
    pub x1: f32,
    /// How far below other lines its baseline is.
    pub baseline: f32,
    /// Type size, points.
    pub size: f32,
    /// Height above the baseline, points.
    pub ascent: f32,
    /// Depth below the baseline, points.
    pub descent: f32,
    /// How far its glyphs are spaced, points, below nothing where they lie on each other; nothing where it is too little to
    /// be taken for blanks, or for blanks to be lost.
    pub spacing: f32,
    /// Whether its font is bold.
    pub bold: bool,
    /// What its author says of it.
    pub mark: Mark,
    /// How it is shown.
    pub look: Look,
}

/// How glyphs are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Not painted: text under a picture of it, or over itself.
    pub invisible: bool,
    /// White, which is seen on what is not.
    pub white: bool,
    /// Neither level nor upright.
    pub oblique: bool,
}

/// A thin horizontal rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Its left end on the page as shown, points.
    pub x0: f32,
    /// Its right end.
    pub x1: f32,
    /// Its height on the page.
    pub y: f32,
}

/// A box that is painted, or a stroke, which is a very thin one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Its left edge on the page as shown, points.
    pub x0: f32,
    /// Its upper edge.
    pub top: f32,
    /// Its right edge.
    pub x1: f32,
    /// Its lower edge.
    pub bottom: f32,
    /// Equal for boxes of one colour.
    pub colour: u32,
}

/// Room for the glyphs of a full page: memory that is not written to costs nothing.
const FULL_PAGE: usize = 8_192;

impl Printed {
    /// Storage to be filled by page after page.
    pub fn with_room() -> Self {
        Self {
            glyphs: Vec::with_capacity(FULL_PAGE),
            ..Self::default()
        }
    }

    /// Where it is, to go back to.
    pub fn so_far(&self) -> SoFar {
        SoFar {
            glyphs: self.glyphs.len(),
            runs: self.runs.len(),
            last: self.runs.last().map(|run| (run.glyphs.1, run.x1)),
            unmapped: self.unmapped,
        }
    }

    /// Forgets what was shown since.
    pub fn go_back(&mut self, before: SoFar) {
        self.glyphs.truncate(before.glyphs);
        self.runs.truncate(before.runs);
        self.unmapped = before.unmapped;
        if let (Some(run), Some((end, x1))) = (self.runs.last_mut(), before.last) {
            run.glyphs.1 = end;
            run.x1 = x1;
        }
    }
}

/// How much a page had shown.
#[derive(Clone, Copy, Debug)]
pub struct SoFar {
    glyphs: usize,
    runs: usize,
    /// Where the last run ended: its glyphs, and on the line.
    last: Option<(usize, f32)>,
    unmapped: usize,
}

/// What a page prints.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is its own fact")]
pub struct Printed {
    /// All glyphs, run after run.
    pub glyphs: Vec<Glyph>,
    /// The runs in the order in which they were shown.
    pub runs: Vec<Run>,
    /// Thin horizontal rules.
    pub rules: Vec<Rule>,
    /// What is drawn straight along or down the page and can be seen.
    pub drawn: Vec<Drawn>,
    /// The edges of what is filled in any colour but white.
    pub shades: Vec<[f32; 4]>,
    /// Whether anything else may be in any colour: a shading, or more than is noted.
    pub shaded: bool,
    /// Glyphs that have no character.
    pub unmapped: usize,
    /// Whether it shows a picture.
    pub pictures: bool,
    /// Whether a bound ended it early.
    pub cut: bool,
    /// Whether an inline picture has no end that can be found, so that what follows it was left out.
    pub endless: bool,
    /// Whether content could not be decoded to its end.
    pub damaged: bool,
}

impl Printed {
    /// Where a run begins along its line.
    pub fn start(&self, run: u32) -> f32 {
        self.runs.get(run as usize).map_or(0.0, |run| run.x0)
    }

    /// What is known of the page beside what stands on it.
    pub fn facts(&self) -> Self {
        Self {
            rules: self.rules.clone(),
            unmapped: self.unmapped,
            pictures: self.pictures,
            cut: self.cut,
            endless: self.endless,
            damaged: self.damaged,
            ..Self::default()
        }
    }
}

/// Whether nothing is seen of a character.
#[inline]
pub fn is_blank(character: char) -> bool {
    // Asked first, since nearly all characters are these.
    let seen = matches!(character, '!'..='~');
    !seen
        && matches!(character, '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{3000}' | '\u{202f}' | '\u{205f}')
}

/// The glyphs of a run.
pub fn glyphs<'p>(printed: &'p Printed, run: &Run) -> &'p [Glyph] {
    printed.glyphs.get(run.glyphs.0..run.glyphs.1).unwrap_or_default()
}
