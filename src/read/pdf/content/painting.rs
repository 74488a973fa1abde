//! Paths and what paints them: the straight strokes and boxes that are seen, from which tables are made.

use super::super::aside::{Clip, rectangle};
use super::super::bounds;
use super::super::geometry::Matrix;
use super::super::lexer::Token;
use super::super::printed::Drawn;
use super::Interpreter;
use super::operators::last;

/// A stroke is straight if its ends differ across it by no more than this, points.
const STRAIGHT: f32 = 0.5;

/// The colour that a path is painted in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ink {
    /// Whether numbers name amounts of light or of the four inks, so that white can be told.
    device: bool,
    white: bool,
    /// Equal for equal colours.
    key: u32,
}

impl Ink {
    /// What a page begins with.
    pub(super) const BLACK: Self = Self {
        device: true,
        white: false,
        key: 0,
    };

    /// Whether it is seen on nothing that is white.
    pub(super) fn is_white(self) -> bool {
        self.white
    }

    /// `g`, `rg` and `k`: the colour of these numbers.
    fn of(operands: &[Token<'_>], device: bool) -> Self {
        let mut key = 0_u32;
        let (mut count, mut full, mut none) = (0, true, true);
        for operand in operands {
            let Token::Number(value) = operand else {
                continue;
            };
            count += 1;
            full &= *value >= 1.0;
            none &= *value <= 0.0;
            key = key.rotate_left(7) ^ value.to_bits();
        }
        let white = device && (matches!(count, 1 | 3) && full || count == 4 && none);
        Self { device, white, key }
    }

    /// `cs`: the first colour of a space, which is never white.
    fn first_of(space: Option<&Token<'_>>) -> Self {
        let device = matches!(
            space,
            Some(Token::Name(
                b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" | b"G" | b"RGB" | b"CMYK"
            ))
        );
        Self {
            device,
            white: false,
            key: 0,
        }
    }
}

/// How a point of a path is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Move,
    Line,
    Bend,
}

/// The path that is being put together, in points of the page as it is shown.
#[derive(Default)]
pub(super) struct Path {
    points: Vec<(f32, f32, By)>,
    /// `re`: left, upper, right and lower edge.
    boxes: Vec<[f32; 4]>,
    start: (f32, f32),
    /// The smallest upright rectangle around all of it.
    extent: Option<[f32; 4]>,
    /// Whether nothing is to be painted outside of it.
    clips: bool,
}

impl Path {
    /// Whether there is room for more.
    fn has_room(&self) -> bool {
        self.points.len() + self.boxes.len() < bounds::PATH
    }

    fn to(&mut self, point: (f32, f32), by: By) {
        if by == By::Move {
            self.start = point;
        }
        self.reaches([point.0, point.1, point.0, point.1]);
        if self.has_room() {
            self.points.push((point.0, point.1, by));
        }
    }

    fn reaches(&mut self, [x0, top, x1, bottom]: [f32; 4]) {
        self.extent = Some(match self.extent {
            Some([left, upper, right, lower]) => [left.min(x0), upper.min(top), right.max(x1), lower.max(bottom)],
            None => [x0, top, x1, bottom],
        });
    }

    fn clear(&mut self) {
        self.points.clear();
        self.boxes.clear();
        self.extent = None;
        self.clips = false;
    }
}

