//! Shows strings: from codes to glyphs in their places.

use super::super::geometry::Turn;
use super::super::lexer::{self, Token};
use super::super::printed::{Glyph, Run};
use super::{Interpreter, State};

/// A gap wider than this, or a step back further than this, begins a new run, in em.
const RUN_GAP_EM: f32 = 0.9;
const RUN_BACK_EM: f32 = 0.4;
/// Glyphs whose baselines differ by less than this stand on the same one, in em.
const SAME_BASELINE_EM: f32 = 0.02;

impl Interpreter<'_> {
    /// Shows the strings among the operands, moved by the numbers between them.
    pub(super) fn show(&mut self, operands: &[Token<'_>]) {
        let State {
            font,
            size,
            scale,
            rise,
            ..
        } = self.state;
        let Some(font) = font.filter(|&font| font < self.fonts.len()) else {
            // Text without a font cannot be read; its bytes are counted as what they are.
            let bytes = |operand: &Token<'_>| {
                if let Token::Literal(raw) | Token::Hexadecimal(raw) = operand {
                    raw.len()
                } else {
                    0
                }
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
            moved: 0.0,
            shown: false,
        };
        if !(start.is_finite() && baseline.is_finite() && pen.unit.is_finite() && pen.height.is_finite()) {
            return;
        }
        let mut string = std::mem::take(&mut self.string);
        for operand in operands {
            string.clear();
            match operand {
                Token::Literal(raw) if !lexer::is_escaped(raw) => {
                    self.show_string(font, raw, &mut pen);
                }
                Token::Literal(raw) => {
                    lexer::literal(raw, &mut string);
                    self.show_string(font, &string, &mut pen);
                }
                Token::Hexadecimal(raw) => {
                    lexer::hexadecimal(raw, &mut string);
                    self.show_string(font, &string, &mut pen);
                }
                Token::Number(thousandths) => pen.moved -= thousandths / 1000.0 * size * scale,
                _ => {}
            }
        }
        self.string = string;
        self.text = self.text.shifted(pen.moved, 0.0);
    }

    fn show_string(&mut self, font: usize, string: &[u8], pen: &mut Pen) {
        let State {
            size,
            character_space,
            word_space,
            scale,
            ..
        } = self.state;
        let Some(font) = self.fonts.get_mut(font) else {
            return;
        };
        let start = pen.start + pen.moved * pen.unit;
        let height = pen.height;
        let mark = self.marks.last().copied().unwrap_or_default();
        let printed = &mut self.printed;
        let continues = printed.runs.last().is_some_and(|run| {
            let gap = start - run.x1;
            if pen.shown {
                return gap <= RUN_GAP_EM * height && gap >= -RUN_BACK_EM * height;
            }
            run.turn == pen.turn
                && (run.baseline - pen.baseline).abs() <= SAME_BASELINE_EM * height
                && (run.size - height).abs() <= SAME_BASELINE_EM * height
                && run.bold == font.bold
                && run.marked == mark.marked
                && run.artifact == mark.artifact
                && gap <= RUN_GAP_EM * height
                && gap >= -RUN_BACK_EM * height
        });
        if !continues {
            printed.runs.push(Run {
                glyphs: (printed.glyphs.len(), printed.glyphs.len()),
                turn: pen.turn,
                x0: start,
                x1: start,
                baseline: pen.baseline,
                size: height,
                ascent: font.ascent * height,
                descent: font.descent * height,
                bold: font.bold,
                marked: mark.marked,
                artifact: mark.artifact,
            });
        }
        pen.shown = true;
        let length = font.code_length();
        let mut rest = string;
        let mut end = start;
        let em = size * scale;
        let (character_space, word_space) = (character_space * scale, word_space * scale);
        while !rest.is_empty() {
            let (code, tail) = match (length, rest) {
                (Some(1), [code, tail @ ..]) => (u32::from(*code), tail),
                (Some(2), [high, low, tail @ ..]) => (u32::from(*high) << 8 | u32::from(*low), tail),
                _ => match font.next_code(rest) {
                    Some(next) => next,
                    None => break,
                },
            };
            let space = if code == 32 && rest.len() - tail.len() == 1 {
                word_space
            } else {
                0.0
            };
            rest = tail;
            let glyph = font.code(code);
            let x0 = pen.start + pen.moved * pen.unit;
            let width = glyph.width * em;
            let x1 = x0 + width * pen.unit;
            pen.moved += width + character_space + space;
            if glyph.character == char::REPLACEMENT_CHARACTER {
                printed.unmapped += 1;
            }
            end = x1;
            if !glyph.has_more() {
                printed.glyphs.push(Glyph {
                    character: glyph.character,
                    x0,
                    x1,
                });
                continue;
            }
            // A ligature's characters share its width.
            let further = font.further(glyph);
            #[expect(clippy::cast_precision_loss, reason = "a handful")]
            let step = (x1 - x0) / (1 + further.chars().count()) as f32;
            let mut x0 = x0;
            for character in std::iter::once(glyph.character).chain(further.chars()) {
                printed.glyphs.push(Glyph {
                    character,
                    x0,
                    x1: x0 + step,
                });
                x0 += step;
            }
        }
        self.shown += string.len();
        if let Some(run) = printed.runs.last_mut() {
            run.glyphs.1 = printed.glyphs.len();
            run.x1 = end.max(run.x1);
        }
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
    /// How far the pen has moved since, in text space.
    moved: f32,
    /// Whether it has begun or gone on with the last run.
    shown: bool,
}
