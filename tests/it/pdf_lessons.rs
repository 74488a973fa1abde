//! What files that nobody here made have taught, each by the smallest file that shows it.

use std::fmt::Write as _;

use rapporteur::diagnostic::Code;
use rapporteur::read::pdf::{Document, Error, printed, read};
use rapporteur::text::{Aside, Role};

use crate::pdf_by_hand::{file, lines, one, set_aside};

fn page(content: &str, entries: &str, more: &[&str]) -> Document {
    read(&file(&[(content, entries)], more)).expect("a readable page")
}

/// Lines of 10 points from this height down, 12 points apart.
fn shown(from: i32, lines: &[&str]) -> String {
    let mut content = String::new();
    for (number, line) in (0..).zip(lines) {
        write!(content, "BT /F 10 Tf 50 {} Td ({line}) Tj ET ", from - 12 * number).expect("a string takes all");
    }
    content
}

fn roles(document: &Document) -> Vec<(Role, &str)> {
    let text = &document.text;
    text.lines()
        .iter()
        .map(|line| (line.role, text.slice(line.span)))
        .collect()
}

fn has(document: &Document, code: Code) -> bool {
    document.diagnostics.iter().any(|odd| odd.code == code)
}

fn form(content: &str, entries: &str) -> String {
    format!(
        "<</Type/XObject/Subtype/Form/Resources<</Font<</F 3 0 R>>>>{entries}/Length {}>>\nstream\n{content}\nendstream",
        content.len()
    )
}

#[test]
fn a_picture_ends_where_its_filter_says() {
    let picture = "BI /W 4 /H 4 /BPC 8 /CS /G /F /A85 ID A7]@c EI q Q BPD3~>EI Q ";
    let content = format!("BT /F 10 Tf 50 500 Td (a) Tj ET {picture}BT 50 480 Td (b) Tj ET");
    assert_eq!(lines(&one(&content)), ["a", "b"]);
    // A byte above ASCII soon after the mark.
    let content = "BT /F 10 Tf 50 500 Td (a) Tj ET BI /W 2 /H 1 /BPC 8 /CS /G ID xy EI BT 50 480 Td (\u{e9}) Tj ET";
    assert_eq!(lines(&one(content)).len(), 2);
}

#[test]
fn a_picture_without_an_end_is_said() {
    let document = one("BT /F 10 Tf 50 500 Td (a) Tj ET BI /W 9 /H 9 /F/CCF ID no end (b) Tj");
    assert_eq!(lines(&document), ["a"]);
    assert!(has(&document, Code::PageCut));
}

#[test]
fn a_stream_whose_length_leads_nowhere_goes_on_to_its_end() {
    let bytes = file(&[("BT /F 10 Tf 50 500 Td (Halo) Tj ET", "")], &[]);
    let text = String::from_utf8(bytes).expect("text");
    for length in ["99 0 R", "5", "5000", "null"] {
        let wrong = text.replace("/Length 34", &format!("/Length {length}"));
        assert_ne!(wrong, text);
        // The table of the shorter or longer file is wrong as well, but for one that is as long.
        let document = read(wrong.as_bytes()).expect("a readable page");
        assert_eq!(lines(&document), ["Halo"], "{length}");
    }
}

#[test]
fn words_in_arrays_are_no_operators() {
    let document = one("BT /F 10 Tf 50 500 Td [(4.) 0.0 Tc\n-250 (JUA) null 0.0 Tc -250 (14/07/2013.)] TJ ET");
    assert_eq!(lines(&document), ["4. JUA 14/07/2013."]);
    // An array that is not closed ends with its operator.
    let document = one("BT /F 10 Tf 50 500 Td [(one) TJ ET BT 50 480 Td [(two)] TJ ET");
    assert_eq!(lines(&document), ["one", "two"]);
}

#[test]
fn operators_glued_to_numbers_and_to_each_other() {
    let document = one("qqBT/F 10Tf 50 500Td(one)Tj 0 -20Td(two)TjETQQBT/F 10Tf 50 460Td(three)Tj ET");
    assert_eq!(lines(&document), ["one", "two", "three"]);
}

