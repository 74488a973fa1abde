//! Running heads, running feet and page numbers.
//!
//! Word and `LibreOffice` mark them as artifacts. Where nothing is marked, what stands at the same
//! height near a page's edge on several pages and is equal but for digits is furniture.

mod edge;
mod wording;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use rustc_hash::{FxHashMap, FxHashSet};

use super::entries;
use super::footnotes::{is_cited, note_label};
use super::geometry::Turn;
use super::lines::Line;
use super::printed::Artifact;
use super::sheet::Sheet;
use crate::cores;
use crate::text::Role;
use edge::{Edge, edge, height, strip};
use wording::{is_continued, is_imprint, is_page_number, shape};

/// Furniture stands within this share of the page's height from its upper or lower edge.
const EDGE: f32 = 0.14;
/// What its author marks as head or foot may stand this far from the edge.
const MARKED_EDGE: f32 = 0.3;
/// Documents with more pages than this must repeat a line on three of them, others on two.
const FEW_PAGES: usize = 5;
/// What begins as a footnote does stands on so many pages in ten, if it is a foot.
const NOTE_PAGES: usize = 4;
/// What repeats is no longer than this, bytes: a line of running text has about 100.
const LONG: usize = 160;

/// The only number of a document of one page stands this far from all text, in em: foots stand three apart and more.
const ALONE_EM: f32 = 2.0;

/// Pages of more lines than this are no text: what is near what is not looked at.
const MANY: usize = 1_500;

/// Sets the roles of furniture.
pub fn mark(sheets: &mut [Sheet]) {
    /// Pages for which a second thread is worth its start.
    const PART: usize = 100;
    let needed = if sheets.len() > FEW_PAGES { 3 } else { 2 };
    let edges = cores::parts(sheets, PART, |part| part.iter().map(Edges::of).collect::<Vec<_>>());
    let edges: Vec<Edges> = edges.into_iter().flatten().collect();
    let (seen, counting) = cores::both(sheets.len() > PART, || seen(&edges), || counting(sheets, &edges));
    let whole = Whole {
        counting,
        alone: alone(&edges, &seen, needed),
        pages: sheets.len(),
        mostly_wide: sheets.iter().filter(|sheet| is_wide(sheet)).count() * 2 > sheets.len(),
        needed,
        seen,
    };
    let pages: Vec<(&Sheet, &Edges)> = sheets.iter().zip(&edges).collect();
    let found = cores::parts(&pages, PART, |part| {
        let of_page = |&(sheet, edges): &(&Sheet, &Edges)| whole.furniture(sheet, edges);
        part.iter().map(of_page).collect::<Vec<_>>()
    });
    let found: Vec<Vec<(usize, Role)>> = found.into_iter().flatten().collect();
    // A document that would be all furniture has one line a page, and that is its text.
    if pages
        .iter()
        .zip(&found)
        .all(|((sheet, _), found)| found.len() == sheet.lines.len())
    {
        return;
    }
    for (sheet, found) in sheets.iter_mut().zip(found) {
        for (at, role) in found {
            sheet.set(at, role);
        }
    }
}

/// What all pages together tell of furniture.
struct Whole<'e> {
    seen: Seen<'e>,
    /// Shapes that count something.
    counting: FxHashSet<Key<'e>>,
    /// On how many pages, at each height, something stands that does not repeat.
    alone: FxHashMap<(bool, i32), usize>,
    pages: usize,
    /// Whether most of them lie across.
    mostly_wide: bool,
    /// On how many of them a line must repeat.
    needed: usize,
}

