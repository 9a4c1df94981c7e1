#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
//! What agents' HTML becomes, and that nothing hostile comes through.

use proptest::prelude::*;

use super::*;

fn text(text: &str) -> Node {
    Node::Text(text.to_owned())
}

fn element(tag: Tag, children: Vec<Node>) -> Node {
    Node::Element { tag, children }
}

fn link(href: &str, shown: &str) -> Node {
    Node::Link { href: href.to_owned(), children: vec![text(shown)] }
}

fn depth(nodes: &[Node]) -> usize {
    let deepest = nodes.iter().map(|node| match node {
        Node::Element { children, .. } | Node::Link { children, .. } => 1 + depth(children),
        _ => 0,
    });
    deepest.max().unwrap_or(0)
}

fn for_each_address(nodes: &[Node], each: &mut dyn FnMut(&str)) {
    for node in nodes {
        match node {
            Node::Element { children, .. } => for_each_address(children, each),
            Node::Link { href, children } => {
                each(href);
                for_each_address(children, each);
            }
            Node::Image { src, .. } => each(src),
            Node::Text(_) | Node::Break => {}
        }
    }
}

fn check_addresses(nodes: &[Node]) {
    for_each_address(nodes, &mut |address| {
        let allowed = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme));
        assert!(allowed && !address.chars().any(char::is_control), "{address:?}");
    });
}

#[test]
fn the_subset_becomes_structure() {
    assert_eq!(
        from_html("<p>Hi <B>there</b><br/>you</p><ul><li>one<li>two</ul>"),
        [
            element(
                Tag::Paragraph,
                vec![text("Hi "), element(Tag::Bold, vec![text("there")]), Node::Break, text("you")]
            ),
            element(Tag::List, vec![element(Tag::Item, vec![text("one")]), element(Tag::Item, vec![text("two")])]),
        ]
    );
    for (html, tag) in [
        ("<strong>x</strong>", Tag::Bold),
        ("<em>x</em>", Tag::Italic),
        ("<i>x</i>", Tag::Italic),
        ("<u>x</u>", Tag::Underline),
        ("<s>x</s>", Tag::Strike),
        ("<div class=a>x</div>", Tag::Block),
        ("<span style='color:red'>x</span>", Tag::Span),
        ("<ol>x</ol>", Tag::NumberedList),
        ("<blockquote\n>x</blockquote>", Tag::Quote),
        ("<code>x</code>", Tag::Code),
        ("<pre>x</pre>", Tag::Preformatted),
    ] {
        assert_eq!(from_html(html), [element(tag, vec![text("x")])], "{html}");
    }
}

#[test]
fn everything_else_is_shown_as_its_text() {
    for html in [
        "<script>alert(1)</script>",
        "<style>*{display:none}</style>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='x'></iframe>",
        "<!-- a comment -->",
        "<![CDATA[x]]>",
        "<!DOCTYPE html>",
        "<img src=x onerror=alert(1)>",
        "<img src='data:image/svg+xml,x'>",
        "a < b and c > d",
        "<",
        "<b",
        "</",
        "<a href='x",
        "stray </b> end",
        "<bold>",
        "<h1>x</h1>",
    ] {
        assert_eq!(to_text(&from_html(html)), html);
    }
}

#[test]
fn unclosed_and_misnested_tags_end_where_they_must() {
    let bold_and_italic = element(Tag::Bold, vec![text("a"), element(Tag::Italic, vec![text("b")])]);
    assert_eq!(from_html("<b>a<i>b"), std::slice::from_ref(&bold_and_italic));
    assert_eq!(from_html("<b>a<i>b</b></i>c"), [bold_and_italic, text("c")]);
    let paragraphs = [element(Tag::Paragraph, vec![text("a")]), element(Tag::Paragraph, vec![text("b")])];
    assert_eq!(from_html("<p>a<p>b</p></p>"), paragraphs);
    assert_eq!(from_html("<p>a</p>\n  <p>b</p>"), paragraphs);
    assert_eq!(from_html("<b></b><i> </i>"), [element(Tag::Italic, vec![text(" ")])]);
}

