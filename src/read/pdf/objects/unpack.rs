//! Unpacks streams.

use flate2::{Decompress, FlushDecompress, Status};

use super::super::bounds;
use super::{Dictionary, Value};

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
    pub fn inflate(&mut self, deflated: &[u8], room: usize, into: &mut Vec<u8>) -> bool {
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

impl Unpacker {
    /// How many bytes a zlib stream has, whatever follows it; none where it has no end.
    pub fn packed_length(&mut self, deflated: &[u8]) -> Option<usize> {
        const STEP: usize = 16 * 1024;
        let mut unpacked = Vec::with_capacity(STEP);
        self.state.reset(true);
        loop {
            let before = (self.state.total_in(), self.state.total_out());
            let rest = deflated.get(usize::try_from(before.0).ok()?..)?;
            unpacked.clear();
            let status = self.state.decompress_vec(rest, &mut unpacked, FlushDecompress::None);
            self.decoded += unpacked.len();
            match status.ok()? {
                Status::StreamEnd => return usize::try_from(self.state.total_in()).ok(),
                _ if self.decoded > bounds::DECODED => return None,
                _ if (self.state.total_in(), self.state.total_out()) == before => return None,
                _ => {}
            }
        }
    }
}

/// What makes a stream's bytes of those in the file, where no parameters belong to it (ISO 32000-1, 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    Deflate,
    Ascii85,
    Hexadecimal,
    RunLength,
}

impl Filter {
    fn of(name: Value<'_>) -> Option<Self> {
        match name.name()? {
            b"FlateDecode" | b"Fl" => Some(Self::Deflate),
            b"ASCII85Decode" | b"A85" => Some(Self::Ascii85),
            b"ASCIIHexDecode" | b"AHx" => Some(Self::Hexadecimal),
            b"RunLengthDecode" | b"RL" => Some(Self::RunLength),
            _ => None,
        }
    }
}

/// How the bytes of a stream are unpacked.
#[derive(Debug, PartialEq, Eq)]
pub enum Chain {
    /// By these, in their order.
    Known(Vec<Filter>),
    /// By others among them, or with parameters.
    Other,
    /// By more than any stream has: not at all.
    Over,
}

/// The filters of a stream; what stands behind a reference is another.
pub fn filters(stream: &dyn Dictionary) -> Chain {
    let parameters = stream.entry(b"DecodeParms");
    let names = match stream.entry(b"Filter") {
        Value::Null => return Chain::Known(Vec::new()),
        Value::Array(names) if names.len() > bounds::FILTERS => return Chain::Over,
        Value::Array(names) => {
            let of = |at: usize| match parameters {
                Value::Array(each) => each.at(at),
                Value::Dictionary(_) if names.len() > 1 => Value::Null,
                other => other,
            };
            (0..names.len()).map(|at| (names.at(at), of(at))).collect()
        }
        name => vec![(
            name,
            match parameters {
                Value::Array(each) => each.at(0),
                other => other,
            },
        )],
    };
    let known = names
        .into_iter()
        .filter(|(name, parameters)| !is_identity(*name, *parameters));
    let known = known.map(|(name, parameters)| Filter::of(name).filter(|_| matches!(parameters, Value::Null)));
    known.collect::<Option<Vec<_>>>().map_or(Chain::Other, Chain::Known)
}

/// Whether a filter is the one that leaves a stream out of the file's encryption (ISO 32000-1, 7.4.10).
pub fn is_identity(name: Value<'_>, parameters: Value<'_>) -> bool {
    let method = match parameters {
        Value::Dictionary(parameters) => parameters.entry(b"Name").name(),
        _ => None,
    };
    name.name() == Some(b"Crypt") && method.is_none_or(|method| method == b"Identity")
}

impl Unpacker {
    /// Undoes filters, as far as it goes; whether all of the stream could be had.
    pub fn undo(&mut self, filters: &[Filter], content: &[u8], room: usize, into: &mut Vec<u8>) -> bool {
        let Some((last, before)) = filters.split_last() else {
            let fits = content.get(..room);
            into.extend_from_slice(fits.unwrap_or(content));
            return content.len() <= room;
        };
        let mut whole = true;
        let mut undone: Option<Vec<u8>> = None;
        for filter in before {
            let mut next = Vec::new();
            whole &= self.step(*filter, undone.as_deref().unwrap_or(content), room, &mut next);
            undone = Some(next);
        }
        self.step(*last, undone.as_deref().unwrap_or(content), room, into) && whole
    }

    fn step(&mut self, filter: Filter, content: &[u8], room: usize, into: &mut Vec<u8>) -> bool {
        let start = into.len();
        let whole = match filter {
            Filter::Deflate => return self.inflate(content, room, into),
            Filter::Ascii85 => ascii85(content, into),
            Filter::Hexadecimal => hexadecimal(content, into),
            Filter::RunLength => run_lengths(content, room, into),
        };
        let fits = into.len() - start <= room;
        into.truncate(start + room.min(into.len() - start));
        whole && fits
    }
}

