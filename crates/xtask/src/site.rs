//! The documentation as plain pages: docs/*.md and the playground, in dist/public/docs/, where the demo's server has them.
//! Called by `build`. A link or an anchor that leads nowhere fails the build.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::{Outcome, build, place};

/// The page that lists all others, in the order of the menu.
const INDEX: &str = "README";
const PLAYGROUND: &str = "playground";

pub(crate) fn write_all(dist: &Path) -> Outcome {
    let (docs, out) = (place::root().join("docs"), dist.join("public/docs"));
    let mut sources = BTreeMap::new();
    for file in build::list(&docs)?.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "md")) {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        sources.insert(name, build::text(&file)?);
    }
    let _ = fs::remove_dir_all(&out);
    build::copy_all(&docs.join("site"), &out)?;
    build::copy_all(&docs.join("pictures"), &out.join("pictures"))?;
    let template = build::text(&docs.join("site/template.html"))?;
    let _ = fs::remove_file(out.join("template.html"));
    let index = sources.get(INDEX).map(String::as_str).unwrap_or_default();
    let menu = menu(index);
    let anchors: BTreeMap<&str, BTreeSet<String>> = sources
        .iter()
        .map(|(name, text)| (name.as_str(), headings(text).into_iter().map(|(id, _)| id).collect()))
        .collect();
    let page = |name: &str, title: &str, body: &str| {
        let menu = marked(&menu, name);
        build::filled(&template, &[("{{title}}", title), ("{{menu}}", &menu), ("{{body}}", body)])
    };
    let mut dead = Vec::new();
    for (name, text) in &sources {
        let body = body(name, text, &anchors, &mut dead);
        let title = headings(text).into_iter().next().map(|(_, title)| title).unwrap_or_default();
        build::write(&out.join(page_name(name)), page(name, &title, &body).as_bytes())?;
    }
    let playground = build::text(&docs.join("site/playground.html"))?;
    build::write(&out.join(page_name(PLAYGROUND)), page(PLAYGROUND, "Playground", &playground).as_bytes())?;
    if dead.is_empty() { Ok(()) } else { Err(format!("the documentation has dead links:\n  {}", dead.join("\n  "))) }
}

fn page_name(name: &str) -> String {
    if name == INDEX { "index.html".to_owned() } else { format!("{name}.html") }
}

/// The pages that the index links, by their names.
fn menu(index: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = None;
    for event in parse(index) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                open = dest_url
                    .strip_suffix(".md")
                    .filter(|name| !name.contains('/'))
                    .map(|name| (name.to_owned(), String::new()));
            }
            Event::Text(text) => {
                if let Some((_, title)) = &mut open {
                    title.push_str(&text);
                }
            }
            Event::End(TagEnd::Link) => found.extend(open.take()),
            _ => {}
        }
    }
    found
}

/// The menu's list, with this page marked.
fn marked(menu: &[(String, String)], current: &str) -> String {
    let playground = (PLAYGROUND.to_owned(), "Playground".to_owned());
    let first = (INDEX.to_owned(), "Overview".to_owned());
    let all = std::iter::once(&first).chain(menu.iter().take(1)).chain([&playground]).chain(menu.iter().skip(1));
    all.fold(String::new(), |mut list, (name, title)| {
        let here = if name == current { " aria-current=\"page\"" } else { "" };
        // Writing to a string can't fail.
        let _ = writeln!(list, "<li><a href=\"{}\"{here}>{title}</a></li>", page_name(name));
        list
    })
}

fn parse(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// Each heading's anchor, as code forges make them, and its words.
fn headings(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut words: Option<String> = None;
    for event in parse(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => words = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(words) = &mut words {
                    words.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let words = words.take().unwrap_or_default();
                let plain = slug(&words);
                let before = found.iter().filter(|(_, known)| slug(known) == plain).count();
                let id = if before == 0 { plain } else { format!("{plain}-{before}") };
                found.push((id, words));
            }
            _ => {}
        }
    }
    found
}

