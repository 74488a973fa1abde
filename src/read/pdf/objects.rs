//! What the reader asks of a PDF's object layer, and `lopdf` as its answer.
//!
//! Nothing outside this file names `lopdf`, so the layer can be exchanged.

use flate2::{Decompress, FlushDecompress, Status};

use super::{Error, bounds};

/// Number and generation of an object.
pub type Id = (u32, u16);

/// A value of the file, borrowed.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// Absent, `null`, or of a type that the reader has no use for.
    Null,
    /// An integer or real number.
    Number(f32),
    /// A name without its solidus.
    Name(&'a [u8]),
    /// A string, decrypted and unescaped.
    String(&'a [u8]),
    /// An array.
    Array(&'a dyn Array),
    /// A dictionary.
    Dictionary(&'a dyn Dictionary),
    /// A stream.
    Stream(&'a dyn Stream),
    /// A reference, to be followed by [`follow`].
    Reference(Id),
}

/// A list of values.
pub trait Array {
    /// How many there are.
    fn len(&self) -> usize;
    /// One of them, [`Value::Null`] past the end.
    fn at(&self, index: usize) -> Value<'_>;
}

/// Values by name.
pub trait Dictionary {
    /// The entry, [`Value::Null`] when there is none.
    fn entry(&self, key: &[u8]) -> Value<'_>;
}

/// A dictionary and bytes.
pub trait Stream {
    /// The dictionary.
    fn dictionary(&self) -> &dyn Dictionary;
    /// Appends the decoded bytes, as far as they can be decoded and fit into `room`; whether all of them did.
    fn decode(&self, unpacker: &mut Unpacker, room: usize, into: &mut Vec<u8>) -> bool;
}

/// A file's objects.
pub trait Objects {
    /// The file's trailer.
    fn trailer(&self) -> &dyn Dictionary;
    /// An object by its number.
    fn object(&self, id: Id) -> Value<'_>;
    /// Whether the file is encrypted (and was read all the same).
    fn encrypted(&self) -> bool;
}

/// The value behind any references.
pub fn follow<'a>(objects: &'a dyn Objects, mut value: Value<'a>) -> Value<'a> {
    for _ in 0..bounds::REFERENCES {
        match value {
            Value::Reference(id) => value = objects.object(id),
            other => return other,
        }
    }
    Value::Null
}

/// The entry of a dictionary, references followed.
pub fn get<'a>(objects: &'a dyn Objects, dictionary: &'a dyn Dictionary, key: &[u8]) -> Value<'a> {
    follow(objects, dictionary.entry(key))
}

impl<'a> Value<'a> {
    /// The number.
    pub fn number(self) -> Option<f32> {
        match self {
            Self::Number(number) if number.is_finite() => Some(number),
            _ => None,
        }
    }

    /// The number, if it is a whole one that fits.
    #[expect(clippy::cast_possible_truncation, reason = "the saturating cast is what is wanted")]
    pub fn integer(self) -> Option<i32> {
        self.number().map(|number| number as i32)
    }

    /// The name.
    pub fn name(self) -> Option<&'a [u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The string.
    pub fn string(self) -> Option<&'a [u8]> {
        match self {
            Self::String(string) => Some(string),
            _ => None,
        }
    }

    /// The array.
    pub fn array(self) -> Option<&'a dyn Array> {
        match self {
            Self::Array(array) => Some(array),
            _ => None,
        }
    }

    /// The dictionary, or a stream's.
    pub fn dictionary(self) -> Option<&'a dyn Dictionary> {
        match self {
            Self::Dictionary(dictionary) => Some(dictionary),
            Self::Stream(stream) => Some(stream.dictionary()),
            _ => None,
        }
    }

    /// The stream.
    pub fn stream(self) -> Option<&'a dyn Stream> {
        match self {
            Self::Stream(stream) => Some(stream),
            _ => None,
        }
    }
}

/// The elements of an array, references followed.
pub fn elements<'a>(objects: &'a dyn Objects, array: &'a dyn Array) -> impl Iterator<Item = Value<'a>> {
    (0..array.len()).map(move |index| follow(objects, array.at(index)))
}

