//! The numbers that a browser prints before list items. They are not in the markup; a reader sees them.

use scraper::node::Element;

use super::zones::attribute;

/// The value of an item, which `start` and `value` can make negative.
type Ordinal = i64;

/// How a list's markers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Decimal,
    LowerAlpha,
    UpperAlpha,
    LowerRoman,
    UpperRoman,
    Bullet,
    Nothing,
}

/// An open list and the number of its next item.
#[derive(Debug)]
pub(super) struct List {
    /// Whether its items are numbered.
    pub numbered: bool,
    style: Style,
    next: Ordinal,
    step: Ordinal,
}

impl List {
    /// The list that an `ol`, `ul`, `menu` or `dir` element opens; `items` counts its items when it is reversed.
    pub fn open(element: &Element, items: impl FnOnce() -> usize) -> Self {
        let numbered = element.name() == "ol";
        let reversed = numbered && attribute(element, "reversed").is_some();
        let default = if reversed {
            Ordinal::try_from(items()).unwrap_or(1)
        } else {
            1
        };
        let start = attribute(element, "start").filter(|_| numbered).and_then(integer);
        Self {
            numbered,
            style: style(element).unwrap_or(if numbered { Style::Decimal } else { Style::Bullet }),
            next: start.unwrap_or(default),
            step: if reversed { -1 } else { 1 },
        }
    }

    /// The list around an item that stands in none: browsers print a bullet.
    pub fn missing() -> Self {
        Self {
            numbered: false,
            style: Style::Bullet,
            next: 1,
            step: 1,
        }
    }

    /// The marker of the next item, given its `li` element; empty when none is printed.
    pub fn marker(&mut self, item: &Element) -> String {
        let ordinal = attribute(item, "value")
            .filter(|_| self.numbered)
            .and_then(integer)
            .unwrap_or(self.next);
        self.next = ordinal.saturating_add(self.step);
        let number = |figures: Option<String>| figures.unwrap_or_else(|| ordinal.to_string()) + ".";
        match style(item).unwrap_or(self.style) {
            Style::Decimal => number(None),
            Style::LowerAlpha => number(alpha(ordinal)),
            Style::UpperAlpha => number(alpha(ordinal).map(|letters| letters.to_uppercase())),
            Style::LowerRoman => number(roman(ordinal)),
            Style::UpperRoman => number(roman(ordinal).map(|letters| letters.to_uppercase())),
            Style::Bullet => "•".to_owned(),
            Style::Nothing => String::new(),
        }
    }
}

/// An integer as HTML reads it: blanks, a sign, figures; what follows them is ignored.
fn integer(written: &str) -> Option<Ordinal> {
    let trimmed = written.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let signed = trimmed.strip_prefix('-').map(|rest| (-1, rest));
    let (sign, rest) = signed.unwrap_or_else(|| (1, trimmed.strip_prefix('+').unwrap_or(trimmed)));
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let figures: Ordinal = rest.get(..length)?.parse().ok()?;
    Some(sign * figures)
}

/// The style that an element asks for by `type` or by `style`.
fn style(element: &Element) -> Option<Style> {
    let of_type = attribute(element, "type").and_then(|kind| match kind.trim() {
        "1" => Some(Style::Decimal),
        "a" => Some(Style::LowerAlpha),
        "A" => Some(Style::UpperAlpha),
        "i" => Some(Style::LowerRoman),
        "I" => Some(Style::UpperRoman),
        kind if ["disc", "circle", "square"]
            .iter()
            .any(|name| kind.eq_ignore_ascii_case(name)) =>
        {
            Some(Style::Bullet)
        }
        _ => None,
    });
    let declared = attribute(element, "style").and_then(|style| {
        let declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
        let of_lists = declarations.filter(|(name, _)| name.trim().to_ascii_lowercase().starts_with("list-style"));
        of_lists
            .flat_map(|(_, value)| value.split_whitespace())
            .find_map(|word| match word {
                "decimal" => Some(Style::Decimal),
                "lower-alpha" | "lower-latin" => Some(Style::LowerAlpha),
                "upper-alpha" | "upper-latin" => Some(Style::UpperAlpha),
                "lower-roman" => Some(Style::LowerRoman),
                "upper-roman" => Some(Style::UpperRoman),
                "disc" | "circle" | "square" => Some(Style::Bullet),
                "none" => Some(Style::Nothing),
                _ => None,
            })
    });
    declared.or(of_type)
}

/// `a`, `b`, … `z`, `aa`, …; nothing below 1.
fn alpha(ordinal: Ordinal) -> Option<String> {
    let mut rest = u64::try_from(ordinal).ok().filter(|&rest| rest > 0)?;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(b'a' + u8::try_from(rest % 26).ok()?);
        rest /= 26;
    }
    letters.reverse();
    String::from_utf8(letters).ok()
}

/// Roman figures for 1 to 3999; nothing beyond.
fn roman(ordinal: Ordinal) -> Option<String> {
    const FIGURES: [(Ordinal, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = Some(ordinal).filter(|rest| (1..4000).contains(rest))?;
    let mut letters = String::new();
    for (value, figure) in FIGURES {
        while rest >= value {
            letters.push_str(figure);
            rest -= value;
        }
    }
    Some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_browsers_print_them() {
        for (ordinal, letters, figures) in [
            (1, Some("a"), Some("i")),
            (4, Some("d"), Some("iv")),
            (26, Some("z"), Some("xxvi")),
            (27, Some("aa"), Some("xxvii")),
            (1994, Some("bxr"), Some("mcmxciv")),
            (0, None, None),
            (-3, None, None),
        ] {
            assert_eq!(alpha(ordinal).as_deref(), letters);
            assert_eq!(roman(ordinal).as_deref(), figures);
        }
        for (written, number) in [
            ("3", Some(3)),
            (" +7x", Some(7)),
            ("-2", Some(-2)),
            ("x", None),
            ("", None),
            ("9".repeat(30).as_str(), None),
        ] {
            assert_eq!(integer(written), number, "{written}");
        }
    }
}
