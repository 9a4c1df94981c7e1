//! Which entry of a configuration a page gets, by its `urls`, exactly as the vendor's client compares them (field notes
//! 1.4). Called by `look` and whenever the page's address changes.

use parlor_protocol::text::split_once;

/// The page's address as far as it counts: scheme, query and hash don't.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// `location.host`: with the port, where there is one.
    pub host: String,
    /// `location.pathname`: begins with `/`.
    pub path: String,
}

/// Weight of a pattern that names exactly this page with its host.
const EXACT: usize = 999;
/// Weight of a pattern that names exactly this page without its host.
const EXACT_PATH: usize = 998;

/// How well `pattern` matches: 0 is not at all. A pattern that ends in `/` is a folder, any other a file.
pub fn weight(pattern: &str, page: &Page) -> usize {
    let pattern = normal(pattern);
    let relative = pattern.starts_with('/');
    let address = if relative { page.path.clone() } else { [page.host.as_str(), &page.path].concat() };
    let (pattern, address) = (with_lower_host(pattern, relative), with_lower_host(&address, relative));
    if !pattern.ends_with('/') {
        let exact = if relative { EXACT_PATH } else { EXACT };
        return if pattern == address { exact } else { 0 };
    }
    // The last segment of a folder is the nothing behind its last slash.
    let folder = pattern[..pattern.len() - 1].split('/');
    let mut segments = address.split('/');
    let mut matched = 0;
    for segment in folder {
        if segments.next() != Some(segment) {
            return 0;
        }
        matched += 1;
    }
    // Below the exact weights, however deep.
    matched.min(EXACT_PATH - 1)
}

/// The best of `urls`, above 1. No `urls` at all: every page, with the lowest weight there is, below that of `/`.
pub fn best_weight(urls: &[String], page: &Page) -> usize {
    let mut named = urls.iter().filter(|url| !url.trim().is_empty()).peekable();
    if named.peek().is_none() {
        return 1;
    }
    match named.map(|url| weight(url, page)).max() {
        None | Some(0) => 0,
        Some(weight) => weight + 1,
    }
}

/// The entry with the highest weight above 0; of equal ones the first. `None`: the feature is absent on this page.
pub fn best<'a, T>(entries: &'a [T], urls: fn(&T) -> &[String], page: &Page) -> Option<&'a T> {
    let mut found = None;
    let mut highest = 0;
    for entry in entries {
        let weight = best_weight(urls(entry), page);
        if weight > highest {
            (found, highest) = (Some(entry), weight);
        }
    }
    found
}

/// Without scheme, query and hash, which people write all the same.
fn normal(pattern: &str) -> &str {
    let pattern = pattern.trim();
    let pattern = pattern.split(['?', '#']).next().unwrap_or_default();
    match split_once(pattern, "://") {
        Some((scheme, rest)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => rest,
        _ => pattern,
    }
}

/// Hosts have no case, paths have.
fn with_lower_host(address: &str, relative: bool) -> String {
    if relative {
        return address.to_owned();
    }
    let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    let mut lower = host.to_ascii_lowercase();
    lower.push_str(path);
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(host: &str, path: &str) -> Page {
        Page { host: host.to_owned(), path: path.to_owned() }
    }

    #[test]
    fn a_file_matches_itself_alone() {
        let here = page("shop.example.com:8080", "/a/b.html");
        assert_eq!(weight("shop.example.com:8080/a/b.html", &here), 999);
        assert_eq!(weight("/a/b.html", &here), 998);
        assert_eq!(weight("https://SHOP.example.com:8080/a/b.html?x=1#y", &here), 999);
        for other in ["shop.example.com/a/b.html", "/a/B.html", "/a/b", "b.html", "/a", "shop.example.com:8080"] {
            assert_eq!(weight(other, &here), 0, "{other}");
        }
    }

    #[test]
    fn a_folder_weighs_as_many_segments_as_it_has() {
        let here = page("example.com", "/a/b/c.html");
        for (pattern, expected) in [
            ("/", 1),
            ("/a/", 2),
            ("/a/b/", 3),
            ("example.com/", 1),
            ("example.com/a/b/", 3),
            ("/b/", 0),
            ("/a/b/c.html/", 4),
            ("/a/b/c.html/d/", 0),
            ("other.com/", 0),
            ("/a/x/", 0),
        ] {
            assert_eq!(weight(pattern, &here), expected, "{pattern}");
        }
    }

    #[test]
    fn no_folder_weighs_as_much_as_the_page_itself() {
        let path = "/x".repeat(5000);
        let folder = format!("{path}/");
        assert_eq!(weight(&folder, &page("h", &format!("{path}/y"))), 997);
    }

    #[test]
    fn the_first_of_equals_and_the_best_of_all_wins() {
        let entries: Vec<(&str, Vec<String>)> = [
            ("everywhere", vec![]),
            ("root", vec!["/"]),
            ("first shop", vec!["/x/", "/shop/"]),
            ("second shop", vec!["/shop/"]),
            ("file", vec!["example.com/shop/cart"]),
            ("path", vec!["/shop/cart"]),
        ]
        .into_iter()
        .map(|(name, urls)| (name, urls.into_iter().map(str::to_owned).collect()))
        .collect();
        let name = |path| best(&entries, |entry| &entry.1, &page("example.com", path)).map(|entry| entry.0);
        assert_eq!(name("/shop/cart"), Some("file"));
        assert_eq!(name("/shop/list"), Some("first shop"));
        assert_eq!(name("/about"), Some("root"), "a name goes before none, though both are every page");
        assert_eq!(best(&entries[2..], |entry| &entry.1, &page("example.com", "/about")), None);
        assert_eq!(
            best(&entries[5..], |entry| &entry.1, &page("example.org", "/shop/cart")).map(|e| e.0),
            Some("path")
        );
    }

    #[test]
    fn an_entry_without_pages_is_the_last_resort() {
        let no_urls = [Vec::new(), vec![String::new(), "  ".to_owned()]];
        assert!(no_urls.iter().all(|urls| best_weight(urls, &page("h", "/a")) == 1));
    }
}