fn slug(words: &str) -> String {
    let kept = words.to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// The page's HTML. Links to other pages lead there; what else the repository has is named and not linked.
fn body(name: &str, text: &str, anchors: &BTreeMap<&str, BTreeSet<String>>, dead: &mut Vec<String>) -> String {
    let mut ids = headings(text).into_iter().map(|(id, _)| id);
    let mut unlinked = false;
    let mut events = Vec::new();
    for event in parse(text) {
        match event {
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                let id = ids.next().map(CowStr::from);
                events.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => match link(name, &dest_url, anchors) {
                Link::To(address) => {
                    events.push(Event::Start(Tag::Link { link_type, dest_url: address.into(), title, id }));
                }
                Link::Named => unlinked = true,
                Link::Dead => {
                    dead.push(format!("docs/{name}.md: {dest_url}"));
                    unlinked = true;
                }
            },
            Event::End(TagEnd::Link) if unlinked => unlinked = false,
            // Wide tables scroll by themselves, by keyboard too.
            Event::Start(table @ Tag::Table(_)) => {
                events.push(Event::Html("<div class=\"table\" tabindex=\"0\">".into()));
                events.push(Event::Start(table));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(Event::Html("</div>".into()));
            }
            other => events.push(other),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    // A corner without words heads nothing, and code that is cut off is scrolled by keyboard, too.
    out.replace("<th></th>", "<td></td>").replace("<pre>", "<pre tabindex=\"0\">")
}

enum Link {
    To(String),
    Named,
    Dead,
}

fn link(from: &str, address: &str, anchors: &BTreeMap<&str, BTreeSet<String>>) -> Link {
    if address.starts_with("https://") || address.starts_with("mailto:") {
        return Link::To(address.to_owned());
    }
    let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
    let page = if file.is_empty() { Some(from) } else { file.strip_suffix(".md").filter(|name| !name.contains('/')) };
    if let Some(page) = page {
        let Some(known) = anchors.get(page) else { return Link::Dead };
        if !anchor.is_empty() && !known.contains(anchor) {
            return Link::Dead;
        }
        let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
        return Link::To(if file.is_empty() { anchor } else { page_name(page) + &anchor });
    }
    let there = place::root().join("docs").join(file);
    match (there.exists(), file.starts_with("../")) {
        (true, true) => Link::Named,
        (true, false) => Link::To(file.to_owned()),
        (false, _) => Link::Dead,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# One page\n\n## What it *is*, `now`\n\n## What it is now\n\n[a](#what-it-is-now) [b](other.md#there)\n[c](nowhere.md) [d](../README.md) [e](other.md#gone)\n";

    #[test]
    fn links_lead_to_pages_and_anchors_and_dead_ones_are_told() {
        let anchors = BTreeMap::from([
            ("one", headings(PAGE).into_iter().map(|(id, _)| id).collect()),
            ("other", BTreeSet::from(["there".to_owned()])),
        ]);
        let mut dead = Vec::new();
        let html = body("one", PAGE, &anchors, &mut dead);
        assert_eq!(dead, ["docs/one.md: nowhere.md", "docs/one.md: other.md#gone"]);
        assert!(html.contains("<h2 id=\"what-it-is-now\">") && html.contains("<h2 id=\"what-it-is-now-1\">"), "{html}");
        assert!(html.contains("<a href=\"#what-it-is-now\">a</a> <a href=\"other.html#there\">b</a>"), "{html}");
        assert!(html.contains("c d e"), "{html}");
    }

    #[test]
    fn the_menu_has_the_pages_of_the_index_in_its_order() {
        let menu = menu("| [Start](start.md) | x |\n\n[Read](../README.md) [Options](options.md)");
        let names: Vec<&str> = menu.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["start", "options"]);
        assert!(marked(&menu, "options").contains("<a href=\"options.html\" aria-current=\"page\">Options</a>"));
    }
}
