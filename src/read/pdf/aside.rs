//! Which of what a page shows a reader does not see, or not as a part of its text.

use std::collections::BTreeMap;

use super::bounds;
use super::geometry::{Matrix, Turn};
use super::pages::Page;
use super::printed::{Glyph, Look, Mark, Printed, Run, is_blank};
use crate::text::Aside;

/// Glyphs whose middle lies farther outside of a box than this are not seen, points.
const EDGE: f32 = 0.5;
/// Invisible text is set aside if so much of it lies over visible text.
const COVERED: f32 = 0.5;
/// Two runs stand over each other if their baselines differ by no more, in em.
const SAME_HEIGHT_EM: f32 = 0.6;

/// The part of a page that a form may be seen in, and the first of its runs.
pub struct Window {
    /// Left, upper, right and lower edge on the page as shown; none for a box without extent.
    edges: Option<[f32; 4]>,
    first: usize,
}

impl Window {
    /// That of a form with this box, whose runs are those from `first` on.
    pub fn of(form: Option<[f32; 4]>, ctm: Matrix, first: usize) -> Self {
        let edges = form.map(|form| rectangle(form, ctm));
        let extent = |edges: &[f32; 4]| edges[2] - edges[0] > 0.0 && edges[3] - edges[1] > 0.0;
        Self {
            edges: edges.filter(extent),
            first,
        }
    }
}

/// From which glyph on what is shown is cut at which edges: left, upper, right and lower on the page as shown.
pub struct Clip {
    pub from: usize,
    pub edges: Option<[f32; 4]>,
}

/// The edges of the smallest upright rectangle around one that a matrix moves: least x and y, largest x and y.
pub fn rectangle([x0, y0, x1, y1]: [f32; 4], matrix: Matrix) -> [f32; 4] {
    let corners = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| matrix.apply(x, y));
    corners.iter().fold(
        [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY],
        |[left, upper, right, lower], &(x, y)| [left.min(x), upper.min(y), right.max(x), lower.max(y)],
    )
}

/// Sets aside what a form shows outside of its box.
pub fn crop(printed: &mut Printed, window: &Window) {
    let Some(edges) = window.edges else { return };
    let is_whole = |run: &Run| is_inside(run, edges);
    let is_seen = |run: &Run, _, glyph: &Glyph| is_in(run, glyph, edges);
    part(printed, window.first, Aside::OffPage, is_whole, is_seen);
}

/// Sets aside what stands outside of the paths that cut what is painted.
pub fn clip(printed: &mut Printed, clips: &[Clip]) {
    let edges = |glyph: usize| {
        let next = clips.partition_point(|clip| clip.from <= glyph);
        clips.get(next.checked_sub(1)?)?.edges
    };
    let is_whole = |run: &Run| {
        let (first, end) = run.glyphs;
        let begins = clips.partition_point(|clip| clip.from <= first).saturating_sub(1);
        let over = clips.iter().skip(begins).take_while(|clip| clip.from < end);
        over.filter_map(|clip| clip.edges).all(|edges| is_inside(run, edges))
    };
    let is_seen = |run: &Run, at, glyph: &Glyph| edges(at).is_none_or(|edges| is_in(run, glyph, edges));
    if !clips.is_empty() {
        part(printed, 0, Aside::Clipped, is_whole, is_seen);
    }
}

/// Sets aside what is not seen of the runs from one on.
fn part(
    printed: &mut Printed,
    from: usize,
    aside: Aside,
    is_whole: impl Fn(&Run) -> bool,
    is_seen: impl Fn(&Run, usize, &Glyph) -> bool,
) {
    let is_cut = |run: &Run| run.mark.aside.is_none() && !is_whole(run);
    let Some(first) = printed.runs.get(from..).unwrap_or_default().iter().position(is_cut) else {
        return;
    };
    for run in printed.runs.split_off(from + first) {
        if is_cut(&run) {
            split(printed, &run, aside, |at, glyph| is_seen(&run, at, glyph));
        } else {
            printed.runs.push(run);
        }
    }
}

/// Whether all of a run can be seen in a box.
fn is_inside(run: &Run, [left, upper, right, lower]: [f32; 4]) -> bool {
    let middle = run.baseline - run.ascent / 2.0;
    let (x0, y0) = run.turn.back(run.x0.min(run.x1), middle);
    let (x1, y1) = run.turn.back(run.x1.max(run.x0), middle);
    let within = |from: f32, to: f32, low: f32, high: f32| from.min(to) >= low - EDGE && from.max(to) <= high + EDGE;
    within(x0, x1, left, right) && within(y0, y1, upper, lower)
}

