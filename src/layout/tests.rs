//! Which layout recognises what, and what comes of a document that two recognise.

use super::*;
use crate::read;
use crate::text::Span;

fn page(body: &str) -> Text {
    let page = format!("<html><body>{body}</body></html>");
    read::text(page.as_bytes()).expect("a page").text
}

#[test]
fn layouts_recognise_their_documents() {
    let told = "<p>On 12 January 2009, the Special Rapporteur sent a joint urgent appeal to the Government.</p>";
    let row =
        "<tr><td>12/01/2014<br>JUA</td><td>KAZ 1/2014</td><td>Mandates: association</td><td>Allegations of x</td></tr>";
    let entry = "Urgent appeal, 28/7/2011. Case no. KAZ 2/2011. State Reply: None to date. Alleged detention.";
    let section = "<h3>First Report (May 1, 2011 to March 15, 2012)</h3>";
    for (body, kind, layout) in [
        (told.repeat(6), None, Some("prose")),
        (told.to_owned(), None, None),
        ("<h4>Letter of allegations</h4><p>x</p>".repeat(5), None, Some("prose")),
        (format!("<table>{}</table>", row.repeat(6)), None, Some("joint-tables")),
        (format!("<table>{row}</table>"), None, None),
        (
            format!("<table>{}</table>", row.repeat(2)),
            Some(SourceKind::JointReport),
            Some("joint-tables"),
        ),
        ("<p>A resolution.</p>".to_owned(), None, None),
        (
            "<p>A resolution.</p>".to_owned(),
            Some(SourceKind::CountryPage),
            Some("country-page"),
        ),
        ("<h1>Kazakhstan</h1>".to_owned(), None, None),
        (
            "<h1>Kazakhstan communications</h1>".to_owned(),
            None,
            Some("country-page"),
        ),
        (section.to_owned(), None, Some("country-page")),
        (format!("<ol><li>{entry}</ol>"), None, Some("country-page")),
        (
            format!("{section}{}<p>{entry}</p>", told.repeat(6)),
            None,
            Some("country-page"),
        ),
    ] {
        let listing = listing(&page(&body), kind);
        assert_eq!(listing.layout.as_ref().map(|layout| layout.name), layout, "{body}");
        let others = listing.layout.map(|layout| layout.others).unwrap_or_default();
        assert_eq!(others, [""; 0], "{body}");
    }
}

/// A layout that recognises every document with these words, and cuts nothing.
struct Toy(&'static str);

impl Layout for Toy {
    fn name(&self) -> &'static str {
        self.0
    }

    fn recognise(&self, sight: &Sight<'_>, _: Option<SourceKind>) -> Option<Evidence> {
        let start = sight.text.string().find(self.0)?;
        Some(Evidence {
            why: "its own name",
            span: Some(Span::new(start, start + self.0.len())),
        })
    }

    fn cut(&self, _: &Text) -> Listing {
        Listing {
            refusal: Some("a toy"),
            ..Listing::default()
        }
    }

    fn marks(&self) -> Marks {
        Marks::Labels
    }
}

#[test]
fn of_two_layouts_the_first_cuts_and_the_other_is_named() {
    let layouts: [&dyn Layout; 2] = [&Toy("red"), &Toy("blue")];
    let text = page("<p>one</p><p>the red and the blue</p>");
    let both = listing_among(&layouts, &text, None);
    assert_eq!(both.refusal, Some("a toy"));
    let layout = both.layout.expect("two recognise it");
    assert_eq!((layout.name, layout.others.as_slice()), ("red", ["blue"].as_slice()));
    assert_eq!(layout.reason(&text), "its own name: “red” (line 2)");
    let neither = listing_among(&layouts, &page("<p>green</p>"), None);
    assert_eq!((neither.layout, neither.refusal), (None, None));
}
