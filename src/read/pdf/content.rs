//! Runs a page's content and notes every glyph it shows.

mod marks;
mod show;

use std::collections::HashMap;

use super::bounds;
use super::fonts::Font;
use super::geometry::Matrix;
use super::lexer::{self, Lexer, Token};
use super::objects::{Dictionary, Id, Objects, Value, elements, follow, get, numbers};
use super::pages::Page;
use super::printed::{Artifact, Printed, Rule};

/// A drawn thing this thin and this long is a rule, points.
const RULE_THICK: f32 = 1.6;
const RULE_LONG: f32 = 30.0;

#[derive(Clone, Copy)]
struct State {
    ctm: Matrix,
    font: Option<usize>,
    size: f32,
    character_space: f32,
    word_space: f32,
    scale: f32,
    leading: f32,
    rise: f32,
}

#[derive(Clone, Copy, Default)]
struct Mark {
    marked: Option<u32>,
    artifact: Artifact,
}

struct Frame<'d> {
    bytes: Vec<u8>,
    at: usize,
    resources: Option<&'d dyn Dictionary>,
    fonts: Vec<(Box<[u8]>, usize)>,
    /// States below this one belong to what shows the form.
    floor: usize,
    marks: usize,
}

/// Reads the pages of one document; what is learned about a font is kept.
pub struct Interpreter<'d> {
    objects: &'d dyn Objects,
    fonts: Vec<Font>,
    fonts_by_id: HashMap<Id, usize>,
    decoded: usize,
    shown: usize,
    buffer: Vec<u8>,
    string: Vec<u8>,
    states: Vec<State>,
    marks: Vec<Mark>,
    state: State,
    text: Matrix,
    line: Matrix,
    point: (f32, f32),
    operators: usize,
    /// Those of the pages before.
    all_operators: usize,
    floor: usize,
    printed: Printed,
}

impl<'d> Interpreter<'d> {
    /// An interpreter for a document.
    pub fn new(objects: &'d dyn Objects) -> Self {
        Self {
            objects,
            fonts: Vec::new(),
            fonts_by_id: HashMap::new(),
            decoded: 0,
            shown: 0,
            buffer: Vec::new(),
            string: Vec::new(),
            states: Vec::new(),
            marks: Vec::new(),
            state: State {
                ctm: Matrix::IDENTITY,
                font: None,
                size: 0.0,
                character_space: 0.0,
                word_space: 0.0,
                scale: 1.0,
                leading: 0.0,
                rise: 0.0,
            },
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            point: (0.0, 0.0),
            operators: 0,
            all_operators: 0,
            floor: 0,
            printed: Printed::default(),
        }
    }