/// Whether the middle of a run's glyph lies in a box.
fn is_in(run: &Run, glyph: &Glyph, [left, upper, right, lower]: [f32; 4]) -> bool {
    let middle = run.baseline - run.ascent / 2.0;
    let (x, y) = run.turn.back(f32::midpoint(glyph.x0, glyph.x1), middle);
    (left - EDGE..=right + EDGE).contains(&x) && (upper - EDGE..=lower + EDGE).contains(&y)
}

/// Parts a run where it begins or ends to be seen.
fn split(printed: &mut Printed, run: &Run, aside: Aside, is_seen: impl Fn(usize, &Glyph) -> bool) {
    let (mut start, end) = run.glyphs;
    while start < end {
        let rest = printed.glyphs.get(start..end).unwrap_or_default();
        let mut seen = (start..).zip(rest).map(|(at, glyph)| is_seen(at, glyph));
        let Some(first) = seen.next() else {
            return;
        };
        let count = 1 + seen.take_while(|seen| *seen == first).count();
        let part = rest.get(..count).unwrap_or_default();
        let (x0, x1) = (
            part.first().map_or(run.x0, |first| first.x0),
            part.last().map_or(run.x1, |last| last.x1),
        );
        let aside = if first { None } else { Some(aside) };
        printed.runs.push(Run {
            glyphs: (start, start + count),
            x0,
            x1,
            mark: Mark { aside, ..run.mark },
            ..run.clone()
        });
        start += count;
    }
}

/// Sets aside what lies outside of the page, what is invisible over visible text, and what stands across the page.
pub fn settle(printed: &mut Printed, page: &Page<'_>) {
    let paper = Window {
        edges: Some([0.0, 0.0, page.width, page.height]),
        first: 0,
    };
    crop(printed, &paper);
    if printed.runs.iter().any(|run| run.look.white) {
        see_white(printed);
    }
    if printed.runs.iter().any(|run| run.look.invisible) {
        set_invisible_aside(printed);
    }
    if printed.runs.iter().any(|run| run.look.oblique) {
        set_oblique_aside(printed);
    }
    set_huge_aside(printed);
}

/// White text is seen where something else than white lies behind it.
fn see_white(printed: &mut Printed) {
    if printed.pictures || printed.shaded {
        return;
    }
    let shades = &printed.shades;
    for run in printed.runs.iter_mut().filter(|run| run.look.white) {
        let middle = run.baseline - run.ascent / 2.0;
        let (ax, ay) = run.turn.back(run.x0, middle);
        let (bx, by) = run.turn.back(run.x1, middle);
        let [left, right] = [ax.min(bx), ax.max(bx)];
        let [upper, lower] = [ay.min(by), ay.max(by)];
        let behind = |shade: &&[f32; 4]| {
            shade[0] <= right + EDGE && shade[2] >= left - EDGE && shade[1] <= lower + EDGE && shade[3] >= upper - EDGE
        };
        run.look.invisible |= !shades.iter().any(|shade| behind(&shade));
    }
}

/// Type much larger than the page's text, through which lines of it run, is a watermark.
fn set_huge_aside(printed: &mut Printed) {
    /// It is so many times as large as that text.
    const HUGE: f32 = 2.0;
    /// The height of capitals, in em.
    const CAPITAL_EM: f32 = 0.65;
    /// A line runs through it if so much of the height of its capitals lies within.
    const WITHIN: f32 = 0.3;
    /// So many runs of a page are looked at.
    const FEW: usize = 16;
    let common = common_size(printed);
    let runs = &printed.runs;
    let is_huge = |run: &Run| run.size >= HUGE * common && run.mark.aside.is_none();
    if common <= 0.0 || !runs.iter().any(is_huge) {
        return;
    }
    let top = |run: &Run| run.baseline - CAPITAL_EM * run.size;
    let is_crossed = |huge: &Run| {
        runs.iter().any(|run| {
            let within = run.baseline.min(huge.baseline) - top(run).max(top(huge));
            run.turn == huge.turn
                && run.mark.aside.is_none()
                && run.size * HUGE <= huge.size
                && within > WITHIN * CAPITAL_EM * run.size
                && run.x0.max(huge.x0) + run.size < run.x1.min(huge.x1)
        })
    };
    let crossed: Vec<(f32, f32)> = runs
        .iter()
        .filter(|run| is_huge(run))
        .take(FEW)
        .filter(|run| is_crossed(run))
        .map(|run| (run.baseline, run.size))
        .collect();
    // Its other letters can stand beside the lines.
    for run in &mut printed.runs {
        let belongs = |&(baseline, size): &(f32, f32)| {
            (run.baseline - baseline).abs() < 1.0 && run.size.to_bits() == size.to_bits()
        };
        if run.mark.aside.is_none() && crossed.iter().any(belongs) {
            run.mark.aside = Some(Aside::Watermark);
        }
    }
}