impl Whole<'_> {
    /// The lines of a page that are furniture, and what each is.
    fn furniture(&self, sheet: &Sheet, edges: &Edges) -> Vec<(usize, Role)> {
        let mut found = Vec::new();
        for (at, line) in sheet.lines.iter().enumerate() {
            if edges.entries.contains(&at) {
                continue;
            }
            if is_continued(&line.text) {
                found.push((at, Role::RunningHead));
            } else if let Some(edge) = self.edge(sheet, edges, at, line) {
                let role = match edge {
                    _ if is_page_number(&line.text) => Role::PageNumber,
                    Edge::Head => Role::RunningHead,
                    Edge::Foot => Role::RunningFoot,
                };
                found.push((at, role));
            }
        }
        found
    }

    /// The edge whose furniture a line is.
    fn edge(&self, sheet: &Sheet, edges: &Edges, at: usize, line: &Line) -> Option<Edge> {
        let marked = match line.artifact {
            Artifact::Header => edge(sheet, line, MARKED_EDGE).filter(|edge| *edge == Edge::Head),
            Artifact::Footer => edge(sheet, line, MARKED_EDGE).filter(|edge| *edge == Edge::Foot),
            Artifact::Other => edge(sheet, line, EDGE),
            Artifact::None => None,
        };
        let imprint = || {
            edge(sheet, line, MARKED_EDGE)
                .filter(|edge| *edge == Edge::Foot && sheet.page == 1 && is_imprint(&line.text))
        };
        marked
            .or_else(|| self.repeated(sheet, edges.near(at)?, line))
            .or_else(imprint)
            .or_else(|| self.turned(sheet, line))
            // What is printed on one page alone cannot repeat.
            .or_else(|| edge(sheet, line, EDGE).filter(|_| is_own_number(sheet, line)))
    }

    /// The edge near which a line stands on other pages, too.
    fn repeated(&self, sheet: &Sheet, near: &Near, line: &Line) -> Option<Edge> {
        if !near.is_short || self.counting.contains(&near.key()) {
            return None;
        }
        let heights = self.seen.get(&near.key())?;
        let (edge, here) = (near.edge, near.strip);
        let numbered = line.text.bytes().any(|b| b.is_ascii_digit());
        // On a page that lies across among upright ones furniture stands at another height.
        let across = is_wide(sheet) != self.mostly_wide;
        if across && numbered && heights.pages(i32::MIN..=i32::MAX) > self.needed {
            return Some(edge);
        }
        let pages = heights.pages(here - 1..=here + 1);
        let at = |strip| self.alone.get(&(edge == Edge::Head, strip)).copied().unwrap_or(0);
        let text: usize = (here - 1..=here + 1).map(at).sum();
        // The same note can stand below the text of several pages (`1 Ibid.`), but not of most.
        let note = edge == Edge::Foot && note_label(line).is_some();
        let needed = if note {
            self.needed.max(self.pages * NOTE_PAGES / 10)
        } else {
            self.needed
        };
        (pages >= needed && pages >= text).then_some(edge)
    }

    /// On a page that was turned on its side the head stands along the other edge.
    fn turned(&self, sheet: &Sheet, line: &Line) -> Option<Edge> {
        if line.turn == Turn::Right {
            return None;
        }
        let shape = shape(&line.text, sheet.page);
        let heads = self.seen.get(&(true, shape.as_str()))?;
        let pages = heads.pages(i32::MIN..=i32::MAX);
        let numbered = line.text.bytes().any(|b| b.is_ascii_digit());
        (numbered && pages >= self.needed).then_some(Edge::Head)
    }
}

fn is_wide(sheet: &Sheet) -> bool {
    sheet.width > sheet.height
}

/// What is asked of a page alone.
struct Edges {
    /// What stands near its upper and lower edge.
    near: Vec<Near>,
    /// Lines of entries, which are content, whatever repeats there.
    entries: BTreeSet<usize>,
}

/// A line near an edge.
struct Near {
    /// Its index.
    at: usize,
    edge: Edge,
    strip: i32,
    shape: String,
    /// Whether it is no longer than what repeats.
    is_short: bool,
}