#[test]
fn only_four_schemes_can_be_followed() {
    for (href, expected) in [
        ("https://example.com/a?b=c&amp;d", Some("https://example.com/a?b=c&d")),
        (" HTTP://example.com ", Some("http://example.com")),
        ("ht\ntp\t://example.com", Some("http://example.com")),
        ("mailto:a@example.com", Some("mailto:a@example.com")),
        ("tel:+1-415", Some("tel:+1-415")),
        ("https://example.com/a b", Some("https://example.com/a%20b")),
        ("https://example.com/\u{202e}gpj.exe", Some("https://example.com/gpj.exe")),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("java&#10;script:alert(1)", None),
        ("&#106;avascript&colon;alert(1)", None),
        ("\u{1}javascript:alert(1)", None),
        ("vbscript:x", None),
        ("data:text/html,x", None),
        ("blob:https://example.com/x", None),
        ("file:///etc/passwd", None),
        ("ftp://example.com", None),
        ("//example.com", None),
        ("/relative", None),
        ("relative", None),
        ("#hash", None),
        ("", None),
        ("https:", None),
        ("https://", None),
        ("https:example.com", None),
        ("https:\\\\example.com", None),
        ("https://exa\u{0}mple.com", None),
        ("tel:javascript:alert(1)", None),
        ("mailto:nobody", None),
    ] {
        let nodes = from_html(&format!("<a href=\"{href}\">words</a>"));
        let expected = expected.map_or_else(|| text("words"), |href| link(href, "words"));
        assert_eq!(nodes, [expected], "{href:?}");
    }
}

#[test]
fn e13_links_are_found_in_text_but_not_in_links() {
    assert_eq!(
        from_text("See https://example.com/a, www.example.org or me@example.com."),
        [
            text("See "),
            link("https://example.com/a", "https://example.com/a"),
            text(", "),
            link("https://www.example.org", "www.example.org"),
            text(" or "),
            link("mailto:me@example.com", "me@example.com"),
            text("."),
        ]
    );
    assert_eq!(from_html("<a href='https://a.example'>https://b.example +14155550123</a>").len(), 1);
    assert_eq!(depth(&from_html("<a href='https://a.example'>https://b.example +14155550123</a>")), 1);
    assert_eq!(from_text("The end.Next sentence, file.txt"), [text("The end.Next sentence, file.txt")]);
    assert_eq!(from_text("ftp://x.example javascript:alert(1)").len(), 1);
    assert_eq!(
        from_html("<b>Call +1 415 555 0123</b>"),
        [element(Tag::Bold, vec![text("Call "), link("tel:+14155550123", "+1 415 555 0123")])]
    );
}

#[test]
fn a_link_that_shows_another_address_shows_its_own() {
    let shown = |words: &str, href: &str| to_text(&from_html(&format!("<a href='{href}'>{words}</a>")));
    let evil = "https://evil.example/x";
    for words in ["https://bank.example", " <b>www.bank</b>.example/login", "HTTPS://bank.example@evil.example.org/"] {
        assert_eq!(shown(words, evil), evil, "{words}");
    }
    assert_eq!(
        shown("https://bank.example", "https://bank.example@evil.example/x"),
        "https://bank.example@evil.example/x"
    );
    for words in ["www.evil.example", "https://EVIL.example/other", "our bank", "bank.example"] {
        assert_eq!(shown(words, evil), words);
    }
}

#[test]
fn overrides_of_direction_do_not_reach_links() {
    let nodes = from_html("<a href='https://example.com'>\u{202e}moc.elgoog\u{2066}</a>");
    assert_eq!(nodes, [link("https://example.com", "moc.elgoog")]);
    for_each_address(&from_text("https://example.com/\u{202e}fdp.exe"), &mut |address| {
        assert!(!address.contains('\u{202e}'));
    });
}

#[test]
fn an_image_is_a_card() {
    assert_eq!(
        from_html("<img alt=\"A &quot;cat&quot;\" src=https://example.com/cat.png>"),
        [Node::Image { src: "https://example.com/cat.png".to_owned(), alt: "A \"cat\"".to_owned() }]
    );
}

#[test]
fn line_ends_are_breaks_unless_the_message_has_lines_of_its_own() {
    assert_eq!(from_html("a\r\nb\n<b>c</b>")[..3], [text("a"), Node::Break, text("b")]);
    assert_eq!(from_html("a\nb<br>c"), [text("a b"), Node::Break, text("c")]);
    assert_eq!(from_html("<pre>a\n b</pre>"), [element(Tag::Preformatted, vec![text("a\n b")])]);
    assert_eq!(from_text("a\n\nb"), [text("a"), Node::Break, Node::Break, text("b")]);
    assert_eq!(to_text(&from_html("<p>a</p><p>b</p>c")), "a\nb\nc");
}

#[test]
fn nesting_beyond_the_limit_is_shown_as_text() {
    for tag in ["b", "div", "ul", "li", "a href='https://example.com'", "blockquote"] {
        let name = tag.split(' ').next().unwrap();
        let html = format!("{}x{}", format!("<{tag}>").repeat(1000), format!("</{name}>").repeat(1000));
        let nodes = from_html(&html);
        assert!(depth(&nodes) <= MAX_DEPTH, "{tag}");
        assert!(to_text(&nodes).contains('x'));
    }
    let deep = from_html(&format!("{}https://example.com{}", "<b>".repeat(20), "</b>".repeat(20)));
    assert_eq!(depth(&deep), MAX_DEPTH);
    assert_eq!(to_text(&deep).matches("<b>").count(), 5);
    assert_eq!(to_text(&deep).matches("</b>").count(), 5);
}

