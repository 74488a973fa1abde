//! The line that is being read, and what it is when it ends.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{Page, zones};
use crate::text::spelling::{is_blank, is_folded, plain_digit};
use crate::text::{Item, Line, Place, Role, Span};

/// The longest bold paragraph that is a heading, in bytes; law titles used as sub-headings reach 180.
const LONGEST_BOLD_HEADING: usize = 240;
/// The longest of them that ends with a stop, in bytes; a sentence that is printed bold is longer.
const LONGEST_WITH_STOP: usize = 80;

/// The line being read.
#[derive(Default)]
pub(super) struct Draft {
    pub characters: String,
    /// Bytes that are printed, and how many of them are bold.
    printed: usize,
    bold: usize,
    /// The item that begins with it, and where its marker stands.
    item: Option<Item>,
    marker: Option<(usize, usize)>,
    blank: bool,
    frame: usize,
}

/// Readers' comments as announced by a heading.
pub(super) struct Announced {
    /// The heading's level.
    level: u8,
    /// Frames around it; when fewer are open, the comments are over.
    pub depth: usize,
    /// The lines since, with the roles that they have if the page goes on after all.
    lines: Vec<(usize, Role)>,
}

impl Page {
    pub(super) fn characters(&mut self, characters: &str) {
        // A letter and its accent are one character, however the page writes them.
        let composed =
            (!characters.is_ascii() && !is_composed(characters)).then(|| characters.nfc().collect::<String>());
        let characters = composed.as_deref().unwrap_or(characters);
        if self.preformatted > 0 {
            let mut lines = characters.split('\n');
            if let Some(first) = lines.next() {
                self.words(first);
            }
            for line in lines {
                self.end_line();
                self.words(line);
            }
        } else {
            self.words(characters);
        }
    }

    /// Adds words, with one blank for any white space between them; no-break blanks stay.
    fn words(&mut self, characters: &str) {
        let white = |c: char| c.is_ascii_whitespace();
        if characters.starts_with(white) {
            self.draft.blank = true;
        }
        let bold = self.bold > 0;
        let folded = is_folded(characters);
        let whole = folded.then_some(characters.trim_matches(white));
        let parts = if folded { None } else { Some(characters.split(white)) };
        for word in whole
            .into_iter()
            .chain(parts.into_iter().flatten())
            .filter(|word| !word.is_empty())
        {
            if self.draft.characters.is_empty() {
                self.start_line();
            } else if self.draft.blank {
                self.draft.characters.push(' ');
            }
            let at = self.next_start() + self.draft.characters.len();
            for link in self.links.iter_mut().filter(|link| link.start.is_none()) {
                link.start = Some(at);
            }
            if !may_have_digits(word) || !word.contains(|c| plain_digit(c).is_some()) {
                self.draft.characters.push_str(word);
            } else {
                self.other_digits = true;
                let plain = word.chars().map(|c| plain_digit(c).unwrap_or(c));
                self.draft.characters.extend(plain);
            }
            if word.is_ascii() || !word.chars().all(is_blank) {
                self.draft.printed += word.len();
                self.draft.bold += if bold { word.len() } else { 0 };
            }
            self.draft.blank = true;
        }
        if !characters.ends_with(white) && !characters.is_empty() {
            self.draft.blank = false;
        }
    }

