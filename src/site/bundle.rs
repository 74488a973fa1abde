//! Data as scripts: a page that lies on a disk may load scripts, and nothing else.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};
use serde_json::Value;

/// The first of the letters that stand for fifteen bits: from here on there is no quotation mark, surrogate or line end.
const FIRST_LETTER: u16 = 0x3400;
const BITS_OF_A_LETTER: u32 = 15;

/// A script that hands over data under a name: JSON, packed by gzip (no time in it), fifteen bits a letter of UTF-16.
///
/// Browsers take a byte order mark's word for the encoding, before any other. Base64 would take a quarter more.
pub(super) fn script(name: &str, value: &Value) -> Vec<u8> {
    let packed = pack(value.to_string().as_bytes());
    let mut letters: Vec<u16> = vec![0xFEFF];
    letters.extend(format!("receive({}, {}, \"", in_script(&Value::from(name)), packed.len()).encode_utf16());
    spread(&packed, &mut letters);
    letters.extend("\");\n".encode_utf16());
    letters.iter().flat_map(|letter| letter.to_le_bytes()).collect()
}

/// Bytes as letters; the last one is filled up with zeros.
fn spread(bytes: &[u8], letters: &mut Vec<u16>) {
    let (mut held, mut bits) = (0_u32, 0);
    let mut put = |fifteen: u32| letters.extend(u16::try_from(fifteen & 0x7FFF).map(|value| FIRST_LETTER + value));
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0x003F_FFFF;
        bits += 8;
        if bits >= BITS_OF_A_LETTER {
            bits -= BITS_OF_A_LETTER;
            put(held >> bits);
        }
    }
    if bits > 0 {
        put(held << (BITS_OF_A_LETTER - bits));
    }
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzBuilder::new().write(Vec::new(), Compression::best());
    // Writing to a Vec cannot fail.
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

/// JSON that can stand inside a script element, whatever its strings say.
pub(super) fn in_script(value: &Value) -> String {
    let written = value.to_string();
    // These stand in strings alone; the last two end a line in scripts of before 2019.
    written
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// A picture as an address of its own.
pub(super) fn data_url(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(png))
}

/// A digest as a Content-Security-Policy names a script or a style.
pub(super) fn policy_digest(bytes: &[u8]) -> String {
    let digest = crate::digest::Digest::of(bytes);
    format!("'sha256-{}'", STANDARD.encode(digest.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::io::Read as _;

    /// What stands between the quotation marks of a script, and how many bytes that is.
    fn handed_over(script: &[u8]) -> (usize, Vec<u8>) {
        let letters: Vec<u16> = script
            .chunks(2)
            .map(|two| u16::from_le_bytes([two[0], two[1]]))
            .collect();
        let text = String::from_utf16(&letters).expect("UTF-16");
        let given = text.strip_prefix("\u{feff}receive(\"data\", ").expect("its beginning");
        let (length, packed) = given.split_once(", \"").expect("a length");
        let packed = packed.strip_suffix("\");\n").expect("its end");
        let bits = packed.chars().map(|letter| u32::from(letter) - u32::from(FIRST_LETTER));
        let bits = bits.map(|value| format!("{value:015b}")).collect::<Vec<_>>().concat();
        let byte = |eight: &[u8]| u8::from_str_radix(std::str::from_utf8(eight).expect("bits"), 2).expect("a byte");
        let mut bytes: Vec<u8> = bits.as_bytes().chunks_exact(8).map(byte).collect();
        let length = length.parse().expect("a number");
        bytes.truncate(length);
        (length, bytes)
    }

    #[test]
    fn what_is_packed_is_there_again() {
        // Of many lengths, since the last letter is seldom full.
        for more in 0..40 {
            let value =
                json!({"summary": "</script><script>alert(1)</script>\u{2028}\u{202e}", "more": "x".repeat(more)});
            let (length, bytes) = handed_over(&script("data", &value));
            assert_eq!(bytes.len(), length);
            let mut text = String::new();
            let read = flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text);
            read.expect("gzip");
            assert_eq!(text, value.to_string());
        }
    }

    #[test]
    fn nothing_ends_a_script_element() {
        let value = json!("</script><!-- \u{2029}");
        let written = in_script(&value);
        assert_eq!(written, "\"\\u003c/script\\u003e\\u003c!-- \\u2029\"");
        assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), value);
    }
}
