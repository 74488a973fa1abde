//! Runs a page's content and notes every glyph it shows.

mod annotations;
mod inline;
mod layers;
mod marks;
mod operators;
mod painting;
mod resources;
mod show;

use std::cell::Cell;
use std::collections::HashMap;

use super::aside::{self, Window};
use super::bounds;
use super::fonts::{Font, Room};
use super::geometry::Matrix;
use super::lexer::{Lexer, Token};
use super::objects::{Dictionary, Id, Objects, Unpacker, Value, elements, get};
use super::pages::Page;
use super::printed::{Mark, Printed};
pub use annotations::HIDDEN;
use layers::Layers;

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
    /// How text is painted.
    render: f32,
    /// Whether what is filled lets everything through.
    transparent: bool,
    /// The edges beyond which nothing is painted: left, upper, right and lower on the page as shown.
    clip: Option<[f32; 4]>,
}

impl State {
    /// The state at a page's beginning.
    fn new(ctm: Matrix) -> Self {
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
            render: 0.0,
            transparent: false,
            clip: None,
        }
    }
}

struct Frame<'d> {
    bytes: Vec<u8>,
    at: usize,
    resources: Option<&'d dyn Dictionary>,
    fonts: Vec<(Box<[u8]>, usize)>,
    /// Graphics states by name: whether what is filled lets everything through, where they say so.
    graphics: Vec<(Box<[u8]>, Option<bool>)>,
    /// States below this one belong to what shows the form.
    floor: usize,
    marks: usize,
    /// What of the page the form may be seen in.
    window: Option<Window>,
}

/// Reads the pages of one document; what is learned about a font is kept.
pub struct Interpreter<'d> {
    objects: &'d dyn Objects,
    fonts: Vec<Font>,
    fonts_by_id: HashMap<Id, usize>,
    font_room: Room,
    /// Annotations that may still be looked at.
    annotations_left: usize,
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
    clips: Vec<aside::Clip>,
    operators: usize,
    /// Those of the pages before.
    all_operators: usize,
    floor: usize,
    /// Runs before the form that is being shown.
    own_runs: usize,
    layers: Layers,
    printed: Printed,
}

impl<'d> Interpreter<'d> {
    /// An interpreter for a document.
    pub fn new(objects: &'d dyn Objects) -> Self {
        Self {
            objects,
            fonts: Vec::new(),
            fonts_by_id: HashMap::new(),
            font_room: Room::new(Cell::new(bounds::FONT_BYTES)),
            annotations_left: bounds::DOCUMENT_ANNOTATIONS,
            unpacker: Unpacker::default(),
            shown: 0,
            buffer: Vec::new(),
            string: Vec::new(),
            states: Vec::new(),
            marks: Vec::new(),
            actual: Vec::new(),
            state: State::new(Matrix::IDENTITY),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            point: (0.0, 0.0),
            path: painting::Path::default(),
            clips: Vec::new(),
            operators: 0,
            all_operators: 0,
            floor: 0,
            own_runs: 0,
            layers: Layers::of(objects),
            printed: Printed::default(),
        }
    }

    /// Whether old style figures of the private use area were read as figures.
    pub fn has_expert_glyphs(&self) -> bool {
        self.fonts.iter().any(|font| font.expert)
    }

    /// What it has asked of the document so far.
    pub fn spent(&self) -> bounds::Spent {
        bounds::Spent {
            glyphs: self.shown,
            operators: self.all_operators + self.operators,
            decoded: self.unpacker.decoded,
            fonts: self.fonts.len(),
            font_bytes: bounds::FONT_BYTES - self.font_room.get(),
            annotations: bounds::DOCUMENT_ANNOTATIONS - self.annotations_left,
            lines: 0,
        }
    }

    /// Everything that a page prints; give back `used` storage to be filled again.
    pub fn page(&mut self, page: &Page<'d>, mut used: Printed) -> Printed {
        used.glyphs.clear();
        used.runs.clear();
        used.rules.clear();
        used.drawn.clear();
        used.shades.clear();
        self.printed = Printed {
            glyphs: used.glyphs,
            runs: used.runs,
            rules: used.rules,
            drawn: used.drawn,
            shades: used.shades,
            ..Printed::default()
        };
        self.states.clear();
        self.marks.clear();
        self.actual.clear();
        self.all_operators += self.operators;
        self.operators = 0;
        self.state = State::new(page.shown);
        self.own_runs = 0;
        self.path = painting::Path::default();
        self.clips.clear();
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        match get(self.objects, page.dictionary, b"Contents") {
            Value::Stream(stream) => self.decode(stream, &mut bytes),
            Value::Array(streams) => {
                for value in elements(self.objects, streams).take(bounds::OPERANDS) {
                    // Each costs something, however short it is.
                    self.operators += 1;
                    if self.all_operators + self.operators > bounds::DOCUMENT_OPERATORS {
                        self.printed.cut = true;
                        break;
                    }
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
            graphics: Vec::new(),
            floor: 0,
            marks: 0,
            window: None,
        });
        self.annotations(page);
        aside::clip(&mut self.printed, &self.clips);
        aside::settle(&mut self.printed, page);
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
            if frame.window.is_none() {
                self.buffer = frame.bytes;
            } else {
                if let Some(window) = frame.window {
                    aside::crop(&mut self.printed, &window);
                    self.own_runs = self.printed.runs.len();
                }
                self.states.truncate(frame.floor);
                self.state = self.states.pop().unwrap_or(self.state);
                self.note_clip();
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
        // Brackets that were opened among the operands.
        let mut open = 0_usize;
        // Where the one that is open is known to be closed.
        let mut closed = 0;
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
                match token {
                    Token::Open | Token::OpenDictionary => open += 1,
                    Token::Close | Token::CloseDictionary => open = open.saturating_sub(1),
                    _ => {}
                }
                if operands.len() < bounds::OPERANDS {
                    operands.push(token);
                }
                continue;
            };
            // A value, or an operator that strayed into an array.
            if is_value(operator) || open > 0 && lexer.at() < closed {
                continue;
            }
            if open > 0
                && let Some(end) = closing(&lexer)
            {
                closed = end;
                continue;
            }
            open = 0;
            let operator = match operators::first_of_glued(operator) {
                Some((first, rest)) => {
                    self.printed.damaged |= lexer.is_broken();
                    lexer = Lexer::new(&bytes, lexer.at() - rest);
                    first
                }
                None => operator,
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
                    let Some(behind) = inline::behind(&lexer, &mut self.unpacker) else {
                        self.printed.endless = true;
                        break;
                    };
                    lexer = behind;
                }
                b"Tf" => self.font(frame, &operands),
                b"BDC" => self.mark(frame, &operands),
                b"gs" => self.graphics_state(frame, &operands),
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

/// Whether a word is a value and no operator.
fn is_value(word: &[u8]) -> bool {
    matches!(word, b"null" | b"true" | b"false")
}

/// One past the bracket that closes the one that is open, if no other is opened before: a word up to there is no operator.
fn closing(lexer: &Lexer<'_>) -> Option<usize> {
    /// So many tokens are looked at: an array of a line has about 200.
    const AHEAD: usize = 1_024;
    let mut ahead = lexer.clone();
    for _ in 0..AHEAD {
        match ahead.next()? {
            Token::Close | Token::CloseDictionary => return Some(ahead.at()),
            Token::Open | Token::OpenDictionary | Token::Word(b"BT" | b"ET") => return None,
            _ => {}
        }
    }
    None
}
