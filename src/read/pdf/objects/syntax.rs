//! From the bytes of an object to its value (ISO 32000-1, 7.3).

use std::borrow::Cow;

use super::super::lexer::{Lexer, Token};
use super::super::strings;
use super::{Array, Dictionary, Id, Value};

/// Arrays and dictionaries inside each other: real files have up to ten.
const DEPTH: usize = 64;

/// A value that was read, its names and strings borrowed from the file where they can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Node<'b> {
    /// `null`, `true` or `false`.
    Null,
    /// A number; whole ones are exact up to 2²⁴.
    Number(f32),
    /// A name without its solidus.
    Name(Cow<'b, [u8]>),
    /// A string, unescaped.
    String(Cow<'b, [u8]>),
    /// An array.
    Array(Vec<Node<'b>>),
    /// A dictionary.
    Dictionary(Entries<'b>),
    /// A reference.
    Reference(Id),
}

/// The entries of a dictionary, sorted by key, no key twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries<'b>(Vec<(Cow<'b, [u8]>, Node<'b>)>);

impl<'b> Entries<'b> {
    /// From keys and values in turn; where a key stands twice the last one counts. What should be a key and is none is
    /// passed over, as viewers do.
    fn new(nodes: Vec<Node<'b>>) -> Self {
        let mut entries = Vec::with_capacity(nodes.len() / 2);
        let mut nodes = nodes.into_iter();
        while let Some(key) = nodes.next() {
            if let Node::Name(key) = key {
                entries.push((key, nodes.next().unwrap_or(Node::Null)));
            }
        }
        entries.reverse();
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        entries.dedup_by(|(a, _), (b, _)| a == b);
        Self(entries)
    }

    /// The value at a key.
    pub fn get(&self, key: &[u8]) -> Option<&Node<'b>> {
        let at = self.0.binary_search_by(|(known, _)| (**known).cmp(key)).ok()?;
        self.0.get(at).map(|(_, node)| node)
    }

    /// Keys and values, by key.
    pub fn into_iter(self) -> impl Iterator<Item = (Cow<'b, [u8]>, Node<'b>)> {
        self.0.into_iter()
    }

    fn into_owned(self) -> Entries<'static> {
        let owned = |(key, node): (Cow<'b, [u8]>, Node<'b>)| (Cow::Owned(key.into_owned()), node.into_owned());
        Entries(self.0.into_iter().map(owned).collect())
    }
}

impl Node<'_> {
    /// The whole number that it is, if it is one and not negative.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and in bounds"
    )]
    pub fn count(&self) -> Option<usize> {
        match self {
            Self::Number(number) if number.fract() == 0.0 && (0.0..=EXACT).contains(number) => Some(*number as usize),
            _ => None,
        }
    }

    /// The same value without a borrow.
    pub fn into_owned(self) -> Node<'static> {
        match self {
            Self::Null => Node::Null,
            Self::Number(number) => Node::Number(number),
            Self::Name(name) => Node::Name(Cow::Owned(name.into_owned())),
            Self::String(string) => Node::String(Cow::Owned(string.into_owned())),
            Self::Array(nodes) => Node::Array(nodes.into_iter().map(Node::into_owned).collect()),
            Self::Dictionary(entries) => Node::Dictionary(entries.into_owned()),
            Self::Reference(id) => Node::Reference(id),
        }
    }

    /// What the reader sees of it.
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Number(number) => Value::Number(*number),
            Self::Name(name) => Value::Name(name),
            Self::String(string) => Value::String(string),
            Self::Array(nodes) => Value::Array(nodes),
            Self::Dictionary(entries) => Value::Dictionary(entries),
            Self::Reference(id) => Value::Reference(*id),
        }
    }
}

/// Whole numbers are exact in an `f32` up to this one.
pub const EXACT: f32 = 16_777_216.0;

impl Array for Vec<Node<'_>> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn at(&self, index: usize) -> Value<'_> {
        self.get(index).map_or(Value::Null, Node::value)
    }
}

impl Dictionary for Entries<'_> {
    fn entry(&self, key: &[u8]) -> Value<'_> {
        self.get(key).map_or(Value::Null, Node::value)
    }
}

/// What is open while a value is read.
struct Open<'b> {
    dictionary: bool,
    nodes: Vec<Node<'b>>,
}

/// The words at which an object ends, whatever is open.
const ENDS: [&[u8]; 4] = [b"endobj", b"stream", b"endstream", b"obj"];

