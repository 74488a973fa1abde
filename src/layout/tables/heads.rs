//! The words at the head of columns.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::spelling::is_blank;

/// What a column, or a part of it, can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Date,
    Type,
    Country,
    CaseNumber,
    Mandates,
    Summary,
    Replies,
}

/// The words and their fields.
const WORDS: &str = include_str!("../../lexicon/table_heads.tsv");

/// The fields that the words of a head name, in order; nothing where another word stands among them.
pub fn fields(words: &str) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    let mut any = false;
    let mut rest = words;
    while let Some((field, behind)) = next(rest)? {
        rest = behind;
        any = true;
        if let Word::Field(field) = field
            && !fields.contains(&field)
        {
            fields.push(field);
        }
    }
    // `State reply` is about replies, `Summary of the allegation, Country` about both.
    if fields.contains(&Field::Replies) && fields.len() == 2 && fields.contains(&Field::Country) {
        fields.retain(|field| *field == Field::Replies);
    }
    any.then_some(fields)
}

/// What the first of some words names, and the words behind it; nothing where it is not known.
#[expect(
    clippy::option_option,
    reason = "no word is left, and a word that is not known, are two things"
)]
fn next(words: &str) -> Option<Option<(Word, &str)>> {
    /// A word that a narrow column breaks has no more pieces.
    const PIECES: usize = 6;
    let parts = |c: char| is_blank(c) || matches!(c, ',' | '/' | ';' | ':' | '&' | '.');
    let outer = |c: char| !c.is_alphanumeric() && c != ')';
    let mut rest = words.trim_start_matches(|c| parts(c) || outer(c));
    let mut word = String::new();
    for _ in 0..PIECES {
        let length = rest.find(parts).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at_checked(length)?;
        word.push_str(&piece.trim_matches(outer).to_lowercase());
        if word.is_empty() {
            return Some(None);
        }
        if let Some(known) = known(&word) {
            return Some(Some((known, behind)));
        }
        // A narrow column breaks words.
        rest = behind.strip_prefix('\n')?;
    }
    None
}

/// What a head's word names.
#[derive(Clone, Copy)]
enum Word {
    Field(Field),
    /// A word that belongs to heads and names no field by itself.
    Other,
}

fn known(word: &str) -> Option<Word> {
    let word = word.strip_suffix("(s)").unwrap_or(word).trim_end_matches(')');
    BY_WORD.get(word).copied()
}

/// The words with what they name, read once: every cell of every row is asked whether it is a head.
static BY_WORD: LazyLock<FxHashMap<&'static str, Word>> = LazyLock::new(|| {
    let rows = WORDS.lines().filter(|line| !line.starts_with('#'));
    let words = rows.filter_map(|line| line.split_once('\t')).map(|(word, field)| {
        let named = match field {
            "date" => Word::Field(Field::Date),
            "type" => Word::Field(Field::Type),
            "country" => Word::Field(Field::Country),
            "case" => Word::Field(Field::CaseNumber),
            "mandates" => Word::Field(Field::Mandates),
            "summary" => Word::Field(Field::Summary),
            "replies" => Word::Field(Field::Replies),
            _ => Word::Other,
        };
        (word, named)
    });
    words.collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_head_can_name_several_fields() {
        for (words, expected) in [
            (
                "Date, Country, Type and ref. no.",
                Some(vec![Field::Date, Field::Country, Field::Type, Field::CaseNumber]),
            ),
            ("Summary of the allegation\ntransmitted", Some(vec![Field::Summary])),
            ("Mandate(s)", Some(vec![Field::Mandates])),
            ("State reply", Some(vec![Field::Replies])),
            ("number", Some(vec![])),
            ("Date of\ncommuni\ncation", Some(vec![Field::Date])),
            ("Viet\nNam", None),
            ("Caso núm. / Fecha", Some(vec![Field::CaseNumber, Field::Date])),
            ("Viet Nam", None),
            ("", None),
        ] {
            assert_eq!(fields(words), expected, "{words}");
        }
    }
}
