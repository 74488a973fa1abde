//! What the reader asks of a PDF's objects, and the two that answer.
//!
//! [`Lazy`] reads what it is asked for, in files that are as they should be: a report of 25 pages has thousands of
//! objects, nearly all of them its structure tree, and a text is made of a few hundred. [`Loaded`] is `lopdf`, which
//! loads them all; it knows encryption, and mends tables that are wrong. `loaded.rs` alone names `lopdf`.

mod lazy;
mod loaded;
mod streams;
mod syntax;
mod table;
mod unpack;

pub use lazy::Lazy;
pub use loaded::Loaded;
pub use unpack::Unpacker;

use super::bounds;

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
pub trait Array: Sync {
    /// How many there are.
    fn len(&self) -> usize;
    /// One of them, [`Value::Null`] past the end.
    fn at(&self, index: usize) -> Value<'_>;
}

/// Values by name.
pub trait Dictionary: Sync {
    /// The entry, [`Value::Null`] when there is none.
    fn entry(&self, key: &[u8]) -> Value<'_>;
}

/// A dictionary and bytes.
pub trait Stream: Sync {
    /// The dictionary.
    fn dictionary(&self) -> &dyn Dictionary;
    /// Appends the decoded bytes, as far as they can be decoded and fit into `room`; whether all of them did.
    fn decode(&self, unpacker: &mut Unpacker, room: usize, into: &mut Vec<u8>) -> bool;
}

/// A file's objects, for any number of threads.
pub trait Objects: Sync {
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
