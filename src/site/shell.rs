//! The page itself, taken in from the folder `site` of the project.

use super::bundle;

const SHELL: &str = include_str!("../../site/shell.html");
const STYLE: &str = include_str!("../../site/style.css");
/// Every word that the page says.
const TEXTS: &str = include_str!("../../site/texts.en.js");
/// What the page opens with, in the order in which they build on each other.
const FIRST: &[&str] = &[
    include_str!("../../site/js/dom.js"),
    include_str!("../../site/js/data.js"),
    include_str!("../../site/js/address.js"),
    include_str!("../../site/js/search.js"),
    include_str!("../../site/js/facets.js"),
    include_str!("../../site/js/list.js"),
    include_str!("../../site/js/tables.js"),
    include_str!("../../site/js/download.js"),
    include_str!("../../site/js/tabs.js"),
    include_str!("../../site/js/main.js"),
];
/// What it takes when the list stands.
const VIEWS: &[&str] = &[
    include_str!("../../site/js/picture.js"),
    include_str!("../../site/js/record.js"),
    include_str!("../../site/js/case.js"),
    include_str!("../../site/js/survival.js"),
    include_str!("../../site/js/charts.js"),
    include_str!("../../site/js/overview.js"),
];

/// The scripts of a folder with their names.
pub(super) fn scripts() -> [(&'static str, String); 3] {
    [
        ("texts.en.js", joined(&[TEXTS])),
        ("page.js", joined(FIRST)),
        ("views.js", joined(VIEWS)),
    ]
}

/// Scripts as one, without comments and indentation: a third of their bytes is for those who write them.
///
/// The sources have comments of two shapes alone, `/** … */` anywhere and `//` on lines of their own, and no text of
/// several lines.
fn joined(parts: &[&str]) -> String {
    let mut script = "\"use strict\";\n".to_owned();
    for part in parts {
        let mut bare = String::new();
        for (at, piece) in part.split("/**").enumerate() {
            let rest = if at == 0 {
                piece
            } else {
                piece.split_once("*/").map_or("", |(_, rest)| rest)
            };
            bare.push_str(rest.strip_prefix(' ').unwrap_or(rest));
        }
        let lines = bare
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("//"));
        for line in lines {
            script.push_str(line);
            script.push('\n');
        }
    }
    script
}

/// The page of a folder: it loads what lies beside it, and nothing else.
pub(super) fn page() -> String {
    // A sheet of its own could not be looked at from disk, not even by what checks the page for accessibility.
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src {}; img-src 'self' data:",
        bundle::policy_digest(STYLE.as_bytes()),
    );
    let head = format!(
        "<style>{STYLE}</style>\n\
         <script src=\"texts.en.js\" defer></script>\n\
         <script src=\"page.js\" defer></script>\n\
         <script src=\"data.js\" defer></script>"
    );
    fill(&policy, "Communications", &head, "")
}

/// A page with everything in it; the policy names its style and its script by their digests.
pub(super) fn whole(title: &str, data: &serde_json::Value) -> String {
    let script = format!("{}{}{}", joined(&[TEXTS]), joined(VIEWS), joined(FIRST));
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:",
        bundle::policy_digest(script.as_bytes()),
        bundle::policy_digest(STYLE.as_bytes()),
    );
    let head = format!("<style>{STYLE}</style>");
    let tail = format!(
        "<script type=\"application/json\" id=\"data\">{}</script>\n<script>{script}</script>",
        bundle::in_script(data)
    );
    fill(&policy, title, &head, &tail)
}

fn fill(policy: &str, title: &str, head: &str, tail: &str) -> String {
    let mut page = String::new();
    for (at, part) in SHELL.split("{{").enumerate() {
        // Data may hold what looks like a mark; only the shell's own are replaced.
        let Some((name, rest)) = part.split_once("}}").filter(|_| at > 0) else {
            page.push_str(part);
            continue;
        };
        match name {
            "policy" => {
                page.push_str(policy);
                page.push_str("; base-uri 'none'; form-action 'none'");
            }
            "title" => page.push_str(&escaped(title)),
            "head" => page.push_str(head),
            "tail" => page.push_str(tail),
            _ => {}
        }
        page.push_str(rest);
    }
    page
}

/// Words as the text of an element.
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Bytes of script that the page may open with.
    const MOST_SCRIPT: usize = 40_000;

    #[test]
    fn the_script_stays_small() {
        let bytes = joined(FIRST).len();
        assert!(bytes <= MOST_SCRIPT, "{bytes} bytes");
    }

    #[test]
    fn only_comments_go() {
        let script =
            "// one\nconst a = /** @type {any} */ (\"b // c\");\n/**\n * two\n */\nfunction d() {\n  return a;\n}\n";
        let bare = "\"use strict\";\nconst a = (\"b // c\");\nfunction d() {\nreturn a;\n}\n";
        assert_eq!(joined(&[script]), bare);
    }

    #[test]
    fn nothing_is_left_to_fill_and_nothing_breaks_out() {
        let page = whole("{{tail}} <b>&", &json!({"summary": "</script>{{head}}"}));
        assert!(page.contains("<title>{{tail}} &lt;b>&amp;</title>"), "{page}");
        assert!(page.contains("\"\\u003c/script\\u003e{{head}}\""), "{page}");
        assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
        assert!(!super::page().contains("{{"));
        // What ends an element early would end it in the middle of our own text.
        assert!(!scripts().iter().any(|(_, script)| script.contains("</script")) && !STYLE.contains("</style"));
    }
}
