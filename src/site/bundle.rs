//! Data as scripts: a page that lies on a disk may load scripts, and nothing else.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};
use serde_json::Value;

/// A script that hands over data under a name: JSON, packed by gzip (no time in it), in base64.
pub(super) fn script(name: &str, value: &Value) -> String {
    let packed = pack(value.to_string().as_bytes());
    format!("receive({}, \"{packed}\");\n", in_script(&Value::from(name)))
}

fn pack(bytes: &[u8]) -> String {
    let mut packer = GzBuilder::new().write(Vec::new(), Compression::best());
    // Writing to a Vec cannot fail.
    let _ = packer.write_all(bytes);
    STANDARD.encode(packer.finish().unwrap_or_default())
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

    #[test]
    fn what_is_packed_is_there_again() {
        let value = json!({"summary": "</script><script>alert(1)</script>\u{2028}\u{202e}"});
        let script = script("data", &value);
        assert!(!script.contains('<'), "{script}");
        let packed = script.strip_prefix("receive(\"data\", \"").expect("its beginning");
        let packed = packed.strip_suffix("\");\n").expect("its end");
        let bytes = STANDARD.decode(packed).expect("base64");
        let mut text = String::new();
        let read = flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text);
        read.expect("gzip");
        assert_eq!(text, value.to_string());
    }

    #[test]
    fn nothing_ends_a_script_element() {
        let value = json!("</script><!-- \u{2029}");
        let written = in_script(&value);
        assert_eq!(written, "\"\\u003c/script\\u003e\\u003c!-- \\u2029\"");
        assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), value);
    }
}
