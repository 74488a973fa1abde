//! Pictures of the browser's window, pixel by pixel.

use serde_json::Value;

use crate::browser::Browser;
use crate::pages;
use crate::site_in_browser::{count, id, places};

/// In the picture of the window, what is lit is what the reader of the document says are its lines, and they have ink.
pub fn lit_lines_are_its_lines(browser: &Browser, row: &Value) {
    let document = pages::document_of(row);
    let read = pages::ran(
        pages::program()
            .args(["read", "--format", "lines"])
            .arg(pages::report(document)),
    );
    let [from, until] = [0, 1].map(|at| row["provenance"]["span"][at].as_u64().expect("a character"));
    let sheets = count(browser, "figure.page");
    let mut own = 0;
    for sheet in 0..sheets {
        let at = browser.js(&format!(
            "const picture = document.querySelectorAll('[data-picture]')[{sheet}];
             picture.scrollIntoView({{block: 'start'}}); scrollBy(0, -140);
             const at = picture.getBoundingClientRect();
             return [Number(picture.dataset.picture), at.left, at.top, at.width, at.height]"
        ));
        let number = |at: &Value| at.as_f64().expect("a number");
        let screen = Screen::of(browser);
        let size = &places(row)[0]["page_size"];
        for line in read.stdout.lines().map(pages::row) {
            if line["page"].as_f64() != at[0].as_f64() {
                continue;
            }
            let edges = [0, 1, 2, 3].map(|edge| number(&line["box"][edge]));
            let scale = [number(&at[3]) / number(&size[0]), number(&at[4]) / number(&size[1])];
            let on_screen = [0, 1, 2, 3].map(|edge| number(&at[1 + edge % 2]) + edges[edge] * scale[edge % 2]);
            let Some((lit, ink)) = screen.shares(on_screen) else {
                continue;
            };
            let is_own = line["span"][0].as_u64() >= Some(from)
                && line["span"][1].as_u64() <= Some(until)
                && line["role"] == "body";
            if is_own {
                own += 1;
                assert!(lit > 0.5 && ink > 0.01, "{}: lit {lit}, ink {ink}: {line}", id(row));
            } else {
                assert!(lit < 0.05, "{}: lit {lit}: {line}", id(row));
            }
        }
    }
    assert!(own > 0, "no line of {} was in sight", id(row));
}

/// A picture of the window.
struct Screen {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Screen {
    fn of(browser: &Browser) -> Self {
        let bytes = browser.screenshot();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
            .read_info()
            .expect("a PNG");
        let mut buffer = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut buffer).expect("a frame");
        let channels = frame.color_type.samples();
        let pixels = buffer
            .chunks(channels)
            .map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        Self {
            width: frame.width as usize,
            height: frame.height as usize,
            pixels,
        }
    }

    /// The shares of a rectangle that are lit and that have ink; nothing where it is out of sight.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "of a screen"
    )]
    fn shares(&self, [x0, top, x1, bottom]: [f64; 4]) -> Option<(f64, f64)> {
        if x0 < 0.0 || top < 140.0 || x1 > self.width as f64 || bottom > self.height as f64 {
            return None;
        }
        let (mut all, mut lit, mut ink) = (0.0, 0.0, 0.0);
        for y in top.round() as usize..bottom.round() as usize {
            for x in x0.round() as usize..x1.round() as usize {
                let [red, _, blue] = *self.pixels.get(y * self.width + x)?;
                all += 1.0;
                lit += f64::from(u8::from(red.saturating_sub(blue) > 40));
                ink += f64::from(u8::from(red < 110));
            }
        }
        (all > 0.0).then(|| (lit / all, ink / all))
    }
}