#[test]
fn a_filter_that_leaves_out_the_encryption_changes_nothing() {
    let content = "BT /F 10 Tf 50 500 Td (Halo) Tj ET";
    let stream = format!(
        "<</Length {}/Filter[/Crypt]/DecodeParms[<</Type/CryptFilterDecodeParms/Name/Identity>>]>>\nstream\n{content}\nendstream",
        content.len()
    );
    let bytes = file(&[("", "/Contents 5 0 R")], &[&stream]);
    assert_eq!(lines(&read(&bytes).expect("a readable page")), ["Halo"]);
}

#[test]
fn a_chain_of_many_filters_is_refused_and_no_stack_overflows() {
    let filters = "/AHx".repeat(20_000);
    let stream = format!("<</Length 3/Filter[{filters}]>>\nstream\n41>\nendstream");
    let bytes = file(&[("", "/Contents 5 0 R")], &[&stream]);
    assert_eq!(read(&bytes).map(|_| ()), Err(Error::Damaged { pages: 1 }));
}

#[test]
fn what_stands_before_the_header_is_passed_over() {
    let bytes = file(&[("BT /F 10 Tf 50 500 Td (Halo) Tj ET", "")], &[]);
    let with_head = [b"Content-Type: application/pdf\r\n\r\n", bytes.as_slice()].concat();
    assert_eq!(lines(&read(&with_head).expect("a readable page")), ["Halo"]);
}

/// The tail of another file was saved over the end of this one, so that the trailer names an object that is no catalog.
#[test]
fn the_catalog_is_looked_for_where_the_trailer_names_another_object() {
    let bytes = file(&[("BT /F 10 Tf 50 500 Td (Halo) Tj ET", "")], &[]);
    let text = String::from_utf8(bytes).expect("text");
    let odd = text.replace("/Root 1 0 R", "/Root 3 0 R");
    assert_eq!(lines(&read(odd.as_bytes()).expect("a readable page")), ["Halo"]);
}

/// Viewers pass over a word that stands where a value or a key should be; the table of the file is right or wrong.
#[test]
fn a_word_that_means_nothing_costs_its_value_only() {
    let bytes = file(&[("BT /F 10 Tf 50 500 Td (Halo) Tj ET", "")], &[]);
    let text = String::from_utf8(bytes).expect("text");
    // As long as what it takes the place of, and longer.
    for (as_it_was, odd) in [
        ("/Type/Page/", "/Typo ag /"),
        ("/Type/Page/", "/Type/Page/Tabs struct/"),
    ] {
        assert!(text.contains(as_it_was), "{as_it_was}");
        let odd = text.replace(as_it_was, odd);
        assert_eq!(lines(&read(odd.as_bytes()).expect("a readable page")), ["Halo"]);
    }
}

#[test]
fn spaced_letters_are_words() {
    for spacing in ["1.8 Tc", "4 Tc", "9 Tc"] {
        let content = format!("BT /F 10 Tf {spacing} 50 500 Td (4. JUA 14/07/2013.) Tj ET");
        assert_eq!(lines(&one(&content)), ["4. JUA 14/07/2013."], "{spacing}");
    }
    // By numbers between the letters, where wider gaps are the blanks.
    let document =
        one("BT /F 10 Tf 50 500 Td [(C)-300(a)-300(s)-300(e)-700(c)-300(l)-300(o)-300(s)-300(e)-300(d)] TJ ET");
    assert_eq!(lines(&document), ["Case closed"]);
    // Space that is asked for and taken back glyph by glyph.
    let document = one("BT /F 1 Tf 10 0 0 10 50 500 Tm 2.75 Tc [(P)2750(a)2750(g)2750(e)2750( )2750(3)2750(8)] TJ ET");
    assert_eq!(lines(&document), ["Page 38"]);
    // Dots that lead to a page number are no word.
    let document = one("BT /F 10 Tf 50 500 Td (Begin) Tj ET BT /F 10 Tf 2 Tc 90 500 Td (.....) Tj ET");
    assert_eq!(lines(&document), ["Begin . . . . ."]);
}

#[test]
fn letters_that_lie_on_each_other_leave_narrow_blanks() {
    for spacing in ["-0.4 Tc", "-0.8 Tc", "-1.2 Tc"] {
        let content = format!("BT /F 10 Tf {spacing} 50 500 Td (JUA 14/07/2013 to them) Tj ET");
        assert_eq!(lines(&one(&content)), ["JUA 14/07/2013 to them"], "{spacing}");
    }
    // Kerning of one letter, as some programs write it, is no such space.
    let document = one("BT /F 10 Tf -0.5 Tc 50 500 Td (I) Tj 0 Tc 3.98 0 Td (V) Tj ET");
    assert_eq!(lines(&document), ["IV"]);
}

