//! `lopdf` as the answer: it loads all objects of a file, also of one that is encrypted or damaged.

use super::super::{Error, bounds};
use super::unpack::{Unpacker, filters};
use super::{Array, Dictionary, Id, Objects, Stream, Value};

/// A file that `lopdf` has loaded.
pub struct Loaded {
    document: lopdf::Document,
    encrypted: bool,
}

impl Loaded {
    /// Loads all objects of a file; with `rebuild` by looking for them instead of trusting its table.
    pub fn load(bytes: &[u8], rebuild: bool) -> Result<Self, Error> {
        if !bytes.windows(5).take(bounds::HEADER).any(|window| window == b"%PDF-") {
            return Err(Error::NotPdf);
        }
        let options = lopdf::LoadOptions {
            max_decompressed_size: Some(bounds::STREAM),
            force_reconstruct: rebuild,
            ..lopdf::LoadOptions::default()
        };
        let document = lopdf::Document::load_mem_with_options(bytes, options).map_err(|error| match error {
            lopdf::Error::InvalidPassword => Error::Password,
            lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Error::TooLarge,
            other => Error::Broken(other.to_string()),
        })?;
        if document.trailer.has(b"Encrypt") && document.encryption_state.is_none() {
            return Err(Error::Password);
        }
        if document.objects.len() > bounds::OBJECTS {
            return Err(Error::TooLarge);
        }
        let encrypted = document.was_encrypted();
        Ok(Self { document, encrypted })
    }
}

impl Objects for Loaded {
    fn trailer(&self) -> &dyn Dictionary {
        &self.document.trailer
    }

    fn object(&self, id: Id) -> Value<'_> {
        self.document.objects.get(&id).map_or(Value::Null, value)
    }

    fn encrypted(&self) -> bool {
        self.encrypted
    }
}

fn value(object: &lopdf::Object) -> Value<'_> {
    match object {
        #[expect(clippy::cast_precision_loss, reason = "a page has no room for the difference")]
        lopdf::Object::Integer(integer) => Value::Number(*integer as f32),
        lopdf::Object::Real(real) => Value::Number(*real),
        lopdf::Object::Name(name) => Value::Name(name),
        lopdf::Object::String(string, _) => Value::String(string),
        lopdf::Object::Array(array) => Value::Array(array),
        lopdf::Object::Dictionary(dictionary) => Value::Dictionary(dictionary),
        lopdf::Object::Stream(stream) => Value::Stream(stream),
        lopdf::Object::Reference(id) => Value::Reference(*id),
        lopdf::Object::Null | lopdf::Object::Boolean(_) => Value::Null,
    }
}

impl Array for Vec<lopdf::Object> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn at(&self, index: usize) -> Value<'_> {
        self.get(index).map_or(Value::Null, value)
    }
}

impl Dictionary for lopdf::Dictionary {
    fn entry(&self, key: &[u8]) -> Value<'_> {
        self.get(key).map_or(Value::Null, value)
    }
}

impl Stream for lopdf::Stream {
    fn dictionary(&self) -> &dyn Dictionary {
        &self.dict
    }

    fn decode(&self, unpacker: &mut Unpacker, room: usize, into: &mut Vec<u8>) -> bool {
        match filters(&self.dict) {
            Some(filters) => unpacker.undo(&filters, &self.content, room, into),
            None => append(self, room, into),
        }
    }
}

/// Appends what a stream with any filter decodes to; whether it could be decoded.
fn append(stream: &lopdf::Stream, room: usize, into: &mut Vec<u8>) -> bool {
    match stream.decompressed_content_with_limit(room) {
        Ok(content) => {
            into.extend_from_slice(&content);
            true
        }
        Err(_) => false,
    }
}

/// Decodes a stream of the other layer by `lopdf`'s filters; its filters and their parameters stand behind no reference.
pub(super) fn decode(stream: &dyn Dictionary, bytes: &[u8], room: usize, into: &mut Vec<u8>) -> bool {
    let mut dictionary = lopdf::Dictionary::new();
    for key in ["Filter", "DecodeParms"] {
        let value = match stream.entry(key.as_bytes()) {
            Value::Array(array) => lopdf::Object::Array((0..array.len()).map(|at| parameter(array.at(at))).collect()),
            value => parameter(value),
        };
        if value != lopdf::Object::Null {
            dictionary.set(key, value);
        }
    }
    append(&lopdf::Stream::new(dictionary, bytes.to_vec()), room, into)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pdf_says_so() {
        assert!(matches!(
            Loaded::load(b"<html>refused</html>", false),
            Err(Error::NotPdf)
        ));
        assert!(matches!(Loaded::load(b"%PDF-1.4\n", false), Err(Error::Broken(_))));
    }
}
