//! Objects where they stand in a file, and what their streams decode to.

use super::super::lexer::{Lexer, Token};
use super::syntax::{self, Node};
use super::unpack::{Chain, filters, is_identity};
use super::{Dictionary, Id, Unpacker, Value};

/// Reads the object at a byte of a file: its number, its value, and its content if it is a stream, whose length may be an
/// object that `length` reads.
pub(super) fn object(
    bytes: &[u8],
    at: usize,
    length: impl FnOnce(Id) -> Option<usize>,
) -> Option<(Id, Node<'_>, Option<&[u8]>)> {
    let mut lexer = Lexer::new(bytes, at);
    let id = header(&mut lexer)?;
    let (node, word) = syntax::value(&mut lexer)?;
    if word == b"endobj" {
        return Some((id, node, None));
    }
    let Node::Dictionary(dictionary) = &node else {
        return None;
    };
    (word == b"stream").then_some(())?;
    let ([b'\r', b'\n', content @ ..] | [b'\n', content @ ..]) = lexer.rest() else {
        return None;
    };
    let given = match dictionary.get(b"Length") {
        Some(Node::Reference(id)) => length(*id),
        Some(node) => node.count(),
        None => None,
    };
    let ends = |behind: &[u8]| behind.trim_ascii_start().starts_with(END_OF_STREAM);
    let fitting = given.and_then(|length| content.split_at_checked(length));
    let content = match fitting {
        Some((content, behind)) if ends(behind) => content,
        _ => up_to_end(content)?,
    };
    Some((id, node, Some(content)))
}

const END_OF_STREAM: &[u8] = b"endstream";

/// The content of a stream whose length is missing or wrong: up to the mark of its end, and the line's end before that.
pub(super) fn up_to_end(bytes: &[u8]) -> Option<&[u8]> {
    let mut ends = memchr::memmem::find_iter(bytes, END_OF_STREAM);
    let first = ends.next()?;
    let is_last = |at: &usize| {
        let behind = bytes.get(at + END_OF_STREAM.len()..).unwrap_or_default();
        behind.trim_ascii_start().starts_with(b"endobj")
    };
    // Data that is not packed can hold the word.
    let end = std::iter::once(first).chain(ends).find(is_last).unwrap_or(first);
    let content = bytes.get(..end)?;
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    Some(content.strip_suffix(b"\r").unwrap_or(content))
}

/// Reads `12 0 obj`.
fn header(lexer: &mut Lexer<'_>) -> Option<Id> {
    let number = u32::try_from(whole(lexer)?).ok()?;
    let generation = u16::try_from(whole(lexer)?).ok()?;
    (lexer.next() == Some(Token::Word(b"obj"))).then_some((number, generation))
}

/// Reads a whole number.
pub(super) fn whole(lexer: &mut Lexer<'_>) -> Option<usize> {
    match lexer.next() {
        Some(Token::Number(number)) => Node::Number(number).count(),
        _ => None,
    }
}

/// Appends what a stream decodes to; whether all of it did.
pub(super) fn decode(
    stream: &dyn Dictionary,
    content: &[u8],
    unpacker: &mut Unpacker,
    room: usize,
    into: &mut Vec<u8>,
) -> bool {
    match filters(stream) {
        Chain::Known(filters) => unpacker.undo(&filters, content, room, into),
        Chain::Other => by_lopdf(stream, content, room, into),
        Chain::Over => false,
    }
}

/// Decodes a stream by `lopdf`'s filters; its filters and their parameters stand behind no reference.
fn by_lopdf(stream: &dyn Dictionary, bytes: &[u8], room: usize, into: &mut Vec<u8>) -> bool {
    let each = |key: &[u8]| match stream.entry(key) {
        Value::Array(array) => (0..array.len()).map(|at| array.at(at)).collect(),
        value => vec![value],
    };
    let (names, parameters) = (each(b"Filter"), each(b"DecodeParms"));
    let parameters = parameters.into_iter().chain(std::iter::repeat(Value::Null));
    let left = names
        .into_iter()
        .zip(parameters)
        .filter(|(name, parameters)| !is_identity(*name, *parameters));
    let (names, parameters): (Vec<_>, Vec<_>) = left
        .map(|(name, parameters)| (parameter(name), parameter(parameters)))
        .unzip();
    let mut dictionary = lopdf::Dictionary::new();
    dictionary.set("Filter", names);
    dictionary.set("DecodeParms", parameters);
    let stream = lopdf::Stream::new(dictionary, bytes.to_vec());
    match stream.decompressed_content_with_limit(room) {
        Ok(content) => {
            into.extend_from_slice(&content);
            true
        }
        Err(_) => false,
    }
}

/// A filter's name, or its parameters (ISO 32000-1, table 8).
fn parameter(value: Value<'_>) -> lopdf::Object {
    const NUMBERS: [&str; 5] = ["Predictor", "Colors", "BitsPerComponent", "Columns", "EarlyChange"];
    match value {
        Value::Name(name) => lopdf::Object::Name(name.to_vec()),
        Value::Dictionary(parameters) => {
            let numbers = NUMBERS.into_iter().filter_map(|key| {
                let number = parameters.entry(key.as_bytes()).integer()?;
                Some((key, lopdf::Object::Integer(number.into())))
            });
            lopdf::Object::Dictionary(numbers.collect())
        }
        _ => lopdf::Object::Null,
    }
}
