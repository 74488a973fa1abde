//! The page tree: every page with its box, rotation and resources.

use std::collections::HashSet;

use super::bounds;
use super::geometry::Matrix;
use super::objects::{Dictionary, Objects, Value, follow, get, numbers};

/// Size of a page whose box is missing or empty: US letter, as Acrobat takes it.
const LETTER: [f32; 4] = [0.0, 0.0, 612.0, 792.0];
/// Boxes beyond this have been seen only in broken files, points.
const LARGEST: f32 = 20_000.0;

/// One page.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// Its dictionary.
    pub dictionary: &'a dyn Dictionary,
    /// Its own or inherited resources.
    pub resources: Option<&'a dyn Dictionary>,
    /// From the file's coordinates to points from the top left corner of the page as it is shown.
    pub shown: Matrix,
    /// Width as shown, points.
    pub width: f32,
    /// Height as shown, points.
    pub height: f32,
}

/// What pages take over from the nodes above them.
#[derive(Clone, Copy, Default)]
struct Inherited<'a> {
    resources: Option<&'a dyn Dictionary>,
    media: Option<[f32; 4]>,
    crop: Option<[f32; 4]>,
    rotate: i32,
}

/// All pages in order, and whether the tree was whole.
pub fn pages(objects: &dyn Objects) -> (Vec<Page<'_>>, bool) {
    let mut found = Vec::new();
    let mut whole = true;
    let root = get(objects, objects.trailer(), b"Root")
        .dictionary()
        .map(|catalog| catalog.entry(b"Pages"));
    let mut seen = HashSet::new();
    let mut stack = vec![(root.unwrap_or(Value::Null), Inherited::default(), 0)];
    while let Some((node, above, depth)) = stack.pop() {
        if let Value::Reference(id) = node
            && !seen.insert(id)
        {
            whole = false;
            continue;
        }
        let Some(node) = follow(objects, node).dictionary() else {
            whole = false;
            continue;
        };
        let own = Inherited {
            resources: get(objects, node, b"Resources").dictionary().or(above.resources),
            media: rectangle(objects, node, b"MediaBox").or(above.media),
            crop: rectangle(objects, node, b"CropBox").or(above.crop),
            rotate: get(objects, node, b"Rotate").integer().unwrap_or(above.rotate),
        };
        match get(objects, node, b"Kids").array() {
            Some(kids) if depth < bounds::TREE && stack.len() < bounds::PAGES * 2 => {
                let kids = (0..kids.len().min(bounds::PAGES))
                    .rev()
                    .map(|kid| (kids.at(kid), own, depth + 1));
                stack.extend(kids);
            }
            None if found.len() < bounds::PAGES => found.push(page(node, own)),
            Some(_) | None => whole = false,
        }
    }
    (found, whole)
}

/// A box with its corners in order; none when it is empty.
fn rectangle(objects: &dyn Objects, node: &dyn Dictionary, key: &[u8]) -> Option<[f32; 4]> {
    let [x0, y0, x1, y1] = numbers::<4>(objects, get(objects, node, key))?;
    let ordered = [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)];
    let sane = ordered.iter().all(|edge| edge.abs() <= LARGEST);
    (sane && ordered[2] - ordered[0] >= 1.0 && ordered[3] - ordered[1] >= 1.0).then_some(ordered)
}

fn page<'a>(dictionary: &'a dyn Dictionary, inherited: Inherited<'a>) -> Page<'a> {
    let media = inherited.media.unwrap_or(LETTER);
    let crop = inherited.crop.unwrap_or(media);
    let both = [
        media[0].max(crop[0]),
        media[1].max(crop[1]),
        media[2].min(crop[2]),
        media[3].min(crop[3]),
    ];
    let [x0, y0, x1, y1] = if both[2] - both[0] >= 1.0 && both[3] - both[1] >= 1.0 {
        both
    } else {
        media
    };
    let (width, height) = (x1 - x0, y1 - y0);
    let quarter = inherited.rotate.rem_euclid(360) / 90;
    let shown = match quarter {
        1 => [0.0, 1.0, 1.0, 0.0, -y0, -x0],
        2 => [-1.0, 0.0, 0.0, 1.0, x1, -y0],
        3 => [0.0, -1.0, -1.0, 0.0, y1, x1],
        _ => [1.0, 0.0, 0.0, -1.0, -x0, y1],
    };
    let (width, height) = if quarter % 2 == 1 {
        (height, width)
    } else {
        (width, height)
    };
    Page {
        dictionary,
        resources: inherited.resources,
        shown: Matrix::new(shown),
        width,
        height,
    }
}
