//! How long each stage takes on the seed page: `cargo bench` (or `just bench`).

use divan::{Bencher, black_box};
use rapporteur::catalogue::Expect;
use rapporteur::catalogue::Known;
use rapporteur::digest::Digest;
use rapporteur::normalise;
use rapporteur::record::Origin;
use rapporteur::run::{self, Depth};
use rapporteur::store::Document;
use rapporteur::{layout, read, write};

const PAGE: &[u8] = include_bytes!("../fixtures/country-page/kazakhstan.html");

fn main() {
    divan::main();
}

fn origin() -> Origin {
    Origin {
        document: "kazakhstan".into(),
        url: None,
        sha256: Digest::of(PAGE).to_string().into(),
    }
}

/// The HTML parser alone, for scale.
#[divan::bench]
fn html_parser_alone(bencher: Bencher<'_, '_>) {
    let page = std::str::from_utf8(PAGE).expect("the seed page is UTF-8");
    bencher.bench(|| scraper::Html::parse_document(black_box(page)));
}

/// Bytes to lines, links and places.
#[divan::bench]
fn reading(bencher: Bencher<'_, '_>) {
    bencher.bench(|| read::text(black_box(PAGE)));
}

/// Lines to sections, entries and fields.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let text = read::text(PAGE).expect("the seed page").text;
    bencher.bench(|| layout::listing(black_box(&text), None));
}

/// Fields to records.
#[divan::bench]
fn normalise(bencher: Bencher<'_, '_>) {
    let text = read::text(PAGE).expect("the seed page").text;
    let listing = layout::listing(&text, None);
    let (origin, known) = (origin(), Known::built_in());
    bencher.bench(|| normalise::content(black_box(&text), &listing, &origin, &known));
}

/// Paragraphs to observations.
#[divan::bench]
fn observations(bencher: Bencher<'_, '_>) {
    let text = read::text(PAGE).expect("the seed page").text;
    let listing = layout::listing(&text, None);
    let (origin, known) = (origin(), Known::built_in());
    let content = normalise::content(&text, &listing, &origin, &known);
    bencher.bench(|| normalise::remarks(black_box(&text), &listing, &origin, &known, &content));
}

/// From bytes to JSON Lines, as `extract` does it.
#[divan::bench]
fn bytes_to_json_lines(bencher: Bencher<'_, '_>) {
    let sha256 = Digest::of(PAGE);
    let document = Document {
        source: "kazakhstan".to_owned(),
        url: None,
        path: None,
        sha256: sha256.into(),
        bytes: PAGE.to_vec(),
        content_type: None,
    };
    bencher.bench(|| {
        let extract = run::extract(
            black_box(&document),
            &Known::built_in(),
            Expect::default(),
            Depth::Entries,
        );
        let mut lines = Vec::new();
        for row in &extract.communications {
            write::line(row, &mut lines).expect("writing to memory");
        }
        lines
    });
}
