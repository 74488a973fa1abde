//! Accents that are printed over their letters, as TeX does where a font has no letter with the accent.

use unicode_normalization::char::compose as composed;

use super::pieces::Piece;
use super::printed::Glyph;

/// How far the middle of an accent may lie beside its letter, in em: over a slanted letter it is 0.1.
const BESIDE_EM: f32 = 0.12;
/// Letters back among which one is looked for that an accent lies on.
const BACK: usize = 64;

/// The combining character of an accent that stands for itself.
fn combining(accent: char) -> Option<char> {
    Some(match accent {
        '`' | '\u{2cb}' => '\u{300}',
        '\u{b4}' | '\u{2ca}' => '\u{301}',
        '^' | '\u{2c6}' => '\u{302}',
        '~' | '\u{2dc}' => '\u{303}',
        '\u{af}' | '\u{2c9}' => '\u{304}',
        '\u{2d8}' => '\u{306}',
        '\u{2d9}' => '\u{307}',
        '\u{a8}' => '\u{308}',
        '\u{2da}' => '\u{30a}',
        '\u{2dd}' => '\u{30b}',
        '\u{2c7}' => '\u{30c}',
        '\u{b8}' => '\u{327}',
        '\u{2db}' => '\u{328}',
        '\u{300}'..='\u{328}' => accent,
        _ => return None,
    })
}

/// Whether a character is an accent without a letter.
pub fn is_accent(character: char) -> bool {
    combining(character).is_some()
}

/// The letter with the accent.
fn with_accent(letter: char, accent: char) -> Option<char> {
    // An accent is printed over an i without its dot.
    let letter = match letter {
        '\u{131}' => 'i',
        '\u{237}' => 'j',
        letter => letter,
    };
    composed(letter, combining(accent)?)
}

/// Puts a glyph and the one that it lies on together, if one of them is an accent and the other its letter; gives where
/// the letter ends, or the last one where the letter is another.
pub fn compose(pieces: &mut [Piece], glyph: &Glyph, run: u32, em: f32) -> Option<f32> {
    let lies_on = |accent: (f32, f32), letter: (f32, f32)| {
        let middle = f32::midpoint(accent.0, accent.1);
        (letter.0 - BESIDE_EM * em..=letter.1 + BESIDE_EM * em).contains(&middle)
    };
    let place = (glyph.x0, glyph.x1);
    if is_accent(glyph.character) {
        let end = pieces.last()?.x1;
        // Of two neighbours the one whose middle is nearer.
        let away = |piece: &Piece| (f32::midpoint(piece.x0, piece.x1) - f32::midpoint(place.0, place.1)).abs();
        let letter = pieces
            .iter_mut()
            .rev()
            .take(BACK)
            .filter(|piece| lies_on(place, (piece.x0, piece.x1)))
            .min_by(|a, b| away(a).total_cmp(&away(b)))?;
        letter.character = with_accent(letter.character, glyph.character)?;
        return Some(end);
    }
    let accent = pieces.last_mut().filter(|piece| is_accent(piece.character))?;
    if !lies_on((accent.x0, accent.x1), place) {
        return None;
    }
    *accent = Piece {
        character: with_accent(glyph.character, accent.character)?,
        x0: glyph.x0,
        x1: glyph.x1,
        run,
        blank: accent.blank,
    };
    Some(glyph.x1)
}
