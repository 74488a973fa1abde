//! What is left over between the fields of an entry and its summary.

use super::{Page, wording};
use crate::layout::{Entry, Fields, Replies as Cut};
use crate::lexicon::lexicon;
use crate::record::{CaseNumber, PrintedDay, date, reply};
use crate::text::Span;
use crate::text::spelling::{self, is_blank};

impl Page<'_> {
    /// What a summary begins with that belongs to the fields before it: a day, the mark of an acknowledgement, the word that
    /// joins two days, a case number, or digits that no word follows, as of a year that a blank cuts.
    pub(super) fn left_over(&self, entry: &Entry) -> Option<String> {
        let span = entry.fields.summary?;
        let summary = wording::clean(self.text, self.beginning(span));
        let last = match &entry.fields.replies {
            Cut::Dates(dates) => dates.last(),
            Cut::None(_) => None,
            Cut::Absent | Cut::Odd(_) => {
                let words = without_marks(&summary);
                let found = || left_of_label(words, &entry.fields);
                return entry.row.is_none().then(found).flatten().map(str::to_owned);
            }
        };
        let words = summary.trim_start_matches([' ', '.', ',', ';', ':', '–', '-', '&']);
        let between = |start: usize| self.text.slice(Span::new(start, span.start));
        let length = || {
            date::day_prefix(words)
                .or_else(|| acknowledgement(words))
                .or_else(|| three_figures(words))
                .or_else(|| {
                    let last = last?;
                    end_of_year(words, self.text.slice(last.date), between(last.date.end))
                })
                .or_else(|| joined_day(words))
                .or_else(|| digits(words, || last.map(|last| between(last.span.end))))
                .or_else(|| joint(words))
                .or_else(|| misprinted_day(words))
                .or_else(|| unwritten_day(words))
                .or_else(|| begun_day(words))
                .or_else(|| marked_word(words))
                .or_else(|| case(words))
        };
        let found = day_behind_marks(words)
            .or_else(|| words.get(..words_for_none(words)?))
            .or_else(|| behind_page_number(words))
            .or_else(|| words.get(..length()?));
        found.map(str::to_owned)
    }

    /// The beginning of a span, longer than all that can be left over.
    fn beginning(&self, span: Span) -> Span {
        const BYTES: usize = 200;
        let mut end = span.end.min(span.start + BYTES);
        while !self.text.string().is_char_boundary(end) {
            end += 1;
        }
        Span::new(span.start, end)
    }
}

/// Letters that a name can have before it, each a word of its own.
const MOST_INITIALS: usize = 4;

/// Of an entry without replies that can be read: a case number, a label that is cut off, or a reply without its label.
fn left_of_label<'w>(words: &'w str, fields: &Fields) -> Option<&'w str> {
    let begins = |(label, ()): (&str, ())| {
        let start = label.get(..words.len());
        start.is_some_and(|start| start.chars().eq(words.chars().map(spelling::fold)))
    };
    if lexicon!("reply").all().any(begins) {
        return Some(words).filter(|words| !words.is_empty());
    }
    // Letters that stand apart are words for none, or a label.
    let apart = words
        .split_inclusive(' ')
        .take_while(|letter| letter.trim_end().chars().count() == 1);
    if apart.clone().count() > MOST_INITIALS {
        return words.get(..apart.map(str::len).sum()).map(str::trim_end);
    }
    let case = CaseNumber::prefix(words).map(|(_, length)| length);
    let absent = matches!(fields.replies, Cut::Absent);
    let reply = || unlabelled_reply(words, fields.reply_label.is_some()).filter(|_| absent);
    words.get(..case.or_else(|| unwritten_day(words)).or_else(reply)?)
}

