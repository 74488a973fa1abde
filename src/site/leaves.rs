//! The pages and elements on which a document's rows stand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Documents;
use super::details::{Details, Place};
use crate::read;
use crate::text::{Place as TextPlace, Text};

/// A page of A4 in points, for pages whose size nobody says.
const A4: [f64; 2] = [595.3, 841.9];

/// What can be shown of where rows stand.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    pages: BTreeMap<u32, Leaf>,
    elements: BTreeMap<String, Vec<String>>,
    missing: Option<String>,
}

/// A page.
#[derive(Debug, Default)]
struct Leaf {
    size: Option<[f64; 2]>,
    picture: Option<String>,
    why: Option<String>,
    /// Our own drawing of it: left, top, right and bottom edge, size of the characters, words.
    lines: Vec<Value>,
}

impl Leaves {
    /// Draws the pages of a document that its rows name; `keep` keeps a picture and says where it is.
    pub(super) fn of(details: &Details<'_>, documents: &Documents, keep: &mut dyn FnMut(u32, &[u8]) -> String) -> Self {
        let mut leaves = Self::default();
        let mut elements = BTreeSet::new();
        for place in details.places() {
            match place {
                Place::Page(page, size) => {
                    let leaf = leaves.pages.entry(page).or_default();
                    leaf.size = leaf.size.or(size);
                }
                Place::Element(path) => {
                    elements.insert(path);
                }
            }
        }
        if leaves.pages.is_empty() && elements.is_empty() {
            return leaves;
        }
        let digest = details.sha256().unwrap_or_default();
        let bytes = match documents.bytes(digest) {
            Ok(bytes) => bytes,
            Err(why) => {
                let why = format!("the document is not at hand: {why}");
                for leaf in leaves.pages.values_mut() {
                    leaf.why = Some(why.clone());
                }
                leaves.missing = Some(why);
                return leaves;
            }
        };
        leaves.draw(&bytes, keep);
        let undrawn = leaves.pages.values().any(|leaf| leaf.picture.is_none());
        if (undrawn || !elements.is_empty())
            && let Ok(reading) = read::text(&bytes)
        {
            leaves.take_lines(&reading.text, &elements);
        }
        leaves
    }

    #[cfg(feature = "pictures")]
    fn draw(&mut self, bytes: &[u8], keep: &mut dyn FnMut(u32, &[u8]) -> String) {
        let pages: Vec<u32> = self.pages.keys().copied().collect();
        super::pictures::draw(bytes, &pages, &mut |page, drawn| {
            let Some(leaf) = self.pages.get_mut(&page) else {
                return;
            };
            match drawn {
                Ok(picture) => {
                    leaf.size = leaf.size.or(Some(picture.size));
                    leaf.picture = Some(keep(page, &picture.png));
                }
                Err(trouble) => leaf.why = Some(trouble.to_string()),
            }
        });
    }

    #[cfg(not(feature = "pictures"))]
    fn draw(&mut self, _: &[u8], _: &mut dyn FnMut(u32, &[u8]) -> String) {
        for leaf in self.pages.values_mut() {
            leaf.why = Some("this program was built without pictures".to_owned());
        }
    }

    /// Lines of pages without a picture, and of elements.
    fn take_lines(&mut self, text: &Text, elements: &BTreeSet<&str>) {
        let mut last = None;
        for line in text.lines() {
            let words = text.slice(line.span);
            match line.place {
                TextPlace::Box(at) => {
                    let leaf = self.pages.get_mut(&at.page).filter(|leaf| leaf.picture.is_none());
                    if let Some(leaf) = leaf {
                        leaf.lines
                            .push(json!([at.x0, at.top, at.x1, at.bottom, line.size, words]));
                    }
                }
                TextPlace::Element(id) => {
                    // Most lines of a page share their element with the one before.
                    if last.as_ref().is_none_or(|(of, _)| *of != id) {
                        last = Some((id, text.element_path(id)));
                    }
                    let path = last
                        .as_ref()
                        .map(|(_, path)| path)
                        .filter(|path| elements.contains(path.as_str()));
                    if let Some(path) = path {
                        self.elements.entry(path.clone()).or_default().push(words.to_owned());
                    }
                }
            }
        }
    }

    /// Why pages have no picture, in order.
    pub(super) fn reasons(&self) -> impl Iterator<Item = &str> {
        let pages = self.pages.values().filter_map(|leaf| leaf.why.as_deref());
        let whole = self.missing.as_deref().filter(|_| self.pages.is_empty());
        pages.chain(whole)
    }

    /// The pages by number.
    pub(super) fn pages(&self) -> Value {
        let pages = self.pages.iter().map(|(page, leaf)| {
            let leaf = json!({
                "size": leaf.size.unwrap_or(A4),
                "picture": leaf.picture,
                "why": leaf.why,
                "lines": leaf.lines,
            });
            (page.to_string(), leaf)
        });
        Value::Object(pages.collect::<Map<_, _>>())
    }

    /// The printed lines of each element.
    pub(super) fn elements(&self) -> &BTreeMap<String, Vec<String>> {
        &self.elements
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_a_picture_has_its_lines() {
        let bytes = include_bytes!("../../fixtures/reports/entry-across-pages.pdf");
        let reading = read::text(bytes).expect("a report");
        let mut leaves = Leaves::default();
        let drawn = Leaf {
            picture: Some("3.png".to_owned()),
            ..Leaf::default()
        };
        leaves.pages.insert(3, drawn);
        leaves.pages.insert(4, Leaf::default());
        leaves.take_lines(&reading.text, &BTreeSet::new());
        let pages = leaves.pages();
        let words = |page: &str| {
            let lines = pages[page]["lines"].as_array().into_iter().flatten();
            lines.filter_map(|line| line[5].as_str()).collect::<Vec<_>>()
        };
        assert_eq!(words("3"), Vec::<&str>::new());
        assert!(words("4").contains(&"A/HRC/99/60/Add.5"), "{:?}", words("4"));
        assert_eq!(pages["4"]["size"], json!(A4));
    }

    #[test]
    fn an_element_has_its_lines() {
        let page = b"<p>other</p><ul><li>one<br>two</li></ul>";
        let reading = read::text(page).expect("a page");
        let path = "body > ul:nth-child(2) > li:nth-child(1)";
        let mut leaves = Leaves::default();
        leaves.take_lines(&reading.text, &BTreeSet::from([path]));
        let expected = BTreeMap::from([(path.to_owned(), vec!["• one".to_owned(), "two".to_owned()])]);
        assert_eq!(*leaves.elements(), expected);
    }
}
