//! Where the objects of a file stand, as its cross-reference tables and streams say (ISO 32000-1, 7.5.4 to 7.5.8).
//!
//! All or nothing: what is not as it should be is no table, and [`Loaded`](super::Loaded) looks for the objects.

use super::super::bounds;
use super::super::lexer::Lexer;
use super::streams;
use super::syntax::{self, Entries, Node};
use super::{Dictionary, Unpacker};

/// `startxref` stands this near to the end, bytes.
const TAIL: usize = 1024;
/// Sections of one table: one for every time that the file was changed.
const SECTIONS: usize = 256;
/// Bytes of a row of a table.
const ROW: usize = 20;

/// Where an object stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spot {
    /// Nothing is said of it.
    #[default]
    Unknown,
    /// There is no such object, or no more.
    Free,
    /// At a byte of the file, with its generation.
    At(u32, u16),
    /// In an object stream, as its object of that index.
    In(u32, u32),
}

/// The spots of all objects by number, and the trailer.
#[derive(Debug)]
pub struct Table<'b> {
    /// By number.
    pub spots: Vec<Spot>,
    /// The newest trailer.
    pub trailer: Entries<'b>,
}

impl<'b> Table<'b> {
    /// Reads all sections of a file's table, the newest first, so that what is known is not changed by an older one.
    pub fn read(bytes: &'b [u8], unpacker: &mut Unpacker) -> Option<Self> {
        let mut spots = Vec::new();
        let mut newest = None;
        let mut next = Some(start(bytes)?);
        let mut seen = Vec::new();
        while let Some(at) = next {
            if seen.contains(&at) || seen.len() == SECTIONS {
                return None;
            }
            seen.push(at);
            let (trailer, hidden) = section(bytes, at, &mut spots, unpacker)?;
            // What a table calls free may stand in the stream that is for newer readers.
            if let Some(stream) = trailer.get(b"XRefStm") {
                if seen.len() == SECTIONS {
                    return None;
                }
                stream_section(bytes, stream.count()?, &mut spots, unpacker)?;
            }
            for number in hidden {
                note(&mut spots, number, Spot::Free)?;
            }
            next = match trailer.get(b"Prev") {
                Some(previous) => Some(previous.count()?),
                None => None,
            };
            newest.get_or_insert(trailer);
        }
        Some(Self {
            spots,
            trailer: newest?,
        })
    }
}

/// The byte that `startxref` names.
fn start(bytes: &[u8]) -> Option<usize> {
    const WORD: &[u8] = b"startxref";
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..)?;
    let at = tail.windows(WORD.len()).rposition(|window| window == WORD)?;
    let mut lexer = Lexer::new(tail, at + WORD.len());
    syntax::value(&mut lexer)?.0.count()
}

/// Notes where an object stands, unless a newer section has said so.
fn note(spots: &mut Vec<Spot>, number: usize, spot: Spot) -> Option<()> {
    if number >= spots.len() {
        if number >= bounds::OBJECTS {
            return None;
        }
        spots.resize(number + 1, Spot::Unknown);
    }
    let known = spots.get_mut(number)?;
    if *known == Spot::Unknown {
        *known = spot;
    }
    Some(())
}

/// Reads the section at a byte: its trailer, and the objects that it calls free.
fn section<'b>(
    bytes: &'b [u8],
    at: usize,
    spots: &mut Vec<Spot>,
    unpacker: &mut Unpacker,
) -> Option<(Entries<'b>, Vec<usize>)> {
    let here = bytes.get(at..)?;
    let start = here.iter().position(|byte| !byte.is_ascii_whitespace())?;
    match here.get(start..)?.strip_prefix(b"xref") {
        Some(table) => table_section(table, spots),
        None => Some((stream_section(bytes, at, spots, unpacker)?, Vec::new())),
    }
}

/// Reads a table, from behind its `xref`.
fn table_section<'b>(mut rest: &'b [u8], spots: &mut Vec<Spot>) -> Option<(Entries<'b>, Vec<usize>)> {
    let mut free = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        if let Some(trailer) = rest.strip_prefix(b"trailer") {
            let (node, _) = syntax::value(&mut Lexer::new(trailer, 0))?;
            let Node::Dictionary(trailer) = node else { return None };
            return Some((trailer, free));
        }
        let first = number(&mut rest)?;
        let count = number(&mut rest)?;
        rest = rest.trim_ascii_start();
        for object in (first..).take(count) {
            let (row, tail) = rest.split_at_checked(ROW)?;
            rest = tail;
            let [offset @ .., b' ', g0, g1, g2, g3, g4, b' ', kind, _, _] = row else {
                return None;
            };
            if *kind == b'f' {
                free.push(object);
                continue;
            }
            let offset = u32::try_from(digits(offset)?).ok()?;
            let generation = u16::try_from(digits(&[*g0, *g1, *g2, *g3, *g4])?).ok()?;
            note(spots, object, (*kind == b'n').then_some(Spot::At(offset, generation))?)?;
        }
    }
}

/// Eats blanks and a number.
fn number(rest: &mut &[u8]) -> Option<usize> {
    let trimmed = rest.trim_ascii_start();
    let length = trimmed.iter().position(|byte| !byte.is_ascii_digit())?;
    let (number, tail) = trimmed.split_at(length);
    *rest = tail;
    digits(number)
}

/// A number written in digits and nothing else.
fn digits(bytes: &[u8]) -> Option<usize> {
    let digit = |value: usize, byte: &u8| {
        let digit = byte.is_ascii_digit().then(|| usize::from(byte - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    };
    bytes.iter().try_fold(0, digit).filter(|_| !bytes.is_empty())
}

/// Reads a cross-reference stream; its dictionary is the trailer.
fn stream_section<'b>(
    bytes: &'b [u8],
    at: usize,
    spots: &mut Vec<Spot>,
    unpacker: &mut Unpacker,
) -> Option<Entries<'b>> {
    let (_, Node::Dictionary(trailer), Some(content)) = streams::object(bytes, at, |_| None)? else {
        return None;
    };
    let counts = |node: Option<&Node<'_>>| match node {
        Some(Node::Array(nodes)) => nodes.iter().map(Node::count).collect::<Option<Vec<usize>>>(),
        _ => None,
    };
    let widths = counts(trailer.get(b"W"))?;
    let &[kind, second, third] = widths.as_slice() else {
        return None;
    };
    let row = kind + second + third;
    if second == 0 || [kind, second, third].iter().any(|&width| width > size_of::<u64>()) {
        return None;
    }
    let index = match trailer.get(b"Index") {
        None => vec![0, trailer.get(b"Size")?.count()?],
        index => counts(index)?,
    };
    let mut rows = Vec::new();
    if !streams::decode(
        &trailer as &dyn Dictionary,
        content,
        unpacker,
        bounds::STREAM,
        &mut rows,
    ) {
        return None;
    }
    let mut rows = rows.chunks_exact(row);
    for range in index.chunks(2) {
        let &[first, count] = range else { return None };
        for object in (first..).take(count) {
            let (kind, rest) = rows.next()?.split_at(kind);
            let (second, third) = rest.split_at(second);
            let big = |bytes: &[u8]| bytes.iter().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
            let kind = if kind.is_empty() { 1 } else { big(kind) };
            let (second, third) = (u32::try_from(big(second)).ok()?, big(third));
            let spot = match kind {
                0 => Spot::Free,
                1 => Spot::At(second, u16::try_from(third).ok()?),
                2 => Spot::In(second, u32::try_from(third).ok()?),
                _ => return None,
            };
            note(spots, object, spot)?;
        }
    }
    Some(trailer)
}
