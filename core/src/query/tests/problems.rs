//! What cannot be read: the place, and the text with the suggestion in it.

use crate::query::Query;

#[test]
fn a_problem_names_the_place_and_what_would_be_right() {
    // The text with the place in brackets, words of the message, and the text when the suggestion is taken.
    let rows = [
        ("[autor:]tolkien", "author", "author:tolkien"),
        (
            "dune -[autor:]\"le guin\"",
            "author",
            "dune -author:\"le guin\"",
        ),
        ("[Auhtor：]x", "author", "author:x"),
        ("[titel:](a b)", "title", "title:(a b)"),
        ("pages:[abc]", "whole number", "pages:200..400"),
        ("pages:[300p]", "whole number", "pages:300"),
        ("pages:[3.5]", "whole number", "pages:35"),
        ("pages:[9999999999]", "whole number", "pages:999999999"),
        ("pages:[300..many]", "whole number", "pages:300"),
        ("x year:[soon] y", "year:>1990", "x year:1990..1999 y"),
        ("year[>soon]", "whole number", "year:1990..1999"),
        ("rating[>=4.3]", "quarter steps", "rating:>=4.25"),
        ("year:[1999..1990]", "1990..1999", "year:1990..1999"),
        ("year:[1999-1990]", "1990..1999", "year:1990..1999"),
        ("[year:1999-06]", "no month", "published:1999-06"),
        ("year:([1999-06])", "no month", ""),
        ("year:[>1990..2000]", "whole number", "year:19902000"),
        ("rating:[4.3]", "nearest is 4.25", "rating:4.25"),
        ("rating:[>=4.3]", "quarter steps", "rating:>=4.25"),
        ("rating:[4.3..5]", "quarter steps", "rating:4.25..5"),
        ("rating:-[\"4.3\"]", "quarter steps", "rating:-\"4.25\""),
        ("rating:[>5]", "Five stars", "rating:5"),
        ("rating:[6]", "Five stars", "rating:5"),
        ("rating:[★★★★★★]", "Five stars", "rating:5"),
        ("rating:[5..4]", "4..5", "rating:4..5"),
        ("rating:[good]", "rating:4", "rating:>=4"),
        ("[rating:0]", "no:rating", "no:rating"),
        ("[rating:<0.25]", "no:rating", "no:rating"),
        ("-[rating:0]", "no:rating", "-no:rating"),
        ("published:[1999-13]", "no month 13", "published:1999-12"),
        ("published:[1999-02-30]", "28 days", "published:1999-02-28"),
        (
            "published:[1999-06..1999-13]",
            "no month 13",
            "published:1999-06..1999-12",
        ),
        ("published:[0]", "no year 0", "published:1"),
        (
            "published:[18/06/1999]",
            "1999-06-18",
            "published:1999-06-18",
        ),
        ("published:[June]", "1999-06-18", "published:1999-06"),
        ("published:[30d]", "added and updated", "published:1999-06"),
        (
            "published:[today]",
            "added and updated",
            "published:1999-06",
        ),
        (
            "published:[2005..1999]",
            "1999..2005",
            "published:1999..2005",
        ),
        ("published:[>9999]", "year 9999", "published:9999"),
        ("published:[<-9999]", "year -9999", "published:-9999"),
        ("added:[tod]", "added:today", "added:today"),
        ("updated:[soon]", "updated:<30d", "updated:today"),
        ("added:[<soon]", "added:<30d", "added:today"),
        ("added:[>today]", "later than today", "added:today"),
        (
            "added:[today..yesterday]",
            "ends before",
            "added:yesterday..today",
        ),
        ("added:[12345]", "added:<30d", "added:today"),
        ("added:[99999999d]", "added:<30d", "added:today"),
        ("is:[foo]", "unread, read, reading", "is:unread"),
        ("is:[aband]", "trashed", "is:abandoned"),
        ("is:[none]", "unread", "is:unread"),
        ("has:[foo]", "title, subtitle", "has:title"),
        ("no:[isb]", "isbn", "no:isbn"),
        ("status:[foo]", "to_read", "status:none"),
        ("status:[reading,foo]", "paused", "status:none"),
        ("[cover:blue]", "has:cover", "has:cover"),
        ("title:[/(/]", "unclosed group", ""),
        ("title:[/*/]", "repetition", ""),
        ("description:[/x/]", "only words", ""),
        (
            "description:[=\"a b\"]",
            "only words",
            "description:\"a b\"",
        ),
        ("notes:[^a]", "only words", "notes:\"a\""),
        ("author:([title:]x)", "Inside author:", ""),
        ("author:(a (b [is:]read))", "Inside author:", ""),
        ("author:[=](a b)", "inside the bracket", ""),
        ("author:[^](a b)", "inside the bracket", ""),
    ];
    for (marked, words, mended) in rows {
        let (before, rest) = marked.split_once('[').unwrap();
        let (place, behind) = rest.split_once(']').unwrap();
        let text = [before, place, behind].concat();
        let problem = Query::parse(&text).expect_err(marked);
        let span = before.len()..before.len() + place.len();
        assert_eq!(problem.span, span, "{marked}: {problem}");
        assert!(problem.message.contains(words), "{marked}: {problem}");
        assert!(problem.message.ends_with(['.', '?']), "{marked}: {problem}");
        let with = |suggestion: String| [before, &suggestion, behind].concat();
        let suggested = problem.suggestion.map(with).unwrap_or_default();
        assert_eq!(suggested, mended, "{marked}");
        assert!(Query::parse(&suggested).is_ok(), "{marked}: {suggested}");
    }
}

#[test]
fn brackets_and_length_have_an_end() {
    let deep = |depth| "(".repeat(depth) + "a";
    assert!(Query::parse(&deep(50)).is_ok());
    let problem = Query::parse(&deep(51)).unwrap_err();
    assert_eq!(problem.span, 50..51);
    assert!(problem.message.contains("50"));
    assert!(Query::parse(&deep(4_095)).is_err());
    assert!(Query::parse(&"NOT ".repeat(1_024)).is_ok());
    assert!(Query::parse(&"-(".repeat(51)).is_err());

    let long = "é ".repeat(2_048);
    assert!(Query::parse(&long).is_ok());
    let problem = Query::parse(&format!("{long}xyz")).unwrap_err();
    assert_eq!(problem.span, long.len()..long.len() + 3);
    assert!(problem.message.contains("4,096"));
}