/// A day behind brackets, bullets and the like, and behind a letter among them or a short note in brackets: `[p. 7]`.
fn day_behind_marks(words: &str) -> Option<&str> {
    /// Bytes of the longest note.
    const NOTE: usize = 16;
    let mut bare = without_marks(words);
    let note = words
        .find([')', ']', '>', '}'])
        .filter(|&end| end <= NOTE && words.starts_with(['(', '[', '<', '{']));
    if let Some(behind) = note.and_then(|end| words.get(end + 1..)).map(without_marks)
        && date::figures_prefix(behind).is_some()
    {
        bare = behind;
    }
    if let Some(behind) = bare.strip_prefix(char::is_alphabetic)
        && behind.starts_with([')', '(', ']', '['])
    {
        bare = without_marks(behind);
    }
    let length = date::figures_prefix(bare).filter(|_| bare.len() < words.len())?;
    bare.get(..length).filter(|day| is_day(day))
}

/// The end of words for none whose beginning was taken for all of them, as in `None, to date`, or such words again.
fn words_for_none(words: &str) -> Option<usize> {
    let again = || {
        let length = reply::no_reply_prefix(words).filter(|_| words.starts_with(char::is_lowercase))?;
        begins_sentence(words.get(length..)?).then_some(length)
    };
    end_of_no_reply(words).or_else(again)
}

/// A reply behind the number of a page that lies between two.
fn behind_page_number(words: &str) -> Option<&str> {
    let number = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind = number.trim_start();
    let parted = number.len() < words.len() && behind.len() < number.len();
    let length = date::figures_prefix(behind).or_else(|| reply::acknowledgement_prefix(behind));
    behind.get(..length.filter(|_| parted)?)
}

/// The mark of an acknowledgement, in whatever brackets or in none.
fn acknowledgement(words: &str) -> Option<usize> {
    // Without its brackets a dash parts it from the summary.
    let bare = || {
        let behind = words.strip_prefix('A')?.trim_start_matches(' ');
        // `A/HRC/20/27` is a symbol.
        let within = behind.chars().nth(1).is_some_and(char::is_alphabetic) && behind.starts_with(['-', '/']);
        let marked = behind.starts_with([')', ']', '–', '—', '-', ';', '/']) && !within;
        // In a sentence of its own the word has a small letter: `A alleged plot` is a misprint of the summary's.
        let words = behind.trim_start_matches(['.', ' ']);
        let begins = words.starts_with(char::is_uppercase) && lexicon!("alleged").length(words).is_some();
        (marked || begins || behind.starts_with('.') && !begins_name(words)).then_some(1)
    };
    // A glyph that the font lacks stands in the brackets, too: `(■A)`.
    let with_signs = || {
        let (inside, _) = words.strip_prefix(['(', '['])?.split_once([')', ']'])?;
        let mut letters = inside.chars().filter(|c| c.is_alphanumeric());
        let marked = inside.len() <= 6 && letters.next() == Some('A') && letters.next().is_none();
        marked.then_some(inside.len() + 2)
    };
    // `(A.` lacks its second bracket.
    let unclosed = || {
        let behind = words.strip_prefix(['(', '['])?.strip_prefix(['A', 'a'])?;
        behind.starts_with(['.', ',', ';', ':']).then_some(2)
    };
    let closed = || {
        let (opening, inside) = words.split_at_checked(1)?;
        let is_open = matches!(opening, "<" | "{" | "|") && inside.starts_with(['A', 'a']);
        (is_open && inside.get(1..)?.starts_with(['>', '}', '|'])).then_some(3)
    };
    reply::acknowledgement_prefix(words)
        .or_else(bare)
        .or_else(unclosed)
        .or_else(with_signs)
        .or_else(closed)
}

/// Whether words behind an initial go on with a name: another capital, or what follows names, as in `Smith was arrested`.
fn begins_name(words: &str) -> bool {
    let mut parts = words.split(' ').filter(|word| !word.is_empty());
    let first = parts.next().unwrap_or_default();
    let capital = first.starts_with(char::is_uppercase);
    let next = parts.next().unwrap_or_default();
    let goes_on = || next.starts_with(char::is_lowercase) && lexicon!("behind a name").length(next).is_none();
    !capital || !first.ends_with(char::is_alphabetic) || !goes_on()
}