impl Near {
    /// By what lines of several pages are the same.
    fn key(&self) -> Key<'_> {
        (self.edge == Edge::Head, &self.shape)
    }
}

impl Edges {
    fn of(sheet: &Sheet) -> Self {
        let near = sheet.lines.iter().enumerate().filter_map(|(at, line)| {
            Some(Near {
                at,
                edge: edge(sheet, line, EDGE)?,
                strip: strip(height(sheet, line)),
                shape: shape(&line.text, sheet.page),
                is_short: line.text.len() <= LONG,
            })
        });
        Self {
            near: near.collect(),
            entries: entry_lines(sheet),
        }
    }

    fn short(&self) -> impl Iterator<Item = &Near> {
        self.near.iter().filter(|near| near.is_short)
    }

    /// A line, if it stands near an edge.
    fn near(&self, at: usize) -> Option<&Near> {
        let found = self.near.binary_search_by_key(&at, |near| near.at).ok()?;
        self.near.get(found)
    }
}

/// The lines of a page that carry an entry's marks, those that follow upon them, and those between them and the text.
fn entry_lines(sheet: &Sheet) -> BTreeSet<usize> {
    /// A line follows upon another one if no more than this lies between them, in em.
    const FOLLOWS_EM: f32 = 1.0;
    let near = |line: &Line| edge(sheet, line, MARKED_EDGE);
    let entries: Vec<(usize, &Line)> = sheet
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| near(line).is_some() && entries::marks(&line.text) > 0)
        .collect();
    let mut found: BTreeSet<usize> = entries.iter().map(|entry| entry.0).collect();
    if entries.is_empty() || sheet.lines.len() > MANY {
        return found;
    }
    for (at, line) in sheet.lines.iter().enumerate() {
        let Some(edge) = near(line).filter(|_| !is_page_number(&line.text)) else {
            continue;
        };
        let belongs = |entry: &Line| {
            let follows = line.top >= entry.top && line.top - entry.bottom <= FOLLOWS_EM * entry.size;
            let inside = match edge {
                Edge::Head => line.top > entry.top,
                Edge::Foot => line.bottom < entry.bottom,
            };
            inside || follows && line.x0 < entry.x1 && entry.x0 < line.x1
        };
        if entries.iter().any(|entry| belongs(entry.1)) {
            found.insert(at);
        }
    }
    found
}

/// On how many pages each shape stands near an edge, at each height.
fn seen(edges: &[Edges]) -> Seen<'_> {
    let mut seen = Seen::default();
    // Of running text nearly all shapes differ.
    seen.reserve(edges.iter().map(|edges| edges.near.len()).sum());
    for (index, edges) in edges.iter().enumerate() {
        for near in edges.short() {
            seen.entry(near.key()).or_default().note(near.strip, index);
        }
    }
    seen
}

/// Shapes near an edge whose numbers differ from page to page without being the page's, or that begin with the mark of a
/// note which the page's text has: `5 Ibid., para. 12.`
fn counting<'e>(sheets: &[Sheet], edges: &'e [Edges]) -> FxHashSet<Key<'e>> {
    #[derive(Default)]
    struct Numbers {
        pages: usize,
        cited: usize,
        /// At each place in the line, its values and how far they are from the page's number.
        places: Vec<(FxHashSet<i64>, FxHashSet<i64>)>,
    }
    let mut shapes: FxHashMap<Key<'e>, Numbers> = FxHashMap::default();
    for ((at, sheet), edges) in sheets.iter().enumerate().zip(edges) {
        let before = at.checked_sub(1).and_then(|before| sheets.get(before));
        for near in edges.short() {
            let digits = |line: &&Line| line.text.bytes().any(|byte| byte.is_ascii_digit());
            let Some(line) = sheet.lines.get(near.at).filter(digits) else {
                continue;
            };
            let numbers = shapes.entry(near.key()).or_default();
            numbers.pages += 1;
            let few = sheet.lines.len() <= MANY;
            numbers.cited += usize::from(near.edge == Edge::Foot && few && is_cited(sheet, before, line));
            let values = line.text.split(|character: char| !character.is_ascii_digit());
            for (place, value) in values.filter(|digits| !digits.is_empty()).enumerate() {
                let value = value.parse::<i64>().unwrap_or(i64::MAX);
                if numbers.places.len() <= place {
                    numbers.places.push(Default::default());
                }
                if let Some((values, ahead)) = numbers.places.get_mut(place) {
                    values.insert(value);
                    ahead.insert(value.saturating_sub(i64::from(sheet.page)));
                }
            }
        }
    }
    let counts = |numbers: &Numbers| {
        let many = |values: &FxHashSet<i64>| values.len() > 1 && values.len() * 2 > numbers.pages;
        let rises = numbers.places.iter().any(|(values, ahead)| many(values) && many(ahead));
        rises || numbers.cited * 2 > numbers.pages
    };
    shapes
        .into_iter()
        .filter(|(_, numbers)| counts(numbers))
        .map(|(shape, _)| shape)
        .collect()
}

