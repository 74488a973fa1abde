//! Shows strings: from codes to glyphs in their places.

use super::super::fonts::{Code, Font};
use super::super::geometry::Turn;
use super::super::lexer::Token;
use super::super::printed::{Glyph, Mark, Printed, Run};
use super::super::strings;
use super::{Interpreter, State};

/// A gap wider than this, or a step back further than this, begins a new run, in em.
const RUN_GAP_EM: f32 = 0.9;
const RUN_BACK_EM: f32 = 0.4;
/// Glyphs whose baselines differ by less than this stand on the same one, in em.
const SAME_BASELINE_EM: f32 = 0.02;
/// The code of a blank, after which the word space is added if the code has one byte.
const BLANK: u32 = 32;

impl Interpreter<'_> {
    /// Shows the strings among the operands, moved by the numbers between them.
    pub(super) fn show(&mut self, operands: &[Token<'_>]) {
        let State {
            font,
            size,
            scale,
            rise,
            character_space,
            word_space,
            ..
        } = self.state;
        let Some(font) = font.and_then(|font| self.fonts.get_mut(font)) else {
            // Text without a font cannot be read; its bytes are counted as what they are.
            let bytes = |operand: &Token<'_>| match operand {
                Token::Literal(raw) | Token::Escaped(raw) | Token::Hexadecimal(raw) => raw.len(),
                _ => 0,
            };
            self.printed.unmapped += operands.iter().map(bytes).sum::<usize>();
            return;
        };
        let matrix = self.text.then(self.state.ctm);
        let (dx, dy) = (matrix.a * size, matrix.b * size);
        let turn = if dx == 0.0 && dy == 0.0 {
            Turn::Right
        } else {
            Turn::of(dx, dy)
        };
        let (x, y) = matrix.apply(0.0, rise);
        let (start, baseline) = turn.along(x, y);
        let mut pen = Pen {
            turn,
            start,
            baseline,
            unit: (matrix.a * matrix.a + matrix.b * matrix.b).sqrt() * size.signum(),
            height: (matrix.c * matrix.c + matrix.d * matrix.d).sqrt() * size.abs(),
            em: size * scale,
            character_space: character_space * scale,
            word_space: word_space * scale,
            mark: self.marks.last().copied().unwrap_or_default(),
            moved: 0.0,
            shown: 0,
        };
        if !(start.is_finite() && baseline.is_finite() && pen.unit.is_finite() && pen.height.is_finite()) {
            return;
        }
        let thousandth = pen.em / 1000.0;
        for operand in operands {
            match operand {
                Token::Literal(raw) => pen.string(font, raw, &mut self.printed),
                Token::Escaped(raw) => {
                    self.string.clear();
                    strings::unescape(raw, &mut self.string);
                    pen.string(font, &self.string, &mut self.printed);
                }
                Token::Hexadecimal(raw) => {
                    self.string.clear();
                    strings::hexadecimal(raw, &mut self.string);
                    pen.string(font, &self.string, &mut self.printed);
                }
                Token::Number(thousandths) => pen.moved -= thousandths * thousandth,
                _ => {}
            }
        }
        self.shown += pen.shown;
        self.text = self.text.shifted(pen.moved, 0.0);
    }
}

/// Where the next glyph goes.
struct Pen {
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
    /// How far the pen has moved since the start, in text space.
    moved: f32,
    /// Bytes that it has shown.
    shown: usize,
}

impl Pen {
    /// Shows one string.
    fn string(&mut self, font: &mut Font, string: &[u8], printed: &mut Printed) {
        self.run(font, printed);
        self.shown += string.len();
        let mut end = self.start + self.moved * self.unit;
        match font.code_length {
            Some(1) => {
                for &byte in string {
                    let code = u32::from(byte);
                    let space = if code == BLANK { self.word_space } else { 0.0 };
                    let glyph = font.code(code);
                    end = self.glyph(font, glyph, space, printed);
                }
            }
            Some(2) => {
                let (pairs, rest) = string.as_chunks::<2>();
                for &pair in pairs {
                    let code = u32::from(u16::from_be_bytes(pair));
                    let glyph = font.code(code);
                    end = self.glyph(font, glyph, 0.0, printed);
                }
                if let Some((code, _)) = font.next_code(rest) {
                    let space = if code == BLANK { self.word_space } else { 0.0 };
                    let glyph = font.code(code);
                    end = self.glyph(font, glyph, space, printed);
                }
            }
            _ => {
                let mut rest = string;
                while let Some((code, tail)) = font.next_code(rest) {
                    let single = rest.len() - tail.len() == 1;
                    let space = if code == BLANK && single { self.word_space } else { 0.0 };
                    rest = tail;
                    let glyph = font.code(code);
                    end = self.glyph(font, glyph, space, printed);
                }
            }
        }
        if let Some(run) = printed.runs.last_mut() {
            run.glyphs.1 = printed.glyphs.len();
            run.x1 = end.max(run.x1);
        }
    }

    /// Goes on with the last run, or begins one.
    fn run(&self, font: &Font, printed: &mut Printed) {
        let start = self.start + self.moved * self.unit;
        let height = self.height;
        let continues = printed.runs.last().is_some_and(|run| {
            let gap = start - run.x1;
            let near = gap <= RUN_GAP_EM * height && gap >= -RUN_BACK_EM * height;
            let alike = || {
                run.turn == self.turn
                    && (run.baseline - self.baseline).abs() <= SAME_BASELINE_EM * height
                    && (run.size - height).abs() <= SAME_BASELINE_EM * height
                    && run.bold == font.bold
                    && run.mark == self.mark
            };
            near && (self.shown > 0 || alike())
        });
        if !continues {
            printed.runs.push(Run {
                glyphs: (printed.glyphs.len(), printed.glyphs.len()),
                turn: self.turn,
                x0: start,
                x1: start,
                baseline: self.baseline,
                size: height,
                ascent: font.ascent * height,
                descent: font.descent * height,
                bold: font.bold,
                mark: self.mark,
            });
        }
    }

    /// Puts down one glyph; gives where it ends.
    #[expect(
        clippy::inline_always,
        reason = "called once for each glyph of a document, and small"
    )]
    #[inline(always)]
    fn glyph(&mut self, font: &Font, glyph: Code, space: f32, printed: &mut Printed) -> f32 {
        let x0 = self.start + self.moved * self.unit;
        let width = glyph.width * self.em;
        let x1 = x0 + width * self.unit;
        self.moved += width + self.character_space + space;
        if glyph.has_more() {
            ligature(font.further(glyph), glyph.character, x0, x1, &mut printed.glyphs);
        } else {
            printed.unmapped += usize::from(glyph.character == char::REPLACEMENT_CHARACTER);
            printed.glyphs.push(Glyph {
                character: glyph.character,
                x0,
                x1,
            });
        }
        x1
    }
}

/// A ligature's characters share its width.
fn ligature(further: &str, first: char, x0: f32, x1: f32, glyphs: &mut Vec<Glyph>) {
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
