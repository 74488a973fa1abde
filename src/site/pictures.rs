//! Pictures of printed pages. A page that cannot be drawn costs its own picture and nothing else.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Once};
use std::thread;
use std::time::Duration;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::dict::keys::USER_UNIT;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

/// Dots an inch: small print is legible; 150 would take half as much again.
const DOTS_PER_INCH: f64 = 110.0;
const POINTS_PER_INCH: f64 = 72.0;
/// The greys of a picture. With even steps (85, 170) the edges of letters would be 2 % nearer, but shades of tables up to
/// 15 % and pale print would be white.
const GREYS: [u8; 4] = [0, 96, 187, 255];
/// Of two bits each.
const PIXELS_PER_BYTE: usize = 4;
/// Level of compression: 6 takes 2 % off the bytes, for twice the time.
const EFFORT: u8 = 4;
/// Pixels of a side at most: sheets as large as 46 inches are drawn at full size, others smaller.
const MAX_SIDE: f64 = 5000.0;
/// Pixels of a page at most: four times A3 at 110 dots.
const MAX_PIXELS: f64 = 9_000_000.0;
/// A page takes 11 ms, and the slowest of 16,008 took 146; an unoptimised build is fifty times slower.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 120 } else { 20 });
/// Pages of a document that may cost all that patience; each leaves a thread behind.
const MAX_ABANDONED: usize = 2;
/// Bytes of a page's drawing operators. Printed pages have some thousands and maps some millions; the renderer keeps
/// all shapes until the page is done, and 15 MB of large ones took 3.3 GB.
const MAX_CONTENT: usize = 4 << 20;
/// Bytes of stack: drawing recurses with the nesting of forms.
const STACK: usize = 64 << 20;
/// Name of the threads that draw, whose panics are told by the page.
const THREAD: &str = "picture";

/// A page as it is printed.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Four greys.
    pub png: Vec<u8>,
    /// Width and height of the page in points.
    pub size: [f64; 2],
}

/// Why a page has no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The document cannot be opened to be drawn.
    #[error("the document cannot be drawn: it is encrypted, or no PDF that the renderer reads")]
    Document,
    /// It has no such page, or one without area.
    #[error("the document has no such page to draw")]
    NoPage,
    /// The renderer gave up.
    #[error("the renderer failed on this page")]
    Failed,
    /// More is drawn than a page may.
    #[error("the page has more than {} MB of drawing", MAX_CONTENT >> 20)]
    TooMuch,
    /// It took longer than a page may.
    #[error("the page takes longer than {} s to draw", PATIENCE.as_secs())]
    Slow,
    /// Other pages of the document did, and no more are tried.
    #[error("other pages of the document take too long to draw")]
    Abandoned,
}

/// Draws pages of a PDF, counted from 1, in order.
pub fn draw(bytes: &[u8], pages: &[u32], each: &mut dyn FnMut(u32, Result<Picture, Trouble>)) {
    let bytes: Arc<Vec<u8>> = Arc::new(bytes.to_vec());
    let mut left = pages;
    for _ in 0..=MAX_ABANDONED {
        let (send, receive) = mpsc::sync_channel(1);
        let (of_thread, due) = (Arc::clone(&bytes), left.to_vec());
        quieten();
        let started = thread::Builder::new()
            .name(THREAD.to_owned())
            .stack_size(STACK)
            .spawn(move || {
                all(of_thread, &due, |drawn| send.send(drawn).is_ok());
            });
        if started.is_err() {
            break;
        }
        while let Some((&page, rest)) = left.split_first() {
            left = rest;
            match receive.recv_timeout(PATIENCE) {
                Ok(drawn) => each(page, drawn),
                // The thread is left to itself, and another one goes on with the next page.
                Err(RecvTimeoutError::Timeout) => {
                    each(page, Err(Trouble::Slow));
                    break;
                }
                Err(RecvTimeoutError::Disconnected) => {
                    each(page, Err(Trouble::Failed));
                    break;
                }
            }
        }
        if left.is_empty() {
            return;
        }
    }
    for &page in left {
        each(page, Err(Trouble::Abandoned));
    }
}

