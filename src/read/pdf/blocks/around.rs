//! What surrounds a line on its page.

use super::{LARGEST_PITCH_EM, SAME_BLOCK_EM};
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;

/// Pages of more lines than this are not searched for neighbours.
const MANY: usize = 1_500;

/// What surrounds a line on its page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around {
    /// Left and right edge of the block it is in.
    pub(super) left: f32,
    pub(super) right: f32,
    /// Upper and lower edge of the block.
    pub(super) top: f32,
    pub(super) bottom: f32,
    /// Whether something stands beside it, as in a table.
    pub beside: bool,
}

/// Blocks of a page: lines that follow each other closely and begin at about the same place.
pub(super) fn surroundings(sheet: &Sheet, lines: &[usize]) -> Vec<Around> {
    let all: Vec<&Line> = lines.iter().filter_map(|&index| sheet.lines.get(index)).collect();
    let mut around: Vec<Around> = all
        .iter()
        .map(|line| {
            let beside = all.len() <= MANY
                && all.iter().any(|other| {
                    let middle = f32::midpoint(other.top, other.bottom);
                    (line.top..line.bottom).contains(&middle) && (other.x0 >= line.x1 || other.x1 <= line.x0)
                });
            Around {
                left: line.x0,
                right: line.x1,
                top: line.top,
                bottom: line.bottom,
                beside,
            }
        })
        .collect();
    let mut start = 0;
    for end in 1..=all.len() {
        let close = all.get(end).zip(all.get(end - 1)).is_some_and(|(line, before)| {
            let step = line.baseline - before.baseline;
            step >= 0.0
                && step < LARGEST_PITCH_EM * before.size.max(line.size)
                && (line.x0 - before.x0).abs() < SAME_BLOCK_EM * line.size
        });
        if close {
            continue;
        }
        let block = around.get_mut(start..end).unwrap_or_default();
        let whole = block.iter().copied().reduce(|a, b| Around {
            left: a.left.min(b.left),
            right: a.right.max(b.right),
            top: a.top.min(b.top),
            bottom: a.bottom.max(b.bottom),
            beside: a.beside || b.beside,
        });
        let right = margin(block.iter().map(|line| line.right));
        for line in block {
            *line = Around {
                right,
                ..whole.unwrap_or_default()
            };
        }
        start = end;
    }
    // Blocks with nothing beside them share the margin of the page's text.
    let page = margin(
        around
            .iter()
            .zip(&all)
            .filter(|(around, _)| !around.beside)
            .map(|(_, line)| line.x1),
    );
    for line in around.iter_mut().filter(|line| !line.beside) {
        line.right = page;
    }
    around
}

/// The right margin that lines keep; of many lines a few may reach beyond it.
fn margin(rights: impl Iterator<Item = f32>) -> f32 {
    const BEYOND: usize = 2;
    let mut rights: Vec<f32> = rights.collect();
    rights.sort_by(|a, b| b.total_cmp(a));
    rights.get(BEYOND.min(rights.len() / 4)).copied().unwrap_or(0.0)
}
