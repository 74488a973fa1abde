//! A page through all stages, and what holds for whatever comes out; `fuzz/` asks the same.

use rapporteur::catalogue::Known;
use rapporteur::layout::{self, Listing};
use rapporteur::normalise::{self, Content};
use rapporteur::read;
use rapporteur::record::Origin;
use rapporteur::text::{Span, Text};

/// A page through all stages; nothing when it is refused.
pub fn staged(bytes: &[u8]) -> Option<(Text, Listing, Content)> {
    let text = read::text(bytes).ok()?.text;
    let listing = layout::listing(&text, None);
    let origin = Origin {
        document: "page".into(),
        url: None,
        sha256: "".into(),
    };
    let content = normalise::content(&text, &listing, &origin, &Known::built_in());
    Some((text, listing, content))
}

/// Lines, links, entries and fields lie in the text, on character boundaries, in order; entries do not overlap.
pub fn assert_in_order(text: &Text, listing: &Listing, content: &Content) {
    let string = text.string();
    let within = |span: Span| string.get(span.start..span.end).is_some();
    let mut end = 0;
    for (at, line) in text.lines().iter().enumerate() {
        assert!(within(line.span), "{line:?}");
        assert_eq!(
            line.span.start,
            if at == 0 { 0 } else { end + 1 },
            "lines are joined by one line end"
        );
        assert!(line.marker.is_none_or(|marker| line.span.contains(marker)), "{line:?}");
        end = line.span.end;
    }
    assert_eq!(end, string.len());
    for line in text.set_aside() {
        assert!(
            line.span.start == end + 1 || line.span.start == 0 && end == 0,
            "{line:?}"
        );
        assert!(line.marker.is_none_or(|marker| line.span.contains(marker)), "{line:?}");
        assert_eq!(text.slice(line.span).len(), line.span.end - line.span.start);
        end = line.span.end;
    }
    assert!(
        text.links_set_aside()
            .iter()
            .all(|link| link.span.end <= end && !text.slice(link.span).is_empty())
    );
    assert!(text.links().iter().all(|link| within(link.span)));
    assert!(text.links().is_sorted_by_key(|link| link.span));
    let mut end = 0;
    for section in &listing.sections {
        for entry in &section.entries {
            assert!(
                within(entry.span) && entry.span.start >= end,
                "{entry:?} overlaps the one before it"
            );
            end = entry.span.end;
            let fields = &entry.fields;
            let spans = [
                entry.number,
                Some(fields.kind),
                fields.date,
                fields.case_number,
                fields.replies.span(),
                fields.summary,
            ];
            let mut before = entry.span.start;
            for span in spans.into_iter().flatten() {
                assert!(within(span) && entry.span.contains(span), "{entry:?}");
                assert!(span.start >= before, "{entry:?}");
                before = span.end;
            }
        }
        for observation in &section.observations {
            assert!(
                within(observation.span) && observation.span.contains(observation.words),
                "{observation:?}"
            );
        }
    }
    let entries: usize = listing.sections.iter().map(|section| section.entries.len()).sum();
    assert_eq!(
        entries,
        content.records.len() + content.rejects.len(),
        "every entry is a record or a reject"
    );
    let characters = string.chars().count();
    let provenances = content.records.iter().map(|record| &record.provenance);
    for provenance in provenances.chain(content.rejects.iter().map(|reject| &reject.provenance)) {
        assert!(provenance.span[0] < provenance.span[1] && provenance.span[1] <= characters);
        assert!(!provenance.places.is_empty());
    }
}
