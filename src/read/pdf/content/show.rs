//! Shows strings: from codes to glyphs in their places.

use super::super::bounds;
use super::super::fonts::Font;
use super::super::geometry::Turn;
use super::super::lexer::{Lexer, Token};
use super::super::printed::{Glyph, Look, Mark, Printed, Run};
use super::super::strings;
use super::Interpreter;

/// A gap wider than this, or a step back further than this, begins a new run, in em.
const RUN_GAP_EM: f32 = 0.9;
const RUN_BACK_EM: f32 = 0.4;
/// Glyphs whose baselines differ by less than this stand on the same one, in em.
const SAME_BASELINE_EM: f32 = 0.02;
/// Space between glyphs up to this is no blank, in em.
const SPACED_EM: f32 = 0.05;
/// Glyphs that lie on each other by more leave blanks too narrow to be taken for one, in em.
const TIGHT_EM: f32 = 0.03;
/// The code of a blank, after which the word space is added if the code has one byte.
const BLANK: u8 = b' ';

/// The text rendering mode that paints nothing (ISO 32000-1, table 106).
const INVISIBLE: f32 = 3.0;
/// A line that rises or falls by more than this share of its length is oblique: scanned pages lie askew by up to 0.05,
/// watermarks by 0.3 and more.
const OBLIQUE: f32 = 0.1;

impl Interpreter<'_> {
    /// Shows the strings among the operands, moved by the numbers between them.
    pub(super) fn show(&mut self, operands: &[Token<'_>]) {
        if self.state.font.is_none() {
            // Text without a font cannot be read; its bytes are counted as what they are.
            let bytes = |operand: &Token<'_>| match operand {
                Token::Literal(raw) | Token::Escaped(raw) | Token::Hexadecimal(raw) => raw.len(),
                _ => 0,
            };
            self.printed.unmapped += operands.iter().map(bytes).sum::<usize>();
            return;
        }
        let Some(mut pen) = self.pen() else { return };
        for &operand in operands {
            pen.element(operand);
        }
        pen.close();
        let (moved, shown) = (pen.moved, pen.shown);
        self.moved_on(moved, shown);
    }

    /// Shows the array behind a bracket straight from the bytes, and gives the lexer behind its `TJ`; none, and nothing is
    /// shown, where there is something else than strings and numbers in it, or another operator behind it.
    pub(super) fn show_array<'b>(&mut self, mut lexer: Lexer<'b>) -> Option<Lexer<'b>> {
        let before = self.printed.so_far();
        let mut pen = self.pen()?;
        // Where words that strayed into the array are known to be inside of it.
        let mut inside = 0;
        let closed = loop {
            match lexer.next() {
                Some(Token::Close) => break true,
                Some(token) if pen.element(token) => {}
                Some(Token::Word(_)) if lexer.at() < inside => {}
                Some(Token::Word(_)) => match super::closing(&lexer) {
                    Some(end) => inside = end,
                    None => break false,
                },
                _ => break false,
            }
        };
        pen.close();
        let (moved, shown) = (pen.moved, pen.shown);
        if !closed || lexer.next() != Some(Token::Word(b"TJ")) {
            self.printed.go_back(before);
            return None;
        }
        self.moved_on(moved, shown);
        Some(lexer)
    }

    fn moved_on(&mut self, moved: f32, shown: usize) {
        self.shown += shown;
        self.text = self.text.shifted(moved, 0.0);
    }

    /// A pen in the state that the operators before have left; none without a font or a finite place to begin.
    fn pen(&mut self) -> Option<Pen<'_>> {
        let state = self.state;
        let font = self.fonts.get_mut(state.font?)?;
        let matrix = self.text.then(state.ctm);
        let (dx, dy) = (matrix.a * state.size, matrix.b * state.size);
        let turn = if dx == 0.0 && dy == 0.0 {
            Turn::Right
        } else {
            Turn::of(dx, dy)
        };
        let (x, y) = matrix.apply(0.0, state.rise);
        let (start, baseline) = turn.along(x, y);
        let pen = Pen {
            turn,
            start,
            baseline,
            unit: (matrix.a * matrix.a + matrix.b * matrix.b).sqrt() * state.size.signum(),
            height: (matrix.c * matrix.c + matrix.d * matrix.d).sqrt() * state.size.abs(),
            em: state.size * state.scale,
            character_space: state.character_space * state.scale,
            word_space: state.word_space * state.scale,
            mark: self.marks.last().copied().unwrap_or_default(),
            look: Look {
                invisible: state.render == INVISIBLE || state.transparent,
                white: state.fill.is_white() && state.render == 0.0,
                oblique: dx.abs().min(dy.abs()) > OBLIQUE * dx.abs().max(dy.abs()),
            },
            own_runs: self.own_runs,
            moved: 0.0,
            shown: 0,
            began: false,
            end: self.printed.runs.last().map_or(start, |run| run.x1),
            font,
            escaped: &mut self.string,
            printed: &mut self.printed,
        };
        (start.is_finite() && baseline.is_finite() && pen.unit.is_finite() && pen.height.is_finite()).then_some(pen)
    }
}

