//! Runs that stand in the gaps of other runs of their line.
//!
//! A program that lacks a glyph shows the line without it, and then all such glyphs from another
//! font, each at its place: `Côte d Ivoire` and `‟`.

use super::drafts::Part;
use super::printed::{Glyph, Printed, is_blank};

/// Glyphs overlap by less than this if they stand side by side, in em: kerned pairs reach 0.1.
const SIDE_BY_SIDE_EM: f32 = 0.12;
/// Runs overlap by this at least if one stands inside the other, in em.
const INSIDE_EM: f32 = 0.2;

/// Sorts the glyphs of runs that overlap by their place, unless glyphs lie on each other (print
/// that is bold by being printed twice). `parts` are whole runs in the order of their left edges.
pub fn sort(printed: &Printed, parts: &mut Vec<Part>) {
    let mut start = 0;
    while start < parts.len() {
        let end = end_of_overlap(printed, parts, start);
        let sorted = (end > start + 1)
            .then(|| sorted(printed, parts.get(start..end).unwrap_or_default()))
            .flatten();
        let length = sorted.as_ref().map_or(end - start, Vec::len);
        if let Some(sorted) = sorted {
            parts.splice(start..end, sorted);
        }
        start += length;
    }
}

/// One past the last of the runs that overlap with the one at `start` or with each other.
fn end_of_overlap(printed: &Printed, parts: &[Part], start: usize) -> usize {
    let run = |at: usize| parts.get(at).and_then(|part| printed.runs.get(part.run as usize));
    let mut right = run(start).map_or(f32::INFINITY, |run| run.x1);
    let mut end = start + 1;
    while let Some(run) = run(end).filter(|run| run.x0 < right - INSIDE_EM * run.size) {
        right = right.max(run.x1);
        end += 1;
    }
    end
}

fn sorted(printed: &Printed, parts: &[Part]) -> Option<Vec<Part>> {
    let mut glyphs: Vec<(u32, usize, &Glyph)> = Vec::new();
    for part in parts {
        let shown = printed.glyphs.get(part.glyphs.0..part.glyphs.1)?;
        glyphs.extend((part.glyphs.0..).zip(shown).map(|(at, glyph)| (part.run, at, glyph)));
    }
    glyphs.sort_by(|a, b| a.2.x0.total_cmp(&b.2.x0));
    let em = parts
        .iter()
        .filter_map(|part| printed.runs.get(part.run as usize))
        .map(|run| run.size)
        .fold(f32::INFINITY, f32::min);
    let mut right = f32::NEG_INFINITY;
    for (_, _, glyph) in glyphs.iter().filter(|entry| !is_blank(entry.2.character)) {
        if glyph.x0 < right - SIDE_BY_SIDE_EM * em {
            return None;
        }
        right = right.max(glyph.x1);
    }
    let next_to = |a: &(u32, usize, &Glyph), b: &(u32, usize, &Glyph)| a.0 == b.0 && a.1 + 1 == b.1;
    let parts = glyphs.chunk_by(next_to).filter_map(|chunk| {
        let &(run, first, _) = chunk.first()?;
        Some(Part {
            run,
            glyphs: (first, first + chunk.len()),
        })
    });
    Some(parts.collect())
}