/// On how many pages, at each height, something stands that does not repeat: where that is the rule, the
/// text begins or ends, and a heading that stands there on some pages (`Observations`) is no furniture.
fn alone(edges: &[Edges], seen: &Seen<'_>, needed: usize) -> FxHashMap<(bool, i32), usize> {
    let mut alone: FxHashMap<(bool, i32), usize> = FxHashMap::default();
    for near in edges.iter().flat_map(|edges| &edges.near) {
        let here = near.strip;
        let pages = seen
            .get(&near.key())
            .map_or(0, |heights| heights.pages(here - 1..=here + 1));
        if pages < needed {
            *alone.entry((near.edge == Edge::Head, here)).or_default() += 1;
        }
    }
    alone
}

/// At which heights a shape stands near the upper edge or the lower one.
type Seen<'e> = FxHashMap<Key<'e>, Heights>;

/// On how many pages something stands at each height, and the last of them; rising. Most shapes have one.
#[derive(Default)]
struct Heights(Vec<(i32, usize, usize)>);

impl Heights {
    /// Notes that it stands at a height on a page.
    fn note(&mut self, strip: i32, page: usize) {
        match self.0.binary_search_by_key(&strip, |height| height.0) {
            Ok(at) => {
                if let Some((_, pages, last)) = self.0.get_mut(at).filter(|height| height.2 != page) {
                    (*pages, *last) = (*pages + 1, page);
                }
            }
            Err(at) => self.0.insert(at, (strip, 1, page)),
        }
    }

    /// On how many pages it stands within some heights, each counted anew.
    fn pages(&self, strips: RangeInclusive<i32>) -> usize {
        let heights = self.0.iter().filter(|height| strips.contains(&height.0));
        heights.map(|height| height.1).sum()
    }
}

/// Whether it is the upper edge, and a shape.
type Key<'e> = (bool, &'e str);

