//! The one way out to a terminal: what could steer it, or turn its words around, is shown escaped.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{self, Write};
use std::sync::LazyLock;

/// What stands for the escape character in our own colours until they are written: a noncharacter and a number that no
/// document can know, so that nothing in one becomes a colour.
static OWN_ESCAPE: LazyLock<String> =
    LazyLock::new(|| format!("\u{fdd0}{:016x}", RandomState::new().build_hasher().finish()));

/// Words in one of our colours, to be written through [`Screen`] or [`shown`].
pub fn painted(code: &str, words: impl std::fmt::Display) -> String {
    let own = OWN_ESCAPE.as_str();
    format!("{own}[{code}m{words}{own}[0m")
}

/// Whether a character steers a terminal, turns the direction of what follows, or breaks a line without a line feed.
fn is_steering(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// The words with every steering character, line feeds included, as `\u001b`: as JSON writes it, so that JSON stays what
/// it was.
pub fn visible(words: &str) -> Cow<'_, str> {
    escaped(words, |_| false)
}

/// A whole output with every steering character but line feeds escaped, and our own colours in place.
pub fn shown(words: &str) -> String {
    coloured(&escaped(words, |c| c == '\n')).into_owned()
}

fn escaped(words: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_met = |c: char| is_steering(c) && !stays(c);
    if !words.contains(is_met) {
        return Cow::Borrowed(words);
    }
    let mut escaped = String::with_capacity(words.len() + 16);
    for c in words.chars() {
        if is_met(c) {
            // Writing to a String cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// Words without our own colours.
pub fn without_colours(words: &str) -> Cow<'_, str> {
    if !words.contains('\u{fdd0}') {
        return Cow::Borrowed(words);
    }
    let mut pieces = words.split(OWN_ESCAPE.as_str());
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find('m').map_or(0, |at| at + 1);
        plain.push_str(piece.get(end..).unwrap_or_default());
    }
    Cow::Owned(plain)
}

/// Our own colours as a terminal takes them.
fn coloured(words: &str) -> Cow<'_, str> {
    if words.contains('\u{fdd0}') {
        Cow::Owned(words.replace(OWN_ESCAPE.as_str(), "\u{1b}"))
    } else {
        Cow::Borrowed(words)
    }
}

/// An output that may be a terminal. To anything else every byte goes as it is, but for our own colours.
pub struct Screen<W: Write> {
    to: W,
    is_terminal: bool,
    /// What was written of the line at hand: a character may come in two parts.
    line: Vec<u8>,
}

impl<W: Write> Screen<W> {
    /// An output to this writer.
    pub fn new(to: W, is_terminal: bool) -> Self {
        Self {
            to,
            is_terminal,
            line: Vec::new(),
        }
    }

    /// Whether bytes can go as they are: they go to no terminal, and nothing in them begins as our own colours do.
    fn is_plain(&self, bytes: &[u8]) -> bool {
        !self.is_terminal && self.line.is_empty() && memchr::memmem::find(bytes, "\u{fdd0}".as_bytes()).is_none()
    }

    /// Writes whole lines out of what has come.
    fn pass(&mut self, end: usize) -> io::Result<()> {
        let rest = self.line.split_off(end);
        let whole = std::mem::replace(&mut self.line, rest);
        match std::str::from_utf8(&whole) {
            Ok(words) if self.is_terminal => self.to.write_all(shown(words).as_bytes()),
            Ok(words) => self.to.write_all(coloured(words).as_bytes()),
            Err(_) if self.is_terminal => self.to.write_all(shown(&String::from_utf8_lossy(&whole)).as_bytes()),
            Err(_) => self.to.write_all(&whole),
        }
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.ends_with(b"\n") && self.is_plain(bytes) {
            self.to.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let before = self.line.len();
        self.line.extend_from_slice(bytes);
        if let Some(at) = bytes.iter().rposition(|&byte| byte == b'\n') {
            self.pass(before + at + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.line.is_empty() {
            self.pass(self.line.len())?;
        }
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parts: &[&[u8]], is_terminal: bool) -> String {
        let mut to = Vec::new();
        let mut screen = Screen::new(&mut to, is_terminal);
        for part in parts {
            screen.write_all(part).expect("a vector takes all");
        }
        screen.flush().expect("a vector takes all");
        drop(screen);
        String::from_utf8_lossy(&to).into_owned()
    }

    #[test]
    fn what_steers_is_escaped_on_a_terminal_alone() {
        for (words, seen) in [
            ("plain é 北\n", "plain é 北\n"),
            (
                "a\u{1b}[31mb\u{7}\u{8}\u{7f}\r\n",
                "a\\u001b[31mb\\u0007\\u0008\\u007f\\u000d\n",
            ),
            ("\u{9b}2J\u{85}", "\\u009b2J\\u0085"),
            ("\u{202e}gpj.exe\u{202c}", "\\u202egpj.exe\\u202c"),
            (
                "\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}",
                "\\u2066\\u2069\\u200e\\u200f\\u061c",
            ),
            ("\u{2028}\u{2029}\t", "\\u2028\\u2029\\u0009"),
            ("zero\u{200d}width joiners stay", "zero\u{200d}width joiners stay"),
        ] {
            assert_eq!(written(&[words.as_bytes()], true), seen);
            assert_eq!(written(&[words.as_bytes()], false), words);
        }
        assert_eq!(visible("two\nlines"), "two\\u000alines");
    }

    #[test]
    fn a_character_in_two_parts_is_one() {
        let [first, second] = ["\u{202e}".as_bytes(); 2].map(|bytes| bytes.split_at(1));
        assert_eq!(written(&[first.0, second.1, b"\n"], true), "\\u202e\n");
    }

    #[test]
    fn our_own_colours_alone_are_colours() {
        let words = painted("1", visible("a\u{1b}[31mb"));
        for is_terminal in [true, false] {
            let seen = written(&[words.as_bytes(), "\u{fdd0}0[1m".as_bytes()], is_terminal);
            assert_eq!(seen, "\u{1b}[1ma\\u001b[31mb\u{1b}[0m\u{fdd0}0[1m");
            let lines = format!("{}\n", painted("1", "a"));
            let seen = written(&[b"plain\n", lines.as_bytes(), b"\xff\n"], false);
            assert_eq!(seen, "plain\n\u{1b}[1ma\u{1b}[0m\n\u{fffd}\n");
        }
    }
}
