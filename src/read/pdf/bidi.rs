//! Brings lines that run from right to left from the order on paper into the order of reading.

use super::pieces::Piece;

/// Before it no character runs from right to left.
const FIRST: char = '\u{590}';

/// Hebrew, Arabic and their neighbours, with their presentation forms.
pub fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        && !is_arabic_digit(character)
}

fn is_arabic_digit(character: char) -> bool {
    matches!(character, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

fn is_left_to_right(character: char) -> bool {
    is_arabic_digit(character) || character.is_alphanumeric() && !is_right_to_left(character)
}

/// Turns the pieces of one line, given from left to right, into reading order.
pub(super) fn to_logical(pieces: &mut [Piece]) {
    if pieces.iter().all(|piece| piece.character < FIRST) {
        return;
    }
    let right = pieces.iter().filter(|piece| is_right_to_left(piece.character)).count();
    if right == 0 {
        return;
    }
    let letters = pieces.iter().filter(|piece| piece.character.is_alphabetic()).count();
    let whole_line = right * 2 >= letters;
    // A blank belongs between two pieces whichever of them comes first.
    let blanks: Vec<bool> = pieces.iter().map(|piece| piece.blank).collect();
    if whole_line {
        reverse(pieces, &blanks);
        // Numbers and Latin words inside go back to left to right.
        turn_stretches(pieces, is_left_to_right, is_right_to_left);
    } else {
        turn_stretches(pieces, is_right_to_left, is_left_to_right);
    }
}

/// Turns every stretch that begins and ends with one kind of character and holds none of the other.
fn turn_stretches(pieces: &mut [Piece], inside: fn(char) -> bool, outside: fn(char) -> bool) {
    let mut start = 0;
    while start < pieces.len() {
        let rest = pieces.get(start..).unwrap_or_default();
        let Some(first) = rest.iter().position(|piece| inside(piece.character)) else {
            return;
        };
        let stretch = rest.get(first..).unwrap_or_default();
        let until = stretch
            .iter()
            .position(|piece| outside(piece.character))
            .unwrap_or(stretch.len());
        let length = stretch
            .get(..until)
            .and_then(|stretch| stretch.iter().rposition(|piece| inside(piece.character)))
            .map_or(1, |last| last + 1);
        let begin = start + first;
        if let Some(stretch) = pieces.get_mut(begin..begin + length) {
            let blanks: Vec<bool> = stretch.iter().map(|piece| piece.blank).collect();
            reverse(stretch, &blanks);
        }
        start = begin + length;
    }
}

/// Reverses pieces; the blank that stood before one of them stands after it then.
fn reverse(pieces: &mut [Piece], blanks: &[bool]) {
    pieces.reverse();
    let first = blanks.first().copied().unwrap_or(false);
    let shifted = std::iter::once(first).chain(blanks.iter().skip(1).rev().copied());
    for (piece, blank) in pieces.iter_mut().zip(shifted) {
        piece.blank = blank;
        if let Some(mirrored) = mirrored(piece.character) {
            piece.character = mirrored;
        }
    }
}

fn mirrored(character: char) -> Option<char> {
    let pairs = ['(', ')', '[', ']', '{', '}', '«', '»', '<', '>'];
    let at = pairs.iter().position(|&other| other == character)?;
    pairs.get(at ^ 1).copied()
}
