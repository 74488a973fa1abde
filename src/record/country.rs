//! States and the other addressees of communications.
//!
//! Codes are those of ISO 3166-1 alpha-3, from the `rust_iso3166` crate, and `OTH`, under which the Special Procedures
//! list companies, organisations and other actors. Names are the United Nations' short names in English (UNTERM, as
//! of 2024), which `country_names.tsv` gives where they differ from the ISO list.

use std::fmt;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The code of all that are no States.
pub(crate) const OTHERS: &str = "OTH";

/// A State, a territory, or `OTH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country {
    code: &'static str,
    name: &'static str,
}

/// UN names and further spellings: code, UN short name, other names.
const UN_NAMES: &str = include_str!("country_names.tsv");
/// Names in the other languages of the reports: code, French, Spanish.
const FRENCH_AND_SPANISH: &str = include_str!("country_names_fr_es.tsv");

/// Countries by every name's [`key`].
type ByName = FxHashMap<String, Country>;

/// All countries by code, and by their names in English.
struct Table {
    by_code: FxHashMap<&'static str, Country>,
    by_name: ByName,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        by_code: FxHashMap::default(),
        by_name: FxHashMap::default(),
    };
    for iso in rust_iso3166::ALL {
        let country = Country {
            code: iso.alpha3,
            name: iso.name,
        };
        table.by_code.insert(iso.alpha3, country);
        table.by_name.insert(key(iso.name), country);
    }
    for cells in rows(UN_NAMES) {
        let &[code, name, ref others @ ..] = cells.as_slice() else {
            continue;
        };
        let country = Country { code, name };
        table.by_code.insert(code, country);
        if let Some(iso) = rust_iso3166::from_alpha3(code) {
            table.by_name.insert(key(iso.name), country);
        }
        for name in others.iter().copied().flat_map(names).chain([name]) {
            table.by_name.insert(key(name), country);
        }
    }
    table
});

/// Their names in French and Spanish, for names that are not known in English.
static OTHER_NAMES: LazyLock<ByName> = LazyLock::new(|| {
    let mut by_name = ByName::default();
    for cells in rows(FRENCH_AND_SPANISH) {
        let [code, cells @ ..] = cells.as_slice() else { continue };
        let Some(&country) = TABLE.by_code.get(code) else {
            continue;
        };
        for name in cells.iter().copied().flat_map(names) {
            by_name.insert(key(name), country);
        }
    }
    by_name
});

/// The words of all names.
static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let names = TABLE.by_name.keys().chain(OTHER_NAMES.keys());
    names.flat_map(|name| name.split(' ')).collect()
});

/// The cells of each row of a table.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = table.lines().filter(|row| !row.starts_with('#'));
    rows.map(|row| row.split('\t').collect())
}

/// The names in a cell.
fn names(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('|').filter(|name| !name.is_empty())
}

/// What two spellings of one name share: its words without accents, case, punctuation and small words such as "the"
/// and "of", sorted, so that `Iran (Islamic Republic of)` and `Islamic Republic of Iran` are the same.
fn key(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            'a'..='z' | '0'..='9' => plain.push(c),
            'A'..='Z' => plain.push(c.to_ascii_lowercase()),
            // `d’Ivoire` is two words, `People’s` is one.
            _ if is_apostrophe(c) => {
                if plain.rsplit(' ').next().is_some_and(|word| word.len() == 1) {
                    plain.push(' ');
                }
            }
            _ if c.is_ascii() => plain.push(' '),
            _ => {
                let letters = std::iter::once(c).nfkd().filter(|&c| !is_combining_mark(c));
                let lower = letters.flat_map(char::to_lowercase);
                plain.extend(lower.map(|c| if c.is_alphanumeric() { c } else { ' ' }));
            }
        }
    }
    let mut words: Vec<&str> = plain
        .split_whitespace()
        .filter(|word| !SMALL_WORDS.contains(word))
        .map(|word| if word == "st" { "saint" } else { word })
        .collect();
    words.sort_unstable();
    words.join(" ")
}

