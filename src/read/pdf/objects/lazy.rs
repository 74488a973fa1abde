//! The objects of a file that is as it should be, each read when it is asked for.
//!
//! Whatever is not where the table says, or not as it should be, makes the file doubtful, and then what was read counts for
//! nothing: see [`Lazy::is_doubtful`].

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::bounds;
use super::super::lexer::{Lexer, Token};
use super::loaded;
use super::syntax::{self, EXACT, Entries, Node};
use super::table::{Spot, Table};
use super::unpack::is_plain_deflate;
use super::{Dictionary, Id, Objects, Stream, Unpacker, Value};

/// A file whose objects are read when they are asked for.
pub struct Lazy<'b> {
    bytes: &'b [u8],
    table: Table<'b>,
    /// What was read, by number.
    read: Vec<OnceCell<Box<Object<'b>>>>,
    /// The object streams that were unpacked.
    containers: RefCell<BTreeMap<u32, Option<Rc<Container>>>>,
    unpacker: RefCell<Unpacker>,
    doubtful: Cell<bool>,
}

/// An object, and its content if it is a stream.
struct Object<'b> {
    node: Node<'b>,
    content: Option<Content<'b>>,
}

/// The stream that an object is.
struct Content<'b> {
    dictionary: Entries<'b>,
    bytes: &'b [u8],
}

/// An unpacked object stream.
struct Container {
    bytes: Vec<u8>,
    /// Number and first byte of each of its objects.
    objects: Vec<(usize, usize)>,
    /// The first bytes in order.
    starts: Vec<usize>,
}

impl<'b> Lazy<'b> {
    /// Opens a file, if its table is sound, it is not encrypted, and a number can name each of its bytes.
    pub fn open(bytes: &'b [u8]) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "that is what is asked")]
        let countable = bytes.len() as f32 <= EXACT;
        if !countable || !bytes.starts_with(b"%PDF-") {
            return None;
        }
        let mut unpacker = Unpacker::default();
        let table = Table::read(bytes, &mut unpacker)?;
        if table.trailer.get(b"Encrypt").is_some() || table.trailer.get(b"Root").is_none() {
            return None;
        }
        Some(Self {
            bytes,
            read: std::iter::repeat_with(OnceCell::new).take(table.spots.len()).collect(),
            table,
            containers: RefCell::default(),
            unpacker: RefCell::new(unpacker),
            doubtful: Cell::new(false),
        })
    }

    /// Whether anything that was asked for was not as it should be.
    pub fn is_doubtful(&self) -> bool {
        self.doubtful.get()
    }

    fn spot(&self, number: u32) -> Spot {
        self.table.spots.get(number as usize).copied().unwrap_or_default()
    }