/// Where the next glyph goes.
struct Pen<'p> {
    turn: Turn,
    /// Where the operator began along its line, and its baseline.
    start: f32,
    baseline: f32,
    /// Length of one unit of text space along the line, with its sign.
    unit: f32,
    /// Type size, points.
    height: f32,
    /// Length of an em, in text space.
    em: f32,
    /// What is added to the width of every glyph, and of every blank, in text space.
    character_space: f32,
    word_space: f32,
    /// What is said of the glyphs.
    mark: Mark,
    /// How they are shown.
    look: Look,
    /// The runs before this one are none to go on with.
    own_runs: usize,
    /// How far the pen has moved since the start, in text space.
    moved: f32,
    /// Glyphs that it has shown.
    shown: usize,
    /// Whether it has shown a string.
    began: bool,
    /// Where the run that it goes on with ends so far.
    end: f32,
    font: &'p mut Font,
    /// Room for strings with escapes.
    escaped: &'p mut Vec<u8>,
    printed: &'p mut Printed,
}

impl Pen<'_> {
    /// Shows an element of an array; whether it is a string or a number.
    #[expect(
        clippy::inline_always,
        reason = "called once for each string of a document, and small"
    )]
    #[inline(always)]
    fn element(&mut self, element: Token<'_>) -> bool {
        match element {
            Token::Literal(raw) => self.string(raw),
            Token::Number(thousandths) => self.moved -= thousandths * (self.em / 1000.0),
            Token::Escaped(raw) => self.unescaped(strings::unescape, raw),
            Token::Hexadecimal(raw) => match (self.font.code_length, strings::two_bytes(raw)) {
                (Some(2), Some(code)) => self.two_bytes(code),
                _ => self.unescaped(strings::hexadecimal, raw),
            },
            _ => return false,
        }
        true
    }

    /// Shows the one code of a string of two bytes, as word processors write them glyph by glyph.
    fn two_bytes(&mut self, code: u32) {
        self.begin();
        let before = self.printed.glyphs.len();
        if before <= bounds::GLYPHS {
            self.end = self.code(code, 0.0).max(self.end);
        }
        self.shown += self.printed.glyphs.len() - before;
        self.began = true;
    }

    fn unescaped(&mut self, unescape: fn(&[u8], &mut Vec<u8>), raw: &[u8]) {
        let mut string = std::mem::take(self.escaped);
        string.clear();
        unescape(raw, &mut string);
        self.string(&string);
        *self.escaped = string;
    }

    /// Shows one string.
    fn string(&mut self, string: &[u8]) {
        let room = (bounds::GLYPHS + 1).saturating_sub(self.printed.glyphs.len());
        let single = self.font.code_length == Some(1);
        let string = string.get(..room).filter(|_| single).unwrap_or(string);
        self.begin();
        let before = self.printed.glyphs.len();
        let end = if single { self.bytes(string) } else { self.codes(string) };
        self.end = end.max(self.end);
        self.shown += self.printed.glyphs.len() - before;
        self.began = true;
    }

    /// Puts down the glyphs of a string whose bytes are codes; gives where the last one ends.
    fn bytes(&mut self, string: &[u8]) -> f32 {
        let mut end = self.here();
        let mut rest = string;
        loop {
            let (shown, stopped) = self.plain_bytes(rest);
            end = shown.unwrap_or(end);
            let Some(at) = stopped else { return end };
            if self.printed.glyphs.len() > bounds::GLYPHS {
                return end;
            }
            let (_, behind) = rest.split_at(at);
            let Some((&byte, behind)) = behind.split_first() else {
                return end;
            };
            let space = if byte == BLANK { self.word_space } else { 0.0 };
            end = self.code(u32::from(byte), space);
            rest = behind;
        }
    }

    /// Puts down glyphs as long as their codes are known and have one character each, as nearly all do; gives where the last
    /// one ends, and the byte at which it stopped.
    fn plain_bytes(&mut self, string: &[u8]) -> (Option<f32>, Option<usize>) {
        let codes = self.font.bytes();
        let (start, unit, em) = (self.start, self.unit, self.em);
        let (character_space, word_space) = (self.character_space, self.word_space);
        let glyphs = &mut self.printed.glyphs;
        let mut moved = self.moved;
        let mut end = None;
        let mut stopped = None;
        glyphs.reserve(string.len());
        for (at, &byte) in string.iter().enumerate() {
            let code = codes[byte as usize];
            if !code.is_plain() {
                stopped = Some(at);
                break;
            }
            let x0 = start + moved * unit;
            let width = code.width * em;
            let x1 = x0 + width * unit;
            let space = if byte == BLANK { word_space } else { 0.0 };
            moved += width + character_space + space;
            end = Some(x1);
            glyphs.push(Glyph {
                character: code.character,
                x0,
                x1,
            });
        }
        self.moved = moved;
        (end, stopped)
    }

    /// Puts down the glyphs of a string whose codes have several bytes; gives where the last one ends.
    fn codes(&mut self, string: &[u8]) -> f32 {
        let mut end = self.here();
        let mut rest = string;
        if self.font.code_length == Some(2) {
            let pairs;
            (pairs, rest) = string.as_chunks::<2>();
            for &pair in pairs {
                if self.printed.glyphs.len() > bounds::GLYPHS {
                    return end;
                }
                end = self.code(u32::from(u16::from_be_bytes(pair)), 0.0);
            }
        }
        while self.printed.glyphs.len() <= bounds::GLYPHS
            && let Some((code, tail)) = self.font.next_code(rest)
        {
            let single = rest.len() - tail.len() == 1;
            let space = if code == u32::from(BLANK) && single {
                self.word_space
            } else {
                0.0
            };
            rest = tail;
            end = self.code(code, space);
        }
        end
    }

    /// Puts down what any code prints; gives where it ends.
    #[inline]
    fn code(&mut self, code: u32, space: f32) -> f32 {
        let code = self.font.code(code);
        let x0 = self.here();
        let width = code.width * self.em;
        let x1 = x0 + width * self.unit;
        self.moved += width + self.character_space + space;
        if code.is_plain() {
            let character = code.character;
            self.printed.glyphs.push(Glyph { character, x0, x1 });
            return x1;
        }
        self.printed.unmapped += usize::from(code.is_unmapped());
        put(
            code.character,
            self.font.further(code),
            x0,
            x1,
            &mut self.printed.glyphs,
        );
        x1
    }

    /// Where it is along the line.
    fn here(&self) -> f32 {
        self.start + self.moved * self.unit
    }

    /// Goes on with the last run, or begins one.
    #[inline]
    fn begin(&mut self) {
        let here = self.here();
        let gap = here - self.end;
        let near = gap <= RUN_GAP_EM * self.height && gap >= -RUN_BACK_EM * self.height;
        if near && (self.began || self.is_like_last()) {
            return;
        }
        self.close();
        self.end = here;
        let glyphs = self.printed.glyphs.len();
        self.printed.runs.push(Run {
            glyphs: (glyphs, glyphs),
            turn: self.turn,
            x0: here,
            x1: here,
            baseline: self.baseline,
            size: self.height,
            ascent: self.font.ascent * self.height,
            descent: self.font.descent * self.height,
            spacing: self.spacing(),
            bold: self.font.bold,
            mark: self.mark,
            look: self.look,
        });
    }

    /// How far glyphs are spaced on the page, if it is far enough to be taken for blanks, or for blanks to be lost.
    fn spacing(&self) -> f32 {
        let spacing = self.character_space * self.unit;
        if spacing > SPACED_EM * self.height || spacing < -TIGHT_EM * self.height {
            spacing
        } else {
            0.0
        }
    }

    /// Whether the last run is in the style and on the baseline of this operator.
    fn is_like_last(&self) -> bool {
        let same = SAME_BASELINE_EM * self.height;
        self.printed.runs.last().is_some_and(|run| {
            run.turn == self.turn
                && (run.baseline - self.baseline).abs() <= same
                && (run.size - self.height).abs() <= same
                && run.bold == self.font.bold
                && (run.spacing - self.spacing()).abs() <= same
                && run.mark == self.mark
                && run.look == self.look
        }) && self.printed.runs.len() > self.own_runs
    }

    /// Notes in the last run how far it goes.
    fn close(&mut self) {
        if let Some(run) = self.printed.runs.last_mut() {
            run.glyphs.1 = self.printed.glyphs.len();
            run.x1 = self.end;
        }
    }
}

/// Puts down characters that share a width, as those of a ligature do.
fn put(first: char, further: &str, x0: f32, x1: f32, glyphs: &mut Vec<Glyph>) {
    if further.is_empty() {
        glyphs.push(Glyph {
            character: first,
            x0,
            x1,
        });
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let step = (x1 - x0) / (1 + further.chars().count()) as f32;
    let mut x0 = x0;
    for character in std::iter::once(first).chain(further.chars()) {
        glyphs.push(Glyph {
            character,
            x0,
            x1: x0 + step,
        });
        x0 += step;
    }
}