/// Draws on this thread, as long as somebody takes the pictures.
fn all(bytes: Arc<Vec<u8>>, pages: &[u32], mut give: impl FnMut(Result<Picture, Trouble>) -> bool) {
    let opened = panic::catch_unwind(AssertUnwindSafe(|| Pdf::new(bytes)));
    let Ok(Ok(pdf)) = opened else {
        for _ in pages {
            if !give(Err(Trouble::Document)) {
                break;
            }
        }
        return;
    };
    let cache = RenderCache::new();
    let settings = InterpreterSettings::default();
    for &page in pages {
        let drawn = panic::catch_unwind(AssertUnwindSafe(|| {
            let at = usize::try_from(page).ok().and_then(|page| page.checked_sub(1));
            let page = at.and_then(|at| pdf.pages().get(at)).ok_or(Trouble::NoPage)?;
            picture(page, &cache, &settings)
        }));
        if !give(drawn.unwrap_or(Err(Trouble::Failed))) {
            break;
        }
    }
}

fn picture<'p>(
    page: &'p Page<'p>,
    cache: &RenderCache<'p>,
    settings: &InterpreterSettings,
) -> Result<Picture, Trouble> {
    let (width, height) = page.render_dimensions();
    let size = [f64::from(width), f64::from(height)];
    if !size.iter().all(|side| side.is_finite() && *side >= 1.0) {
        return Err(Trouble::NoPage);
    }
    if page.page_stream().is_some_and(|content| content.len() > MAX_CONTENT) {
        return Err(Trouble::TooMuch);
    }
    let scale = (DOTS_PER_INCH / POINTS_PER_INCH * unit(page))
        .min(MAX_SIDE / size[0])
        .min(MAX_SIDE / size[1])
        .min((MAX_PIXELS / (size[0] * size[1])).sqrt());
    let [columns, rows] = size.map(|side| pixels(side * scale));
    let (x, y) = (f64::from(columns) / size[0], f64::from(rows) / size[1]);
    let transform = Affine::scale_non_uniform(x, y) * page.initial_transform(true).to_kurbo();
    let mut context = RenderContext::new(columns, rows);
    render_into(
        page,
        cache,
        settings,
        &RenderSettings::default(),
        &mut context,
        transform,
    );
    context.flush();
    let mut drawn = Pixmap::new(columns, rows);
    let raster = RasterizerSettings {
        target_init: TargetInit::Clear(WHITE),
        ..RasterizerSettings::default()
    };
    context.render_with(&mut drawn, &mut Resources::default(), raster);
    let png = encode(&drawn).map_err(|_| Trouble::Failed)?;
    Ok(Picture { png, size })
}

/// Points of the page's own unit: large sheets are told in larger ones, and their print would be too small to be read.
fn unit(page: &Page<'_>) -> f64 {
    let unit = page.raw().get::<f64>(USER_UNIT).filter(|unit| unit.is_finite());
    unit.map_or(1.0, |unit| unit.max(1.0))
}

/// A side in whole pixels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is between the bounds"
)]
fn pixels(side: f64) -> u16 {
    side.round().clamp(1.0, MAX_SIDE) as u16
}

/// As PNG of four greys: print has no more to show, and a dense page takes 49 KiB, with eight greys 62, with sixteen 70.
fn encode(drawn: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut png = Vec::new();
    let (columns, rows) = (drawn.width(), drawn.height());
    let mut encoder = png::Encoder::new(&mut png, u32::from(columns), u32::from(rows));
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(GREYS.map(|grey| [grey; 3]).concat());
    encoder.set_depth(png::BitDepth::Two);
    encoder.set_deflate_compression(png::DeflateCompression::Level(EFFORT));
    encoder.set_filter(png::Filter::NoFilter);
    let nearest: [u8; 256] = std::array::from_fn(nearest);
    let mut packed = Vec::with_capacity(usize::from(columns).div_ceil(PIXELS_PER_BYTE) * usize::from(rows));
    for row in drawn.data().chunks(usize::from(columns)) {
        for pixels in row.chunks(PIXELS_PER_BYTE) {
            let mut byte = 0;
            for at in 0..PIXELS_PER_BYTE {
                // What is beyond the last column is not seen.
                let grey = pixels
                    .get(at)
                    .map_or(0, |pixel| nearest[brightness([pixel.r, pixel.g, pixel.b])]);
                byte = byte << 2 | grey;
            }
            packed.push(byte);
        }
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&packed)?;
    writer.finish()?;
    Ok(png)
}