impl Interpreter<'_> {
    /// Does what an operator says that makes a path, paints it, or says how.
    pub(super) fn paint(&mut self, operator: &[u8], operands: &[Token<'_>]) {
        match operator {
            b"m" => self.path_to(operands, By::Move),
            b"l" => self.path_to(operands, By::Line),
            b"c" | b"v" | b"y" => self.path_to(operands, By::Bend),
            b"h" => self.path.to(self.path.start, By::Line),
            b"re" => self.path_box(operands),
            b"S" => self.painted(true, false),
            b"s" => self.closed(true, false),
            b"f" | b"F" | b"f*" => self.painted(false, true),
            b"B" | b"B*" => self.painted(true, true),
            b"b" | b"b*" => self.closed(true, true),
            b"n" => self.painted(false, false),
            b"W" | b"W*" => self.path.clips = true,
            // What it shades is not looked at.
            b"sh" => self.printed.shaded = true,
            b"w" => [self.state.line_width] = last(operands),
            b"g" | b"rg" | b"k" => self.state.fill = Ink::of(operands, true),
            b"G" | b"RG" | b"K" => self.state.stroke = Ink::of(operands, true),
            b"cs" => self.state.fill = Ink::first_of(operands.last()),
            b"CS" => self.state.stroke = Ink::first_of(operands.last()),
            b"sc" | b"scn" => self.state.fill = Ink::of(operands, self.state.fill.device),
            b"SC" | b"SCN" => self.state.stroke = Ink::of(operands, self.state.stroke.device),
            _ => {}
        }
    }

    fn path_to(&mut self, operands: &[Token<'_>], by: By) {
        let ctm = self.state.ctm;
        if by == By::Bend {
            // The curve lies between the points that bend it.
            for pair in operands.as_chunks::<2>().0 {
                if let [Token::Number(x), Token::Number(y)] = *pair {
                    let (x, y) = ctm.apply(x, y);
                    self.path.reaches([x, y, x, y]);
                }
            }
        }
        let [x, y] = last(operands);
        self.path.to(ctm.apply(x, y), by);
    }

    fn path_box(&mut self, operands: &[Token<'_>]) {
        let [x, y, width, height] = last(operands);
        let ctm = self.state.ctm;
        self.path.reaches(rectangle([x, y, x + width, y + height], ctm));
        if is_upright(ctm) && self.path.has_room() {
            let (x0, y0) = ctm.apply(x, y);
            let (x1, y1) = ctm.apply(x + width, y + height);
            self.path.boxes.push([x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)]);
        }
    }

    fn closed(&mut self, stroke: bool, fill: bool) {
        self.path.to(self.path.start, By::Line);
        self.painted(stroke, fill);
    }

    /// Notes what of the path is seen: a stroke or a box that is white on a white page is not.
    fn painted(&mut self, stroke: bool, fill: bool) {
        let path = std::mem::take(&mut self.path);
        if stroke && !self.state.stroke.white {
            let Matrix { a, b, c, d, .. } = self.state.ctm;
            let thickness = self.state.line_width.abs() * (a * d - b * c).abs().sqrt();
            for &[x0, top, x1, bottom] in &path.boxes {
                self.stroke((x0, top), (x1, top), thickness);
                self.stroke((x0, bottom), (x1, bottom), thickness);
                self.stroke((x0, top), (x0, bottom), thickness);
                self.stroke((x1, top), (x1, bottom), thickness);
            }
            let mut from = None;
            for &(x, y, by) in &path.points {
                if let Some(from) = from.filter(|_| by == By::Line) {
                    self.stroke(from, (x, y), thickness);
                }
                from = Some((x, y));
            }
        }
        if fill && !self.state.fill.white {
            let key = self.state.fill.key;
            if self.printed.shades.len() < bounds::DRAWN {
                self.printed.shades.extend(path.extent);
            } else {
                self.printed.shaded = true;
            }
            for &edges in &path.boxes {
                self.drawn(edges, Some(key));
            }
            for part in path.points.chunk_by(|_, next| next.2 != By::Move) {
                if let Some(edges) = box_of(part) {
                    self.drawn(edges, Some(key));
                }
            }
        }
        if path.clips
            && let Some(extent) = path.extent
        {
            self.state.clip = Some(self.state.clip.map_or(extent, |clip| within(clip, extent)));
            self.note_clip();
        }
        self.path = path;
        self.path.clear();
    }

    /// Notes from which glyph on what is shown is cut at other edges.
    pub(super) fn note_clip(&mut self) {
        let (edges, from) = (self.state.clip, self.printed.glyphs.len());
        let has_room = self.clips.len() < bounds::CLIPS;
        match self.clips.last_mut() {
            Some(last) if last.edges == edges => {}
            Some(last) if last.from == from => last.edges = edges,
            None if edges.is_none() => {}
            _ if has_room => self.clips.push(Clip { from, edges }),
            Some(last) => last.edges = None,
            None => {}
        }
    }

    /// A straight stroke along or down the page; one that is thick is a box of its colour.
    fn stroke(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32) {
        let (wide, high) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
        let half = thickness / 2.0;
        let (mut x, mut y) = (
            (from.0.min(to.0), from.0.max(to.0)),
            (from.1.min(to.1), from.1.max(to.1)),
        );
        if high <= STRAIGHT && wide > high {
            y = (y.0 - half, y.1 + half);
        } else if wide <= STRAIGHT {
            x = (x.0 - half, x.1 + half);
        } else {
            return;
        }
        let key = self.state.stroke.key;
        self.drawn([x.0, y.0, x.1, y.1], Some(key).filter(|_| thickness > 0.0));
    }

    fn drawn(&mut self, edges: [f32; 4], colour: Option<u32>) {
        if self.printed.drawn.len() < bounds::DRAWN && edges.iter().all(|edge| edge.is_finite()) {
            let [x0, top, x1, bottom] = edges;
            self.printed.drawn.push(Drawn {
                x0,
                top,
                x1,
                bottom,
                colour: colour.unwrap_or_default(),
            });
        }
    }
}

/// What two rectangles share.
fn within(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]
}

/// Whether boxes stay boxes.
fn is_upright(matrix: Matrix) -> bool {
    /// Rotations by a quarter are written with rounded numbers.
    const NEARLY: f32 = 1e-4;
    matrix.b == 0.0 && matrix.c == 0.0 || matrix.a == 0.0 && matrix.d == 0.0 || {
        let skew = (matrix.b * matrix.c).abs();
        let straight = (matrix.a * matrix.d).abs();
        skew < NEARLY * straight || straight < NEARLY * skew
    }
}

/// The box that four lines draw, closed or not.
fn box_of(points: &[(f32, f32, By)]) -> Option<[f32; 4]> {
    if points.iter().any(|point| point.2 == By::Bend) {
        return None;
    }
    let (first, rest) = points.split_first()?;
    let near = |a: f32, b: f32| (a - b).abs() <= STRAIGHT;
    let corners = match rest {
        [a, b, c] => [a, b, c],
        [a, b, c, end, ..] if near(end.0, first.0) && near(end.1, first.1) => [a, b, c],
        _ => return None,
    };
    let [a, b, c] = corners;
    let across = near(first.1, a.1) && near(a.0, b.0) && near(b.1, c.1) && near(c.0, first.0);
    let down = near(first.0, a.0) && near(a.1, b.1) && near(b.0, c.0) && near(c.1, first.1);
    (across || down).then(|| [first.0.min(b.0), first.1.min(b.1), first.0.max(b.0), first.1.max(b.1)])
}