/// A date in figures, however its parts are joined and ordered: `2014-03-15`.
fn three_figures(words: &str) -> Option<usize> {
    /// Digits of a day, a month and a year.
    const DIGITS: std::ops::RangeInclusive<usize> = 6..=8;
    let word = words.split([' ', '\n']).next()?.trim_end_matches(['.', ',', ';', ':']);
    let parts = word.split(['-', '.', '/', '\u{2011}', '–']);
    let is_figure = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    (parts.clone().count() == 3 && parts.into_iter().all(is_figure) && DIGITS.contains(&digits)).then_some(word.len())
}

/// The end of the year of the last reply, `date`, that blanks, `between`, cut.
fn end_of_year(words: &str, date: &str, between: &str) -> Option<usize> {
    let is_cut = date.parse::<PrintedDay>().is_ok_and(|day| day.two_digit_year) && between.chars().all(is_blank);
    let (end, behind) = words.split_at_checked(2)?;
    let is_end = end.bytes().all(|b| b.is_ascii_digit()) && !behind.starts_with(|c: char| c.is_ascii_digit());
    (is_cut && is_end).then_some(2)
}

/// Small words that join one day more, however they are printed.
pub(super) fn joined_day(words: &str) -> Option<usize> {
    /// Words of the longest joint: `as well as on`.
    const JOINT: usize = 4;
    let mut at = 0;
    for word in words.split_inclusive(' ').take(JOINT) {
        let mut letters = word.trim_end().chars();
        let small = letters.all(|c| c.is_lowercase() || matches!(c, '/' | ','));
        at += word.len();
        let rest = words.get(at..).filter(|_| small)?;
        let day = without_marks(rest);
        if let Some(length) = date::figures_prefix(day)
            && is_day(day.get(..length)?)
        {
            return Some(at + rest.len() - day.len() + length);
        }
    }
    None
}

/// Digits that no word follows; `between` stands before them and behind the last reply.
fn digits<'t>(words: &str, between: impl Fn() -> Option<&'t str>) -> Option<usize> {
    /// Digits of a year.
    const LONGEST: usize = 4;
    let length = words.bytes().take_while(u8::is_ascii_digit).count();
    let (_, behind) = words.split_at_checked(length)?;
    let parted = behind.trim_start();
    // Behind a comma a day was begun; a sentence that counts goes on in small letters.
    let begun = || {
        let joined = between().is_some_and(|between| between.trim_start_matches(is_blank).starts_with([',', ';', '&']));
        joined && parted.starts_with(char::is_uppercase)
    };
    let ends = parted.is_empty()
        || joined_day(parted).is_some()
        || parted.starts_with([',', ';', '&', ')'])
        || behind.starts_with(". ")
        || behind.starts_with(" –")
        || length <= 2 && begun();
    ((1..=LONGEST).contains(&length) && ends).then_some(length)
}

/// A word that joins two days of which the second is not there.
fn joint(words: &str) -> Option<usize> {
    let length = lexicon!("and").length(words)?;
    let behind = words.get(length..)?;
    let begins = behind
        .trim_start_matches([' ', '.', ','])
        .starts_with(|c: char| c.is_uppercase() || c == '“');
    (behind.starts_with(' ') && begins && words.starts_with(char::is_lowercase)).then_some(length)
}

/// A day with a letter for its first digit.
fn misprinted_day(words: &str) -> Option<usize> {
    let (first, figures) = words.split_at_checked(1)?;
    let length = date::figures_prefix(figures).filter(|_| matches!(first, "l" | "I" | "O"))?;
    (figures.get(..length)?.matches('/').count() == 2).then_some(first.len() + length)
}

/// Signs in the shape of a day in figures, as of one that was to be filled in, or with letters for its digits:
/// `xx/xx/2015`, `dd/mm/yyyy`, `O5/O4/2O15`.
fn unwritten_day(words: &str) -> Option<usize> {
    let word = words.split([' ', '\n']).next()?.trim_end_matches(['.', ',', ';']);
    let parts: Vec<&str> = word.split('/').collect();
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, 'O' | 'o' | 'l' | 'I');
    let is_part = |part: &&str| {
        let mut signs = part.chars();
        let first = signs.next();
        let alike = signs.all(|c| Some(c) == first);
        (1..=4).contains(&part.chars().count()) && (alike || part.chars().all(is_figure))
    };
    (parts.len() == 3 && parts.iter().all(is_part) && word.len() > 5).then_some(word.len())
}

