//! Reads pages one after the other, or, in a long document that is alone, on all cores.
//!
//! Each thread takes the next few pages that nobody has taken. What comes of a page may depend on those before it in three
//! ways, and none of them may depend on the threads: the last table of the page before (such pages are read once more),
//! where earlier pages had the numbers of their lines, and the bounds of the document as a whole (where either matters all
//! is read again in order).

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::bounds::Spent;
use super::content::Interpreter;
use super::lines::{self, Line};
use super::margin::{self, Margin};
use super::objects::Objects;
use super::pages::Page;
use super::printed::Printed;
use super::tables::{self, Grid};
use super::{bounds, columns, links, order};
use crate::cores;

/// So many pages are taken at once.
pub const WINDOW: usize = 16;
/// Documents with fewer pages are read by one thread: they take some hundredths of a second.
const LONG: usize = 96;
/// Each thread loads the fonts for itself.
const THREADS: usize = 8;

/// Reads pages; what is learned about a font, and what the document may still spend, is kept from page to page.
pub struct Reader<'d> {
    file: &'d dyn Objects,
    interpreter: Interpreter<'d>,
    storage: Printed,
    margin: Option<Margin>,
    annotations_left: usize,
    lines: usize,
}

/// A page that was read.
pub struct PageRead {
    /// Its lines in reading order.
    pub lines: Vec<Line>,
    /// Lines that are no part of what a reader reads.
    pub aside: Vec<Line>,
    /// The tables drawn on it.
    pub grids: Vec<Grid>,
    /// Whether the last table of the page before may count.
    pub asks_before: bool,
    /// Its links.
    pub links: Vec<links::Area>,
    /// What else is known of what it prints; its glyphs are gone.
    pub printed: Printed,
}

impl<'d> Reader<'d> {
    /// A reader for a document.
    pub fn new(file: &'d dyn Objects) -> Self {
        Self {
            file,
            interpreter: Interpreter::new(file),
            storage: Printed::with_room(),
            margin: None,
            annotations_left: bounds::DOCUMENT_ANNOTATIONS,
            lines: 0,
        }
    }

    /// Everything that a page prints.
    pub fn printed(&mut self, page: &Page<'d>) -> &Printed {
        let storage = std::mem::take(&mut self.storage);
        self.storage = self.interpreter.page(page, storage);
        &self.storage
    }

    /// A page's lines; `before` is the last table of the page before.
    pub fn page(&mut self, page: &Page<'d>, before: Option<&Grid>) -> PageRead {
        self.printed(page);
        let printed = &mut self.storage;
        margin::set_aside(printed, &mut self.margin);
        let mut links = links::areas(self.file, page, &mut self.annotations_left);
        links.truncate(bounds::LINKED / printed.glyphs.len().max(1));
        let (grids, asks_before) = tables::grids(printed, before);
        let (lines, aside) = page_lines(printed, &links, &grids);
        self.lines += lines.len() + aside.len();
        PageRead {
            lines,
            aside,
            grids,
            asks_before,
            links,
            printed: printed.facts(),
        }
    }

    /// Whether old style figures of the private use area were read as figures.
    pub fn has_expert_glyphs(&self) -> bool {
        self.interpreter.has_expert_glyphs()
    }

    fn spent(&self) -> Spent {
        let looked_at = bounds::DOCUMENT_ANNOTATIONS - self.annotations_left;
        let spent = self.interpreter.spent();
        Spent {
            annotations: spent.annotations.max(looked_at),
            lines: self.lines,
            ..spent
        }
    }

    /// Whether the document may have no more lines.
    fn is_full(&self) -> bool {
        self.lines > bounds::LINES
    }
}

/// The lines of a page in reading order, and those that were set aside.
pub fn page_lines(printed: &Printed, links: &[links::Area], grids: &[Grid]) -> (Vec<Line>, Vec<Line>) {
    let (aside, lines): (Vec<Line>, Vec<Line>) = lines::lines(printed, links, grids)
        .into_iter()
        .partition(|line| line.aside.is_some());
    let lines = order::reading(columns::part(lines, &printed.rules));
    (tables::in_order(lines), aside)
}