/// The size in which most glyphs of a page are shown; of the first few that there are.
fn common_size(printed: &Printed) -> f32 {
    const SIZES: usize = 8;
    let mut sizes: [(f32, usize); SIZES] = [(0.0, 0); SIZES];
    for run in printed.runs.iter().filter(|run| run.size > 0.0) {
        let known = |(size, glyphs): &&mut (f32, usize)| *glyphs == 0 || size.to_bits() == run.size.to_bits();
        if let Some(entry) = sizes.iter_mut().find(known) {
            *entry = (run.size, entry.1 + run.glyphs.1 - run.glyphs.0);
        }
    }
    sizes
        .into_iter()
        .max_by_key(|entry| entry.1)
        .map_or(0.0, |entry| entry.0)
}

/// Text that is not painted is what a picture shows, unless it lies over painted text or nothing is there to show it.
fn set_invisible_aside(printed: &mut Printed) {
    /// Height of the strips in which runs are looked for, points.
    const STRIP: f32 = 16.0;
    #[expect(clippy::cast_possible_truncation, reason = "a page is not that high")]
    let strip = |run: &Run| (run.baseline / STRIP).floor() as i32;
    let is_text = |run: &Run| run.mark.aside.is_none() && run.glyphs.0 < run.glyphs.1;
    // Baseline, left and right edge of the visible runs.
    let mut visible: BTreeMap<(Turn, i32), Vec<[f32; 3]>> = BTreeMap::new();
    for run in printed.runs.iter().filter(|run| !run.look.invisible && is_text(run)) {
        let place = [run.baseline, run.x0, run.x1];
        visible.entry((run.turn, strip(run))).or_default().push(place);
    }
    if visible.is_empty() {
        return;
    }
    // Text that lies on itself a thousand times is one stretch of its line.
    for runs in visible.values_mut() {
        runs.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        runs.dedup_by(|next, kept| {
            let joined = next[0].total_cmp(&kept[0]).is_eq() && next[1] <= kept[2];
            if joined {
                kept[2] = kept[2].max(next[2]);
            }
            joined
        });
    }
    let pictures = printed.pictures;
    for run in printed.runs.iter_mut().filter(|run| run.look.invisible && is_text(run)) {
        if !pictures {
            run.mark.aside = Some(Aside::Invisible);
            continue;
        }
        let near = (-1..=1).filter_map(|step| visible.get(&(run.turn, strip(run).saturating_add(step))));
        let mut covered: Vec<(f32, f32)> = near
            .flatten()
            .filter(|[baseline, ..]| (baseline - run.baseline).abs() <= SAME_HEIGHT_EM * run.size)
            .map(|&[_, x0, x1]| (x0.max(run.x0), x1.min(run.x1)))
            .filter(|(x0, x1)| x0 < x1)
            .collect();
        covered.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut length, mut right) = (0.0, f32::NEG_INFINITY);
        for (x0, x1) in covered {
            length += (x1 - x0.max(right)).max(0.0);
            right = right.max(x1);
        }
        if length >= COVERED * (run.x1 - run.x0) {
            run.mark.aside = Some(Aside::Invisible);
        }
    }
}

/// Oblique text is a watermark or a stamp, unless most of the page is oblique: then it was scanned so.
fn set_oblique_aside(printed: &mut Printed) {
    let count = |oblique: bool| {
        let runs = printed
            .runs
            .iter()
            .filter(|run| run.look.oblique == oblique && run.mark.aside.is_none());
        runs.map(|run| run.glyphs.1 - run.glyphs.0).sum::<usize>()
    };
    if count(true) > count(false) {
        return;
    }
    for run in printed.runs.iter_mut().filter(|run| run.look.oblique) {
        run.mark.aside.get_or_insert(Aside::Watermark);
    }
}

impl Printed {
    /// Writes lines that the file has as words alone into a box on the page, from its top down.
    pub fn write<'l>(&mut self, lines: impl Iterator<Item = &'l str>, [x0, top, x1, bottom]: [f32; 4], mark: Mark) {
        /// Size of such type, points.
        const SIZE: f32 = 10.0;
        let place = [x0, top, x1, bottom];
        if !place.iter().all(|edge| edge.is_finite()) {
            return;
        }
        let mut baseline = top + SIZE;
        for line in lines {
            let start = self.glyphs.len();
            let mut right = x0;
            for character in line.chars().take(bounds::GLYPHS.saturating_sub(start)) {
                let left = right;
                right += SIZE / 2.0;
                self.glyphs.push(Glyph {
                    character: if is_blank(character) { ' ' } else { character },
                    x0: left,
                    x1: right,
                });
            }
            self.runs.push(Run {
                glyphs: (start, self.glyphs.len()),
                turn: Turn::Right,
                x0,
                x1: right,
                baseline,
                size: SIZE,
                ascent: SIZE * 0.75,
                descent: SIZE * 0.25,
                spacing: 0.0,
                bold: false,
                mark,
                look: Look::default(),
            });
            baseline += SIZE * 1.2;
        }
    }
}