#[test]
fn accents_printed_over_their_letters() {
    let document =
        one("BT /F 10 Tf 50 500 Td (Bogot) Tj [(\\264)444.5(a)] TJ ET BT /F 10 Tf 50 480 Td [(a)444.5(\\264)] TJ ET");
    assert_eq!(lines(&document), ["Bogotá", "á"]);
    // Over a capital it is raised, before the letter or after the word.
    let raised = "BT /F 10 Tf 50 500 Td (C) Tj 8.9 2.5 Td (\\264) Tj -1.68 -2.5 Td (ADIZ) Tj ET";
    let after = "BT /F 10 Tf 50 480 Td (CADIZ) Tj 8.9 2.5 Td (\\264) Tj ET BT /F 10 Tf 50 440 Td (under it) Tj ET";
    assert_eq!(
        lines(&one(&format!("{raised} {after}"))),
        ["CÁDIZ", "CÁDIZ", "under it"]
    );
}

#[test]
fn a_shadow_counts_once() {
    let document = one("BT /F 12 Tf 71.8 498.2 Td (Kenya) Tj ET BT /F 12 Tf 70 500 Td (Kenya) Tj ET");
    assert_eq!(lines(&document), ["Kenya"]);
}

#[test]
fn actual_text_for_glyphs_of_two_fonts() {
    let content = "BT /F 10 Tf 50 500 Td (before ) Tj /Span <</ActualText(JUA 14/07/2013.)>> BDC (xxxxxxx ) Tj /B 10 Tf (yyyyyyy) Tj EMC \
         /F 10 Tf ( after) Tj ET";
    assert_eq!(lines(&one(content)), ["before JUA 14/07/2013. after"]);
    // On two lines each line has its share of the words.
    let content = "BT /F 10 Tf 50 500 Td /Span <</ActualText(one two three four)>> BDC (xxxxxxx) Tj 0 -12 Td (yyyyyyyyyy) Tj EMC ET";
    assert_eq!(lines(&one(content)), ["one two", "three four"]);
}

#[test]
fn text_outside_of_the_page_is_set_aside() {
    let document = page(
        "BT /F 10 Tf 50 500 Td (left) Tj ET BT /F 10 Tf 250 500 Td (right) Tj ET",
        "/CropBox[200 0 400 600]",
        &[],
    );
    assert_eq!(lines(&document), ["right"]);
    assert_eq!(set_aside(&document), [(Aside::OffPage, "left")]);
    assert!(has(&document, Code::TextSetAside));
    // A line that runs over the edge is cut there.
    let document = page(
        "BT /F 10 Tf 350 500 Td (seen and not) Tj ET",
        "/CropBox[0 0 375 600]",
        &[],
    );
    assert_eq!(lines(&document), ["seen"]);
}

#[test]
fn text_outside_of_a_forms_box_is_set_aside() {
    let form = form(
        "BT /F 10 Tf 0 0 Td (in) Tj 0 -50 Td (out) Tj ET",
        "/BBox[0 -5 99 20]/Matrix[1 0 0 1 50 500]",
    );
    let document = page("BT /F 10 Tf 50 520 Td (page) Tj ET /X Do", "", &[&form]);
    assert_eq!(lines(&document), ["page", "in"]);
    assert_eq!(set_aside(&document), [(Aside::OffPage, "out")]);
}

#[test]
fn invisible_text_over_the_same_text_counts_once() {
    let content = "BT /F 10 Tf 50 500 Td (Case closed) Tj ET BT 3 Tr /F 9 Tf 51 499 Td (Case c1osed) Tj 0 Tr ET";
    let document = one(content);
    assert_eq!(lines(&document), ["Case closed"]);
    assert_eq!(set_aside(&document), [(Aside::Invisible, "Case c1osed")]);
    // Under a picture it is the text.
    let picture = "<</Type/XObject/Subtype/Image/Width 1/Height 1/Length 1>>\nstream\nx\nendstream";
    let document = page(
        "/X Do BT 3 Tr /F 10 Tf 50 500 Td (scanned) Tj ET BT 0 Tr 50 50 Td (stamp) Tj ET",
        "",
        &[picture],
    );
    assert_eq!(lines(&document), ["scanned", "stamp"]);
}