    /// Everything that a page prints; give back `used` storage to be filled again.
    pub fn page(&mut self, page: &Page<'d>, mut used: Printed) -> Printed {
        used.glyphs.clear();
        used.runs.clear();
        used.rules.clear();
        self.printed = Printed {
            glyphs: used.glyphs,
            runs: used.runs,
            rules: used.rules,
            ..Printed::default()
        };
        self.states.clear();
        self.marks.clear();
        self.all_operators += self.operators;
        self.operators = 0;
        self.state = State {
            ctm: page.shown,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        match get(self.objects, page.dictionary, b"Contents") {
            Value::Stream(stream) => self.decode(stream, &mut bytes),
            Value::Array(streams) => {
                for value in elements(self.objects, streams).take(bounds::OPERANDS) {
                    if let Some(stream) = value.stream() {
                        self.decode(stream, &mut bytes);
                        bytes.push(b'\n');
                    }
                }
            }
            _ => {}
        }
        self.run(Frame {
            bytes,
            at: 0,
            resources: page.resources,
            fonts: Vec::new(),
            floor: 0,
            marks: 0,
        });
        std::mem::take(&mut self.printed)
    }

    fn decode(&mut self, stream: &dyn super::objects::Stream, bytes: &mut Vec<u8>) {
        let before = bytes.len();
        let room = bounds::DECODED
            .saturating_sub(self.decoded)
            .min(bounds::STREAM.saturating_sub(before));
        if room == 0 {
            self.printed.cut = true;
            return;
        }
        if !stream.decode(room, bytes) {
            self.printed.damaged = true;
        }
        self.printed.cut |= bytes.len() - before >= room;
        self.decoded += bytes.len() - before;
    }

    fn run(&mut self, page: Frame<'d>) {
        let mut frames = vec![page];
        while let Some(mut frame) = frames.pop() {
            if let Some(form) = self.execute(&mut frame) {
                frames.push(frame);
                if frames.len() < bounds::FORMS {
                    self.states.push(self.state);
                    self.enter(form).map_or_else(
                        || self.state = self.states.pop().unwrap_or(self.state),
                        |frame| frames.push(frame),
                    );
                } else {
                    self.printed.cut = true;
                }
                continue;
            }
            // A form leaves no trace in the state of what shows it.
            if frames.is_empty() {
                self.buffer = frame.bytes;
            } else {
                self.states.truncate(frame.floor);
                self.state = self.states.pop().unwrap_or(self.state);
                self.marks.truncate(frame.marks);
            }
        }
    }

    fn enter(&mut self, form: &'d dyn super::objects::Stream) -> Option<Frame<'d>> {
        let dictionary = form.dictionary();
        let mut bytes = Vec::new();
        self.decode(form, &mut bytes);
        if bytes.is_empty() {
            return None;
        }
        if let Some(matrix) = numbers::<6>(self.objects, get(self.objects, dictionary, b"Matrix")) {
            self.state.ctm = Matrix::new(matrix).then(self.state.ctm);
        }
        Some(Frame {
            bytes,
            at: 0,
            resources: get(self.objects, dictionary, b"Resources").dictionary(),
            fonts: Vec::new(),
            floor: self.states.len(),
            marks: self.marks.len(),
        })
    }

    /// Runs a frame to its end, or to a form that is to be shown.
    fn execute(&mut self, frame: &mut Frame<'d>) -> Option<&'d dyn super::objects::Stream> {
        let bytes = std::mem::take(&mut frame.bytes);
        let mut lexer = Lexer::new(&bytes, frame.at);
        let mut operands: Vec<Token<'_>> = Vec::with_capacity(16);
        let mut form = None;
        self.floor = frame.floor;
        while let Some(token) = lexer.next() {
            let Token::Word(operator) = token else {
                if operands.len() < bounds::OPERANDS {
                    operands.push(token);
                }
                continue;
            };
            self.operators += 1;
            if self.operators > bounds::OPERATORS
                || self.all_operators + self.operators > bounds::DOCUMENT_OPERATORS
                || self.printed.glyphs.len() > bounds::GLYPHS
                || self.shown > bounds::DOCUMENT_GLYPHS
            {
                self.printed.cut = true;
                break;
            }
            match operator {
                b"Do" => form = self.object(frame, &operands),
                b"BI" => {
                    self.printed.pictures = true;
                    skip_picture(&mut lexer);
                }
                b"Tf" => self.font(frame, &operands),
                b"BDC" => self.mark(frame, &operands),
                _ => self.operator(operator, &operands),
            }
            operands.clear();
            if form.is_some() {
                break;
            }
        }
        frame.at = if form.is_some() { lexer.at() } else { bytes.len() };
        drop(operands);
        frame.bytes = bytes;
        form
    }

    fn operator(&mut self, operator: &[u8], operands: &[Token<'_>]) {
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
            }
            b"m" => self.point = last::<2>(operands).into(),
            b"l" => {
                let to = last::<2>(operands).into();
                self.rule(self.point, to);
                self.point = to;
            }
            b"BMC" => {
                let artifact = if operands.last() == Some(&Token::Name(b"Artifact")) {
                    Artifact::Other
                } else {
                    Artifact::None
                };
                self.push_mark(Mark { marked: None, artifact });
            }
            b"EMC" => {
                self.marks.pop();
            }
            _ => {}
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

    fn object(&mut self, frame: &Frame<'d>, operands: &[Token<'_>]) -> Option<&'d dyn super::objects::Stream> {
        let Some(Token::Name(name)) = operands.last() else {
            return None;
        };
        let objects = get(self.objects, frame.resources?, b"XObject").dictionary()?;
        let object = get(self.objects, objects, name).stream()?;
        match get(self.objects, object.dictionary(), b"Subtype").name() {
            Some(b"Form") => Some(object),
            Some(b"Image") => {
                self.printed.pictures = true;
                None
            }
            _ => None,
        }
    }

    fn font(&mut self, frame: &mut Frame<'d>, operands: &[Token<'_>]) {
        let [Token::Name(name), Token::Number(size), ..] = operands else {
            return;
        };
        self.state.size = *size;
        if let Some((_, font)) = frame.fonts.iter().find(|(known, _)| **known == **name) {
            self.state.font = Some(*font);
            return;
        }
        let Some(fonts) = frame
            .resources
            .and_then(|resources| get(self.objects, resources, b"Font").dictionary())
        else {
            return;
        };
        let entry = fonts.entry(name);
        let id = if let Value::Reference(id) = entry {
            Some(id)
        } else {
            None
        };
        let known = id.and_then(|id| self.fonts_by_id.get(&id).copied());
        let font = known.or_else(|| {
            let dictionary = follow(self.objects, entry).dictionary()?;
            if self.decoded > bounds::DECODED || self.fonts.len() >= bounds::FONTS {
                return None;
            }
            self.fonts.push(Font::load(self.objects, dictionary, &mut self.decoded));
            Some(self.fonts.len() - 1)
        });
        if let Some(font) = font {
            if let Some(id) = id {
                self.fonts_by_id.insert(id, font);
            }
            frame.fonts.push(((*name).into(), font));
        }
        self.state.font = font;
    }
}

/// The last `N` operands as numbers, zero where there are none.
fn last<const N: usize>(operands: &[Token<'_>]) -> [f32; N] {
    let mut numbers = [0.0; N];
    for (number, operand) in numbers.iter_mut().rev().zip(operands.iter().rev()) {
        if let Token::Number(value) = operand {
            *number = *value;
        }
    }
    numbers
}

/// Goes to the end of an inline picture: an `EI` between blanks after which text follows.
fn skip_picture(lexer: &mut Lexer<'_>) {
    const LOOK_AHEAD: usize = 12;
    for token in lexer.by_ref() {
        if token == Token::Word(b"ID") {
            break;
        }
    }
    let rest = lexer.rest();
    let is_text = |bytes: &[u8]| {
        bytes
            .iter()
            .take(LOOK_AHEAD)
            .all(|&byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~'))
    };
    let end = rest.windows(3).enumerate().find(|(at, window)| {
        let after = rest.get(at + 3..).unwrap_or_default();
        lexer::is_space(window[0])
            && window.ends_with(b"EI")
            && after.first().is_none_or(|&byte| lexer::is_space(byte))
            && is_text(after)
    });
    let length = end.map_or(rest.len(), |(at, _)| at + 3);
    lexer.skip_to(lexer.at() + length);
}
