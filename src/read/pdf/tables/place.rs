//! In which cell a line stands, and lines in the order of cells.

use std::collections::HashMap;

use super::Plan;
use crate::read::pdf::blocks::Flow;
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;
use crate::text::Role;

/// Baselines this near to each other are one line's, points.
const SAME_LINE: f32 = 1.0;

/// Puts the lines of each table together where its first one stands, cell by cell.
pub fn in_order(lines: Vec<Line>) -> Vec<Line> {
    if lines.iter().all(|line| line.cell.is_none()) {
        return lines;
    }
    let mut tables: Vec<(usize, Vec<Line>)> = Vec::new();
    // Lines of no table, and where each table goes.
    let mut rest: Vec<Result<Line, usize>> = Vec::with_capacity(lines.len());
    for line in lines {
        match line.cell {
            None => rest.push(Ok(line)),
            Some((grid, _)) => {
                if let Some(table) = tables.iter_mut().find(|table| table.0 == grid) {
                    table.1.push(line);
                } else {
                    rest.push(Err(tables.len()));
                    tables.push((grid, vec![line]));
                }
            }
        }
    }
    // WeasyPrint shows the cells of a table in another order than what stands above them.
    for (table, (_, lines)) in tables.iter().enumerate() {
        let top = lines.iter().map(|line| line.top).fold(f32::INFINITY, f32::min);
        let here = rest.iter().position(|entry| *entry == Err(table));
        let above = |entry: &Result<Line, usize>| matches!(entry, Ok(line) if line.bottom <= top + SAME_LINE);
        let last = rest.iter().rposition(above);
        if let (Some(here), Some(last)) = (here, last)
            && here < last
            && let Some(between) = rest.get_mut(here..=last)
        {
            between.rotate_left(1);
        }
    }
    let mut ordered = Vec::new();
    for entry in rest {
        match entry {
            Ok(line) => ordered.push(line),
            Err(table) => {
                if let Some((_, lines)) = tables.get_mut(table) {
                    ordered.append(&mut sorted(std::mem::take(lines)));
                }
            }
        }
    }
    ordered
}

/// Lines of one table cell by cell, in each from the top down.
fn sorted(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| a.cell.cmp(&b.cell).then(a.baseline.total_cmp(&b.baseline)));
    let along = |line: &Line| {
        line.turn
            .along(line.x0, line.top)
            .0
            .min(line.turn.along(line.x1, line.bottom).0)
    };
    let mut sorted: Vec<Line> = Vec::with_capacity(lines.len());
    let mut row: Vec<Line> = Vec::new();
    for line in lines {
        let goes_on = row
            .first()
            .is_some_and(|first| first.cell == line.cell && line.baseline - first.baseline <= SAME_LINE);
        if !goes_on {
            row.sort_by(|a, b| along(a).total_cmp(&along(b)));
            sorted.append(&mut row);
        }
        row.push(line);
    }
    row.sort_by(|a, b| along(a).total_cmp(&along(b)));
    sorted.append(&mut row);
    sorted
}

/// Lines in cells are text: what repeats in them at one height is no furniture, unless the whole table is, or it stands there
/// without a table on other pages: cells of a row that goes on can reach over the page's foot.
pub fn settle(sheets: &mut [Sheet]) {
    /// Furniture of two pages stands at one height within this, points.
    const SAME_PLACE: f32 = 1.5;
    if sheets.iter().all(|sheet| sheet.grids.is_empty()) {
        return;
    }
    let outside: Vec<(Role, f32, f32, f32)> = sheets
        .iter()
        .flat_map(Sheet::entries)
        .filter(|(_, line, role)| line.cell.is_none() && !role.is_text())
        .map(|(_, line, role)| (role, line.baseline, line.x0, line.x1))
        .collect();
    let is_furniture = |sheet: &Sheet, at: usize| {
        let line = sheet.lines.get(at).zip(sheet.roles.get(at));
        line.filter(|(_, role)| !role.is_text()).is_some_and(|(line, role)| {
            let same = |other: &(Role, f32, f32, f32)| {
                other.0 == *role
                    && (other.1 - line.baseline).abs() <= SAME_PLACE
                    && other.2 < line.x1
                    && line.x0 < other.3
            };
            outside.iter().any(same)
        })
    };
    for sheet in sheets.iter_mut().filter(|sheet| !sheet.grids.is_empty()) {
        for grid in 0..sheet.grids.len() {
            let own: Vec<usize> = sheet
                .entries()
                .filter(|(_, line, _)| line.cell.is_some_and(|cell| cell.0 == grid))
                .map(|entry| entry.0)
                .collect();
            let is_text = |at: &usize| sheet.roles.get(*at).is_some_and(|role| role.is_text());
            let is_table = own.iter().any(is_text);
            for at in own {
                if is_table && is_furniture(sheet, at) {
                    continue;
                }
                if is_table {
                    sheet.set(at, Role::Body);
                } else if let Some(line) = sheet.lines.get_mut(at) {
                    line.cell = None;
                }
            }
        }
    }
}

/// A cell is a paragraph, over all pages that it stands on.
pub fn paragraphs(plan: &Plan, flow: &mut Flow) {
    let cells = plan.cells();
    if cells.is_empty() {
        return;
    }
    if !plan.order.is_sorted() {
        let mut by_place: HashMap<(usize, usize), _> = std::mem::take(&mut flow.lines)
            .into_iter()
            .zip(std::mem::take(&mut flow.continues))
            .zip(std::mem::take(&mut flow.around))
            .map(|((place, continues), around)| (place, (continues, around)))
            .collect();
        for place in &plan.order {
            if let Some((continues, around)) = by_place.remove(place) {
                flow.lines.push(*place);
                flow.continues.push(continues);
                flow.around.push(around);
            }
        }
    }
    let mut before = None;
    for (place, continues) in flow.lines.iter().zip(&mut flow.continues) {
        let here = cells.get(place);
        if here.is_some() || before.is_some() {
            *continues = here.is_some() && here == before;
        }
        before = here;
    }
}