#[test]
fn oblique_text_and_marked_watermarks_are_set_aside() {
    let content = shown(500, &["3. JAL 13/06/2013.", "Alleged arrest."])
        + "BT /F 30 Tf 0.7 0.7 -0.7 0.7 60 480 Tm (DRAFT) Tj ET /Artifact <</Subtype/Watermark/Type/Pagination>> BDC BT /F 30 Tf 50 494 Td (COPY) Tj ET EMC";
    let document = one(&content);
    assert_eq!(lines(&document), ["3. JAL 13/06/2013.", "Alleged arrest."]);
    assert_eq!(
        set_aside(&document),
        [(Aside::Watermark, "DRAFT"), (Aside::Watermark, "COPY")]
    );
    // A page that was scanned askew is text all the same.
    let document = one("BT /F 10 Tf 0.98 0.17 -0.17 0.98 60 480 Tm (askew) Tj ET");
    assert_eq!(lines(&document), ["askew"]);
}

#[test]
fn letters_that_lines_run_through_are_a_watermark() {
    let text = ["3. JAL 13/06/2013.", "Alleged arrest.", "4. JUA 14/07/2013."];
    let huge = "BT /F 60 Tf 40 470 Td (DRAFT) Tj ET ";
    for content in [huge.to_owned() + &shown(500, &text), shown(500, &text) + huge] {
        let document = one(&content);
        assert_eq!(lines(&document), text);
        assert_eq!(set_aside(&document), [(Aside::Watermark, "DRAFT")]);
    }
    // One line is enough, and letters beside the lines belong to those that lines run through.
    let small = "BT /F 24 Tf 40 494 Td (COPY) Tj 300 0 Td (NO) Tj ET ";
    let document = one(&(small.to_owned() + &shown(500, &text)));
    assert_eq!(lines(&document), text);
    assert!(set_aside(&document).iter().all(|(aside, _)| *aside == Aside::Watermark));
    // A letter that begins a chapter has its lines beside it.
    let initial = "BT /F 36 Tf 20 476 Td (O) Tj ET ";
    let document = one(&(initial.to_owned() + &shown(500, &["ne of them", "had gone far", "from there."])));
    assert_eq!(set_aside(&document), []);
}

#[test]
fn a_page_that_lies_askew_is_read_as_who_turns_it_reads_it() {
    let page_number = |number: usize| format!("BT /F 10 Tf 200 30 Td ({number}) Tj ET ");
    let upright = |number: usize| shown(500, &["It goes on", "from here", "to there."]) + &page_number(number);
    for turned in ["-1 0 0 -1 400 600", "0 1 -1 0 600 0", "0 -1 1 0 0 400"] {
        let third = format!(
            "q {turned} cm {} Q",
            page_number(3) + &shown(500, &["It went on", "to the end."])
        );
        let entries = if turned.starts_with('-') {
            ""
        } else {
            "/MediaBox[0 0 600 400]"
        };
        let pages = [upright(1), upright(2), third, upright(4)];
        let mut pages = pages.each_ref().map(|content| (content.as_str(), ""));
        pages[2].1 = entries;
        let document = read(&file(&pages, &[])).expect("readable pages");
        let roles = roles(&document);
        assert!(roles.contains(&(Role::PageNumber, "3")), "{turned}: {roles:?}");
        let place = |words: &str| roles.iter().position(|(_, line)| *line == words);
        assert!(place("It went on") < place("to the end."), "{turned}: {roles:?}");
    }
}

#[test]
fn what_a_path_cuts_off_is_set_aside() {
    let cut = "q 40 490 60 20 re W n BT /F 10 Tf 50 500 Td (seen and not seen any more) Tj ET \
               q 40 470 300 15 re W* n BT 50 475 Td (outside of both) Tj ET Q Q BT /F 10 Tf 50 450 Td (after) Tj ET";
    let document = one(cut);
    assert_eq!(lines(&document), ["seen and n", "after"]);
    let aside = set_aside(&document);
    assert!(aside.iter().all(|(aside, _)| *aside == Aside::Clipped), "{aside:?}");
    assert_eq!(aside.len(), 2);
    // A bent path is as large as the points that bend it, and a path without a point cuts nothing.
    for path in [
        "40 490 m 0 600 300 600 300 490 c W n",
        "W n",
        "0 0 m 300 0 l 300 600 l 0 600 l h W* n",
    ] {
        let document = one(&format!("q {path} BT /F 10 Tf 50 500 Td (all of it) Tj ET Q"));
        assert_eq!(lines(&document), ["all of it"], "{path}");
    }
}

