//! Tables: from what is drawn on a page to cells, and from lines in cells to tables of the text.
//!
//! `edges` snaps and joins strokes, `fields` makes cells of edges that cross, `fills` does so with coloured boxes, `filled`
//! looks at the glyphs in them, and `undrawn` parts what no line does; `by_white` finds columns that only white parts
//! (`gutters`, `columns`, `own_lines`, `headings`), and `rows` and `near` their rows. `cutting` tells in which cell a line
//! stands, `place` in which order, and `pages` and `going_on` follow a table over pages.

mod aligned;
mod alone;
mod broken;
mod by_white;
mod column_grids;
mod columns;
pub(super) mod cutting;
mod edges;
pub(super) mod fields;
mod filled;
mod fills;
mod going_on;
mod gutters;
mod headed;
mod headings;
mod keys;
mod near;
mod own_lines;
mod page;
mod pages;
mod parting;
mod place;
mod repeated;
mod rows;
mod segment;
mod shown;
mod stand;
mod undrawn;

pub use fields::Grid;
pub use page::PageWords;
pub use pages::Plan;
pub use place::{in_order, paragraphs, settle};

use std::cell::{Cell, LazyCell};
use std::collections::BTreeMap;

use super::geometry::Turn;
use super::lines::Line;
use super::printed::{Drawn, Printed};
use super::sheet::Sheet;
use super::word_lines::{WordLine, words};
use crate::cores;
use edges::Edge;

/// A painted box this narrow is an edge along its middle; a wider one has four, and is a fill. Points; this and the four
/// below may all lie between 1.6 and 4 without a change in 41 measured files.
const THIN: f32 = 2.5;
/// Edges of one direction this near to the one before have one place, points.
const SNAP: f32 = 2.5;
/// Pieces in one place with a gap up to this are one edge, points.
const JOIN: f32 = 2.5;
/// An edge that is shorter after joining is none, points.
const SHORT: f32 = 2.5;
/// Two edges that come this near to each other cross, points.
const TOUCH: f32 = 2.5;

/// A painted box in the direction of reading: along the lines, and below.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    x0: f32,
    x1: f32,
    top: f32,
    bottom: f32,
    colour: u32,
}

impl Area {
    fn of(drawn: &Drawn, turn: Turn) -> Self {
        let (ax, ay) = turn.along(drawn.x0, drawn.top);
        let (bx, by) = turn.along(drawn.x1, drawn.bottom);
        Self {
            x0: ax.min(bx),
            x1: ax.max(bx),
            top: ay.min(by),
            bottom: ay.max(by),
            colour: drawn.colour,
        }
    }

    fn is_thin(&self) -> bool {
        self.x1 - self.x0 <= THIN || self.bottom - self.top <= THIN
    }

    fn middle(&self) -> (f32, f32) {
        (f32::midpoint(self.x0, self.x1), f32::midpoint(self.top, self.bottom))
    }
}

/// The tables that are drawn on a page: first those of strokes, then, outside of these, those of fills.
///
/// `before` is the last one of the page before: with its columns less is enough. Whether that was asked comes with them.
pub fn grids(printed: &Printed, before: Option<&Grid>) -> (Vec<Grid>, bool) {
    let asked = Cell::new(false);
    let goes_on = |grid: &Grid| {
        asked.set(true);
        before.is_some_and(|before| going_on::merged(&before.widths(), &grid.widths()).is_some())
    };
    let (mut grids, _) = drawn(printed, &goes_on);
    let first = grids.first().is_some_and(|grid| grid.is_rest && goes_on(grid));
    let mut at = 0;
    grids.retain(|grid| {
        at += 1;
        !grid.is_rest || first && at == 1
    });
    (grids, asked.get())
}