/// How bright eyes see a colour (ITU-R BT.601), from 0 to 255.
fn brightness([red, green, blue]: [u8; 3]) -> usize {
    (usize::from(red) * 77 + usize::from(green) * 150 + usize::from(blue) * 29) >> 8
}

/// The number of the grey that is the nearest to a brightness.
fn nearest(brightness: usize) -> u8 {
    (0..)
        .zip(GREYS)
        .min_by_key(|(_, grey)| usize::from(*grey).abs_diff(brightness))
        .map_or(0, |(number, _)| number)
}

/// Panics of the threads that draw are said where the picture would be, not on stderr.
fn quieten() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD) {
                usual(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use hayro::vello_cpu::color::PremulRgba8;

    use super::*;

    #[test]
    fn greys_go_from_black_to_white() {
        let grey = |colour| GREYS[usize::from(nearest(brightness(colour)))];
        let colours = [
            [0, 0, 0],
            [255, 255, 255],
            [128, 128, 128],
            [255, 0, 0],
            [0, 255, 0],
            [217, 217, 217],
        ];
        assert_eq!(colours.map(grey), [0, 255, 96, 96, 187, 187]);
    }

    #[test]
    fn a_row_whose_width_is_no_multiple_of_four_is_packed() {
        let mut drawn = Pixmap::new(5, 2);
        for (at, pixel) in drawn.data_mut().iter_mut().enumerate() {
            let grey = if at % 2 == 0 { 0 } else { 255 };
            *pixel = PremulRgba8 {
                r: grey,
                g: grey,
                b: grey,
                a: 255,
            };
        }
        let png = encode(&drawn).expect("a picture");
        let mut decoder = png::Decoder::new(Cursor::new(&png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a head");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut pixels).expect("its pixels");
        let greys: Vec<u8> = pixels.chunks(3).map(|pixel| pixel[0]).collect();
        assert_eq!(greys, [0, 255, 0, 255, 0, 255, 0, 255, 0, 255]);
    }

    #[test]
    fn a_page_with_too_much_on_it_costs_its_own_picture() {
        let page = |number: usize| {
            format!(
                "{number} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents {} 0 R>>endobj\n",
                number + 2
            )
        };
        let content = |number: usize, drawn: &str| {
            format!(
                "{number} 0 obj<</Length {}>>stream\n{drawn}\nendstream endobj\n",
                drawn.len()
            )
        };
        let head = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>endobj\n";
        let much = "q Q ".repeat(MAX_CONTENT / 4 + 1);
        let pdf = [
            head,
            &page(3),
            &page(4),
            &content(5, &much),
            &content(6, "9 9 9 9 re f"),
            "trailer<</Root 1 0 R>>",
        ];
        let mut said = Vec::new();
        draw(pdf.concat().as_bytes(), &[1, 2], &mut |page, drawn| {
            said.push((page, drawn.map(|drawn| drawn.size)));
        });
        assert_eq!(said, [(1, Err(Trouble::TooMuch)), (2, Ok([99.0, 99.0]))]);
    }

    #[test]
    fn a_page_in_larger_units_is_as_sharp_as_others() {
        let width = |unit: &str| {
            let pdf = format!(
                "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n\
                 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 36]{unit}>>endobj\ntrailer<</Root 1 0 R>>"
            );
            let mut drawn = None;
            draw(pdf.as_bytes(), &[1], &mut |_, picture| drawn = picture.ok());
            let drawn = drawn.expect("a picture");
            // Boxes are told in the page's own unit.
            assert_eq!(drawn.size.map(f64::to_bits), [72.0_f64, 36.0].map(f64::to_bits));
            let reader = png::Decoder::new(Cursor::new(&drawn.png)).read_info();
            reader.expect("a head").info().width
        };
        let units = ["", "/UserUnit 2", "/UserUnit 0.5", "/UserUnit 1000000"];
        assert_eq!(units.map(width), [110, 220, 110, 4243]);
    }

    #[test]
    fn what_is_no_pdf_has_no_pictures() {
        for bytes in [&b""[..], b"%PDF-1.7\n", b"<html>"] {
            let mut said = Vec::new();
            draw(bytes, &[1, 7], &mut |page, drawn| said.push((page, drawn.err())));
            let trouble = [1, 7].map(|page| (page, Some(Trouble::Document)));
            assert_eq!(said, trouble);
        }
    }
}
