//! Lines of words that fit the terminal.

use unicode_width::UnicodeWidthChar as _;

use super::screen::{visible, without_colours};

/// A line, broken at its blanks where it would be wider than the terminal; what goes on is indented by `hang`.
///
/// A word that is wider alone stays whole, so that an address or a digest can be copied.
pub fn fitted(line: &str, width: usize, hang: usize) -> String {
    let mut fitted = String::with_capacity(line.len());
    let (mut column, mut rest) = (0, line);
    while !rest.is_empty() {
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        let word = rest.get(blanks..).unwrap_or_default();
        let end = blanks + word.find(' ').unwrap_or(word.len());
        let word = rest.get(blanks..end).unwrap_or_default();
        if column > hang && column + blanks + columns_of(word) > width {
            fitted.push('\n');
            fitted.extend(std::iter::repeat_n(' ', hang));
            column = hang;
        } else {
            fitted.extend(std::iter::repeat_n(' ', blanks));
            column += blanks;
        }
        fitted.push_str(word);
        column += columns_of(word);
        rest = rest.get(end..).unwrap_or_default();
    }
    fitted
}

/// How many columns words take as they are shown.
fn columns_of(words: &str) -> usize {
    let plain = without_colours(words);
    visible(&plain).chars().filter_map(char::width).sum()
}

#[cfg(test)]
mod tests {
    use super::super::screen::painted;
    use super::*;

    #[test]
    fn lines_are_broken_at_blanks_and_words_stay_whole() {
        for (line, width, hang, lines) in [
            ("short", 10, 2, "short"),
            ("one two three four", 9, 2, "one two\n  three\n  four"),
            ("  a  b", 6, 4, "  a  b"),
            ("key = value  from the page", 13, 2, "key = value\n  from the\n  page"),
            (
                "sha256 0123456789abcdef end",
                10,
                2,
                "sha256\n  0123456789abcdef\n  end",
            ),
            // Two columns each.
            ("北北 北北", 8, 1, "北北\n 北北"),
            // What is shown escaped takes the columns of its escape.
            ("a \u{202e} b", 9, 0, "a \u{202e}\nb"),
        ] {
            assert_eq!(fitted(line, width, hang), lines, "{line}");
        }
        let bold = painted("1", "bold");
        assert_eq!(fitted(&format!("{bold} and"), 8, 0), format!("{bold} and"));
    }
}
