//! The page itself, taken in from the folder `site` of the project.

use super::bundle;

const SHELL: &str = include_str!("../../site/shell.html");
const STYLE: &str = include_str!("../../site/style.css");
/// In the order in which they build on each other; the last one begins.
const SCRIPTS: &[&str] = &[
    include_str!("../../site/texts.en.js"),
    include_str!("../../site/js/dom.js"),
    include_str!("../../site/js/data.js"),
    include_str!("../../site/js/address.js"),
    include_str!("../../site/js/search.js"),
    include_str!("../../site/js/facets.js"),
    include_str!("../../site/js/list.js"),
    include_str!("../../site/js/tables.js"),
    include_str!("../../site/js/picture.js"),
    include_str!("../../site/js/record.js"),
    include_str!("../../site/js/case.js"),
    include_str!("../../site/js/survival.js"),
    include_str!("../../site/js/overview.js"),
    include_str!("../../site/js/download.js"),
    include_str!("../../site/js/main.js"),
];

/// The style sheet.
pub(super) fn style() -> &'static str {
    STYLE
}

/// The script.
pub(super) fn script() -> String {
    let mut script = "\"use strict\";\n".to_owned();
    SCRIPTS.iter().for_each(|part| script.push_str(part));
    script
}

/// The page of a folder: it loads what lies beside it, and nothing else.
pub(super) fn page() -> String {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";
    let head = "<link rel=\"stylesheet\" href=\"style.css\">\n\
                <script src=\"page.js\" defer></script>\n\
                <script src=\"data.js\" defer></script>";
    fill(policy, "Communications", head, "")
}

/// A page with everything in it; the policy names its style and its script by their digests.
pub(super) fn whole(title: &str, data: &serde_json::Value) -> String {
    let script = script();
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

    /// Bytes of script that a page may cost.
    const MOST_SCRIPT: usize = 40_000;

    #[test]
    fn the_script_stays_small() {
        let bytes = script().len();
        assert!(bytes <= MOST_SCRIPT, "{bytes} bytes");
    }

    #[test]
    fn nothing_is_left_to_fill_and_nothing_breaks_out() {
        let page = whole("{{tail}} <b>&", &json!({"summary": "</script>{{head}}"}));
        assert!(page.contains("<title>{{tail}} &lt;b>&amp;</title>"), "{page}");
        assert!(page.contains("\"\\u003c/script\\u003e{{head}}\""), "{page}");
        assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
        assert!(!super::page().contains("{{"));
        // What ends an element early would end it in the middle of our own text.
        assert!(!script().contains("</script") && !STYLE.contains("</style"));
    }
}