/// Is it the number of its page, and apart from all other lines?
fn is_own_number(sheet: &Sheet, line: &Line) -> bool {
    let apart = |other: &Line| {
        let gap = (other.top - line.bottom).max(line.top - other.bottom);
        std::ptr::eq(other, line) || gap >= ALONE_EM * line.size
    };
    is_page_number(&line.text)
        && shape(&line.text, sheet.page) == "# 0"
        && sheet.lines.len() <= MANY
        && sheet.lines.iter().all(apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::lines::tests::plain;

    fn sheet(page: u32, lines: Vec<Line>) -> Sheet {
        Sheet {
            page,
            width: 595.0,
            height: 842.0,
            roles: vec![Role::Body; lines.len()],
            lines,
            ..Sheet::default()
        }
    }

    #[test]
    fn what_repeats_but_for_digits_is_furniture() {
        let mut sheets: Vec<Sheet> = (1_u16..=6)
            .map(|page| {
                let (head, number) = if page % 2 == 1 { (400.0, 500.0) } else { (60.0, 80.0) };
                sheet(
                    page.into(),
                    vec![
                        plain("A/HRC/20/27/Add.3", head, 40.0, head + 90.0),
                        plain(
                            &format!("{page}. Paragraph"),
                            60.0,
                            100.0 + f32::from(page) * 20.0,
                            300.0,
                        ),
                        plain("12 August", 60.0, 400.0, 300.0),
                        plain(&page.to_string(), number, 790.0, number + 5.0),
                    ],
                )
            })
            .collect();
        mark(&mut sheets);
        for sheet in sheets {
            assert_eq!(
                sheet.roles,
                [Role::RunningHead, Role::Body, Role::Body, Role::PageNumber],
                "page {}",
                sheet.page
            );
        }
    }

    #[test]
    fn a_page_that_lies_across_has_its_furniture_at_another_height() {
        let lines = |page: u16, foot: f32| {
            vec![
                plain("A/HRC/20/27/Add.3", 60.0, foot / 20.0, 150.0),
                plain(["alpha", "beta"][usize::from(page % 2)], 60.0, 200.0, 300.0),
                plain(&page.to_string(), 60.0, foot, 65.0),
            ]
        };
        let mut sheets: Vec<Sheet> = (1_u16..=6).map(|page| sheet(page.into(), lines(page, 790.0))).collect();
        sheets.push(Sheet {
            width: 842.0,
            height: 595.0,
            ..sheet(7, lines(7, 548.0))
        });
        mark(&mut sheets);
        for sheet in sheets {
            assert_eq!(
                sheet.roles,
                [Role::RunningHead, Role::Body, Role::PageNumber],
                "page {}",
                sheet.page
            );
        }
    }

    #[test]
    fn the_number_of_the_only_page_is_furniture_where_it_stands_apart() {
        let number = |words: &str, page: u32, last: f32| {
            let lines = vec![
                plain("2. Paragraph", 60.0, 100.0, 300.0),
                plain("alpha", 60.0, last, 300.0),
                plain(words, 290.0, 790.0, 300.0),
            ];
            let mut sheets = [sheet(page, lines)];
            mark(&mut sheets);
            sheets[0].roles[2]
        };
        assert_eq!(number("1", 1, 400.0), Role::PageNumber);
        assert_eq!(number("- 1 -", 1, 400.0), Role::PageNumber);
        assert_eq!(number("7", 1, 400.0), Role::Body);
        assert_eq!(number("1", 1, 775.0), Role::Body);
        assert_eq!(number("1", 1, 790.0), Role::Body);
    }

    #[test]
    fn a_heading_where_the_text_begins_is_no_furniture() {
        let mut sheets: Vec<Sheet> = (1_u16..=12)
            .map(|page| {
                let first = match page % 4 {
                    0 => "Observations".to_owned(),
                    _ => ["alpha", "beta", "gamma", "delta"].repeat(page.into()).join(" "),
                };
                let head = plain("A/HRC/20/27/Add.3", 60.0, 47.0, 150.0);
                sheet(page.into(), vec![head, plain(&first, 60.0, 83.0, 300.0)])
            })
            .collect();
        mark(&mut sheets);
        for sheet in sheets {
            assert_eq!(sheet.roles, [Role::RunningHead, Role::Body], "page {}", sheet.page);
        }
    }

    #[test]
    fn imprints_and_page_numbers() {
        for text in ["GE.15-09429 (E)", "12-34567 (E) 190312", "*1509429*"] {
            assert!(is_imprint(text), "{text}");
        }
        assert!(!is_imprint("GEO 1/2013") && !is_imprint("Article 12"));
        for text in ["7", "- 7 -", "7/12", "Page 7 of 12", "vii"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["A/HRC/20/27", "2012 2013 2014", "", "Contents"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
