//! What a page's content names: fonts, forms and pictures.

use super::super::aside::Window;
use super::super::bounds;
use super::super::fonts::Font;
use super::super::geometry::Matrix;
use super::super::lexer::Token;
use super::super::objects::{Stream, Value, follow, get, numbers};
use super::super::printed::Mark;
use super::{Frame, Interpreter};
use crate::text::Aside;

impl<'d> Interpreter<'d> {
    /// Appends what a stream decodes to, within the bounds.
    pub(super) fn decode(&mut self, stream: &dyn Stream, bytes: &mut Vec<u8>) {
        let before = bytes.len();
        let room = bounds::DECODED
            .saturating_sub(self.unpacker.decoded)
            .min(bounds::STREAM.saturating_sub(before));
        if room == 0 {
            self.printed.cut = true;
            return;
        }
        if !stream.decode(&mut self.unpacker, room, bytes) {
            self.printed.damaged = true;
        }
        self.printed.cut |= bytes.len() - before >= room;
        self.unpacker.decoded += bytes.len() - before;
    }

    /// The frame of a form that is to be shown.
    pub(super) fn enter(&mut self, form: &'d dyn Stream) -> Option<Frame<'d>> {
        let dictionary = form.dictionary();
        let mut bytes = Vec::new();
        self.decode(form, &mut bytes);
        if bytes.is_empty() {
            return None;
        }
        if let Some(matrix) = numbers::<6>(self.objects, get(self.objects, dictionary, b"Matrix")) {
            self.state.ctm = Matrix::new(matrix).then(self.state.ctm);
        }
        let marks = self.marks.len();
        if self.layers.is_off(self.objects, dictionary.entry(b"OC")) {
            self.push_mark(Mark {
                aside: Some(Aside::Hidden),
                ..Mark::default()
            });
        }
        self.own_runs = self.printed.runs.len();
        Some(Frame {
            bytes,
            at: 0,
            resources: get(self.objects, dictionary, b"Resources").dictionary(),
            fonts: Vec::new(),
            graphics: Vec::new(),
            floor: self.states.len(),
            marks,
            window: Some(Window::of(
                numbers(self.objects, get(self.objects, dictionary, b"BBox")),
                self.state.ctm,
                self.printed.runs.len(),
            )),
        })
    }

    /// The form that `Do` names; of a picture it is only noted that there is one.
    pub(super) fn object(&mut self, frame: &Frame<'d>, operands: &[Token<'_>]) -> Option<&'d dyn Stream> {
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

    /// `gs`: whether what is filled from here on lets everything through.
    pub(super) fn graphics_state(&mut self, frame: &mut Frame<'d>, operands: &[Token<'_>]) {
        let Some(Token::Name(name)) = operands.last() else {
            return;
        };
        let known = frame.graphics.iter().find(|(known, _)| **known == **name);
        let transparent = if let Some(&(_, transparent)) = known {
            transparent
        } else {
            let transparent = self.is_transparent(frame, name);
            if frame.graphics.len() < bounds::OPERANDS {
                frame.graphics.push(((*name).into(), transparent));
            }
            transparent
        };
        self.state.transparent = transparent.unwrap_or(self.state.transparent);
    }

    /// Whether a graphics state says that fills let everything through; nothing where it does not speak of it.
    fn is_transparent(&self, frame: &Frame<'d>, name: &[u8]) -> Option<bool> {
        let states = get(self.objects, frame.resources?, b"ExtGState").dictionary()?;
        let state = get(self.objects, states, name).dictionary()?;
        let opacity = get(self.objects, state, b"ca").number()?;
        Some(opacity <= 0.0)
    }

    /// `Tf`: looks the font up, and loads it once a document.
    pub(super) fn font(&mut self, frame: &mut Frame<'d>, operands: &[Token<'_>]) {
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
            if self.unpacker.decoded > bounds::DECODED || self.fonts.len() >= bounds::FONTS || self.font_room.get() == 0
            {
                self.printed.cut = true;
                return None;
            }
            let font = Font::load(self.objects, dictionary, &self.font_room, &mut self.unpacker);
            self.fonts.push(font);
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
