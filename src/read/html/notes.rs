//! Links to notes at the page's end, and words with a line through them.

use scraper::node::Element;

use super::Page;
use super::visibility::declarations;
use super::zones::attribute;
use crate::text::Span;

impl Page {
    /// `[1]` that leads to its note on the page, as Word writes it, is the note's mark, and so is a sign.
    pub(super) fn mark_of_footnote(&mut self, url: &str, start: usize) {
        /// Characters of the longest mark.
        const LONGEST: usize = 3;
        let at = self.next_start();
        let shown = start
            .checked_sub(at)
            .and_then(|start| self.draft.characters.get(start..))
            .unwrap_or_default()
            .trim();
        let Some(id) = url.strip_prefix('#').filter(|id| !id.is_empty()) else {
            return;
        };
        let bare = shown.strip_prefix('[').and_then(|shown| shown.strip_suffix(']'));
        let is_short = |words: &str| (1..=LONGEST).contains(&words.chars().count());
        let is_number = |words: &str| is_short(words) && words.chars().all(char::is_numeric);
        let is_sign = is_short(shown) && shown.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§'));
        if !(is_sign || is_number(bare.unwrap_or(shown))) || self.suspended.is_some() {
            return;
        }
        // At a line's beginning it is the note's own.
        if start > at && (is_sign || bare.is_some()) {
            let mark = Span::new(start, at + self.draft.characters.len());
            self.builder.mark(mark);
        }
        self.note_links.entry(id.to_owned()).or_default().push(start);
    }

    /// An element that a mark before it may lead to: the line that begins in it is the note's first.
    pub(super) fn target_of_notes(&mut self, element: &Element) {
        if self.note_links.is_empty() || self.suspended.is_some() {
            return;
        }
        let ids = [attribute(element, "id"), attribute(element, "name")];
        let line = self.builder.line_count();
        for id in ids.into_iter().flatten() {
            for mark in self.note_links.remove(id).unwrap_or_default() {
                self.builder.note(mark, line);
            }
        }
    }

    /// The end of an element with a line through its words, which began at this byte.
    pub(super) fn close_struck(&mut self, start: usize) {
        let end = self.next_start() + self.draft.characters.len();
        if self.suspended.is_none() {
            self.builder.struck(Span::new(start, end));
        }
    }
}

/// Whether an element's words have a line through them.
pub(super) fn is_struck(element: &Element) -> bool {
    matches!(element.name(), "s" | "del" | "strike")
        || attribute(element, "style").is_some()
            && declarations(element)
                .any(|(name, value)| name.starts_with("text-decoration") && value.contains("line-through"))
}
