//! Unpacks streams.

use flate2::{Decompress, FlushDecompress, Status};

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

/// Whether a stream is deflated and nothing more, as nearly all are; its filter must not stand behind a reference.
pub fn is_plain_deflate(stream: &dyn Dictionary) -> bool {
    let deflate = |filter: Value<'_>| matches!(filter.name(), Some(b"FlateDecode" | b"Fl"));
    let filter = stream.entry(b"Filter");
    matches!(stream.entry(b"DecodeParms"), Value::Null)
        && (deflate(filter)
            || filter
                .array()
                .is_some_and(|filters| filters.len() == 1 && deflate(filters.at(0))))
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
}