#[test]
fn white_words_are_seen_on_a_shade() {
    let white = "1 g BT /F 10 Tf 50 500 Td (white) Tj ET 0 g BT 50 480 Td (black) Tj ET";
    let document = one(white);
    assert_eq!(lines(&document), ["black"]);
    assert_eq!(set_aside(&document), [(Aside::Invisible, "white")]);
    for shade in [
        "0 0 0.5 rg 40 490 200 20 re f",
        "0.2 g 40 490 m 40 520 90 520 90 490 c f",
    ] {
        let document = one(&format!("{shade} {white}"));
        assert_eq!(lines(&document), ["white", "black"], "{shade}");
    }
}

#[test]
fn fills_that_let_everything_through_are_not_seen() {
    let content = "q /G gs BT /F 10 Tf 50 500 Td (ghost) Tj ET Q BT /F 10 Tf 50 480 Td (seen) Tj ET";
    let bytes = file(&[(content, "")], &["<</ca 0/CA 0>>"]);
    let text = String::from_utf8(bytes).expect("text");
    let text = text.replace("/XObject<</X 5 0 R>>", "/ExtGState<</G 5 0 R>>");
    let document = read(text.as_bytes()).expect("a readable page");
    assert_eq!(lines(&document), ["seen"]);
    assert_eq!(set_aside(&document), [(Aside::Invisible, "ghost")]);
}

#[test]
fn remarks_are_what_they_say() {
    let annotations = "/Annots[<</Subtype/Text/Rect[50 400 60 410]/Contents(5. JAL 11/06/2013.)>>\
         <</Subtype/Popup/Rect[50 300 250 340]/Contents(no words)>>]";
    let document = page("BT /F 10 Tf 50 500 Td (page) Tj ET", annotations, &[]);
    assert_eq!(set_aside(&document), [(Aside::Annotation, "5. JAL 11/06/2013.")]);
}

#[test]
fn layers_that_are_off_are_set_aside() {
    let bytes = file(
        &[(
            "/OC /L BDC BT /F 10 Tf 50 500 Td (off) Tj ET EMC BT /F 10 Tf 50 480 Td (on) Tj ET",
            "",
        )],
        &["<</Type/OCG/Name(x)>>"],
    );
    let text = String::from_utf8(bytes).expect("text");
    let text = text.replace("/XObject<</X 5 0 R>>", "/Properties<</L 5 0 R>>").replace(
        "2 0 R>>\nendobj",
        "2 0 R/OCProperties<</OCGs[5 0 R]/D<</OFF[5 0 R]>>>>>>\nendobj",
    );
    let document = read(text.as_bytes()).expect("a readable page");
    assert_eq!(lines(&document), ["on"]);
    assert_eq!(set_aside(&document), [(Aside::Hidden, "off")]);
}

#[test]
fn what_annotations_and_fields_show_is_set_aside() {
    let form = form("BT /F 10 Tf 2 10 Td (5. JAL 11/06/2013.) Tj ET", "/BBox[0 0 200 40]");
    let annotations = "/Annots[<</Subtype/FreeText/Rect[50 400 250 440]/AP<</N 5 0 R>>>>\
         <</Subtype/Widget/Rect[50 300 250 340]/AP<</N<</On 5 0 R>>>>/AS/On>>\
         <</Subtype/FreeText/F 2/Rect[50 200 250 240]/AP<</N 5 0 R>>>>\
         <</Subtype/FreeText/Rect[50 100 250 140]/Contents(in words\\ralone)>>]";
    let document = page("BT /F 10 Tf 50 500 Td (page) Tj ET", annotations, &[&form]);
    assert_eq!(lines(&document), ["page"]);
    let words = "5. JAL 11/06/2013.";
    assert_eq!(
        set_aside(&document),
        [
            (Aside::Annotation, words),
            (Aside::Field, words),
            (Aside::Hidden, words),
            (Aside::Annotation, "in words"),
            (Aside::Annotation, "alone"),
        ]
    );
    let bytes = file(&[("BT /F 10 Tf 50 500 Td (page) Tj ET", annotations)], &[&form]);
    assert_eq!(printed(&bytes).expect("a readable page").pages, ["page\n"]);
}

