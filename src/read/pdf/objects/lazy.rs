//! The objects of a file that is as it should be, each read when it is asked for.
//!
//! Whatever is not where the table says, or not as it should be, makes the file doubtful, and then what was read counts for
//! nothing: see [`Lazy::is_doubtful`].

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::super::bounds;
use super::super::lexer::Lexer;
use super::streams::{decode, object, whole};
use super::syntax::{self, EXACT, Entries, Node};
use super::table::{Spot, Table};
use super::{Dictionary, Id, Objects, Stream, Unpacker, Value};

/// A file whose objects are read when they are asked for.
pub struct Lazy<'b> {
    bytes: &'b [u8],
    table: Table<'b>,
    /// What was read, by number.
    read: Vec<OnceLock<Box<Object<'b>>>>,
    unpacked: Mutex<Unpacked>,
    doubtful: AtomicBool,
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

/// The object streams that were unpacked.
#[derive(Default)]
struct Unpacked {
    containers: BTreeMap<u32, Option<Arc<Container>>>,
    unpacker: Unpacker,
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
            read: std::iter::repeat_with(OnceLock::new).take(table.spots.len()).collect(),
            table,
            unpacked: Mutex::new(Unpacked {
                unpacker,
                ..Unpacked::default()
            }),
            doubtful: AtomicBool::new(false),
        })
    }

    /// Whether anything that was asked for was not as it should be.
    pub fn is_doubtful(&self) -> bool {
        self.doubtful.load(Ordering::Relaxed)
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

    fn container(&self, number: u32) -> Option<Arc<Container>> {
        let mut unpacked = self.unpacked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = unpacked.containers.get(&number) {
            return known.clone();
        }
        let container = self.unpack(number, &mut unpacked.unpacker).map(Arc::new);
        unpacked.containers.insert(number, container.clone());
        container
    }

    fn unpack(&self, number: u32, unpacker: &mut Unpacker) -> Option<Container> {
        let Spot::At(offset, 0) = self.spot(number) else {
            return None;
        };
        let (found, node, content) = object(self.bytes, offset as usize, |id| self.length(id))?;
        let Node::Dictionary(dictionary) = node else {
            return None;
        };
        (found == (number, 0) && !is_indirect(&dictionary)).then_some(())?;
        let mut bytes = Vec::new();
        let room = bounds::DECODED.saturating_sub(unpacker.decoded).min(bounds::STREAM);
        decode(&dictionary, content?, unpacker, room, &mut bytes).then_some(())?;
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
            self.doubtful.store(true, Ordering::Relaxed);
            return Value::Null;
        };
        let object = cell.get_or_init(|| {
            Box::new(self.find(id).unwrap_or_else(|| {
                self.doubtful.store(true, Ordering::Relaxed);
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

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::streams::up_to_end;
    use super::*;

    /// A file of these objects, numbered from 1, with a table of them and what the trailer says more.
    fn file(objects: &[&str], trailer: &str) -> Vec<u8> {
        let mut bytes = b"%PDF-1.5\n".to_vec();
        let mut rows = String::new();
        for (number, object) in (1..).zip(objects) {
            writeln!(rows, "{:010} 00000 n ", bytes.len()).expect("a string takes all");
            bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
        }
        let (start, count) = (bytes.len(), objects.len() + 1);
        let table =
            format!("xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n<</Size {count}/Root 1 0 R{trailer}>>\n");
        bytes.extend(format!("{table}startxref\n{start}\n%%EOF\n").bytes());
        bytes
    }

    /// The same file, changed later: more objects with a table of their own, which points back to the one before.
    fn changed(mut bytes: Vec<u8>, table: impl Fn(usize, usize) -> String) -> Vec<u8> {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let before = text
            .rsplit("startxref\n")
            .next()
            .and_then(|tail| tail.split('\n').next());
        let before = before.and_then(|number| number.parse().ok()).expect("a number");
        let start = bytes.len();
        bytes.extend(table(start, before).bytes());
        bytes
    }

    fn number(file: &Lazy<'_>, id: u32) -> Option<f32> {
        file.object((id, 0)).number()
    }

    #[test]
    fn objects_are_read_where_the_table_says() {
        let bytes = file(
            &[
                "<</Pages 2 0 R>>",
                "41",
                "<</Length 4 0 R>>\nstream\nabcd\nendstream",
                "4",
            ],
            "",
        );
        let file = Lazy::open(&bytes).expect("a sound file");
        assert_eq!(number(&file, 2), Some(41.0));
        let mut content = Vec::new();
        let stream = file.object((3, 0)).stream().expect("a stream");
        assert!(stream.decode(&mut Unpacker::default(), 100, &mut content) && content == b"abcd");
        assert!(!file.is_doubtful());
        assert!(
            file.object((9, 0)).number().is_none() && file.is_doubtful(),
            "no such object"
        );
    }

    #[test]
    fn what_is_not_as_it_should_be_makes_a_file_doubtful() {
        let sound = ["<</Pages 2 0 R>>", "(forty)", "<</Length 4>>\nstream\nabcd\nendstream"];
        for (part, instead) in [
            ("(forty)", "(forty "),
            ("2 0 obj", "7 0 obj"),
            ("endstream", "endstraem"),
            ("<</Length", "<[/Length"),
        ] {
            let text = String::from_utf8(file(&sound, "")).expect("text");
            let bytes = text.replace(part, instead).into_bytes();
            let file = Lazy::open(&bytes).expect("a table");
            for id in 1..=3 {
                file.object((id, 0));
            }
            assert!(file.is_doubtful(), "{part} as {instead}");
        }
    }

    #[test]
    fn a_stream_whose_length_is_wrong_goes_on_to_its_end() {
        let sound = ["<</Pages 2 0 R>>", "4", "<</Length 4>>\nstream\nabcd\nendstream"];
        for length in ["4", "9", "2", "900", "2 0 R", "7 0 R", "-1", "(4)", "null"] {
            let stream = sound[2].replace("4>>", &format!("{length}>>"));
            let bytes = file(&[sound[0], sound[1], &stream], "");
            let file = Lazy::open(&bytes).expect("a table");
            let mut content = Vec::new();
            let stream = file.object((3, 0)).stream().expect("a stream");
            assert!(stream.decode(&mut Unpacker::default(), 100, &mut content), "{length}");
            assert_eq!(content, b"abcd", "{length}");
            assert!(!file.is_doubtful());
        }
        assert_eq!(
            up_to_end(b"an endstream\r\nendstream endobj"),
            Some(&b"an endstream"[..])
        );
        assert_eq!(up_to_end(b"none"), None);
    }

    #[test]
    fn newer_sections_come_before_older_ones() {
        let bytes = changed(file(&["<<>>", "41", "42"], ""), |start, before| {
            let object = "2 0 obj\n43\nendobj\n";
            let table = start + object.len();
            format!(
                "{object}xref\n2 2\n{start:010} 00000 n \n0000000000 00001 f \ntrailer\n<</Root 1 0 R/Prev {before}>>\nstartxref\n{table}\n%%EOF\n"
            )
        });
        let file = Lazy::open(&bytes).expect("a sound file");
        assert_eq!(number(&file, 2), Some(43.0), "changed");
        assert_eq!(number(&file, 3), None, "deleted");
    }

    #[test]
    fn objects_stand_in_streams_that_only_newer_readers_know() {
        let container = "<</Type/ObjStm/N 2/First 9/Length 18>>\nstream\n4 0 5 3 \n41 (five)\nendstream";
        let hybrid = |container_at: usize, start: usize, before: usize| {
            // Rows of kind, byte or container, and index: 3 is the container, 4 and 5 are in it.
            let rows = format!("01{container_at:06X}00 0200000300 0200000301");
            let stream = format!(
                "6 0 obj\n<</Type/XRef/Size 6/Index[3 3]/W[1 3 1]/Filter/ASCIIHexDecode/Length {}>>\nstream\n{rows}>\nendstream\nendobj\n",
                rows.len() + 1
            );
            let table = start + stream.len();
            format!(
                "{stream}xref\n4 2\n0000000000 65535 f \n0000000000 65535 f \ntrailer\n<</Root 1 0 R/XRefStm {start}/Prev {before}>>\nstartxref\n{table}\n%%EOF\n"
            )
        };
        let first = file(&["<<>>", "40", container], "");
        let at = String::from_utf8_lossy(&first).find("3 0 obj").expect("the container");
        let bytes = changed(first, |start, before| hybrid(at, start, before));
        let file = Lazy::open(&bytes).expect("a sound file");
        assert_eq!(number(&file, 2), Some(40.0));
        assert_eq!(number(&file, 4), Some(41.0));
        assert_eq!(file.object((5, 0)).string(), Some(&b"five"[..]));
        assert!(!file.is_doubtful());
    }

    #[test]
    fn without_a_sound_table_nothing_is_opened() {
        let objects = ["<<>>", "41"];
        let sound = String::from_utf8(file(&objects, "")).expect("text");
        assert!(Lazy::open(sound.as_bytes()).is_some());
        let start = sound.find("xref\n").expect("a table");
        for (why, text) in [
            (
                "encrypted",
                String::from_utf8(file(&objects, "/Encrypt 2 0 R")).expect("text"),
            ),
            (
                "its own past",
                String::from_utf8(file(&objects, &format!("/Prev {start}"))).expect("text"),
            ),
            ("no root", sound.replace("/Root", "/Toor")),
            ("a row cut short", sound.replace(" 00000 n \n", " 00000 n\n")),
            ("junk before it", format!("junk{sound}")),
            ("cut", sound.chars().take(start).collect()),
        ] {
            assert!(Lazy::open(text.as_bytes()).is_none(), "{why}");
        }
    }
}
