//! SHA-256 of a document, the name under which it is kept.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// How much is read at once, in bytes.
const CHUNK_BYTES: usize = 1 << 18;

/// The SHA-256 of a document's bytes, written as 64 lower-case hexadecimal digits.
///
/// ```
/// use rapporteur::digest::Digest;
///
/// let digest = Digest::of(b"");
/// let written = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// assert_eq!(digest.to_string(), written);
/// assert_eq!(written.parse(), Ok(digest));
/// assert!("e3b0".parse::<Digest>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no SHA-256: it needs 64 digits of 0-9 and a-f")]
pub struct NoDigest(pub String);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of everything that can be read.
    pub fn of_reader(mut from: impl std::io::Read) -> std::io::Result<Self> {
        let (mut sha256, mut chunk) = (Sha256::new(), vec![0; CHUNK_BYTES]);
        loop {
            match from.read(&mut chunk)? {
                0 => return Ok(Self(sha256.finalize().into())),
                count => sha256.update(chunk.get(..count).unwrap_or_default()),
            }
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(written: &str) -> Result<Self, NoDigest> {
        let nibble = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        let parsed = || {
            let (pairs, []) = written.as_bytes().as_chunks::<2>() else {
                return None;
            };
            let mut bytes = [0; 32];
            if pairs.len() != bytes.len() {
                return None;
            }
            for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
                *byte = nibble(*high)? << 4 | nibble(*low)?;
            }
            Some(Self(bytes))
        };
        parsed().ok_or_else(|| NoDigest(written.to_owned()))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Cow::<str>::deserialize(deserializer)?;
        written.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Digest {
    fn schema_name() -> Cow<'static, str> {
        "Digest".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn is_written_as_the_command_sha256sum_writes_it() {
        assert_eq!(Digest::of(b"abc").to_string(), OF_ABC);
        let json = serde_json::to_string(&Digest::of(b"abc")).expect("a digest is a string");
        assert_eq!(json, format!("\"{OF_ABC}\""));
        let back: Digest = serde_json::from_str(&json).expect("what was written is read");
        assert_eq!(back, Digest::of(b"abc"));
    }

    #[test]
    fn only_its_own_spelling_is_read() {
        let upper = OF_ABC.to_uppercase();
        let long = format!("{OF_ABC}00");
        let odd = format!("{OF_ABC}0");
        let letter = OF_ABC.replace('b', "g");
        let signed = OF_ABC.replacen("ba", "+a", 1);
        for written in ["", "ba78", &upper, &long, &odd, &letter, &signed] {
            let refused = written.parse::<Digest>();
            assert_eq!(refused, Err(NoDigest(written.to_owned())));
        }
    }
}
