//! What the first page of a report says of it: its title, and the day on which it was distributed.

use crate::lexicon::lexicon;
use crate::record::Day;
use crate::record::date::in_words;
use crate::text::paragraphs::paragraphs;
use crate::text::{Place, Text};

/// What stands above the day of distribution, as in `Distr.: General` and `Distribución general`.
const DISTRIBUTION: &str = "distr";
/// How many lines below it the day stands at most: the symbol of a report can come between.
const LINES_TO_DAY: usize = 4;

/// The first page of a report; nothing of it is certain to be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// The title as printed, on one line.
    pub title: Option<String>,
    /// The day on which it was distributed.
    pub distributed: Option<Day>,
}

/// Reads the first page of a text on pages; a web page has none.
pub fn cover(text: &Text) -> Cover {
    let is_first = |index: usize| {
        let line = text.lines().get(index);
        line.is_some_and(|line| matches!(line.place, Place::Box(place) if place.page == 1))
    };
    let on_first = text
        .lines()
        .iter()
        .enumerate()
        .take_while(|(index, _)| is_first(*index));
    let lines: Vec<&str> = on_first.map(|(_, line)| text.slice(line.span)).collect();
    let mut paragraphs = paragraphs(text).take_while(|paragraph| is_first(paragraph.lines.start));
    let title = paragraphs.find(|paragraph| {
        let line = lines.get(paragraph.lines.start).map(|line| line.trim().to_lowercase());
        line.is_some_and(|line| lexicon!("title of a report").begin(&line))
    });
    Cover {
        title: title.map(|title| title.string(text)),
        distributed: distributed(&lines),
    }
}

/// The day of distribution among the lines of a first page.
fn distributed(lines: &[&str]) -> Option<Day> {
    let at = lines
        .iter()
        .position(|line| line.trim().to_lowercase().starts_with(DISTRIBUTION))?;
    let below = lines.iter().skip(at).take(LINES_TO_DAY + 1);
    below.copied().find_map(day_in)
}

/// The day in words that stands somewhere in a line.
fn day_in(line: &str) -> Option<Day> {
    let starts = line.char_indices().filter(|(at, c)| {
        let before = line.get(..*at).and_then(|before| before.chars().next_back());
        c.is_ascii_digit() && !before.is_some_and(char::is_alphanumeric)
    });
    starts
        .filter_map(|(at, _)| in_words(line.get(at..)?))
        .map(|(day, _)| day)
        .next()
}

#[cfg(test)]
mod tests {
    use super::distributed;

    #[test]
    fn the_day_of_distribution_stands_below_its_word() {
        for (lines, day) in [
            (
                &["A/HRC/20/27/Add.3", "Distr.: General", "19 June 2012", "English only"][..],
                Some("2012-06-19"),
            ),
            (
                &["United Nations", "Distr. general 27 de agosto de 2013"],
                Some("2013-08-27"),
            ),
            (
                &["Distr. générale", "A/HRC/23/39/Add.2", "1er mai 2013"],
                Some("2013-05-01"),
            ),
            // A day that nothing calls one of distribution, and one that stands too far away.
            (&["19 June 2012", "English only"], None),
            (&["Distr.: General", "a", "b", "c", "d", "19 June 2012"], None),
        ] {
            assert_eq!(
                distributed(lines).map(|day| day.to_string()).as_deref(),
                day,
                "{lines:?}"
            );
        }
    }
}