/// The tables that are drawn on a page, and those of stripes.
fn drawn(printed: &Printed, goes_on: &dyn Fn(&Grid) -> bool) -> (Vec<Grid>, Vec<Grid>) {
    // Most pages have a rule above their footnotes and nothing else.
    if printed.drawn.len() < 3 {
        return (Vec::new(), Vec::new());
    }
    let turn = prevailing_turn(printed);
    let areas: Vec<Area> = printed.drawn.iter().map(|drawn| Area::of(drawn, turn)).collect();
    let (thin, wide): (Vec<Area>, Vec<Area>) = areas.into_iter().partition(Area::is_thin);
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for area in &thin {
        Edge::along_middle(area, &mut across, &mut down);
    }
    let ruled = edges::joined(&across);
    let drawn = fields::grids(&across, &down, turn).into_iter();
    let headed = drawn.map(|grid| headed::headed(grid, &ruled, || words(printed, turn)));
    let mut grids = filled::tables(headed.collect(), printed);
    if wide.is_empty() {
        return (grids, Vec::new());
    }
    let outside = |area: &Area| {
        let (x, y) = area.middle();
        !grids.iter().any(|grid| !grid.is_rest && grid.holds(x, y))
    };
    let rest: Vec<Area> = thin.into_iter().filter(outside).collect();
    let wide: Vec<Area> = wide.into_iter().filter(outside).collect();
    let (across, down) = fills::edges(&rest, &wide);
    let further = fields::grids(&across, &down, turn);
    if further.is_empty() {
        return (grids, Vec::new());
    }
    // The sides of coloured rows go on over what is not coloured, and that can be a heading.
    let lines = words(printed, turn);
    let parted = further.into_iter().flat_map(|grid| parting::parted(grid, &lines));
    let further: Vec<Grid> = parted.map(|grid| parting::extended(grid, &lines)).collect();
    let mut further = filled::tables(further, printed);
    for grid in &mut further {
        grid.coloured = true;
    }
    // Where every second row of a list of letters has a colour, what is not coloured tells more: all pages are looked at.
    let is_one = |grid: &Grid| grid.rows.len() == 2 && !goes_on(grid);
    let of_stripes =
        |grid: &Grid| !grid.is_rest && (is_striped(grid, &wide) || is_one(grid)) && holds_letter(grid, &lines);
    let (striped, further): (Vec<Grid>, Vec<Grid>) = further.into_iter().partition(of_stripes);
    grids.extend(further);
    (grids, striped)
}

/// Whether some rows have a colour and others have none.
fn is_striped(grid: &Grid, wide: &[Area]) -> bool {
    let left = grid.columns.first().copied().unwrap_or_default();
    let coloured = |pair: &&[f32]| {
        matches!(pair, [from, to] if wide.iter().any(|area| {
            let middle = f32::midpoint(*from, *to);
            area.top < middle && middle < area.bottom && area.x0 <= left + TOUCH
        }))
    };
    let count = grid.rows.windows(2).filter(coloured).count();
    count > 0 && count + 1 < grid.rows.len()
}

/// Whether a reference number stands in a grid.
fn holds_letter(grid: &Grid, lines: &[WordLine]) -> bool {
    let inside = |line: &WordLine| grid.row(f32::midpoint(line.top, line.bottom)).is_some();
    by_white::references(lines).any(|at| lines.get(at).is_some_and(inside))
}

/// The direction in which most glyphs of a page run.
fn prevailing_turn(printed: &Printed) -> Turn {
    let count = |turn: Turn| -> usize {
        let runs = printed.runs.iter().filter(|run| run.turn == turn);
        runs.map(|run| run.glyphs.1 - run.glyphs.0).sum()
    };
    // Of directions with as many glyphs the last one wins, which is the usual one.
    [Turn::Left, Turn::Down, Turn::Up, Turn::Right]
        .into_iter()
        .max_by_key(|&turn| count(turn))
        .unwrap_or(Turn::Right)
}