#[test]
fn numbers_of_lines_in_the_margin_are_set_aside() {
    let text = [
        "3. JAL 13/06/2013.",
        "Alleged arrest of two",
        "writers in Almaty.",
        "4. JUA 14/07/2013.",
        "Alleged arrest of a",
        "singer in Aktau.",
    ];
    let mut content = shown(500, &text);
    for number in 0..6 {
        write!(
            content,
            "BT /F 7 Tf 20 {} Td ({}) Tj ET ",
            500 - 12 * number,
            number + 11
        )
        .expect("a string takes all");
    }
    let document = one(&content);
    assert_eq!(lines(&document), text);
    assert_eq!(set_aside(&document).len(), 6);
    // The first column of a table stays.
    let table = content
        .replace("lleged", "LLEGED")
        .replace("writers", "Writers")
        .replace("singer", "Singer");
    let table = table.replace("3. JAL", "JAL").replace("4. JUA", "JUA");
    assert_eq!(set_aside(&one(&table)), []);
}

#[test]
fn columns_shown_row_by_row_are_read_one_after_the_other() {
    let text = [
        "One of them",
        "had gone far",
        "from there.",
        "Two others",
        "were never",
        "seen again.",
    ];
    let mut content = String::new();
    for (row, line) in (0..).zip(text) {
        for (x, column) in [(40, "left"), (220, "right")] {
            write!(
                content,
                "BT /F 10 Tf {x} {} Td ({line} {column}) Tj ET ",
                500 - 12 * row
            )
            .expect("a string takes all");
        }
    }
    let content = content
        .replace("there. left", "there.")
        .replace("there. right", "there.");
    let document = one(&content);
    assert_eq!(
        lines(&document)[..4],
        [
            "One of them left",
            "had gone far left",
            "from there.",
            "Two others left"
        ]
    );
    assert_eq!(lines(&document)[6], "One of them right");
}

#[test]
fn entries_are_no_furniture_wherever_they_stand() {
    let pages: Vec<String> = (1..=6)
        .map(|page| {
            let entry = format!("{page}. JAL 1{page}/05/2013. Case no. KAZ {page}/2013. State reply: none to date.");
            let summary = ["Alleged closing of a club.", "Alleged arrest."][usize::from(page % 2 == 0)];
            let artifact = format!("/Artifact BMC {}EMC ", shown(570, &[&entry]));
            artifact + &shown(558, &[summary]) + &format!("BT /F 8 Tf 195 20 Td ({page}) Tj ET")
        })
        .collect();
    let pages: Vec<(&str, &str)> = pages.iter().map(|page| (page.as_str(), "")).collect();
    let document = read(&file(&pages, &[])).expect("six pages");
    for (role, line) in roles(&document) {
        let expected = if line.len() == 1 { Role::PageNumber } else { Role::Body };
        assert_eq!(role, expected, "{line}");
    }
}

#[test]
fn smaller_type_is_no_note_without_its_mark() {
    let small = |lines: &[&str]| shown(100, lines).replace("/F 10 Tf", "/F 8 Tf");
    let text: Vec<String> = (0..12)
        .map(|line| format!("The text goes on in the size of most of it, line {line}."))
        .collect();
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    let entry = [
        "4. JAL 14/07/2013. Case no. KAZ 4/2013. State reply: none to date.",
        "Alleged arrest.",
    ];
    let document = one(&(shown(500, &text) + &small(&entry)));
    assert_eq!(roles(&document)[12..], [(Role::Body, entry[0]), (Role::Body, entry[1])]);
    let note = ["4. See the annex.", "It has four pages."];
    let cited = shown(500, &text).replace("line 3.) Tj", "line 3.) Tj /F 6 Tf 4 Ts (4) Tj 0 Ts");
    let document = one(&(cited + &small(&note)));
    assert_eq!(
        roles(&document)[12..],
        [(Role::Footnote, note[0]), (Role::Footnote, note[1])]
    );
}

