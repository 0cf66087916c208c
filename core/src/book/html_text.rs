//! Text out of the little HTML that book sites put into reviews. What it gives is plain text: nothing in it is markup any
//! more, and it must be shown as text.

use html_escape::decode_html_entities;

/// Tags that are markup whatever stands behind their name.
const KNOWN: [&str; 34] = [
    "a",
    "b",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "del",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "spoiler",
    "strike",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];
/// Tags that begin and end a paragraph.
const BLOCKS: [&str; 14] = [
    "blockquote",
    "center",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "ol",
    "p",
    "pre",
    "ul",
    "table",
    "section",
];

/// The text of a piece of HTML: line breaks and paragraphs kept, tags dropped, entities read. `a < b` stays.
/// Takes time in proportion to the text.
pub(crate) fn plain_text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        push_decoded(&mut text, before);
        // A tag ends before the next one begins, so no part of the text is looked at twice.
        let tag = after
            .split_once(['<', '>'])
            .map(|(inside, _)| inside)
            .and_then(|inside| {
                let behind = after.get(inside.len()..)?.strip_prefix('>')?;
                Some((tag_name(inside)?, behind))
            });
        if let Some((name, behind)) = tag {
            push_break(&mut text, &name);
            rest = behind;
        } else {
            text.push('<');
            rest = after;
        }
    }
    push_decoded(&mut text, rest);
    text.trim().to_owned()
}

/// The name of the tag, in small letters, if this is one: `br/`, `/p`, `a href="…"`, but not `b and c`.
fn tag_name(inside: &str) -> Option<String> {
    if inside.starts_with("!--") {
        return Some(String::new());
    }
    let body = inside.strip_prefix('/').unwrap_or(inside);
    let (name, rest) = match body.split_once(|c: char| c.is_whitespace() || c == '/') {
        Some((name, rest)) => (name, rest.trim_end_matches('/').trim()),
        None => (body, ""),
    };
    let well_formed = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':'));
    let name = name.to_ascii_lowercase();
    let known = KNOWN.contains(&name.as_str());
    (well_formed && (known || rest.is_empty() || rest.contains('='))).then_some(name)
}

fn push_break(text: &mut String, tag: &str) {
    let is_block = BLOCKS.contains(&tag);
    if tag != "br" && tag != "li" && tag != "tr" && !is_block {
        return;
    }
    text.truncate(text.trim_end_matches([' ', '\t', '\u{a0}']).len());
    if tag == "br" {
        text.push('\n');
    } else if !text.is_empty() {
        let wanted = if is_block { "\n\n" } else { "\n" };
        while !text.ends_with(wanted) {
            text.push('\n');
        }
    }
}

fn push_decoded(text: &mut String, piece: &str) {
    let decoded = decode_html_entities(piece);
    let at_line_start = text.is_empty() || text.ends_with('\n');
    let kept = if at_line_start {
        decoded.trim_start_matches([' ', '\t'])
    } else {
        &decoded
    };
    let visible = kept
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    text.extend(visible.map(|c| if c == '\u{a0}' { ' ' } else { c }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        for (html, text) in [
            ("", ""),
            ("plain", "plain"),
            ("one.<br/><br/>two", "one.\n\ntwo"),
            ("one. <br /> two<BR>three", "one.\ntwo\nthree"),
            ("<p>one</p><p>two</p>", "one\n\ntwo"),
            ("<b>bold</b> and <i>slanted</i>", "bold and slanted"),
            (
                "see <a href=\"https://example.org/?a=1&amp;b=2\" rel=\"nofollow\">this</a>.",
                "see this.",
            ),
            ("he <spoiler>lives</spoiler>!", "he lives!"),
            ("a < b and c > d", "a < b and c > d"),
            ("a <b", "a <b"),
            ("x <y and z> w", "x <y and z> w"),
            ("I <3 it", "I <3 it"),
            ("<3", "<3"),
            (
                "Tom &amp; J&eacute;r&#244;me &#x2014; &quot;ok&quot;&nbsp;!",
                "Tom & Jérôme — \"ok\" !",
            ),
            ("R&D &notreal; AT&T", "R&D &notreal; AT&T"),
            ("&lt;b&gt;", "<b>"),
            ("&amp;lt;", "&lt;"),
            ("<blink>hi</blink> <x-tag a='1'>you</x-tag>", "hi you"),
            (
                "<ul><li>one</li><li>two</li></ul>after",
                "one\ntwo\n\nafter",
            ),
            ("<!-- no -->yes", "yes"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("<<<>>>", "<<<>>>"),
            ("&#0;&#xD800;&#99999999999;", "&#0;&#xD800;&#99999999999;"),
            ("kept\nas\nit is", "kept\nas\nit is"),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }

    #[test]
    fn many_half_tags_take_no_time() {
        for piece in [
            "<a", "<", "&", "&#", "<!--", "<p>", "<br> ", "</", "<br><p>",
        ] {
            let html = piece.repeat(200_000 / piece.len());
            assert!(plain_text(&html).len() <= html.len());
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered(html in "[<>/&;#xbp= \\n\u{a0}\"é]{0,60}") {
            let _ = plain_text(&html);
        }
    }
}
