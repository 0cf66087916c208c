//! Places in a series: the number as a range, and titles that carry their series in brackets.

use super::SeriesPlace;

/// Reads `4`, `1.5`, `#1-3`, `II`, `1½` as first and last number covered. Anything else stays a text without order.
pub(crate) fn range(number: &str) -> Option<(f64, f64)> {
    let number = number.trim().trim_start_matches('#').trim();
    if let Some(value) = single(number) {
        return Some((value, value));
    }
    let (first, last) = number
        .split_once(['-', '–', '—', '&', '+'])
        .or_else(|| Some((number.split_once(',')?.0, number.rsplit_once(',')?.1)))?;
    let (first, last) = (
        single(first.trim())?,
        single(last.trim().trim_start_matches('#'))?,
    );
    Some((first.min(last), first.max(last)))
}

/// Splits `The Way of Kings (The Stormlight Archive, #1)` into its title and the places in the brackets at its end.
/// Brackets without a `#` and a number belong to the title.
pub(crate) fn split_series(title: &str) -> (&str, Vec<SeriesPlace>) {
    let mut rest = title.trim();
    let mut places = Vec::new();
    while let Some((before, inside)) = last_brackets(rest) {
        let Some(mut found) = series_places(inside) else {
            break;
        };
        if before.is_empty() {
            break;
        }
        found.append(&mut places);
        places = found;
        rest = before;
    }
    (rest, places)
}

/// The text before the brackets that end this title, and what is in them.
fn last_brackets(title: &str) -> Option<(&str, &str)> {
    let inner = title.strip_suffix(')')?;
    let mut depth = 0_usize;
    for (at, c) in inner.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' if depth == 0 => {
                return Some((inner.get(..at)?.trim_end(), inner.get(at + 1..)?));
            }
            '(' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The places in `A, #1; B #4`; `None` when there is none with a number.
fn series_places(inside: &str) -> Option<Vec<SeriesPlace>> {
    let mut numbered = false;
    let mut places = Vec::new();
    for part in inside
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match numbered_place(part) {
            Some(place) => {
                numbered = true;
                places.push(place);
            }
            None => places.push(SeriesPlace {
                name: part.to_owned(),
                ..SeriesPlace::default()
            }),
        }
    }
    numbered.then_some(places)
}

/// `Name, #1.5` or `Name #1-3`. The `#` of `C# in Depth` or `#metoo` begins no number.
fn numbered_place(part: &str) -> Option<SeriesPlace> {
    for (at, _) in part.match_indices('#') {
        let (before, after) = (part.get(..at)?, part.get(at + 1..)?.trim());
        let name = before.trim_end().trim_end_matches(',').trim_end();
        let range = range(after);
        let begins_number = range.is_some() || after.starts_with(|c: char| c.is_ascii_digit());
        if !name.is_empty() && before.ends_with([' ', ',']) && begins_number {
            return Some(SeriesPlace {
                name: name.to_owned(),
                number: after.to_owned(),
                from: range.map(|range| range.0),
                to: range.map(|range| range.1),
            });
        }
    }
    None
}

fn single(text: &str) -> Option<f64> {
    decimal(text)
        .or_else(|| with_fraction(text))
        .or_else(|| roman(text))
}

/// At most nine digits, then perhaps a point and more; a leading point (`.5`) and a minus are taken too.
fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let right = |part: &str| part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit());
    let begun = !whole.is_empty() || digits.starts_with('.');
    (begun && !fraction.is_empty() && right(whole) && right(fraction))
        .then(|| text.parse().ok())
        .flatten()
}

/// `½`, `1½`, `2¾`.
fn with_fraction(text: &str) -> Option<f64> {
    let fraction = match text.chars().last()? {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        _ => return None,
    };
    let whole = text
        .get(..text.len() - text.chars().last()?.len_utf8())?
        .trim_end();
    if whole.is_empty() {
        Some(fraction)
    } else {
        Some(decimal(whole)? + fraction)
    }
}

