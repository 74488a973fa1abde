//! XLSX: a workbook with a sheet a table.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{ColNum, DocProperties, ExcelDateTime, Format, RowNum, Workbook, XlsxError};

use super::plan::{Column, FlatTable, Kind};
use super::{Cell, Error, Sink, days_since_epoch};

/// The name of the file.
const FILE: &str = "rapporteur.xlsx";
/// The longest text that a cell can hold, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;
/// What stands at the end of a text that was cut.
const CUT: &str = " […]";
/// The rows that a sheet can hold, the head included.
const SHEET_ROWS: RowNum = 1_048_576;
/// The widest column, in characters; longer texts run into it.
const WIDEST: usize = 60;
/// The narrowest column.
const NARROWEST: usize = 8;
/// Days from the zeroth day of spreadsheets, 1899-12-30, to 1970-01-01.
const EPOCH: i32 = 25_569;

/// A workbook that is being filled.
pub(super) struct Xlsx {
    workbook: Workbook,
    path: PathBuf,
    tables: Vec<Open>,
    head: Format,
    day: Format,
}

/// A table and the sheet that is being filled with it.
struct Open {
    name: String,
    columns: Vec<Column>,
    sheet: usize,
    /// How many sheets it has so far.
    sheets: usize,
    next_row: RowNum,
    widths: Vec<usize>,
}

impl Xlsx {
    pub fn create(folder: &Path, tables: &[FlatTable]) -> Result<Self, Error> {
        let mut xlsx = Self {
            workbook: Workbook::new(),
            path: folder.join(FILE),
            tables: Vec::new(),
            head: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        };
        let failed = |cause| Error::file(FILE, cause);
        // The workbook says when it was made; that is no property of the tables.
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        let properties = DocProperties::new().set_creation_datetime(&epoch);
        xlsx.workbook.set_properties(&properties);
        xlsx.workbook.set_tempdir(folder).map_err(failed)?;
        for table in tables {
            xlsx.tables.push(Open {
                name: table.name.clone(),
                columns: table.columns.clone(),
                sheet: 0,
                sheets: 0,
                next_row: 0,
                widths: Vec::new(),
            });
            let at = xlsx.tables.len() - 1;
            xlsx.sheet(at).map_err(failed)?;
        }
        Ok(xlsx)
    }

    /// Begins a sheet of a table.
    fn sheet(&mut self, table: usize) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheets().len();
        let Some(open) = self.tables.get_mut(table) else {
            return Ok(());
        };
        open.sheets += 1;
        let name = if open.sheets == 1 {
            open.name.clone()
        } else {
            format!("{} {}", open.name, open.sheets)
        };
        let worksheet = self.workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (at, column) in open.columns.iter().enumerate() {
            worksheet.write_string_with_format(0, number(at)?, &column.name, &self.head)?;
        }
        open.sheet = sheet;
        open.next_row = 1;
        open.widths = open.columns.iter().map(|column| column.name.chars().count()).collect();
        Ok(())
    }

    /// Sets the widths of a sheet that is full.
    fn widths(&mut self, table: usize) -> Result<(), XlsxError> {
        let Some(open) = self.tables.get(table) else {
            return Ok(());
        };
        let worksheet = self.workbook.worksheet_from_index(open.sheet)?;
        for (at, &width) in open.widths.iter().enumerate() {
            let width = width.clamp(NARROWEST, WIDEST) + 1;
            worksheet.set_column_width(number(at)?, f64::from(u16::try_from(width).unwrap_or(u16::MAX)))?;
        }
        Ok(())
    }

    fn write(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        if self.tables.get(table).is_some_and(|open| open.next_row >= SHEET_ROWS) {
            self.widths(table)?;
            self.sheet(table)?;
        }
        let Some(open) = self.tables.get_mut(table) else {
            return Ok(());
        };
        let worksheet = self.workbook.worksheet_from_index(open.sheet)?;
        let row = open.next_row;
        for (at, (cell, column)) in cells.iter().zip(&open.columns).enumerate() {
            let place = number(at)?;
            let width = match cell {
                Cell::Null => 0,
                Cell::Bool(value) => {
                    worksheet.write_boolean(row, place, *value)?;
                    5
                }
                #[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no other numbers")]
                Cell::Integer(value) => {
                    worksheet.write_number(row, place, *value as f64)?;
                    value.to_string().len()
                }
                Cell::Number(value) => {
                    worksheet.write_number(row, place, *value)?;
                    8
                }
                Cell::Text(text) => {
                    if let (Kind::Day, Some(days)) = (column.kind, days_since_epoch(text)) {
                        worksheet.write_number_with_format(row, place, f64::from(days + EPOCH), &self.day)?;
                        10
                    } else {
                        worksheet.write_string(row, place, cut(text))?;
                        text.chars().take(WIDEST).count()
                    }
                }
            };
            if let Some(widest) = open.widths.get_mut(at) {
                *widest = width.max(*widest);
            }
        }
        open.next_row += 1;
        Ok(())
    }
}

fn number(column: usize) -> Result<ColNum, XlsxError> {
    ColNum::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

/// A text as a cell can hold it: what is longer is cut, and says so.
fn cut(text: &str) -> String {
    if text.len() <= LONGEST_TEXT || text.encode_utf16().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let mut left = LONGEST_TEXT - CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        let units = c.len_utf16();
        let fits = units <= left;
        left -= units.min(left);
        fits
    });
    kept.chain(CUT.chars()).collect()
}

impl Sink for Xlsx {
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), Error> {
        self.write(table, cells).map_err(|cause| Error::file(FILE, cause))
    }

    fn end(&mut self, tables: std::ops::Range<usize>) -> Result<(), Error> {
        for table in tables {
            self.widths(table).map_err(|cause| Error::file(FILE, cause))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        let path = self.path.clone();
        self.workbook.save(&path).map_err(|cause| Error::file(FILE, cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_for_a_cell_is_cut_with_a_mark() {
        for (text, length, is_cut) in [
            ("a".repeat(LONGEST_TEXT), LONGEST_TEXT, false),
            ("a".repeat(LONGEST_TEXT + 1), LONGEST_TEXT, true),
            ("é".repeat(LONGEST_TEXT), LONGEST_TEXT, false),
            // Two units each: the last one does not fit before the mark.
            ("𝒜".repeat(LONGEST_TEXT), LONGEST_TEXT - 1, true),
        ] {
            let kept = cut(&text);
            assert_eq!((kept.encode_utf16().count(), kept.ends_with(CUT)), (length, is_cut));
        }
    }
}