/// A day that is only begun: `5/ & 28/3/2017`.
fn begun_day(words: &str) -> Option<usize> {
    let length = words.bytes().take_while(u8::is_ascii_digit).count();
    let behind = words.get(length..)?.strip_prefix('/')?;
    ((1..=2).contains(&length) && behind.starts_with(' ')).then_some(length + 1)
}

/// A word in the place of a reply, with the mark of an acknowledgement: `Replied (A)`.
fn marked_word(words: &str) -> Option<usize> {
    let (word, behind) = words.split_once(' ')?;
    let mark = reply::acknowledgement_prefix(behind)?;
    word.chars().all(char::is_alphabetic).then_some(word.len() + 1 + mark)
}

fn case(words: &str) -> Option<usize> {
    let (_, length) = CaseNumber::prefix(words)?;
    words.get(length..)?.starts_with(['.', ',', ';', ' ']).then_some(length)
}

/// A summary without what stands before its first word: strokes, stops, dashes, bullets, and brackets around a field.
fn without_marks(words: &str) -> &str {
    words.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a date in figures has all three numbers.
fn is_day(printed: &str) -> bool {
    printed.matches('/').count() == 2 && printed.parse::<PrintedDay>().is_ok()
}

/// Whether a sentence begins with some words: none goes on with a capital or a sign.
fn begins_sentence(words: &str) -> bool {
    let words = words.trim_start();
    words.is_empty() || words.starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric())
}

/// Length of the end of words for none; with a capital a sentence begins so.
fn end_of_no_reply(words: &str) -> Option<usize> {
    let small = words.starts_with(char::is_lowercase);
    lexicon!("end of no reply").length(words).filter(|_| small)
}