/// `I` to `MMMCMXCIX` in capitals. A single C, D, L or M is more likely a letter than a number.
fn roman(text: &str) -> Option<f64> {
    const STEPS: [(&str, u16); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    if text.is_empty() || text.len() > 15 || matches!(text, "C" | "D" | "L" | "M") {
        return None;
    }
    let (mut rest, mut value) = (text, 0_u16);
    for (numeral, worth) in STEPS {
        let most = if numeral.len() == 1 && "MCXI".contains(numeral) {
            3
        } else {
            1
        };
        for _ in 0..most {
            let Some(after) = rest.strip_prefix(numeral) else {
                break;
            };
            (rest, value) = (after, value + worth);
        }
    }
    rest.is_empty().then(|| f64::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_ranges() {
        for (text, covered) in [
            ("4", (4.0, 4.0)),
            ("#4", (4.0, 4.0)),
            ("1.5", (1.5, 1.5)),
            ("#0.5", (0.5, 0.5)),
            (".5", (0.5, 0.5)),
            ("1-3", (1.0, 3.0)),
            ("1 – 3", (1.0, 3.0)),
            ("3-1", (1.0, 3.0)),
            ("1, 2", (1.0, 2.0)),
            ("1, #2, #3", (1.0, 3.0)),
            ("1&2", (1.0, 2.0)),
            ("1.1-1.5", (1.1, 1.5)),
            ("II", (2.0, 2.0)),
            ("MCMXCIX", (1999.0, 1999.0)),
            ("½", (0.5, 0.5)),
            ("1½", (1.5, 1.5)),
            ("-1", (-1.0, -1.0)),
            ("I-III", (1.0, 3.0)),
        ] {
            assert_eq!(range(text), Some(covered), "{text}");
        }
        for text in [
            "",
            "#",
            "one",
            "1.2.3",
            "C",
            "IIII",
            "VX",
            "1-",
            "-",
            "inf",
            "NaN",
            "1e5",
            "9999999999",
        ] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn series_in_brackets_are_split_off() {
        for (whole, title, places) in [
            (
                "The Way of Kings (The Stormlight Archive, #1)",
                "The Way of Kings",
                &[("The Stormlight Archive", "1")][..],
            ),
            (
                "Gideon the Ninth (The Locked Tomb #1)",
                "Gideon the Ninth",
                &[("The Locked Tomb", "1")],
            ),
            (
                "Robot Dreams (Robot #0.4)",
                "Robot Dreams",
                &[("Robot", "0.4")],
            ),
            (
                "Omnibus (Hyperion Cantos, #1-2)",
                "Omnibus",
                &[("Hyperion Cantos", "1-2")],
            ),
            ("T (A, #1; B, #4)", "T", &[("A", "1"), ("B", "4")]),
            ("T (A; B, #4)", "T", &[("A", ""), ("B", "4")]),
            ("T (A, #1) (B, #2)", "T", &[("A", "1"), ("B", "2")]),
            ("T (Novella) (A, #1)", "T (Novella)", &[("A", "1")]),
            ("T (A (B), #2)", "T", &[("A (B)", "2")]),
            ("T (#Murder, #2)", "T", &[("#Murder", "2")]),
            (
                "T (Foundation: Prequel #2)",
                "T",
                &[("Foundation: Prequel", "2")],
            ),
            ("T (S, #1, #2)", "T", &[("S", "1, #2")]),
            ("T (S, #1 part 2)", "T", &[("S", "1 part 2")]),
            ("Guide (Volume 2)", "Guide (Volume 2)", &[]),
            (
                "La teoria del tutto (Le Navi)",
                "La teoria del tutto (Le Navi)",
                &[],
            ),
            ("Patterns (in C#)", "Patterns (in C#)", &[]),
            (
                "Voices (of the #metoo years)",
                "Voices (of the #metoo years)",
                &[],
            ),
            ("(A, #1)", "(A, #1)", &[]),
            ("T (#1)", "T (#1)", &[]),
            ("T A, #1)", "T A, #1)", &[]),
            ("Title: Subtitle", "Title: Subtitle", &[]),
            ("", "", &[]),
        ] {
            let (found, series) = split_series(whole);
            assert_eq!(found, title, "{whole}");
            let series: Vec<_> = series
                .iter()
                .map(|p| (p.name.as_str(), p.number.as_str()))
                .collect();
            assert_eq!(series, places, "{whole}");
        }
        let (_, series) = split_series("T (A, #1-3)");
        assert_eq!((series[0].from, series[0].to), (Some(1.0), Some(3.0)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered(text in "[ab#;,().½ ]{0,30}") {
            let (title, places) = split_series(&text);
            assert!(text.contains(title));
            assert!(places.is_empty() || !title.is_empty());
            let _ = range(&text);
        }
    }
}
