//! Draws a page's lines, coloured by role, to look at.

use std::fmt::Write as _;

use super::Facts;
use crate::text::{Place, Role, Text};

/// Colour of a role's boxes.
fn colour(role: Role) -> &'static str {
    match role {
        Role::Heading(_) => "#c0392b",
        Role::Body => "#2c3e50",
        Role::RunningHead | Role::RunningFoot => "#7f8c8d",
        Role::PageNumber => "#16a085",
        Role::Footnote => "#8e44ad",
        Role::Contents => "#2980b9",
        Role::Caption => "#d35400",
        Role::Navigation | Role::Comment | Role::SetAside(_) => "#bdc3c7",
    }
}

/// A page, counted from 1, as an SVG picture; `None` when there is no such page.
pub fn page(text: &Text, facts: &Facts, page: u32) -> Option<String> {
    let facts = facts.pages.get(usize::try_from(page).ok()?.checked_sub(1)?)?;
    let (width, height) = (facts.width, facts.height);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.1}\" height=\"{height:.1}\" viewBox=\"0 0 {width:.1} {height:.1}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    let mut paragraph = None;
    for line in text.lines() {
        let Place::Box(place) = line.place else {
            continue;
        };
        if place.page != page {
            continue;
        }
        let colour = colour(line.role);
        let begins = paragraph.replace(line.paragraph) != Some(line.paragraph);
        let size = line.size.unwrap_or(10.0);
        let (x, y, wide, high) = (place.x0, place.top, place.x1 - place.x0, place.bottom - place.top);
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" fill=\"{colour}\" fill-opacity=\"0.12\" stroke=\"{colour}\" stroke-width=\"0.4\"><title>{} · paragraph {}</title></rect>",
            line.role, line.paragraph
        );
        if begins {
            let _ = writeln!(
                svg,
                "<path d=\"M{:.1} {y:.1}v{high:.1}\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                x - 2.0
            );
        }
        let weight = if line.bold { " font-weight=\"bold\"" } else { "" };
        let _ = write!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{size:.1}\" font-family=\"serif\" textLength=\"{wide:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{colour}\"{weight}>",
            place.bottom - size * 0.22
        );
        for character in text.slice(line.span).chars() {
            match character {
                '<' => svg.push_str("&lt;"),
                '&' => svg.push_str("&amp;"),
                other if other.is_control() => {}
                other => svg.push(other),
            }
        }
        svg.push_str("</text>\n");
    }
    cells(text, page, &mut svg);
    svg.push_str("</svg>\n");
    Some(svg)
}

/// The cells of tables on a page.
fn cells(text: &Text, page: u32, svg: &mut String) {
    for (number, table) in (1..).zip(text.tables()) {
        for cell in &table.cells {
            let here = cell.places.iter().find_map(|place| match place {
                Place::Box(at) if at.page == page => Some(*at),
                _ => None,
            });
            let Some(place) = here else { continue };
            let (x, y, wide, high) = (place.x0, place.top, place.x1 - place.x0, place.bottom - place.top);
            // Writing to a String cannot fail.
            let _ = writeln!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" fill=\"none\" stroke=\"#e67e22\" stroke-width=\"0.8\"><title>table {number} · row {} · column {}</title></rect>",
                cell.row + 1,
                cell.column + 1
            );
        }
    }
}