/// `N` numbers from an array, as in a box or a matrix.
pub fn numbers<const N: usize>(objects: &dyn Objects, value: Value<'_>) -> Option<[f32; N]> {
    let array = value.array()?;
    let mut numbers = [0.0; N];
    for (index, number) in numbers.iter_mut().enumerate() {
        *number = match array.at(index) {
            Value::Reference(id) => objects.object(id).number()?,
            other => other.number()?,
        };
    }
    Some(numbers)
}

/// A file read by `lopdf`.
pub struct File {
    document: lopdf::Document,
    encrypted: bool,
}

impl File {
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

impl Objects for File {
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
        let filter = self.dict.get(b"Filter").ok();
        let plain_deflate = !self.dict.has(b"DecodeParms")
            && match filter {
                Some(lopdf::Object::Name(name)) => name == b"FlateDecode" || name == b"Fl",
                Some(lopdf::Object::Array(names)) => {
                    matches!(names.as_slice(), [lopdf::Object::Name(name)] if name == b"FlateDecode" || name == b"Fl")
                }
                _ => false,
            };
        if plain_deflate {
            return unpacker.inflate(&self.content, room, into);
        }
        match self.decompressed_content_with_limit(room) {
            Ok(content) => {
                into.extend_from_slice(&content);
                true
            }
            Err(_) => false,
        }
    }
}

/// Unpacks streams, all with one state: a new one for each page would be 12 pages of memory each time.
pub struct Unpacker {
    state: Decompress,
    /// Bytes that streams have been unpacked to.
    pub decoded: usize,
}

impl Default for Unpacker {
    fn default() -> Self {
        Self {
            state: Decompress::new(true),
            decoded: 0,
        }
    }
}

impl Unpacker {
    /// Inflates a zlib stream, or one without its header, as far as it goes.
    fn inflate(&mut self, deflated: &[u8], room: usize, into: &mut Vec<u8>) -> bool {
        const STEP: usize = 16 * 1024;
        let start = into.len();
        let mut offset = 0;
        for zlib_header in [true, false] {
            self.state.reset(zlib_header);
            let mut input = deflated.get(offset..).unwrap_or_default();
            into.reserve(deflated.len().saturating_mul(3).clamp(STEP, room.max(STEP)));
            loop {
                let before = (self.state.total_in(), into.len());
                if into.len() - start >= room {
                    into.truncate(start + room);
                    return false;
                }
                if into.capacity() - into.len() < STEP {
                    into.reserve(into.len().max(STEP));
                }
                let result = self.state.decompress_vec(input, into, FlushDecompress::None);
                let taken = usize::try_from(self.state.total_in() - before.0).unwrap_or(usize::MAX);
                input = input.get(taken..).unwrap_or_default();
                match result {
                    Ok(Status::StreamEnd) => return true,
                    Ok(_) if taken > 0 || into.len() > before.1 => {}
                    // Cut short, or damaged: what there is counts.
                    Ok(_) | Err(_) => break,
                }
            }
            if into.len() > start {
                return false;
            }
            offset = 2;
        }
        deflated.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write as _;

    fn deflated(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).expect("a vector takes all");
        encoder.finish().expect("a vector takes all")
    }

    #[test]
    fn a_stream_cut_short_gives_what_there_is() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(n).to_le_bytes()).collect();
        let whole = deflated(&text);
        let mut out = Vec::new();
        let mut unpacker = Unpacker::default();
        assert!(unpacker.inflate(&whole, usize::MAX, &mut out));
        assert_eq!(out, text);
        out.clear();
        assert!(!unpacker.inflate(&whole[..whole.len() / 2], usize::MAX, &mut out));
        assert!(out.len() > 1000 && text.starts_with(&out));
    }

    #[test]
    fn a_bomb_stops_at_the_room_it_has() {
        let whole = deflated(&vec![0; 10_000_000]);
        let mut out = vec![1];
        assert!(!Unpacker::default().inflate(&whole, 50_000, &mut out));
        assert_eq!(out.len(), 50_001);
    }

    #[test]
    fn what_is_no_pdf_says_so() {
        assert!(matches!(File::load(b"<html>refused</html>", false), Err(Error::NotPdf)));
        assert!(matches!(File::load(b"%PDF-1.4\n", false), Err(Error::Broken(_))));
    }
}
