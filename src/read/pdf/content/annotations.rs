//! What annotations and form fields show on a page: their appearances, which are forms (ISO 32000-1, 12.5.5).

use super::super::aside::rectangle;
use super::super::geometry::Matrix;
use super::super::objects::{Dictionary, Stream, Value, elements, get, numbers};
use super::super::pages::Page;
use super::super::printed::Mark;
use super::super::{bounds, facts};
use super::{Interpreter, State};
use crate::text::Aside;

/// Flags of an annotation that keep it from sight (ISO 32000-1, table 165).
pub const HIDDEN: i32 = 1 << 1;
const NO_VIEW: i32 = 1 << 5;
/// More lines than this have no place on a page.
const LINES: usize = 400;

impl<'d> Interpreter<'d> {
    /// Shows the appearances of a page's annotations behind the page's own content.
    pub(super) fn annotations(&mut self, page: &Page<'d>) {
        let Some(annotations) = get(self.objects, page.dictionary, b"Annots").array() else {
            return;
        };
        let count = annotations.len().min(bounds::ANNOTATIONS);
        if count > self.annotations_left {
            self.printed.cut = true;
            return;
        }
        self.annotations_left -= count;
        for annotation in elements(self.objects, annotations).take(count) {
            let Some(annotation) = annotation.dictionary() else {
                continue;
            };
            let kind = get(self.objects, annotation, b"Subtype").name();
            if matches!(kind, Some(b"Link" | b"Popup") | None) {
                continue;
            }
            let flags = get(self.objects, annotation, b"F").integer().unwrap_or(0);
            let unseen = flags & (HIDDEN | NO_VIEW) != 0 || self.layers.is_off(self.objects, annotation.entry(b"OC"));
            let aside = match kind {
                _ if unseen => Aside::Hidden,
                Some(b"Watermark") => Aside::Watermark,
                Some(b"Widget") => Aside::Field,
                _ => Aside::Annotation,
            };
            self.states.clear();
            self.marks.clear();
            self.actual.clear();
            self.state = State::new(page.shown);
            self.note_clip();
            self.push_mark(Mark {
                aside: Some(aside),
                ..Mark::default()
            });
            let Some(edges) = numbers::<4>(self.objects, get(self.objects, annotation, b"Rect")) else {
                continue;
            };
            let form = self.appearance(annotation);
            // A remark is shown beside its sign, and these are the words that they show themselves.
            let shows_words = matches!(kind, Some(b"FreeText" | b"Widget" | b"Stamp" | b"Watermark"));
            if form.is_none() || !shows_words {
                self.typed(annotation, edges);
            }
            if let Some(form) = form {
                self.appear(form, edges);
            }
        }
    }

    /// The form that an annotation shows as it stands.
    fn appearance(&self, annotation: &'d dyn Dictionary) -> Option<&'d dyn Stream> {
        let appearances = get(self.objects, annotation, b"AP").dictionary()?;
        match get(self.objects, appearances, b"N") {
            Value::Stream(form) => Some(form),
            Value::Dictionary(states) => {
                let state = get(self.objects, annotation, b"AS").name()?;
                get(self.objects, states, state).stream()
            }
            _ => None,
        }
    }

    /// Shows a form so that its box fills the annotation's rectangle.
    fn appear(&mut self, form: &'d dyn Stream, edges: [f32; 4]) {
        let dictionary = form.dictionary();
        let own = numbers::<6>(self.objects, get(self.objects, dictionary, b"Matrix"));
        let own = own.map_or(Matrix::IDENTITY, Matrix::new);
        let Some(inner) = numbers::<4>(self.objects, get(self.objects, dictionary, b"BBox")) else {
            return;
        };
        let [x0, y0, x1, y1] = rectangle(inner, own);
        let [left, lower, right, upper] = rectangle(edges, Matrix::IDENTITY);
        let share = |outer: f32, inner: f32| if inner.abs() > f32::EPSILON { outer / inner } else { 1.0 };
        let (a, d) = (share(right - left, x1 - x0), share(upper - lower, y1 - y0));
        let fit = Matrix::new([a, 0.0, 0.0, d, left - x0 * a, lower - y0 * d]);
        self.states.push(self.state);
        self.state.ctm = fit.then(self.state.ctm);
        if let Some(frame) = self.enter(form) {
            self.run(frame);
        }
    }

    /// Shows the words of an annotation without an appearance, as viewers do: from the top of its rectangle down.
    fn typed(&mut self, annotation: &'d dyn Dictionary, edges: [f32; 4]) {
        let string = [&b"Contents"[..], b"V"]
            .iter()
            .find_map(|key| get(self.objects, annotation, key).string());
        let Some(string) = string.map(facts::characters) else {
            return;
        };
        let lines = string.split(['\r', '\n']).filter(|line| !line.trim().is_empty());
        let [x0, top, x1, bottom] = rectangle(edges, self.state.ctm);
        let mark = self.marks.last().copied().unwrap_or_default();
        self.printed.write(lines.take(LINES), [x0, top, x1, bottom], mark);
        self.shown += string.len();
    }
}
