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
            b"Tr" => [self.state.render] = last(operands),
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
                self.note_clip();
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
                self.push_mark(Mark {
                    artifact,
                    ..Mark::default()
                });
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

/// All operators (ISO 32000-1, annex A), sorted.
const KNOWN: [&[u8]; 73] = [
    b"\"", b"'", b"B", b"B*", b"BDC", b"BI", b"BMC", b"BT", b"BX", b"CS", b"DP", b"Do", b"EI", b"EMC", b"ET", b"EX",
    b"F", b"G", b"ID", b"J", b"K", b"M", b"MP", b"Q", b"RG", b"S", b"SC", b"SCN", b"T*", b"TD", b"TJ", b"TL", b"Tc",
    b"Td", b"Tf", b"Tj", b"Tm", b"Tr", b"Ts", b"Tw", b"Tz", b"W", b"W*", b"b", b"b*", b"c", b"cm", b"cs", b"d", b"d0",
    b"d1", b"f", b"f*", b"g", b"gs", b"h", b"i", b"j", b"k", b"l", b"m", b"n", b"q", b"re", b"rg", b"ri", b"s", b"sc",
    b"scn", b"sh", b"v", b"w", b"y",
];

/// Whether there is such an operator.
pub(super) fn is_known(word: &[u8]) -> bool {
    KNOWN.binary_search(&word).is_ok()
}

/// The operator that a word begins with to which others, or a number, are glued, and how many bytes those have: `ETBT`,
/// `Q12`.
#[inline]
pub(super) fn first_of_glued(word: &[u8]) -> Option<(&[u8], usize)> {
    // Asked first, since nearly all words are these.
    let usual = matches!(
        word,
        [_] | [b'T', _] | b"re" | b"cm" | b"BT" | b"ET" | b"gs" | b"rg" | b"BDC" | b"EMC"
    );
    if usual || is_known(word) {
        return None;
    }
    let (first, rest) = known_prefix(word)?;
    let number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let follows = rest.first().is_some_and(number) || is_known(rest) || known_prefix(rest).is_some();
    follows.then_some((first, rest.len()))
}

/// The longest operator that a longer word begins with, and the rest of the word.
fn known_prefix(word: &[u8]) -> Option<(&[u8], &[u8])> {
    /// Operators have at most so many bytes.
    const LONGEST: usize = 3;
    let longest = LONGEST.min(word.len().saturating_sub(1));
    (1..=longest)
        .rev()
        .filter_map(|length| word.split_at_checked(length))
        .find(|(first, _)| is_known(first))
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
