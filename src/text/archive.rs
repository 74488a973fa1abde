//! Addresses of copies that a web archive made.

/// The address that a page had, from that of its copy in a web archive; nothing when it is no such address.
///
/// Archives write the time of the copy, up to fourteen digits and perhaps a flag, before the whole address:
/// `https://web.archive.org/web/20170606120000id_/http://example.org/a`. Links within a copy often lack the host.
///
/// ```
/// use rapporteur::text::archive::original;
/// let page = original("/web/20170606120000/https://example.org/a.pdf");
/// assert_eq!(page.as_deref(), Some("https://example.org/a.pdf"));
/// assert_eq!(original("https://example.org/2017/a.pdf"), None);
/// ```
pub fn original(url: &str) -> Option<String> {
    let path = path(url)?;
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('/') {
        rest = after;
        let Some((time, address)) = after.split_once('/') else {
            break;
        };
        // A year alone is enough below `/web/`; elsewhere it is a folder of a site.
        let least = if path.starts_with("/web/") { 4 } else { 14 };
        if is_time(time, least)
            && let Some(address) = whole(address)
        {
            return Some(address);
        }
    }
    None
}

/// What follows the host of an address that has one, or all of a path.
fn path(url: &str) -> Option<&str> {
    let after = ["https://", "http://", "//"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    match after {
        Some(after) => after.find('/').and_then(|at| after.get(at..)),
        None => Some(url).filter(|url| url.starts_with('/')),
    }
}

/// Whether it is the time of a copy: at least so many digits of the fourteen, then perhaps a flag such as `id_`.
fn is_time(segment: &str, least: usize) -> bool {
    let digits = segment.bytes().take_while(u8::is_ascii_digit).count();
    let flag = segment.get(digits..).unwrap_or_default().as_bytes();
    let is_flag =
        matches!(flag, [] | [b'*']) || matches!(flag, [a, b, b'_'] if a.is_ascii_lowercase() && b.is_ascii_lowercase());
    (least..=14).contains(&digits) && is_flag
}

/// An address with its scheme and two slashes, one of which servers on the way may have lost.
fn whole(address: &str) -> Option<String> {
    ["https:/", "http:/"].iter().find_map(|scheme| {
        let rest = address.strip_prefix(scheme)?;
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        (!rest.is_empty()).then(|| format!("{scheme}/{rest}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_lead_back_to_their_pages() {
        for (copy, page) in [
            (
                "https://web.archive.org/web/20170606120000/https://a.example/x?y=1/2",
                Some("https://a.example/x?y=1/2"),
            ),
            (
                "https://web.archive.org/web/20170101000000id_/http://a.example/",
                Some("http://a.example/"),
            ),
            (
                "//web.archive.org/web/20170101im_/http://a.example/i.png",
                Some("http://a.example/i.png"),
            ),
            ("/web/2017/http:/a.example/x", Some("http://a.example/x")),
            (
                "https://archive.example/wayback/20170101000000mp_/https://a.example",
                Some("https://a.example"),
            ),
            ("https://a.example/web/2017/report.pdf", None),
            ("https://a.example/2017/https://b.example/", None),
            ("web/2017/http://a.example/", None),
            ("/web/20170101000000/", None),
            ("", None),
        ] {
            assert_eq!(original(copy).as_deref(), page, "{copy}");
        }
    }
}
