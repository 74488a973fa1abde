//! The operators of the graphics and text state (ISO 32000-1, annex A).

use super::super::bounds;
use super::super::geometry::Matrix;
use super::super::lexer::Token;
use super::super::printed::{Artifact, Mark, Rule};
use super::Interpreter;

/// A drawn thing this thin and this long is a rule, points.
const RULE_THICK: f32 = 1.6;
const RULE_LONG: f32 = 30.0;

impl Interpreter<'_> {
    /// Does what an operator says that needs no resources.
    pub(super) fn operator(&mut self, operator: &[u8], operands: &[Token<'_>]) {
        match operator {
            b"Tj" | b"TJ" => self.show(operands),
            b"Td" => {
                let [x, y] = last(operands);
                self.next_line(x, y);
            }
            b"TD" => {
                let [x, y] = last(operands);
                self.state.leading = -y;
                self.next_line(x, y);
            }
            b"Tm" => {
                self.line = Matrix::new(last(operands));
                self.text = self.line;
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(operands);
            }
            b"\"" => {
                if let [Token::Number(word), Token::Number(character), ..] = operands {
                    self.state.word_space = *word;
                    self.state.character_space = *character;
                }
                self.next_line(0.0, -self.state.leading);
                self.show(operands.get(2..).unwrap_or_default());
            }
            b"Tc" => [self.state.character_space] = last(operands),
            b"Tw" => [self.state.word_space] = last(operands),
            b"Tz" => {
                let [percent] = last::<1>(operands);
                self.state.scale = percent / 100.0;
            }
            b"TL" => [self.state.leading] = last(operands),
            b"Ts" => [self.state.rise] = last(operands),
            b"BT" => {
                self.text = Matrix::IDENTITY;
                self.line = Matrix::IDENTITY;
            }
            b"cm" => self.state.ctm = Matrix::new(last(operands)).then(self.state.ctm),
            b"q" if self.states.len() < bounds::STATES => self.states.push(self.state),
            b"q" => self.printed.cut = true,
            b"Q" if self.states.len() > self.floor => {
                self.state = self.states.pop().unwrap_or(self.state);
            }
            b"re" => {
                let [x, y, width, height] = last(operands);
                self.rule((x, y), (x + width, y + height));
                self.paint(operator, operands);
            }
            b"m" => {
                self.point = last::<2>(operands).into();
                self.paint(operator, operands);
            }
            b"l" => {
                let to = last::<2>(operands).into();
                self.rule(self.point, to);
                self.point = to;
                self.paint(operator, operands);
            }
            b"BMC" => {
                let artifact = if operands.last() == Some(&Token::Name(b"Artifact")) {
                    Artifact::Other
                } else {
                    Artifact::None
                };
                self.push_mark(Mark { marked: None, artifact });
            }
            b"EMC" => self.end_mark(),
            _ => self.paint(operator, operands),
        }
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32)) {
        let (x0, y0) = self.state.ctm.apply(from.0, from.1);
        let (x1, y1) = self.state.ctm.apply(to.0, to.1);
        if (y1 - y0).abs() <= RULE_THICK && (x1 - x0).abs() >= RULE_LONG && self.printed.rules.len() < bounds::RULES {
            self.printed.rules.push(Rule {
                x0: x0.min(x1),
                x1: x0.max(x1),
                y: y0.max(y1),
            });
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = self.line.shifted(x, y);
        self.text = self.line;
    }
}

/// The last `N` operands as numbers, zero where there are none.
pub(super) fn last<const N: usize>(operands: &[Token<'_>]) -> [f32; N] {
    let mut numbers = [0.0; N];
    for (number, operand) in numbers.iter_mut().rev().zip(operands.iter().rev()) {
        if let Token::Number(value) = operand {
            *number = *value;
        }
    }
    numbers
}
