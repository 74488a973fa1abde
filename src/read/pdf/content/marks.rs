//! Marked content: what a page's author says that its pieces are.

use super::super::bounds;
use super::super::lexer::Token;
use super::super::objects::get;
use super::super::printed::{Artifact, Mark};
use super::{Frame, Interpreter};

impl<'d> Interpreter<'d> {
    pub(super) fn push_mark(&mut self, mark: Mark) {
        let outer = self.marks.last().copied().unwrap_or_default();
        if self.marks.len() < bounds::STATES {
            self.marks.push(Mark {
                marked: mark.marked.or(outer.marked),
                artifact: if mark.artifact == Artifact::None {
                    outer.artifact
                } else {
                    mark.artifact
                },
            });
        }
    }

    pub(super) fn mark(&mut self, frame: &Frame<'d>, operands: &[Token<'_>]) {
        let mut mark = Mark::default();
        if operands.first() == Some(&Token::Name(b"Artifact")) {
            mark.artifact = Artifact::Other;
        }
        let mut set = |key: &[u8], value: &[u8]| match (key, value) {
            (b"Subtype", b"Header") => mark.artifact = Artifact::Header,
            (b"Subtype", b"Footer") => mark.artifact = Artifact::Footer,
            _ => {}
        };
        if let Some(Token::Name(name)) = operands.get(1) {
            let properties = frame
                .resources
                .and_then(|resources| get(self.objects, resources, b"Properties").dictionary());
            if let Some(properties) = properties.and_then(|properties| get(self.objects, properties, name).dictionary())
            {
                if let Some(subtype) = get(self.objects, properties, b"Subtype").name() {
                    set(b"Subtype", subtype);
                }
                mark.marked = get(self.objects, properties, b"MCID")
                    .integer()
                    .and_then(|id| u32::try_from(id).ok());
            }
        } else {
            for pair in operands.windows(2) {
                match pair {
                    [Token::Name(key), Token::Name(value)] => set(key, value),
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "the saturating cast is what is wanted"
                    )]
                    [Token::Name(b"MCID"), Token::Number(id)] => mark.marked = Some(*id as u32),
                    _ => {}
                }
            }
        }
        if mark.artifact != Artifact::None && operands.first() != Some(&Token::Name(b"Artifact")) {
            mark.artifact = Artifact::None;
        }
        self.push_mark(mark);
    }
}
