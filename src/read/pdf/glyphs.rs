//! Characters of glyph names, by the Adobe Glyph List.

/// Names and code points, sorted by name: `tables/make.py` says where they come from.
const GLYPHS: &str = include_str!("tables/glyphs.txt");

/// The characters that a glyph name stands for; `None` for names that tell nothing, like `g12`.
///
/// `A`, `fi`, `uni00E9`, `u1F600`, `f_i`, `one.oldstyle` are such names.
pub fn characters(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    // Letters are their own names.
    if let [letter @ (b'A'..=b'Z' | b'a'..=b'z')] = name.as_bytes() {
        return Some(char::from(*letter).to_string());
    }
    let stem = name.split('.').next().filter(|stem| !stem.is_empty())?;
    let mut characters = String::new();
    for part in stem.split('_') {
        component(part, &mut characters)?;
    }
    Some(characters)
}

fn component(name: &str, into: &mut String) -> Option<()> {
    if let Some(codes) = in_table(GLYPHS, name) {
        for code in codes.split(' ') {
            into.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
        }
        return Some(());
    }
    if let Some(codes) = name.strip_prefix("uni").filter(|codes| codes.len() >= 4) {
        let units: Option<Vec<u16>> = codes
            .as_bytes()
            .chunks(4)
            .map(|unit| u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok())
            .collect();
        into.push_str(&String::from_utf16(&units?).ok()?);
        return Some(());
    }
    let code = name.strip_prefix('u').filter(|code| (4..=6).contains(&code.len()))?;
    into.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
    Some(())
}

/// What follows `name` and a blank on its line of a table sorted by name.
pub fn in_table<'t>(table: &'t str, name: &str) -> Option<&'t str> {
    let bytes = table.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = bytes
            .get(..middle)?
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1);
        let length = bytes.get(start..)?.iter().position(|&byte| byte == b'\n')?;
        let line = table.get(start..start + length)?;
        let (key, rest) = line.split_once(' ')?;
        match key.cmp(name) {
            std::cmp::Ordering::Equal => return Some(rest),
            std::cmp::Ordering::Less => low = start + length + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_form() {
        for (name, expected) in [
            ("A", "A"),
            ("zukatakana", "\u{30ba}"),
            ("eacute", "é"),
            ("dalethatafpatah", "\u{5d3}\u{5b2}"),
            ("uni00E9", "é"),
            ("uniD83DDE00", "😀"),
            ("u1F600", "😀"),
            ("f_f_i", "ffi"),
            ("one.oldstyle", "1"),
            ("a109", "♠"),
        ] {
            assert_eq!(characters(name.as_bytes()).as_deref(), Some(expected), "{name}");
        }
        for name in ["g12", ".notdef", "", "uni12", "uniD83D", "\u{e9}"] {
            assert_eq!(characters(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn every_line_of_the_table_is_found() {
        for line in GLYPHS.lines() {
            let (name, codes) = line.split_once(' ').expect("a name and codes");
            assert_eq!(in_table(GLYPHS, name), Some(codes));
        }
    }
}
