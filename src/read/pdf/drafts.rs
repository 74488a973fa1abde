//! Sorts the runs of a page by the line that they stand on.

use rustc_hash::FxHashMap;

use super::accents::is_accent;
use super::geometry::Turn;
use super::printed::{Printed, Run, glyphs, is_blank};
use crate::text::Aside;

/// Type smaller than this share of its neighbour's can be a raised or lowered mark.
pub(super) const SMALL: f32 = 0.85;
/// Type smaller than this share of another is no mark of it.
const SMALLEST: f32 = 0.3;
/// Baselines of one line differ by no more, in em of the larger type.
const BASELINE_EM: f32 = 0.2;
/// A raised mark stands no higher above the baseline, in em of its neighbour.
const RAISED_EM: f32 = 0.65;
/// A lowered mark stands no deeper, in em of its neighbour.
const LOWERED_EM: f32 = 0.3;
/// A mark stands no farther from its neighbour, in em.
const MARK_GAP_EM: f32 = 1.5;
/// The accent of a capital is raised by up to this, in em: by the height of capitals over small letters, 0.25 in TeX's fonts.
const ACCENT_EM: f32 = 0.35;
/// Lines among which a run looks for its own, newest first.
const NEAR: usize = 48;
/// Height of the strips by which lines are found, points.
const STRIP: f32 = 16.0;

/// Runs on one baseline, with the small raised or lowered ones that are glued to them.
pub struct Draft {
    pub(super) turn: Turn,
    pub(super) oblique: bool,
    pub(super) aside: Option<Aside>,
    /// Whether there is an accent so far and no letter.
    accent: bool,
    pub(super) baseline: f32,
    pub(super) size: f32,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) parts: Vec<Part>,
}

/// Glyphs of one run that stand together; the whole run, unless another one stands in its gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub(super) run: u32,
    pub(super) glyphs: (usize, usize),
}

/// Runs by their baseline, small raised ones with the line that they are glued to.
pub fn drafts(printed: &Printed) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut strips: FxHashMap<(Turn, i32), Vec<usize>> = FxHashMap::default();
    #[expect(clippy::cast_possible_truncation, reason = "a page is not that high")]
    let strip = |baseline: f32| (baseline / STRIP).floor() as i32;
    for (index, run) in (0..).zip(&printed.runs) {
        if glyphs(printed, run).iter().all(|glyph| is_blank(glyph.character)) || run.size <= 0.0 {
            continue;
        }
        let here = strip(run.baseline);
        let reach = 1 + strip(run.size).clamp(0, 3);
        let accent = is_accent_alone(printed, run);
        let fits = |draft: &Draft, run: &Run| fits(draft, run) || (accent || draft.accent) && lies_over(draft, run);
        let last = drafts
            .len()
            .checked_sub(1)
            .filter(|&last| drafts.get(last).is_some_and(|draft| fits(draft, run)));
        let found = last.or_else(|| {
            [0, -1, 1, -2, 2, -3, 3, -4, 4]
                .into_iter()
                .filter(|step: &i32| step.abs() <= reach)
                .find_map(|step| {
                    let near = strips.get(&(run.turn, here.saturating_add(step)))?;
                    near.iter()
                        .rev()
                        .take(NEAR)
                        .copied()
                        .find(|&draft| drafts.get(draft).is_some_and(|draft| fits(draft, run)))
                })
        });
        let part = Part {
            run: index,
            glyphs: run.glyphs,
        };
        if let Some((found, draft)) = found.and_then(|found| Some((found, drafts.get_mut(found)?))) {
            draft.parts.push(part);
            draft.x0 = draft.x0.min(run.x0);
            draft.x1 = draft.x1.max(run.x1);
            if run.size * SMALL > draft.size || draft.accent && !accent {
                // The line began with a raised mark, or with an accent.
                draft.accent = accent;
                draft.baseline = run.baseline;
                draft.size = run.size;
                strips.entry((run.turn, here)).or_default().push(found);
            }
        } else {
            strips.entry((run.turn, here)).or_default().push(drafts.len());
            drafts.push(Draft {
                turn: run.turn,
                oblique: run.look.oblique,
                aside: run.mark.aside,
                accent,
                baseline: run.baseline,
                size: run.size,
                x0: run.x0,
                x1: run.x1,
                parts: vec![part],
            });
        }
    }
    drafts
}

/// Whether a run is one accent, which is printed over a letter of another.
fn is_accent_alone(printed: &Printed, run: &Run) -> bool {
    let mut seen = glyphs(printed, run).iter().filter(|glyph| !is_blank(glyph.character));
    seen.next().is_some_and(|glyph| is_accent(glyph.character)) && seen.next().is_none()
}

/// Whether an accent stands at the height of a capital's, over or right beside the line.
fn lies_over(draft: &Draft, run: &Run) -> bool {
    let same = (draft.turn, draft.oblique, draft.aside) == (run.turn, run.look.oblique, run.mark.aside);
    let em = draft.size.max(run.size);
    let beside = (run.x0 - draft.x1).max(draft.x0 - run.x1);
    same && (run.baseline - draft.baseline).abs() <= ACCENT_EM * em && beside <= ACCENT_EM * em
}

fn fits(draft: &Draft, run: &Run) -> bool {
    if (draft.turn, draft.oblique, draft.aside) != (run.turn, run.look.oblique, run.mark.aside) {
        return false;
    }
    let (large, small) = (draft.size.max(run.size), draft.size.min(run.size));
    let below = run.baseline - draft.baseline;
    if below.abs() <= BASELINE_EM * small {
        return true;
    }
    if small > SMALL * large || small < SMALLEST * large {
        return false;
    }
    // How far the small one stands above the baseline of the large one.
    let raised = if run.size < draft.size { -below } else { below };
    let gap = (run.x0 - draft.x1).max(draft.x0 - run.x1);
    gap <= MARK_GAP_EM * large && raised <= RAISED_EM * large && raised >= -LOWERED_EM * large
}