#[test]
fn a_message_of_megabytes_is_shown_whole() {
    for unit in
        ["<", "<b ", "<a href=\"", "&", "&#", "+1 ", "a.", "www.", "a@", "(((", "http://", "<b>x", "</b>", "1-2"]
    {
        let html = unit.repeat(1_000_000 / unit.len());
        let nodes = from_html(&html);
        assert!(depth(&nodes) <= MAX_DEPTH, "{unit}");
        check_addresses(&nodes);
        assert!(!nodes.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn plain_words_stay_as_they_are(words in "[^<&\r\u{202a}-\u{202e}\u{2066}-\u{2069}]{0,200}") {
        prop_assert_eq!(to_text(&from_html(&words)), words.clone());
        prop_assert_eq!(to_text(&from_text(&words)), words);
    }

    #[test]
    fn no_markup_gets_out_of_hand(pieces in prop::collection::vec(piece(), 0..60)) {
        let html = pieces.concat();
        let nodes = from_html(&html);
        check_addresses(&nodes);
        prop_assert!(depth(&nodes) <= MAX_DEPTH);
        check_addresses(&from_text(&html));
    }
}

/// A piece of hostile markup.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "<b>",
        "</b>",
        "<i",
        ">",
        "<p>",
        "</p>",
        "<li>",
        "<ul>",
        "</ul>",
        "<pre>",
        "</pre>",
        "<br>",
        "</br>",
        "<a ",
        "href=",
        "\"",
        "'",
        "javascript:",
        "java\tscript:",
        "https://example.com",
        "data:",
        "mailto:a@b.example",
        "</a>",
        "<img src=",
        "&#x6a;",
        "&lt;",
        "&#0;",
        "&",
        ";",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<script>",
        "</script>",
        "\u{202e}",
        "\0",
        "\n",
        " ",
        "+1 415 555 0123",
        "www.example.com",
        "me@example.com",
        "//",
        "\\",
        "/",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,12}"]
}

#[test]
fn a_message_may_offer_answers_at_its_end() {
    let offered =
        |html| split_replies(html).map(|(head, replies)| (head.to_owned(), replies.options, replies.in_column));
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    for (html, head, options, in_column) in [
        ("/buttons [Yes] [No]", "", ["Yes", "No"], false),
        ("All well? /buttons [Yes][ No ] ", "All well?", ["Yes", "No"], false),
        ("Which?<br>/buttons-column [A &amp; B] [C]", "Which?", ["A & B", "C"], true),
        ("<p>Which?</p><p>/choice [x] [y]</p>", "<p>Which?</p>", ["x", "y"], true),
        ("/buttons [a] /buttons [b] [c]", "/buttons [a]", ["b", "c"], false),
    ] {
        assert_eq!(offered(html), Some((head.to_owned(), texts(&options), in_column)), "{html}");
    }
    for html in [
        "",
        "/buttons",
        "/buttons Yes",
        "/buttons [] [a]",
        "/buttons [a] and more",
        "see a/buttons [a]",
        "/button [a]",
        "/buttons [a",
        &format!("/buttons [{}]", "x".repeat(201)),
        &format!("/buttons {}", "[x]".repeat(21)),
    ] {
        assert_eq!(offered(html), None, "{html}");
    }
}

#[test]
fn a_message_may_show_a_file_a_place_or_a_sticker_at_its_end() {
    let shown = |html| split_directive(html).map(|(head, directive)| (head.to_owned(), directive));
    let file = |url: &str, is_picture| Directive::Attachment { url: url.to_owned(), is_picture };
    let place = |title: &str| Directive::Location {
        latitude: "51.38".to_owned(),
        longitude: "-2.36".to_owned(),
        title: title.to_owned(),
    };
    for (html, head, directive) in [
        ("/attachment : https://a.example/x.pdf", "", file("https://a.example/x.pdf", false)),
        ("See<br>/attachment: https://a.example/x.png , image", "See", file("https://a.example/x.png", true)),
        ("/attachment:https://a.example/?a=1&amp;b=2, video", "", file("https://a.example/?a=1&b=2", false)),
        ("We are here /location : 51.38, -2.36", "We are here", place("")),
        ("/location : 51.38, -2.36, Fernhill, 1 High Street", "", place("Fernhill, 1 High Street")),
        ("/sticker : 52002734,11537,line", "", Directive::Sticker),
    ] {
        assert_eq!(shown(html), Some((head.to_owned(), directive)), "{html}");
    }
    for html in [
        "",
        "/attachment",
        "/attachment : ",
        "/attachment : javascript:alert(1)",
        "/attachment : https://a.example/x, exe",
        "/attachment : https://a.example/a b",
        "/location : 51.38",
        "see a/location : 1, 2",
        "https://a.example/sticker : 1",
    ] {
        assert_eq!(shown(html), None, "{html}");
    }
}