/// Runs of bytes, each as it is or one byte repeated; whether the end is marked.
fn run_lengths(content: &[u8], room: usize, into: &mut Vec<u8>) -> bool {
    const END: u8 = 128;
    let most = into.len() + room;
    let mut rest = content;
    while let [length, tail @ ..] = rest {
        match *length {
            END => return true,
            length @ 0..END => {
                let (run, behind) = tail.split_at(tail.len().min(usize::from(length) + 1));
                into.extend_from_slice(run);
                rest = behind;
            }
            length => {
                let [byte, behind @ ..] = tail else { return false };
                into.extend(std::iter::repeat_n(*byte, 257 - usize::from(length)));
                rest = behind;
            }
        }
        if into.len() > most {
            return false;
        }
    }
    // Many files leave the mark out.
    true
}

/// Four bytes of each five characters; whether there are no others up to the end, which is marked.
fn ascii85(content: &[u8], into: &mut Vec<u8>) -> bool {
    const FIRST: u8 = b'!';
    const BASE: u64 = 85;
    into.reserve(content.len() / 5 * 4 + 4);
    // Some programs mark its beginning, too.
    let content = content.trim_ascii_start();
    let content = content.strip_prefix(b"<~").unwrap_or(content);
    let mut group = 0;
    let mut count = 0;
    let mut whole = true;
    for &byte in content {
        match byte {
            b'~' => {
                // A group that is cut short is filled up with the last character, and gives one byte less than it has.
                if count > 1 {
                    let value = (count..5).fold(group, |value, _| value * BASE + (BASE - 1));
                    let bytes = u32::try_from(value).unwrap_or_default().to_be_bytes();
                    into.extend(bytes.iter().take(count - 1));
                }
                return whole && count != 1;
            }
            b'z' if count == 0 => into.extend([0; 4]),
            FIRST..=b'u' => {
                group = group * BASE + u64::from(byte - FIRST);
                count += 1;
                if count == 5 {
                    whole &= u32::try_from(group).is_ok();
                    into.extend(u32::try_from(group).unwrap_or_default().to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            blank if blank.is_ascii_whitespace() || blank == 0 => {}
            _ => whole = false,
        }
    }
    false
}

/// A byte of each two characters; whether there are no others up to the end, which is marked.
fn hexadecimal(content: &[u8], into: &mut Vec<u8>) -> bool {
    let mut high: Option<u8> = None;
    let mut whole = true;
    for &byte in content {
        let digit = char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match (digit, high) {
            (Some(digit), None) => high = Some(digit << 4),
            (Some(digit), Some(before)) => {
                into.push(before | digit);
                high = None;
            }
            (None, _) if byte == b'>' => {
                into.extend(high);
                return whole;
            }
            (None, _) => whole &= byte.is_ascii_whitespace() || byte == 0,
        }
    }
    false
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
    fn filters_in_a_row() {
        let text = b"BT (Case no. KAZ 2/2011) Tj ET\n\0\0\0\0\0".repeat(20);
        let whole = ascii85_of(&deflated(&text));
        let chain = [Filter::Ascii85, Filter::Deflate];
        let mut out = Vec::new();
        assert!(Unpacker::default().undo(&chain, &whole, usize::MAX, &mut out));
        assert_eq!(out, text);
        // One character that is another, one that is none, and the last ones missing.
        let mut other = whole.clone();
        other[30] = if other[30] == b'A' { b'B' } else { b'A' };
        let mut odd = whole.clone();
        odd[30] = b'}';
        for damaged in [&other, &odd, &whole[..whole.len() - 9]] {
            assert!(!Unpacker::default().undo(&chain, damaged, usize::MAX, &mut Vec::new()));
        }
        let mut out = Vec::new();
        assert!(Unpacker::default().undo(&[Filter::Hexadecimal], b"43 61 7365>", usize::MAX, &mut out));
        assert_eq!(out, b"Case");
        assert!(!Unpacker::default().undo(&[Filter::Hexadecimal], b"43 6Q>", usize::MAX, &mut Vec::new()));
        let mut out = Vec::new();
        assert!(Unpacker::default().undo(&[Filter::RunLength], b"\x01Ca\xFFs\x00e\x80x", usize::MAX, &mut out));
        assert_eq!(out, b"Casse");
    }

    #[test]
    fn every_step_of_a_chain_keeps_to_its_room() {
        let bomb = deflated(&deflated(&vec![0; 10_000_000]));
        let mut out = Vec::new();
        assert!(!Unpacker::default().undo(&[Filter::Deflate; 2], &bomb, 5_000, &mut out));
        assert!(out.len() <= 5_000);
        let mut out = Vec::new();
        assert!(!Unpacker::default().undo(&[Filter::RunLength], &b"\x81a".repeat(100), 500, &mut out));
        assert_eq!(out.len(), 500);
    }

    fn ascii85_of(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        for group in bytes.chunks(4) {
            let mut padded = [0; 4];
            padded[..group.len()].copy_from_slice(group);
            let mut value = u32::from_be_bytes(padded);
            let mut digits = [0; 5];
            for digit in digits.iter_mut().rev() {
                *digit = b'!' + u8::try_from(value % 85).expect("below 85");
                value /= 85;
            }
            if group.len() == 4 && padded == [0; 4] {
                text.push(b'z');
            } else {
                text.extend(&digits[..=group.len()]);
            }
        }
        text.extend(b"~>");
        text
    }
}
