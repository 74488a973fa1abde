//! What the title page of a report and its contents list say: symbol, mandate, countries.

use super::blocks::Block;
use super::dates::offset_of;
use super::headings::without_numbering;
use super::labels::is_separator;
use crate::lexicon::lexicon;
use crate::record::{Country, Symbol};
use crate::text::spelling::is_blank;
use crate::text::{Line, Place, Role, Span, Text};

/// The symbol at the head of the first page that has one, in its running head before its other lines; of a web page among
/// its first lines.
pub(super) fn symbol(text: &Text) -> Option<Span> {
    /// Pages on which a report prints its own symbol in its first lines.
    const PAGES: u32 = 3;
    /// Lines of a page among which it stands.
    const LINES: usize = 12;
    /// Who publishes it.
    const ORGANISATION: [&str; 3] = ["United Nations", "Nations Unies", "Naciones Unidas"];
    // A cover prints the name of the organisation before it, and the blank between the two can be lost.
    let named = |line: &Line| {
        let shown = text.slice(line.span);
        let first = matches!(line.place, Place::Box(place) if place.page == 1);
        let name = ORGANISATION.iter().find(|name| first && shown.starts_with(**name));
        name.and_then(|name| shown.get(name.len()..)).unwrap_or(shown)
    };
    let alone = |line: &Line| {
        let shown = named(line);
        let bare = shown.trim_start_matches(is_blank);
        let (_, length) = Symbol::prefix(bare)?;
        // A sentence names other documents.
        let rest = bare.get(length..)?.trim_matches(|c: char| is_blank(c) || c == '*');
        let start = line.span.end - bare.len();
        rest.is_empty()
            .then(|| (line.role != Role::RunningHead, Span::new(start, start + length)))
    };
    let first = |is_there: &dyn Fn(&Line) -> bool| {
        let lines = text.lines().iter().filter(|line| is_there(line));
        lines.take(LINES).filter_map(alone).min()
    };
    let on_page = |page| first(&|line| matches!(line.place, Place::Box(place) if place.page == page));
    let found = (1..=PAGES).find_map(on_page);
    let found = found.or_else(|| first(&|line| matches!(line.place, Place::Element(_)) && line.role.is_text()));
    found.map(|(_, span)| span)
}

/// The words of a title after `Special Rapporteur on`.
pub(super) fn mandate(block: &Block<'_>) -> Option<Span> {
    let shown = block.shown.as_ref();
    let mut words = shown
        .char_indices()
        .filter_map(|(at, _)| shown.get(at..).filter(|_| begins_word(shown, at)));
    let rest = words.find_map(|rest| rest.get(lexicon!("holder").length(rest)?..))?;
    let rest = rest.trim_start_matches(is_blank);
    let article = lexicon!("article").length(rest).unwrap_or_default();
    let rest = rest.get(article..)?.trim_start_matches(is_blank);
    // A title names the mandate and its holder, whose name begins with a capital; a sentence goes on.
    let sentence = shown.trim_end_matches(is_blank).ends_with('.');
    let ends = |&(at, stop): &(usize, &str)| {
        let next = rest
            .get(at + stop.len()..)
            .map(|rest| rest.trim_start_matches(is_blank));
        sentence || stop != "," || !next.is_some_and(|next| next.starts_with(char::is_lowercase))
    };
    let end = rest.match_indices([',', ';', '(', '.']).find(ends);
    let named = rest
        .get(..end.map_or(rest.len(), |(at, _)| at))?
        .trim_end_matches(is_blank);
    let start = block.words + shown.len() - rest.len();
    (!named.is_empty()).then(|| Span::new(start, start + named.len()))
}

/// Whether a word begins at an offset of a string.
fn begins_word(string: &str, at: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let parts = string.split_at_checked(at);
    parts.is_some_and(|(before, rest)| letter(rest.chars().next()) && !letter(before.chars().next_back()))
}

/// The countries of the contents list.
pub(super) fn contents(text: &Text) -> Vec<Span> {
    let lines = text.lines().iter().filter(|line| line.role == Role::Contents);
    let name = |line: &Line| {
        let shown = text.slice(line.span);
        // Leaders and numbers stand after the name.
        let leaders = ["..", "…", ". .", "  ", "\t"];
        let end = leaders.iter().filter_map(|leader| shown.find(leader)).min();
        let name = shown.get(..end.unwrap_or(shown.len()))?;
        let name = name.trim_end_matches(|c: char| is_blank(c) || c.is_ascii_digit() || is_separator(c));
        let name = without_numbering(name);
        Country::of_name(name)?;
        Some(offset_of(shown, name, line.span.start))
    };
    lines.filter_map(name).collect()
}