/// Words that names are written with or without, in the three languages.
const SMALL_WORDS: &[&str] = &[
    "the", "of", "and", "de", "du", "des", "d", "del", "la", "le", "les", "l", "el", "los", "las", "et", "y", "e",
];

/// What stands before the short name in names in full, in the three languages, as [`key`] writes it.
const STYLES: &[&str] = &[
    "republic",
    "republique",
    "republica",
    "kingdom",
    "royaume",
    "reino",
    "state",
    "etat",
    "estado",
    "federal",
    "federale",
    "democratic",
    "democratique",
    "democratica",
    "islamic",
    "islamique",
    "islamica",
    "arab",
    "arabe",
    "people",
    "peoples",
    "populaire",
    "popular",
    "socialist",
    "socialiste",
    "socialista",
    "sultanate",
    "sultanat",
    "sultania",
    "hashemite",
    "hachemite",
    "hachemita",
    "cooperative",
    "independent",
    "principality",
    "principaute",
    "principado",
    "commonwealth",
    "grand",
    "duchy",
    "union",
    "oriental",
];

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{201f}' | '`' | '\u{b4}'
    )
}

impl Country {
    /// The country of an alpha-3 code or `OTH`, in capitals.
    ///
    /// ```
    /// use rapporteur::record::Country;
    /// assert_eq!(Country::of_code("IRN").unwrap().name(), "Iran (Islamic Republic of)");
    /// assert!(Country::of_code("KZA").is_none());
    /// ```
    pub fn of_code(code: &str) -> Option<Self> {
        TABLE.by_code.get(code).copied()
    }

    /// The country of a printed name, in any of the forms in which the documents print it.
    ///
    /// ```
    /// use rapporteur::record::Country;
    /// assert_eq!(Country::of_name("Niger (the)").unwrap().code(), "NER");
    /// assert!(Country::of_name("Africa region").is_none());
    /// ```
    pub fn of_name(name: &str) -> Option<Self> {
        /// Bytes beyond which nothing is a name: the longest has 70, and its style and code as many again.
        const LONGEST: usize = 200;
        if name.len() > LONGEST {
            return None;
        }
        let of_key = |key: &str| TABLE.by_name.get(key).or_else(|| OTHER_NAMES.get(key)).copied();
        let whole = key(name);
        let with_code = || {
            // `UNITED STATES OF AMERICA (USA)`
            let (before, code) = name.trim_end().strip_suffix(')')?.rsplit_once('(')?;
            of_key(&key(before)).filter(|country| country.code == code)
        };
        let in_full = || {
            let words: Vec<&str> = whole.split(' ').filter(|word| !STYLES.contains(word)).collect();
            let short = words.join(" ");
            (short.len() < whole.len()).then(|| of_key(&short))?
        };
        of_key(&whole).or_else(with_code).or_else(in_full)
    }

    /// Whether a word may stand in a name that [`Country::of_name`] knows: to look for names costs more.
    pub(crate) fn may_name(word: &str) -> bool {
        let known = |word: &str| word.is_empty() || WORDS.contains(word) || STYLES.contains(&word);
        key(word).split(' ').all(known)
    }

    /// Its alpha-3 code, or `OTH`.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Its UN short name in English.
    pub fn name(self) -> &'static str {
        self.name
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_name_may_stand_in_one() {
        let names = rows(UN_NAMES)
            .chain(rows(FRENCH_AND_SPANISH))
            .flat_map(|cells| cells.into_iter().skip(1));
        for name in names.flat_map(super::names) {
            assert!(Country::of_name(name).is_some(), "{name}");
            assert!(name.split(' ').all(Country::may_name), "{name}");
        }
        assert!(
            ["Niger (the)", "the Federal Republic of Nigeria"].map(|name| name.split(' ').all(Country::may_name))
                == [true; 2]
        );
        assert!(!["allegation", "letter", "13"].into_iter().any(Country::may_name));
    }

    #[test]
    fn names_as_the_documents_print_them() {
        for (printed, code) in [
            ("Kazakhstan", "KAZ"),
            ("Niger (the)", "NER"),
            ("Nigeria", "NGA"),
            ("Iran (Islamic Republic of)", "IRN"),
            ("Islamic Republic of Iran", "IRN"),
            ("China (People’s Republic of)", "CHN"),
            ("The former Yugoslav Republic of Macedonia", "MKD"),
            ("Macedonia, the former Yugoslav Republic of", "MKD"),
            ("Côte d’Ivoire", "CIV"),
            ("COTE D'IVOIRE", "CIV"),
            ("Others", "OTH"),
            ("African Union", "OTH"),
            ("Palestine (State of)", "PSE"),
            ("Venezuela", "VEN"),
            ("USA", "USA"),
            ("Viet Nam", "VNM"),
            ("Vietnam", "VNM"),
            ("Republic of Korea", "KOR"),
            ("Korea, Democratic People's Republic of", "PRK"),
            ("Democratic Republic of the Congo (the)", "COD"),
            ("Congo", "COG"),
            ("Guinea", "GIN"),
            ("Guinea-Bissau", "GNB"),
            ("Turkey", "TUR"),
            ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
            ("Saudi Arabia", "SAU"),
            ("Tanzania, United Republic of", "TZA"),
            ("St. Vincent and the Grenadines", "VCT"),
            ("UNITED STATES OF AMERICA (USA)", "USA"),
            ("South Sudan (the Republic of)", "SSD"),
            ("Islamic Republic of Pakistan", "PAK"),
            ("Royaume d’Arabie saoudite", "SAU"),
            ("Algérie", "DZA"),
            ("Bolivie (État plurinational de)", "BOL"),
            ("Iran (République islamique d’)", "IRN"),
            ("LA EX REPÚBLICA YUGOSLAVA DE MACEDONIA", "MKD"),
            ("République du Congo", "COG"),
            ("Congo (République démocratique du)", "COD"),
            ("República Dominicana", "DOM"),
            ("Dominique", "DMA"),
            ("Niger", "NER"),
            ("Nigéria", "NGA"),
            ("Guinea Ecuatorial", "GNQ"),
            ("Union africaine", "OTH"),
        ] {
            assert_eq!(Country::of_name(printed).map(Country::code), Some(code), "{printed}");
        }
        for printed in [
            "",
            "Africa region",
            "Somaliland",
            "the",
            "Kazakhstan communications",
            "Niger (NGA)",
            "Democratic Republic",
            "State",
        ] {
            assert_eq!(Country::of_name(printed), None, "{printed}");
        }
    }

    #[test]
    fn a_name_in_another_language_leads_to_its_own_country() {
        for cells in rows(FRENCH_AND_SPANISH) {
            assert_eq!(cells.len(), 3, "{cells:?}");
            for name in cells[1..].iter().copied().flat_map(names) {
                assert_eq!(Country::of_name(name).map(Country::code), Some(cells[0]), "{name}");
            }
        }
    }

    #[test]
    fn every_code_has_one_name_which_leads_back_to_it() {
        let un = rows(UN_NAMES).filter_map(|cells| cells.first().copied());
        for code in rust_iso3166::ALL.iter().map(|iso| iso.alpha3).chain(un) {
            let country = Country::of_code(code).expect("a code of the table");
            assert_eq!(Country::of_name(country.name()), Some(country));
        }
        assert_eq!(Country::of_code("KOR").map(Country::name), Some("Republic of Korea"));
        assert_eq!(Country::of_code("TUR").map(Country::name), Some("Türkiye"));
        assert_eq!(Country::of_code("ZZZ"), None);
    }
}