#[test]
fn a_raised_mark_shown_before_its_line_stands_behind_it() {
    let content = "BT /F 10 Tf 50 500 Td (Alleged arrest.) Tj ET BT /F 6 Tf 165 483.5 Td (1) Tj ET BT /F 10 Tf 50 480 Td (2. AL 03/08/2011.) Tj ET";
    let document = one(content);
    assert_eq!(lines(&document), ["Alleged arrest.", "2. AL 03/08/2011.1"]);
    let marks: Vec<&str> = document
        .text
        .marks()
        .iter()
        .map(|mark| document.text.slice(*mark))
        .collect();
    assert_eq!(marks, ["1"]);
}

#[test]
fn notes_whose_numbers_rise_are_no_foot() {
    let pages: Vec<String> = (1..=8)
        .map(|page| {
            let number = page * 2;
            let mark =
                format!("text of page {page}.) Tj /F 6 Tf 4 Ts ({number}) Tj 0 Ts ET BT /F 10 Tf 50 480 Td (and more");
            let note = format!(
                "BT /F 5 Tf 50 53 Td ({number}) Tj /F 8 Tf 7 -3 Td (Ibid., para. {}.) Tj ET ",
                3 * page
            );
            shown(500, &[&mark]) + &note + &format!("BT /F 8 Tf 195 20 Td ({page}) Tj ET")
        })
        .collect();
    let pages: Vec<(&str, &str)> = pages.iter().map(|page| (page.as_str(), "")).collect();
    let document = read(&file(&pages, &[])).expect("eight pages");
    let count = |role: Role| roles(&document).iter().filter(|line| line.0 == role).count();
    assert_eq!(
        (count(Role::Footnote), count(Role::PageNumber), count(Role::RunningFoot)),
        (8, 8, 0)
    );
}

#[test]
fn addresses_are_read_as_files_spell_them_and_hidden_links_lead_nowhere() {
    let annotations = "/Annots[<</Subtype/Link/Rect[50 497 70 510]/A<</S/URI/URI<FEFF00680074007400700073003A002F002F0061>>>>>\
         <</Subtype/Link/F 2/Rect[50 477 70 490]/A<</S/URI/URI(https://hidden.example)>>>>\
         <</Subtype/Link/Rect[50 457 70 470]/A<</S/JavaScript/JS(x)/Next<</S/URI/URI(c.html)>>>>>>]";
    let bytes = file(
        &[(
            "BT /F 10 Tf 50 500 Td (aaaa) Tj 0 -20 Td (bbbb) Tj 0 -20 Td (cccc) Tj ET",
            annotations,
        )],
        &[],
    );
    let text = String::from_utf8(bytes).expect("text");
    let text = text.replace("/Catalog", "/Catalog/URI<</Base(https://example.org/)>>");
    let document = read(text.as_bytes()).expect("a readable page");
    let urls: Vec<&str> = document.text.links().iter().map(|link| link.url.as_str()).collect();
    assert_eq!(urls, ["https://a", "c.html"]);
    assert_eq!(document.text.base(), Some("https://example.org/"));
}

#[test]
fn old_style_figures_of_the_private_use_area_are_figures() {
    let font =
        "<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Differences[48/zerooldstyle/oneoldstyle/twooldstyle]>>>>";
    let document = page("BT /U 10 Tf 50 500 Td (102) Tj /F 10 Tf ( years) Tj ET", "", &[font]);
    assert_eq!(lines(&document), ["102 years"]);
    assert!(has(&document, Code::OldStyleFigures));
}

#[test]
fn a_file_without_a_readable_letter_is_refused() {
    let nameless = "<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Differences[65/g1/g2]>>>>";
    let bytes = file(&[("BT /U 10 Tf 50 500 Td (ABBA) Tj ET", "")], &[nameless]);
    assert_eq!(read(&bytes).map(|_| ()), Err(Error::Unmapped { pages: 1 }));
}

/// 3,000 codes of 250 characters each, over and over.
#[test]
fn characters_are_counted_not_codes() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>";
    let map = format!(
        "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <61> <{}> endbfchar",
        "0041".repeat(250)
    );
    let map = format!("<</Length {}>>\nstream\n{map}\nendstream", map.len());
    let content = "BT /U 10 Tf 50 500 Td (aaaaaaaaaa) Tj ET ".repeat(3_000);
    let document = page(&content, "", &[font, &map]);
    assert!(has(&document, Code::PageCut));
    assert!(document.text.string().len() < 300_000);
}
