//! Link annotations: where on the page they lie and where they lead.

use super::bounds;
use super::objects::{Objects, elements, get, numbers};
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

/// The page's links to the web, one area a line where the file tells the lines of a link apart.
pub fn areas(objects: &dyn Objects, page: &Page<'_>) -> Vec<Area> {
    let mut areas = Vec::new();
    let Some(annotations) = get(objects, page.dictionary, b"Annots").array() else {
        return areas;
    };
    for annotation in elements(objects, annotations).take(bounds::ANNOTATIONS) {
        let Some(annotation) = annotation.dictionary() else {
            continue;
        };
        let target = get(objects, annotation, b"A")
            .dictionary()
            .and_then(|action| get(objects, action, b"URI").string());
        let Some(target) = target.filter(|_| get(objects, annotation, b"Subtype").name() == Some(b"Link")) else {
            continue;
        };
        let url = String::from_utf8_lossy(target).into_owned();
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
