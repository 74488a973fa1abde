//! Addresses and symbols that a line's end cuts.

/// Whether a line ends inside a web address, after a slash that is glued to what goes on (`A/HRC/`, `and/`), inside a
/// symbol (`E/CN.` / `4/2006/95`), or after the dash of a span (`January–` / `March`).
pub fn inside_address(line: &str, next: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    // Nearly no line ends so.
    if !last.contains('/') && !last.ends_with('–') && !last.starts_with("www.") {
        return false;
    }
    let glued = |stem: &str| stem.ends_with(char::is_alphanumeric) && next.starts_with(char::is_alphanumeric);
    if last.strip_suffix('/').is_some_and(glued) {
        let address = last.contains("://") || last.starts_with("www.");
        return !address || !is_particle(next);
    }
    let begins = |of: fn(char) -> bool| next.starts_with(of);
    let in_symbol =
        last.contains('/') && SYMBOL_PARTS.iter().any(|part| last.ends_with(part)) && begins(|c| c.is_ascii_digit());
    let span = last.strip_suffix('–').is_some_and(glued) && begins(|c| c.is_uppercase() || c.is_ascii_digit());
    // What closes a bracket or a quotation before the stop ended with it.
    let in_address = (last.contains("://") || last.starts_with("www."))
        && last.ends_with(['/', '.', '-', '_', '=', '?', '&', '%'])
        && ![").", "”.", "».", "]."].iter().any(|end| last.ends_with(end))
        && begins(|c| {
            c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '=' | '?' | '&' | '%' | '#' | '~')
        });
    // An address in brackets of its own goes on up to where they close.
    let open = last.starts_with(['(', '[']) && last.contains("://") && !last.contains([')', ']']);
    let closes = |word: &str| {
        word.split_once([')', ']'])
            .is_some_and(|(inside, _)| inside.chars().all(is_of_address))
    };
    let bracketed = open && next.split(' ').next().is_some_and(closes);
    // A number to the base of sixteen that a line's end cuts.
    let is_hex = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
    let mixed = |part: &str| part.bytes().any(|b| b.is_ascii_digit()) && part.bytes().any(|b| b.is_ascii_uppercase());
    let segment = last.rsplit('/').next().unwrap_or_default();
    let rest = next
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let cut = last.contains("://") && [segment, rest].iter().all(|part| is_hex(part) && mixed(part));
    in_symbol || span || in_address || bracketed || cut
}

/// Whether a line begins with a small word that sentences go on with behind an address, and addresses hardly do.
fn is_particle(line: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "and", "are", "as", "at", "but", "by", "for", "from", "had", "has", "have", "in", "is", "of", "on", "or",
        "that", "the", "to", "was", "were", "which", "with", "au", "aux", "dans", "de", "des", "du", "en", "est", "et",
        "la", "le", "les", "mais", "ont", "ou", "par", "pour", "que", "qui", "sont", "sur", "al", "con", "del", "el",
        "fue", "fueron", "ha", "han", "los", "las", "para", "pero", "por", "se", "y",
    ];
    line.split(' ').next().is_some_and(|word| PARTICLES.contains(&word))
}

fn is_of_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '=' | '?' | '&' | '%' | '#' | '~')
}

/// Parts of symbols that a stop ends and a number follows.
const SYMBOL_PARTS: &[&str] = &[
    "CN.", "Add.", "Rev.", "Corr.", "SR.", "L.", "WG.", "Sub.", "AC.", "CONF.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_symbols_go_on() {
        assert!(inside_address("see A/HRC/", "20/27") && inside_address("and/", "or"));
        assert!(inside_address("https://www.ohchr.org/", "EN"));
        assert!(!inside_address("one /", "two") && !inside_address("A/", "(two)"));
        assert!(inside_address("(E/CN.", "4/2006/95)") && inside_address("see A/HRC/20/27/Add.", "3"));
        assert!(!inside_address("see E/CN.", "The") && !inside_address("it is so.", "4"));
        assert!(inside_address("In January–", "March") && inside_address("of 2012–", "2013"));
        assert!(!inside_address("the offence –", "If") && !inside_address("una –aclaración–", "que"));
        assert!(inside_address("times (http://www.unog.ch/80256EDD006", "B9C2E)."));
        assert!(!inside_address("times (http://www.unog.ch/8", "and others)"));
        assert!(!inside_address("(http://a.example/laws?lang=en).", "« Arrête"));
    }
}