/// All pages, read.
pub struct AllRead<T> {
    /// What came of each in order: fewer than there are, where a bound ended it.
    pub pages: Vec<T>,
    /// Whether old style figures of the private use area were read as figures.
    pub has_expert_glyphs: bool,
    /// How many pages were taken at once: the first of so many was read without the one before it.
    pub window: usize,
    /// Whether the document may have no more lines.
    pub is_full: bool,
}

/// What comes of each page; `read` gets its index, and what came of the pages before that the same thread took at once.
pub fn each_page<'d, T: Send>(
    file: &'d dyn Objects,
    pages: &[Page<'d>],
    read: impl Fn(&mut Reader<'d>, (usize, &Page<'d>), &[T]) -> T + Sync,
) -> AllRead<T> {
    if let Some(all) = in_parallel(file, pages, &read) {
        return all;
    }
    let mut reader = Reader::new(file);
    let mut done = Vec::with_capacity(pages.len());
    for page in pages.iter().enumerate() {
        let one = read(&mut reader, page, &done);
        done.push(one);
        if reader.is_full() {
            break;
        }
    }
    AllRead {
        has_expert_glyphs: reader.has_expert_glyphs(),
        window: done.len().max(1),
        is_full: reader.is_full(),
        pages: done,
    }
}

/// What comes of each page, if cores are free and the order of the pages changes nothing.
fn in_parallel<'d, T: Send>(
    file: &'d dyn Objects,
    pages: &[Page<'d>],
    read: &(impl Fn(&mut Reader<'d>, (usize, &Page<'d>), &[T]) -> T + Sync),
) -> Option<AllRead<T>> {
    // Asked first, since asking for threads starts them.
    if pages.len() < LONG {
        return None;
    }
    let threads = cores::free().min(THREADS);
    if threads < 2 {
        return None;
    }
    let next = AtomicUsize::new(0);
    let in_vain = AtomicBool::new(false);
    let has_expert_glyphs = AtomicBool::new(false);
    let all = Mutex::new((Spent::default(), Vec::with_capacity(pages.len().div_ceil(WINDOW))));
    // The next pages that nobody has taken; whether there were any.
    let take = |reader: &mut Reader<'d>| {
        let window = next.fetch_add(1, Ordering::Relaxed);
        let mut of_window = pages.iter().enumerate().skip(window * WINDOW).take(WINDOW).peekable();
        if of_window.peek().is_none() || in_vain.load(Ordering::Relaxed) {
            return false;
        }
        let before = reader.spent();
        let mut done = Vec::with_capacity(WINDOW);
        for page in of_window {
            let one = read(reader, page, &done);
            done.push(one);
        }
        let (spent, windows) = &mut *all.lock().unwrap_or_else(PoisonError::into_inner);
        spent.add(reader.spent().since(before));
        // From the first pages it can be seen where all of them would lead.
        let times = if window == 0 { pages.len() / WINDOW } else { 1 };
        if !spent.fits(times) || reader.margin.is_some() {
            in_vain.store(true, Ordering::Relaxed);
        }
        windows.push((window, done));
        has_expert_glyphs.fetch_or(reader.has_expert_glyphs(), Ordering::Relaxed);
        true
    };
    let mut first = Reader::new(file);
    take(&mut first);
    if in_vain.load(Ordering::Relaxed) {
        return None;
    }
    drop(first);
    cores::each(threads, || {
        let mut reader = Reader::new(file);
        while take(&mut reader) {}
    });
    let (_, mut windows) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    if in_vain.into_inner() {
        return None;
    }
    windows.sort_unstable_by_key(|&(window, _)| window);
    Some(AllRead {
        pages: windows.into_iter().flat_map(|(_, done)| done).collect(),
        has_expert_glyphs: has_expert_glyphs.into_inner(),
        window: WINDOW,
        is_full: false,
    })
}
