//! The words and numbers that Goodreads uses.

use std::{borrow::Cow, collections::HashSet};

use crate::{
    book::{ReadingStatus, names::collapsed},
    import::entry::Note,
};

/// Our word for a binding; words that are not known stay as they are.
pub(super) fn format(binding: &str) -> String {
    let binding = collapsed(binding);
    let mut word = lower(&binding);
    if word.contains(['_', '-']) {
        word = word.replace(['_', '-'], " ").into();
    }
    let known = match &*word {
        "hardcover" | "hardback" => "hardcover",
        "paperback" | "softcover" | "trade paperback" => "paperback",
        "mass market paperback" | "mass market" => "mass-market",
        "kindle edition" | "kindle" | "ebook" | "e book" | "nook" => "ebook",
        "audiobook" | "audible audio" | "audio cd" | "audio cassette" | "mp3 cd" => "audiobook",
        "unknown binding" => "",
        _ => return binding.into_owned(),
    };
    known.to_owned()
}

/// Quarter stars; zero stars mean that there is no rating.
pub(super) fn quarter_stars(stars: &str) -> Result<Option<u8>, Note> {
    let stars = stars.trim();
    let (whole, fraction) = stars.split_once(['.', ',']).unwrap_or((stars, ""));
    let quarters = match fraction.trim_end_matches('0') {
        "" => 0,
        "25" => 1,
        "5" => 2,
        "75" => 3,
        _ => return Err(Note::RatingUnreadable),
    };
    if stars.is_empty() {
        return Ok(None);
    }
    match whole.parse::<u8>() {
        Ok(whole @ 0..=5) if whole * 4 + quarters <= 20 => {
            Ok(Some(whole * 4 + quarters).filter(|&rating| rating > 0))
        }
        _ => Err(Note::RatingUnreadable),
    }
}

/// Zero pages mean that the number is not known.
pub(super) fn pages(text: &str) -> Result<Option<u32>, Note> {
    let text = text.trim();
    match text.strip_suffix(".0").unwrap_or(text) {
        "" | "0" => Ok(None),
        digits => match digits.parse() {
            Ok(pages @ 1..=1_000_000) => Ok(Some(pages)),
            _ => Err(Note::PagesUnreadable),
        },
    }
}

/// A text in lower case, lent where it is so already.
fn lower(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// A shelf as Goodreads writes it in addresses.
fn fold(shelf: &str) -> Cow<'_, str> {
    match lower(shelf) {
        shelf if shelf.contains(' ') => shelf.replace(' ', "-").into(),
        shelf => shelf,
    }
}

/// The status that an exclusive shelf stands for; `None` for a shelf of the owner's own.
fn status(shelf: &str) -> Option<ReadingStatus> {
    Some(match shelf {
        "read" => ReadingStatus::Finished,
        "currently-reading" => ReadingStatus::Reading,
        "to-read" => ReadingStatus::ToRead,
        "dnf" | "did-not-finish" | "abandoned" => ReadingStatus::Abandoned,
        "on-hold" | "paused" => ReadingStatus::Paused,
        _ => return None,
    })
}

/// What the shelves of a book mean: its status, and tags in their order, each once.
pub(super) fn shelves(
    exclusive: &str,
    all: &str,
    notes: &mut Vec<Note>,
) -> (ReadingStatus, Vec<String>) {
    let exclusive = collapsed(exclusive);
    let is_own_word = |shelf: &str| matches!(shelf, "read" | "currently-reading" | "to-read");
    let folded_exclusive = fold(&exclusive);
    let mut found = status(&folded_exclusive);
    let own = found
        .is_none()
        .then_some(&exclusive)
        .filter(|shelf| !shelf.is_empty());
    notes.extend(own.map(|_| Note::ShelfAsTag));

    let mut seen = HashSet::new();
    let mut tags = Vec::new();
    for shelf in all
        .split(',')
        .map(collapsed)
        .chain(own.map(|shelf| Cow::Borrowed(&**shelf)))
        .filter(|shelf| !shelf.is_empty())
    {
        let folded = fold(&shelf);
        if is_own_word(&folded) {
            // Without the column, the shelves tell.
            found = found.or(status(&folded).filter(|_| own.is_none()));
        } else if !(own.is_none() && folded == folded_exclusive)
            && seen.insert(lower(&shelf).into_owned())
        {
            tags.push(shelf.into_owned());
        }
    }
    (found.unwrap_or_default(), tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bindings_become_formats() {
        for (binding, expected) in [
            ("Hardcover", "hardcover"),
            ("Paperback", "paperback"),
            ("Mass Market Paperback", "mass-market"),
            ("Kindle Edition", "ebook"),
            ("kindle_edition", "ebook"),
            ("Nook", "ebook"),
            ("Audible Audio", "audiobook"),
            ("MP3 CD", "audiobook"),
            ("Unknown Binding", ""),
            ("", ""),
            ("Board  Book", "Board Book"),
            ("Broché", "Broché"),
        ] {
            assert_eq!(format(binding), expected);
        }
    }

    #[test]
    fn stars_become_quarters() {
        for (stars, rating) in [
            ("", None),
            ("0", None),
            ("0.0", None),
            ("1", Some(4)),
            ("3.75", Some(15)),
            ("4,5", Some(18)),
            ("5", Some(20)),
        ] {
            assert_eq!(quarter_stars(stars), Ok(rating), "{stars}");
        }
        for stars in ["11", "-1", "5.25", "3.3", "five", "1e0", "+", ".", "300"] {
            assert_eq!(quarter_stars(stars), Err(Note::RatingUnreadable), "{stars}");
        }
        assert_eq!(pages("352"), Ok(Some(352)));
        assert_eq!(pages("352.0"), Ok(Some(352)));
        assert_eq!(pages("0"), Ok(None));
        assert_eq!(pages("-3"), Err(Note::PagesUnreadable));
        assert_eq!(pages("1000001"), Err(Note::PagesUnreadable));
    }

    #[test]
    fn shelves_become_a_status_and_tags() {
        use ReadingStatus::*;
        for (exclusive, all, expected, tags, noted) in [
            ("read", "", Finished, &[][..], false),
            (
                "to-read",
                "to-read, fun, avec-espace",
                ToRead,
                &["fun", "avec-espace"],
                false,
            ),
            (
                "currently-reading",
                "currently-reading",
                Reading,
                &[],
                false,
            ),
            ("dnf", "dnf, horror", Abandoned, &["horror"], false),
            ("Did Not Finish", "", Abandoned, &[], false),
            ("paused", "paused", Paused, &[], false),
            ("read", "on-hold", Finished, &["on-hold"], false),
            ("waiting", "waiting, b", None, &["waiting", "b"], true),
            ("waiting", "", None, &["waiting"], true),
            ("", "b, to-read", ToRead, &["b"], false),
            ("", "b", None, &["b"], false),
            ("read", "a, A, a , ,b", Finished, &["a", "b"], false),
        ] {
            let mut notes = Vec::new();
            let (status, found) = shelves(exclusive, all, &mut notes);
            assert_eq!(
                (status, !notes.is_empty()),
                (expected, noted),
                "{exclusive}/{all}"
            );
            assert_eq!(found, tags, "{exclusive}/{all}");
        }
    }
}
