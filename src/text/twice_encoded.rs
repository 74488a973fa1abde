//! Words whose UTF-8 was taken for windows-1252 and encoded once more: `rÃ©union`.

use encoding_rs::WINDOWS_1252;

/// Bytes of one character in UTF-8 at most.
const LONGEST: usize = 4;

/// What the words were before they were encoded a second time, if they were.
///
/// Only sequences that no words have of themselves count: those of the letters of western Europe, of typographic marks,
/// and two or more in a row of Greek, Cyrillic, Hebrew or Arabic.
///
/// ```
/// use rapporteur::text::twice_encoded::once;
/// assert_eq!(once("la rÃ©union dâ€™Oran").as_deref(), Some("la réunion d’Oran"));
/// assert_eq!(once("“CAFÉ”"), None);
/// ```
pub fn once(words: &str) -> Option<String> {
    if !may_be(words) {
        return None;
    }
    let mut mended = String::with_capacity(words.len());
    let mut found = false;
    let mut rest = words;
    while let Some(first) = rest.chars().next() {
        let (characters, length) = run(rest);
        if characters.is_empty() {
            mended.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        } else {
            found = true;
            mended.push_str(&characters);
            rest = rest.get(length..).unwrap_or_default();
        }
    }
    found.then_some(mended)
}

/// Whether some words may have been: the first byte of a sequence in windows-1252 is a letter whose UTF-8 begins with this
/// byte, and no ASCII stands behind it.
pub fn may_be(words: &str) -> bool {
    const LETTER: u8 = 0xc3;
    let bytes = words.as_bytes();
    memchr::memchr_iter(LETTER, bytes).any(|at| bytes.get(at + 2).is_some_and(|next| !next.is_ascii()))
}

/// The characters that a run of sequences at the beginning stands for, and its length in bytes.
fn run(words: &str) -> (String, usize) {
    let mut characters = String::new();
    let (mut length, mut certain) = (0, false);
    while let Some((character, bytes)) = words.get(length..).and_then(sequence) {
        certain |= matches!(character, '\u{a0}'..='\u{ff}' | '\u{2010}'..='\u{203a}' | '\u{20ac}' | '\u{feff}');
        if !certain && !matches!(character, '\u{370}'..='\u{6ff}') {
            break;
        }
        characters.push(character);
        length += bytes;
    }
    if certain || characters.chars().count() > 1 {
        (characters, length)
    } else {
        (String::new(), 0)
    }
}

/// The character that the first few of these stand for, if their bytes in windows-1252 are one in UTF-8.
fn sequence(words: &str) -> Option<(char, usize)> {
    let mut bytes = Vec::with_capacity(LONGEST);
    let mut length = 0;
    for c in words.chars().take(LONGEST) {
        let mut spelled = [0; LONGEST];
        let (byte, _, unknown) = WINDOWS_1252.encode(c.encode_utf8(&mut spelled));
        let &[byte] = byte.as_ref() else { return None };
        if unknown || byte.is_ascii() {
            return None;
        }
        bytes.push(byte);
        length += c.len_utf8();
        if let Ok(character) = std::str::from_utf8(&bytes) {
            return character.chars().next().map(|character| (character, length));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_encoded_twice() {
        for (words, before) in [
            ("dÃ©tention Ã\u{a0} Oran", Some("détention à Oran")),
            ("â€œlet them marchâ€\u{9d}", Some("“let them march”")),
            ("peopleâ€™s", Some("people’s")),
            ("Ð–Ð°Ð½", Some("Жан")),
            ("Â§ 3", Some("§ 3")),
            ("« MENÜ » ß–", None),
            ("“ESPAÑA”, Âge, São Paulo, CAFÉ’S", None),
            ("Ð°", None),
            ("plain", None),
            ("Жанаозен", None),
        ] {
            assert_eq!(once(words).as_deref(), before, "{words}");
        }
    }
}