/// What a page prints, for [`by_columns`].
pub fn page_words(printed: &Printed) -> PageWords {
    let turn = prevailing_turn(printed);
    let (mut across, mut down) = (Vec::new(), Vec::new());
    let areas = printed.drawn.iter().map(|drawn| Area::of(drawn, turn));
    let (thin, wide): (Vec<Area>, Vec<Area>) = areas.partition(Area::is_thin);
    for area in &thin {
        Edge::along_middle(area, &mut across, &mut down);
    }
    let sides = |area: &Area| [area.top, area.bottom].map(|at| (area.colour, Edge::new(at, area.x0, area.x1)));
    PageWords {
        lines: words(printed, turn),
        turn,
        across,
        coloured: wide.iter().flat_map(sides).collect(),
        striped: drawn(printed, &|_| false).1,
    }
}

/// The tables of a document whose columns are parted by white, page by page.
pub fn by_columns(pages: &[PageWords]) -> Vec<Vec<Grid>> {
    // Of pages that are turned another way there is none among a table's.
    let turn = pages
        .iter()
        .map(|page| page.turn)
        .max_by_key(|&turn| pages.iter().filter(|page| page.turn == turn).count());
    let grids = by_white::grids(pages, turn.unwrap_or(Turn::Right));
    if grids.iter().all(Vec::is_empty) {
        return pages.iter().map(|page| page.striped.clone()).collect();
    }
    grids
}

/// What is known of a page's tables that are drawn.
pub struct DrawnTables {
    /// Which are frames around several letters: the lines between their columns are drawn, and none between their rows.
    frames: Vec<bool>,
    /// Whether a letter stands in one that is no frame.
    pub has_letter: bool,
}

impl DrawnTables {
    /// From the lines of all pages and their cells. A table with the columns of a frame is one, too: on its page stands one
    /// letter.
    pub fn of(sheets: &[Sheet]) -> Vec<Self> {
        let keys: Vec<_> = sheets.iter().map(keys_of_cells).collect();
        let mut frames: Vec<Vec<bool>> = sheets
            .iter()
            .zip(&keys)
            .map(|(sheet, keys)| frames(sheet, keys))
            .collect();
        let mut columns: Vec<Vec<f32>> = Vec::new();
        for (grid, _) in sheets
            .iter()
            .zip(&frames)
            .flat_map(|(sheet, frames)| sheet.grids.iter().zip(frames))
            .filter(|grid| *grid.1)
        {
            let widths = grid.widths();
            if !columns.iter().any(|other| going_on::merged(other, &widths).is_some()) {
                columns.push(widths);
            }
        }
        if !columns.is_empty() {
            for (grid, frame) in sheets
                .iter()
                .zip(&mut frames)
                .flat_map(|(sheet, frames)| sheet.grids.iter().zip(frames))
            {
                let widths = grid.widths();
                *frame |= columns.iter().any(|other| going_on::merged(other, &widths).is_some());
            }
        }
        let tables = sheets.iter().zip(&keys).zip(frames).map(|((sheet, keys), frames)| {
            // Where some letters of a document stand outside of cells, colours are not what parts its rows.
            let coloured = |grid: usize| sheet.grids.get(grid).is_some_and(|grid| grid.coloured);
            let letter = |(cell, found): (&(usize, usize), &KeysOfCell<'_>)| {
                frames.get(cell.0) == Some(&false) && !coloured(cell.0) && found.keys > 0
            };
            let has_letter = keys.iter().any(letter);
            Self { frames, has_letter }
        });
        tables.collect()
    }

    /// Whether a table is a frame.
    pub fn is_frame(&self, grid: usize) -> bool {
        self.frames.get(grid) == Some(&true)
    }
}

/// How many lines of a cell tell letters, and how many it has.
#[derive(Default)]
struct KeysOfCell<'l> {
    keys: usize,
    lines: usize,
    above: &'l str,
}

fn keys_of_cells(sheet: &Sheet) -> BTreeMap<(usize, usize), KeysOfCell<'_>> {
    let mut cells: BTreeMap<(usize, usize), KeysOfCell<'_>> = BTreeMap::new();
    for line in &sheet.lines {
        let Some(cell) = line.cell else { continue };
        let found = cells.entry(cell).or_default();
        found.keys += usize::from(keys::is_key_line(found.above, &line.text));
        found.lines += 1;
        found.above = &line.text;
    }
    cells
}

