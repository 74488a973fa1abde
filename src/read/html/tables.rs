//! Tables of a page: which lines stand in which cell.

use scraper::node::Element;

use super::Page;
use super::zones::attribute;
use crate::text::{Cell, ElementId, LineEnd, Place, Table};

/// Columns beyond which a table is not followed: browsers stop there, too.
const COLUMNS: usize = 1_000;
/// Cells of a page beyond which its tables are not followed.
const CELLS: usize = 200_000;

/// A table that is open.
pub(super) struct OpenTable {
    /// The frame of its element.
    frame: usize,
    layout: bool,
    /// Rows that have cells, so far.
    rows: usize,
    /// A row was begun that has no cell yet.
    fresh: bool,
    /// For each column, the first row that no cell from above reaches.
    free: Vec<usize>,
    /// Where the next cell of the row is looked for.
    column: usize,
    cells: Vec<Cell>,
    /// The cell that is open: its frame and index, and the first line that will stand in it.
    open: Option<(usize, usize, usize)>,
    head: bool,
}

impl Page {
    /// An element begins whose frame has been added: notes what it is to the innermost table.
    pub(super) fn open_in_table(&mut self, element: &Element) {
        let frame = self.frames.len() - 1;
        match element.name() {
            "table" => self.tables.push(OpenTable {
                frame,
                layout: attribute(element, "role").is_some_and(|role| matches!(role.trim(), "presentation" | "none")),
                rows: 0,
                fresh: true,
                free: Vec::new(),
                column: 0,
                cells: Vec::new(),
                open: None,
                head: false,
            }),
            "thead" | "tbody" | "tfoot" => {
                if let Some(table) = self.tables.last_mut() {
                    table.head = element.name() == "thead";
                }
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.fresh = true;
                }
            }
            "td" | "th" => {
                let line = self.builder.lines_mut().len();
                let known: usize = self.tables.iter().map(|table| table.cells.len()).sum();
                if known < CELLS && !self.tables.is_empty() {
                    let place = self.place(frame);
                    if let Some(table) = self.tables.last_mut() {
                        table.open_cell(element, frame, line, place);
                    }
                }
            }
            _ => {}
        }
    }

    /// An element ends whose lines have all been added, and whose frame is still the last.
    pub(super) fn close_in_table(&mut self) {
        let frame = self.frames.len().saturating_sub(1);
        let line = self.builder.lines_mut().len();
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        if let Some((_, cell, first)) = table.open.take_if(|open| open.0 == frame)
            && let Some(cell) = table.cells.get_mut(cell).filter(|_| first < line)
        {
            cell.lines.push(first..line);
        }
        if table.frame == frame
            && let Some(table) = self.tables.pop().and_then(OpenTable::finish)
        {
            self.builder.table(table);
        }
    }
}

impl OpenTable {
    fn open_cell(&mut self, element: &Element, frame: usize, line: usize, place: ElementId) {
        if std::mem::take(&mut self.fresh) {
            self.rows += 1;
            self.column = 0;
        }
        let row = self.rows - 1;
        let span = |name: &str| attribute(element, name).and_then(|span| span.trim().parse::<usize>().ok());
        let column_span = span("colspan").unwrap_or(1).clamp(1, COLUMNS);
        // To the table's end, which is cut when it is known.
        let row_span = match span("rowspan") {
            Some(0) => usize::from(u16::MAX),
            span => span.unwrap_or(1).clamp(1, usize::from(u16::MAX)),
        };
        let mut column = self.column;
        while self.free.get(column).is_some_and(|&free| free > row) {
            column += 1;
        }
        if column + column_span > COLUMNS {
            return;
        }
        self.column = column + column_span;
        if self.free.len() < self.column {
            self.free.resize(self.column, 0);
        }
        for free in self.free.iter_mut().skip(column).take(column_span) {
            *free = row + row_span;
        }
        self.open = Some((frame, self.cells.len(), line));
        self.cells.push(Cell {
            row,
            column,
            row_span,
            column_span,
            head: element.name() == "th" || self.head,
            places: vec![Place::Element(place)],
            ..Cell::default()
        });
    }

    /// The table, unless it only lays the page out: one column, or one row of cells that hold several lines.
    fn finish(mut self) -> Option<Table> {
        let columns = self.cells.iter().map(|cell| cell.column + cell.column_span).max()?;
        let lines_in_row = || self.cells.iter().map(|cell| cell.line_indices().count()).max();
        let side_by_side = self.rows < 2 && lines_in_row() > Some(1);
        if self.layout || columns < 2 || side_by_side {
            return None;
        }
        for cell in &mut self.cells {
            cell.row_span = cell.row_span.min(self.rows - cell.row);
        }
        Some(Table {
            columns,
            cells: self.cells,
            line_end: LineEnd::Hard,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::read;

    /// Row, column, spans and words of a cell.
    type Shown = (usize, usize, usize, usize, String);

    /// The cells of each table.
    fn cells(body: &str) -> Vec<Vec<Shown>> {
        let page = format!("<html><body>{body}</body></html>");
        let text = read::text(page.as_bytes()).expect("a page").text;
        let words = |line: usize| text.slice(text.lines().get(line).expect("a line").span).to_owned();
        text.tables()
            .iter()
            .map(|table| {
                let cells = table.cells.iter();
                cells
                    .map(|cell| {
                        let words: Vec<String> = cell.line_indices().map(words).collect();
                        (cell.row, cell.column, cell.row_span, cell.column_span, words.join("|"))
                    })
                    .collect()
            })
            .collect()
    }

    fn cell(
        row: usize,
        column: usize,
        row_span: usize,
        column_span: usize,
        words: &str,
    ) -> (usize, usize, usize, usize, String) {
        (row, column, row_span, column_span, words.to_owned())
    }

    #[test]
    fn spans_take_their_columns_from_the_rows_below() {
        let table = "<table><tr></tr><tr><td rowspan=0>a<td colspan=2>b<br>c</tr><tr><td>d<td>e</tr></table>";
        assert_eq!(
            cells(table),
            [[
                cell(0, 0, 2, 1, "a"),
                cell(0, 1, 1, 2, "b|c"),
                cell(1, 1, 1, 1, "d"),
                cell(1, 2, 1, 1, "e")
            ]]
        );
    }

    #[test]
    fn tables_that_lay_out_a_page_are_none() {
        let data = "<table><tr><td>a<td>b</tr><tr><td>c<td>d</tr></table>";
        for (body, count) in [
            (data.to_owned(), 1),
            (data.replace("<table>", "<table role=presentation>"), 0),
            (format!("<table><tr><td>{data}<td>x</tr></table>"), 1),
            ("<table><tr><td>a</tr><tr><td>b</tr></table>".to_owned(), 0),
        ] {
            assert_eq!(cells(&body).len(), count, "{body}");
        }
    }

    #[test]
    fn an_inner_table_stands_in_a_cell_too() {
        let inner = "<table><tr><td>1<td>2</tr><tr><td>3<td>4</tr></table>";
        let tables = cells(&format!("<table><tr><td>a<td>b</tr><tr><td>c{inner}<td>d</tr></table>"));
        let [inner, outer] = tables.as_slice() else {
            panic!("{tables:?}")
        };
        assert_eq!(inner.len(), 4);
        assert_eq!(outer.get(2), Some(&cell(1, 0, 1, 1, "c|1|2|3|4")));
    }
}
