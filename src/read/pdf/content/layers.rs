//! Optional content: which layers a reader does not see (ISO 32000-1, 8.11).

use std::collections::BTreeSet;

use super::super::bounds;
use super::super::objects::{Dictionary, Id, Objects, Value, follow, get};

/// The layers that are off when the document is opened.
#[derive(Debug, Default)]
pub(super) struct Layers {
    off: BTreeSet<Id>,
}

impl Layers {
    pub(super) fn of(objects: &dyn Objects) -> Self {
        let properties = get(objects, objects.trailer(), b"Root")
            .dictionary()
            .and_then(|catalog| get(objects, catalog, b"OCProperties").dictionary());
        let mut off = BTreeSet::new();
        let Some(properties) = properties else {
            return Self { off };
        };
        let Some(usual) = get(objects, properties, b"D").dictionary() else {
            return Self { off };
        };
        let ids = |dictionary: &dyn Dictionary, key: &[u8]| references(get(objects, dictionary, key));
        if get(objects, usual, b"BaseState").name() == Some(b"OFF") {
            off.extend(ids(properties, b"OCGs"));
            for id in ids(usual, b"ON") {
                off.remove(&id);
            }
        }
        off.extend(ids(usual, b"OFF"));
        Self { off }
    }

    /// Whether what belongs to a layer, or to several of them, is not seen.
    pub(super) fn is_off(&self, objects: &dyn Objects, layer: Value<'_>) -> bool {
        if self.off.is_empty() {
            return false;
        }
        if let Value::Reference(id) = layer
            && self.off.contains(&id)
        {
            return true;
        }
        let Some(membership) = follow(objects, layer).dictionary() else {
            return false;
        };
        let layers = match membership.entry(b"OCGs") {
            Value::Reference(id) if objects.object(id).array().is_none() => vec![id],
            layers => references(follow(objects, layers)),
        };
        let off = layers.iter().filter(|layer| self.off.contains(layer)).count();
        if layers.is_empty() {
            return false;
        }
        match get(objects, membership, b"P").name() {
            Some(b"AllOn") => off > 0,
            Some(b"AnyOff") => off == 0,
            Some(b"AllOff") => off < layers.len(),
            _ => off == layers.len(),
        }
    }
}

/// The references of an array.
fn references(value: Value<'_>) -> Vec<Id> {
    let Some(array) = value.array() else {
        return Vec::new();
    };
    let each = (0..array.len().min(bounds::LAYERS)).filter_map(|at| match array.at(at) {
        Value::Reference(id) => Some(id),
        _ => None,
    });
    each.collect()
}