/// Where a reply ends whose label is gone or misprinted beyond recognition, with which a summary begins: a day in figures
/// within its first words, or words for none at once or behind a colon.
fn unlabelled_reply(words: &str, labelled: bool) -> Option<usize> {
    /// Words of the longest label.
    const LABEL: usize = 4;
    /// Letters of the longest label whose letters stand apart.
    const LETTERS: usize = 24;
    let (mut at, mut whole) = (0, 0);
    for word in words.split_inclusive([' ', '\u{a0}', '\n']).take(LETTERS) {
        if whole > LABEL {
            break;
        }
        whole += usize::from(word.chars().count() > 2);
        let (before, rest) = words.split_at_checked(at)?;
        let day = date::figures_prefix(rest).filter(|&length| rest.get(..length).is_some_and(is_day));
        let named = at == 0 || before.trim_end().ends_with(':');
        let ends = |length: usize| begins_sentence(rest.get(length..).unwrap_or_default());
        let none = reply::no_reply_prefix(rest).filter(|&length| named && ends(length));
        let end_of_none = || end_of_no_reply(rest).filter(|&length| labelled && ends(length));
        // One word before the words that open a summary: `Nil Alleged arrest`.
        let word_alone = labelled && at > 0 && !before.trim_end().contains(' ') && rest.starts_with(char::is_uppercase);
        if word_alone && lexicon!("alleged").length(rest).is_some() {
            return Some(before.trim_end().len());
        }
        if let Some(length) = day.or(none).or_else(end_of_none) {
            return Some(at + length);
        }
        at += word.len();
        if word.trim_end().ends_with(['.', ';']) {
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acknowledgements_in_whatever_they_stand() {
        for (words, length) in [
            ("(A). Alleged arrest", Some(3)),
            ("{A} Alleged arrest", Some(3)),
            ("A) Alleged arrest", Some(1)),
            ("A – Alleged arrest", Some(1)),
            ("A Alleged arrest", Some(1)),
            ("A. Alleged arrest", Some(1)),
            ("A. Imminent deportation of two writers", Some(1)),
            ("A. Surveillance présumée d’un avocat", Some(1)),
            ("A. Smith and B. Jones were arrested.", None),
            ("A. B. Smith was arrested.", None),
            ("A. Smith, a writer, was arrested.", None),
            ("A. García fue detenido.", None),
            ("(A.. Alleged arrest", Some(2)),
            ("(■A) Alleged arrest", Some(6)),
            ("(A Kurdish writer) Alleged arrest", None),
            ("A. Smith was arrested.", None),
            ("A/HRC/20/27 names him.", None),
            ("A alleged plot", None),
        ] {
            assert_eq!(acknowledgement(words), length, "{words}");
        }
    }

    #[test]
    fn days_behind_small_words() {
        for (words, length) in [
            ("and 19/11/2011. Alleged arrest", Some(14)),
            ("as well as on 19/11/2011 Alleged", Some(24)),
            ("and (19/11/2011) (A). Alleged", Some(15)),
            ("Alleged arrest and 19/11/2011.", None),
            ("on the eve of the march of 19/11/2011", None),
        ] {
            assert_eq!(joined_day(words), length, "{words}");
        }
    }

    #[test]
    fn what_is_no_day_and_was_to_be_one() {
        for (words, length) in [
            ("xx/xx/xxxx Alleged arrest", Some(10)),
            ("??/10/2015. Alleged", Some(10)),
            ("dd/mm/yyyy", Some(10)),
            ("O5/O4/2O15 – Alleged", Some(10)),
            ("he/she/it was arrested", None),
            ("and/or", None),
            ("A/HRC/20/27 names him", None),
        ] {
            assert_eq!(unwritten_day(words), length, "{words}");
        }
        assert_eq!(three_figures("2014-03-15. Alleged"), Some(10));
        assert_eq!(begun_day("5/ & 28/3/2017 Alleged"), Some(2));
        assert_eq!(begun_day("5/6 of them"), None);
        assert_eq!(marked_word("Replied (A). Alleged arrest"), Some(11));
        assert_eq!(marked_word("Mr. (A) was arrested"), None);
        assert_eq!(three_figures("84/2002 is a law"), None);
        assert_eq!(digits("09 and 28/10/2015 Alleged", || None), Some(2));
        assert_eq!(digits("09 and more writers", || None), None);
        assert_eq!(day_behind_marks(")d( 9/1/2016 Alleged"), Some("9/1/2016"));
        assert_eq!(day_behind_marks("d( 9/1/2016 Alleged"), Some("9/1/2016"));
        assert_eq!(day_behind_marks("[p. 7] 9/1/2016 Alleged"), Some("9/1/2016"));
        assert_eq!(day_behind_marks("[Name withheld] Alleged"), None);
        assert_eq!(day_behind_marks("A 9/1/2016 march was dispersed"), None);
    }

    #[test]
    fn replies_without_their_label() {
        let fields = crate::layout::Fields {
            kind: Span::new(0, 0),
            press_release: false,
            date: None,
            case_number: None,
            case_labelled: false,
            reply_label: None,
            replies: Cut::Absent,
            summary: None,
        };
        let apart = "N o n e t o d a t e Judicial harassment";
        assert_eq!(left_of_label(apart, &fields), Some("N o n e t o d a t e"));
        assert_eq!(left_of_label("J. R. R. Salim was arrested.", &fields), None);
        for (words, reply) in [
            ("20/09/2013. Alleged arrest", Some("20/09/2013")),
            ("Sate reply: 20/09/2013. Alleged", Some("Sate reply: 20/09/2013")),
            ("Sate reply: None to date. Alleged", Some("Sate reply: None to date")),
            ("None to date. Alleged arrest", Some("None to date")),
            ("None to date Alleged arrest", Some("None to date")),
            ("N one to date – Alleged arrest", Some("N one to date")),
            ("Nil Alleged arrest", Some("Nil")),
            (
                "S t a t e r e p l y : 20/09/2013 Arrest",
                Some("S t a t e r e p l y : 20/09/2013"),
            ),
            ("None of them was heard.", None),
            ("No reply was given by the police.", None),
            ("Alleged arrest. 20/09/2013 was a Friday.", None),
            ("Alleged arrest of two writers on 20/09/2013.", None),
        ] {
            let found = unlabelled_reply(words, true).and_then(|length| words.get(..length));
            assert_eq!(found, reply, "{words}");
        }
        assert_eq!(unlabelled_reply("Prolonged custody None to date.", false), None);
    }
}