/// Which grids of a page have a row with several letters.
fn frames(sheet: &Sheet, keys: &BTreeMap<(usize, usize), KeysOfCell<'_>>) -> Vec<bool> {
    /// Of so many lines in a column of a frame one has a reference number: date, type and a long name stand above it.
    const LINES_A_KEY: usize = 12;
    /// What tells one letter has no more lines.
    const LINES_OF_KEY: usize = 8;
    let mut frames = vec![false; sheet.grids.len()];
    for (number, (grid, frame)) in sheet.grids.iter().zip(&mut frames).enumerate() {
        let row = |row: usize| {
            let cells = grid.cells.iter().enumerate().filter(move |cell| cell.1.row == row);
            cells.filter_map(move |(cell, _)| keys.get(&(number, cell)))
        };
        *frame = (0..grid.rows.len()).any(|at| {
            // A summary can cite letters; its row has one letter's own.
            row(at).any(|cell| cell.keys > 1 && cell.keys * LINES_A_KEY >= cell.lines)
                && !row(at).any(|cell| cell.keys == 1 && cell.lines <= LINES_OF_KEY)
        });
    }
    frames
}

/// Whether a document may hold a table without lines: reference numbers outside of cells, and lines beside each other.
pub fn may_have_columns(sheets: &[Sheet]) -> bool {
    /// One line in so many has another one beside it, where it does.
    const LINES_A_NEIGHBOUR: usize = 8;
    /// Pages for which a second thread is worth its start.
    const PART: usize = 100;
    let added = |[a, b, c]: [usize; 3], [d, e, f]: [usize; 3]| [a + d, b + e, c + f];
    let drawn = DrawnTables::of(sheets);
    let pages: Vec<(&Sheet, &DrawnTables)> = sheets.iter().zip(&drawn).collect();
    let counts = cores::parts(&pages, PART, |part| {
        let of_page = |&(sheet, tables): &(&Sheet, &DrawnTables)| references_beside(sheet, tables);
        part.iter().map(of_page).fold([0; 3], added)
    });
    let [references, beside, lines] = counts.into_iter().fold([0; 3], added);
    references > 0 && beside * LINES_A_NEIGHBOUR >= lines
}

/// How many lines outside of drawn cells hold a reference number; where there is one, also how many have another line
/// beside them, and how many there are.
fn references_beside(sheet: &Sheet, tables: &DrawnTables) -> [usize; 3] {
    /// Where a narrow cell cuts a reference number, its code stands this near above, in em.
    const CODE_ABOVE_EM: f32 = 2.0;
    let drawn = |line: &&Line| line.cell.is_some_and(|cell| !tables.is_frame(cell.0));
    let own = || sheet.lines.iter().filter(|line| !drawn(line));
    // Another cell of the table can stand in the same line, and the code in the line above.
    let has_code = |line: &&Line| line.text.split(' ').any(keys::is_code);
    let codes = LazyCell::new(|| {
        let mut codes: Vec<f32> = own().filter(has_code).map(|line| line.baseline).collect();
        codes.sort_by(f32::total_cmp);
        codes
    });
    let goes_on = |line: &Line| {
        if !line.text.split(' ').any(keys::begins_number) {
            return false;
        }
        let above = line.baseline - CODE_ABOVE_EM * line.size;
        let code = codes.partition_point(|&code| code < above);
        codes.get(code).is_some_and(|&code| code <= line.baseline)
    };
    let references = own()
        .filter(|line| line.text.contains('/') && (keys::has_reference(&line.text) || goes_on(line)))
        .count();
    if references == 0 {
        return [0; 3];
    }
    let mut baselines: Vec<f32> = own().map(|line| line.baseline).collect();
    baselines.sort_by(f32::total_cmp);
    let beside = baselines
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if b - a < 1.0));
    [references, beside.count(), baselines.len()]
}
