//! Reads a font's dictionary.

use std::borrow::Cow;

use super::super::bounds;
use super::super::cmap::CMap;
use super::super::embedded;
use super::super::encodings::Encoding;
use super::super::metrics::Standard;
use super::super::objects::{Dictionary, Objects, Unpacker, Value, elements, get, numbers};
use super::{FLAG_SERIF, FLAG_SYMBOLIC, Kind};

/// A font whose codes have one byte.
pub(super) fn simple(
    objects: &dyn Objects,
    font: &dyn Dictionary,
    descriptor: Option<&dyn Dictionary>,
    name: &str,
    flags: i32,
    mapped: bool,
    unpacker: &mut Unpacker,
) -> Kind {
    let symbolic = flags & FLAG_SYMBOLIC != 0;
    let subtype = get(objects, font, b"Subtype").name().unwrap_or_default();
    let encoding = get(objects, font, b"Encoding");
    let base = match encoding {
        Value::Name(name) => Encoding::named(name),
        _ => encoding
            .dictionary()
            .and_then(|encoding| Encoding::named(get(objects, encoding, b"BaseEncoding").name()?)),
    };
    let mut names: Box<[Option<Cow<'static, [u8]>>; 256]> = Box::new([const { None }; 256]);
    let bare = name.split_once('+').map_or(name, |(_, name)| name);
    let built_in = match base {
        Some(base) => base,
        None if bare.starts_with("Symbol") => Encoding::Symbol,
        None if bare.contains("Dingbats") => Encoding::ZapfDingbats,
        None if subtype == b"TrueType" => Encoding::WinAnsi,
        None => Encoding::Standard,
    };
    // A symbolic font without an encoding has its own, which only its program tells.
    let own = base.is_none() && descriptor.is_some() && subtype != b"Type3";
    let program = if own && !mapped {
        embedded::names(objects, descriptor, unpacker)
    } else {
        Vec::new()
    };
    let trust_base = base.is_some() || subtype != b"Type3" && (program.is_empty() || !symbolic);
    if trust_base {
        for (slot, code) in names.iter_mut().zip(0_u8..=255) {
            let name = built_in.glyph(code);
            if !name.is_empty() {
                *slot = Some(Cow::Borrowed(name.as_bytes()));
            }
        }
    }
    for (code, name) in program {
        if let Some(slot) = names.get_mut(usize::from(code)) {
            *slot = Some(Cow::Owned(name.into()));
        }
    }
    if let Some(differences) = encoding
        .dictionary()
        .and_then(|encoding| get(objects, encoding, b"Differences").array())
    {
        let mut code = 0_usize;
        for value in elements(objects, differences).take(bounds::WIDTHS) {
            match value {
                Value::Number(_) => {
                    code = value
                        .integer()
                        .and_then(|code| usize::try_from(code).ok())
                        .unwrap_or(256);
                }
                Value::Name(name) => {
                    if let Some(slot) = names.get_mut(code) {
                        *slot = Some(Cow::Owned(name.to_vec()));
                    }
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
    }
    if subtype == b"Type3" {
        named_by_code(&mut names);
    }
    let scale = if subtype == b"Type3" {
        let matrix = numbers::<6>(objects, get(objects, font, b"FontMatrix"));
        matrix.map_or(0.001, |matrix| matrix[0].abs())
    } else {
        0.001
    };
    let mut widths = Box::new([None; 256]);
    let first = get(objects, font, b"FirstChar")
        .integer()
        .and_then(|first| usize::try_from(first).ok())
        .unwrap_or(0);
    if let Some(given) = get(objects, font, b"Widths").array() {
        for (slot, width) in widths.iter_mut().skip(first).zip(elements(objects, given)) {
            *slot = width.number().map(|width| width * scale);
        }
    }
    let missing = descriptor.and_then(|descriptor| get(objects, descriptor, b"MissingWidth").number());
    Kind::Simple {
        names,
        widths,
        missing: missing.unwrap_or(0.0) * scale,
        standard: Standard::named(bare, flags & FLAG_SERIF != 0),
        plain: subtype != b"Type3" && !symbolic,
    }
}

/// The bitmap fonts of TeX name each glyph after its code: `a65` is code 65 of the font's own
/// encoding, not a Zapf dingbat. Gives such glyphs the names that T1 has for them.
fn named_by_code(names: &mut [Option<Cow<'static, [u8]>>; 256]) {
    let own = |(code, name): (usize, &[u8])| name == b".notdef" || name == format!("a{code}").as_bytes();
    let mut named = names
        .iter()
        .enumerate()
        .filter_map(|(code, name)| Some((code, name.as_deref()?)));
    if !named.all(own) {
        return;
    }
    for (code, name) in (0_u32..).zip(names.iter_mut()) {
        if name.as_deref().is_some_and(|name| name != b".notdef") {
            *name = Some(match T1.iter().find(|entry| entry.0 == code) {
                Some((_, name)) => Cow::Borrowed(name.as_bytes()),
                None => Cow::Owned(format!("uni{code:04X}").into_bytes()),
            });
        }
    }
}

/// Where TeX's encoding T1 differs from Latin-1, as far as running text needs it, and OT1's ligatures
/// at codes that T1 has for accents.
const T1: [(u32, &str); 63] = [
    (11, "f_f"),
    (12, "f_i"),
    (13, "f_l"),
    (14, "f_f_i"),
    (15, "f_f_l"),
    (16, "quotedblleft"),
    (17, "quotedblright"),
    (18, "quotedblbase"),
    (19, "guillemotleft"),
    (20, "guillemotright"),
    (21, "endash"),
    (22, "emdash"),
    (25, "dotlessi"),
    (27, "f_f"),
    (28, "f_i"),
    (29, "f_l"),
    (30, "f_f_i"),
    (31, "f_f_l"),
    (39, "quoteright"),
    (96, "quoteleft"),
    (127, "hyphen"),
    (128, "Abreve"),
    (129, "Aogonek"),
    (130, "Cacute"),
    (131, "Ccaron"),
    (132, "Dcaron"),
    (133, "Ecaron"),
    (134, "Eogonek"),
    (135, "Gbreve"),
    (138, "Lslash"),
    (139, "Nacute"),
    (140, "Ncaron"),
    (145, "Sacute"),
    (146, "Scaron"),
    (147, "Scedilla"),
    (153, "Zacute"),
    (154, "Zcaron"),
    (155, "Zdotaccent"),
    (157, "Idotaccent"),
    (159, "section"),
    (160, "abreve"),
    (161, "aogonek"),
    (162, "cacute"),
    (163, "ccaron"),
    (164, "dcaron"),
    (165, "ecaron"),
    (166, "eogonek"),
    (167, "gbreve"),
    (170, "lslash"),
    (171, "nacute"),
    (172, "ncaron"),
    (177, "sacute"),
    (178, "scaron"),
    (179, "scedilla"),
    (185, "zacute"),
    (186, "zcaron"),
    (187, "zdotaccent"),
    (189, "exclamdown"),
    (190, "questiondown"),
    (215, "OE"),
    (223, "S_S"),
    (247, "oe"),
    (255, "germandbls"),
];

/// A font whose codes have several bytes and lead to glyphs of a descendant font.
pub(super) fn composite(
    objects: &dyn Objects,
    font: &dyn Dictionary,
    descendant: &dyn Dictionary,
    mapped: bool,
    unpacker: &mut Unpacker,
) -> Kind {
    let mut unicode_codes = false;
    let encoding = match get(objects, font, b"Encoding") {
        Value::Stream(stream) => {
            let mut bytes = Vec::new();
            let room = bounds::DECODED.saturating_sub(unpacker.decoded).min(bounds::MAP);
            stream.decode(unpacker, room, &mut bytes);
            unpacker.decoded += bytes.len();
            let map = CMap::parse(&bytes);
            if map.is_empty() {
                CMap::identity(map.vertical)
            } else {
                map
            }
        }
        Value::Name(name) => {
            unicode_codes = name.windows(4).any(|part| part == b"UCS2" || part == b"UTF1");
            CMap::identity(name.ends_with(b"V"))
        }
        _ => CMap::identity(false),
    };
    let mut widths = Vec::new();
    if let Some(given) = get(objects, descendant, b"W").array() {
        let mut values = elements(objects, given);
        while let Some(first) = values.next() {
            let Some(first) = first.integer().and_then(|first| u32::try_from(first).ok()) else {
                continue;
            };
            match values.next() {
                Some(Value::Array(each)) => {
                    let room = bounds::WIDTHS.saturating_sub(widths.len());
                    let each = elements(objects, each).take(room);
                    widths.extend(
                        (first..)
                            .zip(each)
                            .map(|(cid, width)| (cid, cid, width.number().unwrap_or(0.0) / 1000.0)),
                    );
                }
                Some(last) => {
                    let width = values.next().and_then(Value::number).unwrap_or(0.0) / 1000.0;
                    let last = last
                        .integer()
                        .and_then(|last| u32::try_from(last).ok())
                        .unwrap_or(first);
                    if widths.len() < bounds::WIDTHS {
                        widths.push((first, last, width));
                    }
                }
                None => break,
            }
        }
        widths.sort_by_key(|range| range.0);
    }
    let embedded = if mapped {
        Vec::new()
    } else {
        embedded::characters(objects, descendant, unpacker)
    };
    Kind::Composite {
        encoding,
        unicode_codes,
        widths,
        default: get(objects, descendant, b"DW").number().unwrap_or(1000.0) / 1000.0,
        embedded,
    }
}
