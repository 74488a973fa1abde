//! `lopdf` as the answer: it loads all objects of a file, also of one that is encrypted or damaged.

use super::super::{Error, bounds};
use super::syntax::Node;
use super::unpack::Unpacker;
use super::{Array, Dictionary, Id, Objects, Stream, Value, streams};

/// A file that `lopdf` has loaded.
pub struct Loaded {
    document: lopdf::Document,
    encrypted: bool,
}

impl Loaded {
    /// Loads all objects of a file that begins with its header; with `rebuild` by looking for them instead of trusting its table.
    pub fn load(bytes: &[u8], rebuild: bool) -> Result<Self, Error> {
        let options = lopdf::LoadOptions {
            max_decompressed_size: Some(bounds::STREAM),
            force_reconstruct: rebuild,
            ..lopdf::LoadOptions::default()
        };
        let mut document = lopdf::Document::load_mem_with_options(bytes, options).map_err(|error| match error {
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
        if !encrypted {
            fill(&mut document, bytes);
            add_damaged(&mut document, bytes);
        }
        if !has_pages(&document) {
            find_catalog(&mut document);
        }
        Ok(Self { document, encrypted })
    }
}

/// Gives streams whose length leads nowhere their content.
fn fill(document: &mut lopdf::Document, bytes: &[u8]) {
    for object in document.objects.values_mut() {
        let lopdf::Object::Stream(stream) = object else {
            continue;
        };
        let start = stream.start_position.filter(|_| stream.content.is_empty());
        let Some(content) = start.and_then(|start| bytes.get(start..)) else {
            continue;
        };
        let Some(content) = streams::up_to_end(content) else {
            break;
        };
        stream.set_content(content.to_vec());
    }
}

/// Adds objects that `lopdf` leaves out for a word or a number in them, as far as they can be read.
fn add_damaged(document: &mut lopdf::Document, bytes: &[u8]) {
    for (&number, entry) in &document.reference_table.entries {
        let &lopdf::xref::XrefEntry::Normal { offset, generation } = entry else {
            continue;
        };
        let id = (number, generation);
        if document.objects.contains_key(&id) {
            continue;
        }
        let (node, content) = match streams::object(bytes, offset as usize, |_| None) {
            Some((found, node, content)) if found == id => (node, content),
            _ => continue,
        };
        let object = match (owned(node), content) {
            (lopdf::Object::Dictionary(dictionary), Some(content)) => {
                lopdf::Stream::new(dictionary, content.to_vec()).into()
            }
            (object, _) => object,
        };
        document.objects.insert(id, object);
    }
}

/// A value as `lopdf` has it.
fn owned(node: Node<'_>) -> lopdf::Object {
    match node {
        Node::Null => lopdf::Object::Null,
        Node::Number(number) => lopdf::Object::Real(number),
        Node::Name(name) => lopdf::Object::Name(name.into_owned()),
        Node::String(string) => lopdf::Object::String(string.into_owned(), lopdf::StringFormat::Literal),
        Node::Array(nodes) => lopdf::Object::Array(nodes.into_iter().map(owned).collect()),
        Node::Dictionary(entries) => {
            let entries = entries.into_iter().map(|(key, node)| (key.into_owned(), owned(node)));
            lopdf::Object::Dictionary(entries.collect())
        }
        Node::Reference(id) => lopdf::Object::Reference(id),
    }
}

/// Whether the trailer leads to a catalog of pages.
fn has_pages(document: &lopdf::Document) -> bool {
    let catalog = document.catalog().and_then(|catalog| catalog.get(b"Pages"));
    catalog.is_ok_and(|pages| {
        document
            .dereference(pages)
            .is_ok_and(|(_, pages)| pages.as_dict().is_ok())
    })
}

/// Makes the last catalog of pages in the file the one that counts, where the trailer names another object, as that of
/// another file which was saved over this one does.
fn find_catalog(document: &mut lopdf::Document) {
    let is_catalog = |object: &lopdf::Object| {
        let catalog = object.as_dict().ok().filter(|object| object.has_type(b"Catalog"));
        let pages = catalog.and_then(|catalog| catalog.get(b"Pages").ok());
        pages.is_some_and(|pages| {
            document
                .dereference(pages)
                .is_ok_and(|(_, pages)| pages.as_dict().is_ok())
        })
    };
    let found = document
        .objects
        .iter()
        .rev()
        .find(|(_, object)| is_catalog(object))
        .map(|(id, _)| *id);
    if let Some(id) = found {
        document.trailer.set("Root", id);
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
        streams::decode(&self.dict, &self.content, unpacker, room, into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pdf_says_so() {
        assert!(matches!(Loaded::load(b"%PDF-1.4\n", false), Err(Error::Broken(_))));
    }
}
