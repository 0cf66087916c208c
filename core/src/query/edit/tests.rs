use super::*;

/// Text, field, value, choice, and the text it becomes.
const ROWS: &[(&str, Field, &str, Choice, &str)] = &[
    (
        "",
        Field::Author,
        "Le Guin",
        Choice::Include,
        "author:=\"Le Guin\"",
    ),
    (
        "dune",
        Field::Author,
        "Le Guin",
        Choice::Include,
        "dune author:=\"Le Guin\"",
    ),
    (
        "dune ",
        Field::Tag,
        "sf",
        Choice::Exclude,
        "dune -tag:=\"sf\"",
    ),
    (
        "dune author:=\"A\"",
        Field::Author,
        "B",
        Choice::Include,
        "dune (author:=\"A\" OR author:=\"B\")",
    ),
    (
        "(author:=\"A\" OR author:=\"B\") x",
        Field::Author,
        "C",
        Choice::Include,
        "(author:=\"A\" OR author:=\"B\" OR author:=\"C\") x",
    ),
    (
        "(author:=\"A\" OR author:=\"B\") x",
        Field::Author,
        "A",
        Choice::Include,
        "author:=\"B\" x",
    ),
    (
        "author:(=A OR =B) x",
        Field::Author,
        "a",
        Choice::Drop,
        "author:=\"B\" x",
    ),
    ("x author:=\"A\" y", Field::Author, "A", Choice::Drop, "x y"),
    (
        "x author:=\"A\" y",
        Field::Author,
        "A",
        Choice::Exclude,
        "x y -author:=\"A\"",
    ),
    ("x -author:=\"A\"", Field::Author, "A", Choice::Exclude, "x"),
    (
        "x -author:=\"A\"",
        Field::Author,
        "A",
        Choice::Include,
        "x author:=\"A\"",
    ),
    (
        "-tag:(=a OR =b)",
        Field::Tag,
        "a",
        Choice::Drop,
        "-tag:=\"b\"",
    ),
    (
        "a OR b",
        Field::Tag,
        "sf",
        Choice::Include,
        "(a OR b) tag:=\"sf\"",
    ),
    (
        "(a OR b) tag:=\"sf\"",
        Field::Tag,
        "sf",
        Choice::Include,
        "a OR b",
    ),
    (
        "tag:=a OR tag:=b",
        Field::Tag,
        "c",
        Choice::Include,
        "(tag:=\"a\" OR tag:=\"b\" OR tag:=\"c\")",
    ),
    (
        "tag:=a OR tag:=b",
        Field::Year,
        "1990..1999",
        Choice::Include,
        "(tag:=a OR tag:=b) year:1990..1999",
    ),
    (
        "year:1990s",
        Field::Year,
        "2000..2009",
        Choice::Include,
        "(year:1990..1999 OR year:2000..2009)",
    ),
    ("", Field::Rating, "4.5", Choice::Include, "rating:4.5"),
    (
        "",
        Field::Status,
        "to_read",
        Choice::Include,
        "status:to_read",
    ),
    (
        "is:unread",
        Field::Status,
        "to_read",
        Choice::Drop,
        "status:none",
    ),
    (
        "status:reading",
        Field::Status,
        "paused",
        Choice::Include,
        "(status:reading OR status:paused)",
    ),
    ("", Field::Publisher, "", Choice::Include, "no:publisher"),
    ("no:publisher", Field::Publisher, "", Choice::Include, ""),
    (
        "no:publisher",
        Field::Publisher,
        "Ace",
        Choice::Include,
        "(no:publisher OR publisher:=\"Ace\")",
    ),
    ("", Field::Publisher, "", Choice::Exclude, "has:publisher"),
    (
        "",
        Field::Tag,
        "a \"b\" \\",
        Choice::Include,
        "tag:=\"a \\\"b\\\" \\\\\"",
    ),
    // Unfinished: what is open is closed, what asks for nothing goes.
    (
        "\"le gu",
        Field::Tag,
        "sf",
        Choice::Include,
        "\"le gu\" tag:=\"sf\"",
    ),
    (
        "“le gu",
        Field::Tag,
        "sf",
        Choice::Include,
        "“le gu” tag:=\"sf\"",
    ),
    (
        "\"le gu\\",
        Field::Tag,
        "sf",
        Choice::Include,
        "\"le gu\\\\\" tag:=\"sf\"",
    ),
    (
        "(a OR (b",
        Field::Tag,
        "sf",
        Choice::Include,
        "(a OR (b)) tag:=\"sf\"",
    ),
    (
        "a OR (b \"c",
        Field::Tag,
        "sf",
        Choice::Include,
        "(a OR (b \"c\")) tag:=\"sf\"",
    ),
    (
        "foo OR",
        Field::Tag,
        "sf",
        Choice::Include,
        "foo tag:=\"sf\"",
    ),
    (
        "foo NOT",
        Field::Tag,
        "sf",
        Choice::Include,
        "foo tag:=\"sf\"",
    ),
    (
        "foo \"",
        Field::Tag,
        "sf",
        Choice::Include,
        "foo tag:=\"sf\"",
    ),
    (
        "foo (",
        Field::Tag,
        "sf",
        Choice::Include,
        "foo tag:=\"sf\"",
    ),
    (
        "foo tag:",
        Field::Tag,
        "sf",
        Choice::Include,
        "foo tag:=\"sf\"",
    ),
    (
        "title:/x",
        Field::Tag,
        "sf",
        Choice::Include,
        "title:/x/ tag:=\"sf\"",
    ),
    (
        "Pride & Prejudice",
        Field::Tag,
        "sf",
        Choice::Include,
        "Pride & Prejudice tag:=\"sf\"",
    ),
    (
        "author: tag:=a x",
        Field::Tag,
        "b",
        Choice::Include,
        "(tag:=\"a\" OR tag:=\"b\") x",
    ),
    (
        "(a NOT AND",
        Field::Tag,
        "b",
        Choice::Include,
        "(a NOT AND) tag:=\"b\"",
    ),
    // Words of the same field are no choice.
    (
        "author:a",
        Field::Author,
        "A",
        Choice::Include,
        "author:a author:=\"A\"",
    ),
    ("author:a", Field::Author, "A", Choice::Drop, "author:a"),
    // Unreadable, or no such value.
    (
        "pages:x",
        Field::Tag,
        "sf",
        Choice::Include,
        "pages:x tag:=\"sf\"",
    ),
    ("pages:x", Field::Tag, "sf", Choice::Drop, "pages:x"),
    ("x", Field::Year, "soon", Choice::Include, "x"),
];

#[test]
fn a_choice_is_written_into_the_text() {
    for (text, field, value, choice, becomes) in ROWS {
        let made = with_value(text, *field, value, *choice);
        assert_eq!(made, *becomes, "{text} {field:?} {value} {choice:?}");
    }
}

#[test]
fn choosing_twice_changes_nothing() {
    for (text, field, value, choice, _) in ROWS {
        if *choice == Choice::Drop
            || Query::parse(text).is_err()
            || alternative(*field, value).is_none()
        {
            continue;
        }
        let chosen = choices(text, *field)
            .iter()
            .any(|(had, _)| fold(had) == fold(value));
        if chosen {
            continue; // the first choice takes it back
        }
        let once = with_value(text, *field, value, *choice);
        let told = choices(&once, *field);
        assert!(told.contains(&((*value).to_owned(), *choice)), "{once}");
        let twice = with_value(&once, *field, value, *choice);
        let read = |text: &str| Query::parse(text).unwrap().without_places();
        assert_eq!(read(&twice), read(text), "{text}");
    }
}