    /// Reads an object at the spot that the table says.
    fn find(&self, (number, generation): Id) -> Option<Object<'b>> {
        match self.spot(number) {
            Spot::At(offset, of) if of == generation => {
                let length = |id| self.length(id);
                let (found, node, content) = object(self.bytes, offset as usize, length)?;
                (found == (number, generation)).then_some(())?;
                Some(match (node, content) {
                    (Node::Dictionary(dictionary), Some(bytes)) => {
                        (!is_indirect(&dictionary)).then_some(())?;
                        Object {
                            node: Node::Null,
                            content: Some(Content { dictionary, bytes }),
                        }
                    }
                    (node, _) => Object { node, content: None },
                })
            }
            Spot::In(container, index) if generation == 0 => {
                let container = self.container(container)?;
                let &(known, start) = container.objects.get(index as usize)?;
                (known == number as usize).then_some(())?;
                // A number at the next object's beginning is not this one's.
                let next = container.starts.partition_point(|&next| next <= start);
                let end = container.starts.get(next).copied().unwrap_or(container.bytes.len());
                let (node, word) = syntax::value(&mut Lexer::new(container.bytes.get(start..end)?, 0))?;
                word.is_empty().then_some(Object {
                    node: node.into_owned(),
                    content: None,
                })
            }
            _ => None,
        }
    }

    /// A stream's length that stands in an object of its own.
    fn length(&self, (number, generation): Id) -> Option<usize> {
        match self.spot(number) {
            Spot::At(offset, of) if of == generation => {
                let (found, node, _) = object(self.bytes, offset as usize, |_| None)?;
                node.count().filter(|_| found == (number, generation))
            }
            _ => None,
        }
    }

    fn container(&self, number: u32) -> Option<Rc<Container>> {
        if let Some(known) = self.containers.borrow().get(&number) {
            return known.clone();
        }
        let container = self.unpack(number).map(Rc::new);
        self.containers.borrow_mut().insert(number, container.clone());
        container
    }

    fn unpack(&self, number: u32) -> Option<Container> {
        let Spot::At(offset, 0) = self.spot(number) else {
            return None;
        };
        let (found, node, content) = object(self.bytes, offset as usize, |id| self.length(id))?;
        let Node::Dictionary(dictionary) = node else {
            return None;
        };
        (found == (number, 0) && !is_indirect(&dictionary)).then_some(())?;
        let mut bytes = Vec::new();
        let mut unpacker = self.unpacker.borrow_mut();
        let room = bounds::DECODED.saturating_sub(unpacker.decoded).min(bounds::STREAM);
        decode(&dictionary, content?, &mut unpacker, room, &mut bytes).then_some(())?;
        unpacker.decoded += bytes.len();
        let (count, first) = (dictionary.get(b"N")?.count()?, dictionary.get(b"First")?.count()?);
        let mut header = Lexer::new(bytes.get(..first)?, 0);
        let objects: Option<Vec<_>> = (0..count.min(first))
            .map(|_| Some((whole(&mut header)?, first + whole(&mut header)?)))
            .collect();
        let objects = objects?;
        let mut starts: Vec<usize> = objects.iter().map(|&(_, start)| start).collect();
        starts.sort_unstable();
        Some(Container { bytes, objects, starts })
    }
}

impl Objects for Lazy<'_> {
    fn trailer(&self) -> &dyn Dictionary {
        &self.table.trailer
    }

    fn object(&self, id: Id) -> Value<'_> {
        let Some(cell) = self.read.get(id.0 as usize) else {
            self.doubtful.set(true);
            return Value::Null;
        };
        let object = cell.get_or_init(|| {
            Box::new(self.find(id).unwrap_or_else(|| {
                self.doubtful.set(true);
                Object {
                    node: Node::Null,
                    content: None,
                }
            }))
        });
        match &object.content {
            Some(content) => Value::Stream(content),
            None => object.node.value(),
        }
    }

    fn encrypted(&self) -> bool {
        false
    }
}

impl Stream for Content<'_> {
    fn dictionary(&self) -> &dyn Dictionary {
        &self.dictionary
    }

    fn decode(&self, unpacker: &mut Unpacker, room: usize, into: &mut Vec<u8>) -> bool {
        decode(&self.dictionary, self.bytes, unpacker, room, into)
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
    if is_plain_deflate(stream) {
        return unpacker.inflate(content, room, into);
    }
    loaded::decode(stream, content, room, into)
}

/// Whether what is needed to decode a stream stands behind references.
fn is_indirect(stream: &Entries<'_>) -> bool {
    [&b"Filter"[..], b"DecodeParms"]
        .iter()
        .any(|key| match stream.get(key) {
            Some(Node::Reference(_)) => true,
            Some(Node::Array(nodes)) => nodes.iter().any(|node| matches!(node, Node::Reference(_))),
            _ => false,
        })
}

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
    let length = match dictionary.get(b"Length")? {
        Node::Reference(id) => length(*id)?,
        node => node.count()?,
    };
    let ([b'\r', b'\n', content @ ..] | [b'\n', content @ ..]) = lexer.rest() else {
        return None;
    };
    let (content, behind) = content.split_at_checked(length)?;
    behind.trim_ascii_start().starts_with(b"endstream").then_some(())?;
    Some((id, node, Some(content)))
}

/// Reads `12 0 obj`.
fn header(lexer: &mut Lexer<'_>) -> Option<Id> {
    let number = u32::try_from(whole(lexer)?).ok()?;
    let generation = u16::try_from(whole(lexer)?).ok()?;
    (lexer.next() == Some(Token::Word(b"obj"))).then_some((number, generation))
}

/// Reads a whole number.
fn whole(lexer: &mut Lexer<'_>) -> Option<usize> {
    match lexer.next() {
        Some(Token::Number(number)) => Node::Number(number).count(),
        _ => None,
    }
}