    /// Starts a line, with the markers of the items that start in it.
    pub(super) fn start_line(&mut self) {
        let around = self.around();
        self.draft.frame = around.block.saturating_sub(1);
        let in_items = around.item.is_some();
        for (item, marker) in self
            .markers
            .drain(..)
            .filter(|(_, marker)| in_items && !marker.is_empty())
        {
            let start = self.draft.characters.len();
            self.draft.characters.push_str(&marker);
            let marker = (start, self.draft.characters.len());
            self.draft.characters.push(' ');
            // A list of bullets with which a numbered item begins is a part of it.
            if item.numbered || !self.draft.item.is_some_and(|item| item.numbered) {
                self.draft.item = Some(item);
                self.draft.marker = Some(marker);
            }
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        self.end_line();
        self.paragraph += 1;
    }

    pub(super) fn end_line(&mut self) {
        if self.draft.characters.is_empty() {
            self.draft.blank = false;
            return;
        }
        let mut draft = std::mem::take(&mut self.draft);
        self.add_line(&draft);
        // The next line is written where this one was.
        draft.characters.clear();
        self.draft.characters = draft.characters;
    }

    fn add_line(&mut self, draft: &Draft) {
        let shown = draft.characters.trim_end_matches(|c: char| c.is_ascii_whitespace());
        if shown.chars().all(is_blank) {
            self.forget_links();
            return;
        }
        let at = self.next_start();
        let marker = draft
            .marker
            .map(|(start, end)| Span::new(at + start, at + end))
            .filter(|marker| !marker.is_empty());
        let around = self.around();
        let bold = draft.printed > 0 && draft.bold == draft.printed;
        let sentence = shown.len() > LONGEST_WITH_STOP && shown.ends_with('.');
        let heads = bold && marker.is_none() && shown.len() <= LONGEST_BOLD_HEADING && !sentence;
        let bold_heading = heads.then_some(Role::BOLD_LEVEL);
        let level = around.heading.or(bold_heading);
        let role = self.role(level, shown);
        let line = Line {
            span: Span::new(0, 0),
            place: Place::Element(self.place(draft.frame)),
            role,
            paragraph: self.paragraph,
            item: draft.item.or(around.item),
            marker,
            bold,
            size: None,
        };
        self.out().line(shown, line);
    }

    /// Links over a line that is not printed lead from nowhere.
    fn forget_links(&mut self) {
        let from = self.next_start();
        self.out().forget_links(from);
        for link in &mut self.links {
            link.start = link.start.filter(|&start| start < from);
        }
    }

    /// The role of the line that ends, from the elements around it and the headings before it.
    fn role(&mut self, level: Option<u8>, shown: &str) -> Role {
        let around = self.around();
        if let Some(zone) = around.zone {
            return zone;
        }
        let own = level.map_or(Role::Body, Role::Heading);
        if let Some(level) = level {
            if zones::announces_comments(shown) {
                let depth = around.block.saturating_sub(1);
                let lines = self
                    .comments
                    .take()
                    .map(|announced| announced.lines)
                    .unwrap_or_default();
                self.comments = Some(Announced { level, depth, lines });
            } else if self.comments.as_ref().is_some_and(|announced| level <= announced.level) {
                // Comments end a page. Where it goes on with a heading of its own, there were none.
                self.take_back_comments();
            }
        }
        if level.is_none() && zones::leads_up(shown) {
            return Role::Navigation;
        }
        match &mut self.comments {
            Some(announced) => {
                announced.lines.push((self.builder.lines_mut().len(), own));
                Role::Comment
            }
            None => own,
        }
    }

    fn take_back_comments(&mut self) {
        for (at, role) in self
            .comments
            .take()
            .map(|announced| announced.lines)
            .unwrap_or_default()
        {
            if let Some(line) = self.builder.lines_mut().get_mut(at) {
                line.role = role;
            }
        }
    }
}

/// Whether digits of another kind can stand among some characters, by the first bytes of all of them: U+FF10 to U+FF19 and
/// U+1D7CE to U+1D7FF.
fn may_have_digits(characters: &str) -> bool {
    memchr::memchr2(0xef, 0xf0, characters.as_bytes()).is_some()
}

/// Whether no letter stands apart from its accent.
fn is_composed(characters: &str) -> bool {
    // Accents that stand alone, and characters that have another form, begin with U+0300, whose first byte is this. What
    // is common behind it has neither: dashes, quotation marks and the like, U+2002 to U+203F.
    const ACCENT: u8 = 0xcc;
    const PUNCTUATION: u8 = 0xe2;
    let bytes = characters.as_bytes();
    // Without a way out in the middle it runs over sixteen bytes at a time.
    let beyond = |any, &b: &u8| any | u8::from(b >= ACCENT) & u8::from(b != PUNCTUATION);
    let is_plain = |at| matches!(bytes.get(at..), Some([_, 0x80, 0x82..=0xbf, ..]));
    (bytes.iter().fold(0, beyond) == 0 && memchr::memchr_iter(PUNCTUATION, bytes).all(is_plain))
        || is_nfc_quick(characters.chars()) == IsNormalized::Yes
}
