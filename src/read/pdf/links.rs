//! Link annotations: where on the page they lie and where they lead.

use super::bounds;
use super::content::HIDDEN;
use super::facts;
use super::objects::{Dictionary, Objects, Value, elements, follow, get, numbers};
use super::pages::Page;

/// A rectangle on the page as shown and the target that it leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    x0: f32,
    top: f32,
    x1: f32,
    bottom: f32,
    /// The target as written in the file.
    pub url: String,
}

impl Area {
    /// Whether a point lies on it.
    pub fn holds(&self, x: f32, y: f32) -> bool {
        self.is_over(x) && self.is_at(y)
    }

    /// Whether a point so far from the left can lie on it.
    pub fn is_over(&self, x: f32) -> bool {
        (self.x0..=self.x1).contains(&x)
    }

    /// Whether a point so far from the top can lie on it.
    pub fn is_at(&self, y: f32) -> bool {
        (self.top..=self.bottom).contains(&y)
    }
}

/// The address that an annotation leads to: its action's, or that of one that follows it.
fn target<'a>(objects: &'a dyn Objects, annotation: &'a dyn Dictionary) -> Option<&'a [u8]> {
    /// Actions in a row.
    const ACTIONS: usize = 8;
    let mut action = get(objects, annotation, b"A");
    for _ in 0..ACTIONS {
        let dictionary = action.dictionary()?;
        if let Some(target) = get(objects, dictionary, b"URI").string() {
            return Some(target);
        }
        action = match get(objects, dictionary, b"Next") {
            Value::Array(actions) => follow(objects, actions.at(0)),
            next => next,
        };
    }
    None
}

/// An address as the file spells it: in ASCII, as it should be, in UTF-8, or marked as UTF-16.
fn url(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, ..] => facts::characters(bytes),
        [0xFF, 0xFE, units @ ..] => {
            let units: Vec<u16> = units
                .chunks_exact(2)
                .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The address that the targets of a file start from, where it names one (ISO 32000-1, table 207).
pub fn base(objects: &dyn Objects) -> Option<String> {
    let catalog = get(objects, objects.trailer(), b"Root").dictionary()?;
    let entry = get(objects, catalog, b"URI").dictionary()?;
    let base = get(objects, entry, b"Base").string()?;
    Some(url(base)).filter(|base| !base.is_empty())
}

/// The page's links to the web, of so many annotations of the document that are `left`; one area a line where the file tells the lines of a link apart.
pub fn areas(objects: &dyn Objects, page: &Page<'_>, left: &mut usize) -> Vec<Area> {
    let mut areas = Vec::new();
    let Some(annotations) = get(objects, page.dictionary, b"Annots").array() else {
        return areas;
    };
    let count = annotations.len().min(bounds::ANNOTATIONS).min(*left);
    *left -= count;
    for annotation in elements(objects, annotations).take(count) {
        let Some(annotation) = annotation.dictionary() else {
            continue;
        };
        let is_link = get(objects, annotation, b"Subtype").name() == Some(b"Link");
        // Nobody can click on what is hidden.
        let hidden = get(objects, annotation, b"F")
            .integer()
            .is_some_and(|flags| flags & HIDDEN != 0);
        let Some(target) = target(objects, annotation).filter(|_| is_link && !hidden) else {
            continue;
        };
        let url = url(target);
        let corners = |[x0, y0, x1, y1]: [f32; 4]| {
            let (left, upper) = page.shown.apply(x0, y0);
            let (right, lower) = page.shown.apply(x1, y1);
            Area {
                x0: left.min(right),
                top: upper.min(lower),
                x1: left.max(right),
                bottom: upper.max(lower),
                url: url.clone(),
            }
        };
        let before = areas.len();
        if let Some(quads) = get(objects, annotation, b"QuadPoints").array() {
            let values: Vec<f32> = elements(objects, quads)
                .take(bounds::ANNOTATIONS)
                .filter_map(super::objects::Value::number)
                .collect();
            areas.extend(values.chunks_exact(8).map(|quad| {
                let edge = |at: usize, pick: fn(f32, f32) -> f32| {
                    quad.iter().skip(at).step_by(2).copied().reduce(pick).unwrap_or(0.0)
                };
                corners([
                    edge(0, f32::min),
                    edge(1, f32::min),
                    edge(0, f32::max),
                    edge(1, f32::max),
                ])
            }));
        }
        if areas.len() == before {
            areas.extend(numbers::<4>(objects, get(objects, annotation, b"Rect")).map(corners));
        }
    }
    areas
}

/// A link's characters without the blanks, stops and part of a word before it that its rectangle happens to touch.
///
/// `ReportLab` places the rectangles of justified lines as if they were not justified: `lies: 4/9/2016`.
pub fn on_words(text: &str, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let Some(words) = text.get(range.clone()) else {
        return range.clone();
    };
    // A date's strokes are inside of it.
    let inside = |character: char| character.is_alphanumeric() || character == '/';
    let cut_word = words.starts_with(inside) && text.get(..range.start).is_some_and(|before| before.ends_with(inside));
    let whole = words
        .split_once(' ')
        .filter(|(_, rest)| cut_word && rest.contains(inside));
    let left = whole.map_or(words, |(_, rest)| rest);
    let left = left.trim_start_matches([' ', ':', ';', ',', '.']);
    let both = left.trim_end_matches([' ', ':', ';', ',']);
    let start = range.end - left.len();
    start..start + both.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_begins_with_a_word() {
        let text = "State replies: 4/9/2016, and";
        for (range, expected) in [
            (9..23, "4/9/2016"),
            (13..24, "4/9/2016"),
            (6..13, "replies"),
            (7..13, "eplies"),
            (6..23, "replies: 4/9/2016"),
        ] {
            assert_eq!(text.get(on_words(text, &range)), Some(expected), "{range:?}");
        }
        // The rectangle of the second date begins within the first one.
        let text = "13/12/2014 (A), 21/12/2014";
        assert_eq!(text.get(on_words(text, &(5..26))), Some("(A), 21/12/2014"));
    }
}
