//! Runs a page's content and notes every glyph it shows.

mod marks;
mod operators;
mod painting;
mod resources;
mod show;

use std::collections::HashMap;

use super::bounds;
use super::fonts::Font;
use super::geometry::Matrix;
use super::lexer::{self, Lexer, Token};
use super::objects::{Dictionary, Id, Objects, Unpacker, Value, elements, get};
use super::pages::Page;
use super::printed::{Mark, Printed};

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
    line_width: f32,
    fill: painting::Ink,
    stroke: painting::Ink,
}

impl State {
    /// What a page begins with.
    fn first(ctm: Matrix) -> Self {
        Self {
            ctm,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            line_width: 1.0,
            fill: painting::Ink::BLACK,
            stroke: painting::Ink::BLACK,
        }
    }
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
    unpacker: Unpacker,
    shown: usize,
    buffer: Vec<u8>,
    string: Vec<u8>,
    states: Vec<State>,
    marks: Vec<Mark>,
    actual: Vec<marks::Actual>,
    state: State,
    text: Matrix,
    line: Matrix,
    point: (f32, f32),
    path: painting::Path,
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
            unpacker: Unpacker::default(),
            shown: 0,
            buffer: Vec::new(),
            string: Vec::new(),
            states: Vec::new(),
            marks: Vec::new(),
            actual: Vec::new(),
            state: State::first(Matrix::IDENTITY),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            point: (0.0, 0.0),
            path: painting::Path::default(),
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
        used.drawn.clear();
        self.printed = Printed {
            glyphs: used.glyphs,
            runs: used.runs,
            rules: used.rules,
            drawn: used.drawn,
            ..Printed::default()
        };
        self.states.clear();
        self.marks.clear();
        self.actual.clear();
        self.all_operators += self.operators;
        self.operators = 0;
        self.state = State::first(page.shown);
        self.path = painting::Path::default();
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        match get(self.objects, page.dictionary, b"Contents") {
            Value::Stream(stream) => self.decode(stream, &mut bytes),
            Value::Array(streams) => {
                for value in elements(self.objects, streams).take(bounds::OPERANDS) {
                    match value.stream() {
                        Some(stream) => {
                            self.decode(stream, &mut bytes);
                            bytes.push(b'\n');
                        }
                        None => self.printed.damaged = true,
                    }
                }
            }
            // A page may be empty, but what it names must be there.
            _ => self.printed.damaged = !matches!(page.dictionary.entry(b"Contents"), Value::Null),
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
                while self.actual.pop_if(|actual| actual.is_above(frame.marks)).is_some() {}
            }
        }
    }

    /// Runs a frame to its end, or to a form that is to be shown.
    fn execute(&mut self, frame: &mut Frame<'d>) -> Option<&'d dyn super::objects::Stream> {
        let bytes = std::mem::take(&mut frame.bytes);
        let mut lexer = Lexer::new(&bytes, frame.at);
        let mut operands: Vec<Token<'_>> = Vec::with_capacity(16);
        let mut form = None;
        self.floor = frame.floor;
        while let Some(token) = lexer.next() {
            if token == Token::Open
                && operands.is_empty()
                && let Some(behind) = self.show_array(lexer.clone())
            {
                lexer = behind;
                self.operators += 1;
                continue;
            }
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
                    lexer = behind_picture(lexer);
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
        self.printed.damaged |= lexer.is_broken();
        frame.at = if form.is_some() { lexer.at() } else { bytes.len() };
        drop(operands);
        frame.bytes = bytes;
        form
    }
}

/// From the beginning of an inline picture to its end: an `EI` between blanks after which text follows.
fn behind_picture(mut lexer: Lexer<'_>) -> Lexer<'_> {
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
    lexer.pass(length);
    lexer
}