/// Reads one value and the word behind it, which is empty at the end of the bytes; none where there is something else.
pub fn value<'b>(lexer: &mut Lexer<'b>) -> Option<(Node<'b>, &'b [u8])> {
    let mut open: Vec<Open<'b>> = Vec::new();
    let mut nodes: Vec<Node<'b>> = Vec::new();
    let mut end: &[u8] = b"";
    for token in lexer.by_ref() {
        match token {
            Token::Number(number) => nodes.push(Node::Number(number)),
            Token::Name(name) => nodes.push(Node::Name(strings::name(name))),
            Token::Literal(raw) => nodes.push(Node::String(Cow::Borrowed(raw))),
            Token::Escaped(raw) => {
                let mut string = Vec::with_capacity(raw.len());
                strings::unescape(raw, &mut string);
                nodes.push(Node::String(Cow::Owned(string)));
            }
            Token::Hexadecimal(raw) => {
                let mut string = Vec::with_capacity(raw.len() / 2);
                strings::hexadecimal(raw, &mut string);
                nodes.push(Node::String(Cow::Owned(string)));
            }
            Token::Open | Token::OpenDictionary => {
                if open.len() == DEPTH {
                    return None;
                }
                open.push(Open {
                    dictionary: token == Token::OpenDictionary,
                    nodes: std::mem::take(&mut nodes),
                });
            }
            Token::Close | Token::CloseDictionary => {
                let around = open.pop()?;
                if around.dictionary != (token == Token::CloseDictionary) {
                    return None;
                }
                let inner = std::mem::replace(&mut nodes, around.nodes);
                nodes.push(if around.dictionary {
                    Node::Dictionary(Entries::new(inner))
                } else {
                    Node::Array(inner)
                });
            }
            Token::Word(b"R") => {
                let generation = nodes.pop()?.count()?;
                let number = nodes.pop()?.count()?;
                nodes.push(Node::Reference((
                    u32::try_from(number).ok()?,
                    u16::try_from(generation).ok()?,
                )));
            }
            Token::Word(b"null" | b"true" | b"false") => nodes.push(Node::Null),
            // A word that means nothing costs its own value only; `1e3` is a number and such a word.
            Token::Word(word) if !open.is_empty() && !ENDS.contains(&word) => nodes.push(Node::Null),
            Token::Word(word) => {
                end = word;
                break;
            }
        }
    }
    let node = nodes.pop().filter(|_| nodes.is_empty() && open.is_empty())?;
    Some((node, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<(Node<'_>, &[u8])> {
        value(&mut Lexer::new(bytes, 0))
    }

    fn name(name: &'static str) -> Node<'static> {
        Node::Name(name.as_bytes().into())
    }

    #[test]
    fn values_as_files_write_them() {
        let entries = |nodes: Vec<Node<'static>>| Node::Dictionary(Entries::new(nodes));
        for (bytes, expected) in [
            (&b"42 endobj"[..], Node::Number(42.0)),
            (b"7 0 R endobj", Node::Reference((7, 0))),
            (b"true endobj", Node::Null),
            (b"(a\\)b) endobj", Node::String(b"a)b".into())),
            (b"<4a4B> endobj", Node::String(b"JK".into())),
            (b"/A#20B endobj", name("A B")),
            (
                b"[1 2 0 R[/X]]endobj",
                Node::Array(vec![
                    Node::Number(1.0),
                    Node::Reference((2, 0)),
                    Node::Array(vec![name("X")]),
                ]),
            ),
            (
                b"<</B 1/A<</C null>>/B 2>>endobj",
                entries(vec![
                    name("A"),
                    entries(vec![name("C"), Node::Null]),
                    name("B"),
                    Node::Number(2.0),
                ]),
            ),
            (b"<</A>>endobj", entries(vec![name("A"), Node::Null])),
            (b"<<1 2/A 3>>endobj", entries(vec![name("A"), Node::Number(3.0)])),
            (
                b"<</A b/C 1>>endobj",
                entries(vec![name("A"), Node::Null, name("C"), Node::Number(1.0)]),
            ),
            (b"[1 b]endobj", Node::Array(vec![Node::Number(1.0), Node::Null])),
        ] {
            assert_eq!(
                read(bytes),
                Some((expected, &b"endobj"[..])),
                "{}",
                bytes.escape_ascii()
            );
        }
        assert_eq!(read(b" 5 "), Some((Node::Number(5.0), &b""[..])), "in an object stream");
    }

    #[test]
    fn what_is_no_value_is_none() {
        for bytes in [
            &b"endobj"[..],
            b"1 2 endobj",
            b"[1 endobj",
            b"1] endobj",
            b"[1>>endobj",
            b"0 R endobj",
            b"70000000 0 R endobj",
            b"1 70000 R endobj",
        ] {
            assert_eq!(read(bytes), None, "{}", bytes.escape_ascii());
        }
        assert_eq!(read(&b"[".repeat(DEPTH + 1)), None);
    }
}
