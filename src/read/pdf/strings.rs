//! What the strings and names of a file stand for.

use std::borrow::Cow;

/// Appends the bytes that a literal string stands for (ISO 32000-1, 7.3.4.2).
pub fn unescape(raw: &[u8], into: &mut Vec<u8>) {
    let mut rest = raw;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match (*byte, rest) {
            (b'\\', [escape, tail @ ..]) => {
                rest = tail;
                match escape {
                    b'n' => into.push(b'\n'),
                    b'r' => into.push(b'\r'),
                    b't' => into.push(b'\t'),
                    b'b' => into.push(8),
                    b'f' => into.push(12),
                    b'0'..=b'7' => {
                        let mut code = u32::from(escape - b'0');
                        for _ in 0..2 {
                            if let [digit @ b'0'..=b'7', tail @ ..] = rest {
                                code = code * 8 + u32::from(digit - b'0');
                                rest = tail;
                            }
                        }
                        into.push(code.to_le_bytes()[0]);
                    }
                    b'\r' => rest = rest.strip_prefix(b"\n").unwrap_or(rest),
                    b'\n' => {}
                    other => into.push(*other),
                }
            }
            (b'\r', _) => {
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
                into.push(b'\n');
            }
            (byte, _) => into.push(byte),
        }
    }
}

/// The value of each hexadecimal digit; [`NO_DIGIT`] for all other bytes.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value] as usize] = value.to_le_bytes()[0];
        digits[b"0123456789ABCDEF"[value] as usize] = value.to_le_bytes()[0];
        value += 1;
    }
    digits
};
const NO_DIGIT: u8 = 0xFF;

/// Appends the bytes that a hexadecimal string stands for; a last odd digit counts as followed by `0`.
pub fn hexadecimal(raw: &[u8], into: &mut Vec<u8>) {
    into.reserve(raw.len() / 2 + 1);
    let mut high = None;
    for digit in raw.iter().map(|&byte| DIGITS[usize::from(byte)]) {
        if digit == NO_DIGIT {
            continue;
        }
        match high.take() {
            Some(high) => into.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    if let Some(high) = high {
        into.push(high << 4);
    }
}

/// The two bytes that a hexadecimal string of four digits stands for, as one number.
#[inline]
pub fn two_bytes(raw: &[u8]) -> Option<u32> {
    let &[a, b, c, d] = raw else { return None };
    let [a, b, c, d] = [a, b, c, d].map(|digit| DIGITS[usize::from(digit)]);
    // No digit has a bit above the fourth one.
    (a | b | c | d < 16).then(|| u32::from(a) << 12 | u32::from(b) << 8 | u32::from(c) << 4 | u32::from(d))
}

/// The bytes that a name stands for: `#` and two hexadecimal digits are one byte (ISO 32000-1, 7.3.5).
pub fn name(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'#') {
        return Cow::Borrowed(raw);
    }
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match rest {
            [high, low, tail @ ..] if *byte == b'#' && both_digits(*high, *low) => {
                hexadecimal(&[*high, *low], &mut bytes);
                rest = tail;
            }
            _ => bytes.push(*byte),
        }
    }
    Cow::Owned(bytes)
}

fn both_digits(high: u8, low: u8) -> bool {
    high.is_ascii_hexdigit() && low.is_ascii_hexdigit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_unescaped() {
        let mut bytes = Vec::new();
        unescape(b"a\\(\\101\\7z\\\r\nb\\\\\r\nc", &mut bytes);
        assert_eq!(bytes, b"a(A\x07zb\\\nc");
        bytes.clear();
        hexadecimal(b"48 65\n6c6C7", &mut bytes);
        assert_eq!(bytes, b"Hellp");
        assert_eq!(two_bytes(b"0aF3"), Some(0x0AF3));
        for other in [b"0aF".as_slice(), b"0aF 3", b"0a 3", b"0aF31", b""] {
            assert_eq!(two_bytes(other), None);
        }
    }
    #[test]
    fn names_are_unescaped() {
        assert_eq!(name(b"A#20B#"), b"A B#".as_slice());
        assert_eq!(name(b"A#2x#4f"), b"A#2xO".as_slice());
        assert!(matches!(name(b"Font"), Cow::Borrowed(b"Font")));
    }
}
