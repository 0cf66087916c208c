//! Articles at the beginning of titles, which do not count in the order.

/// Articles of one language.
struct Articles {
    /// Its tags of two and three letters.
    tags: &'static [&'static str],
    /// Words of their own.
    words: &'static [&'static str],
    /// Written together with what follows; the apostrophe is part of them.
    joined: &'static [&'static str],
}

/// In small letters, with plain apostrophes.
const LANGUAGES: [Articles; 25] = [
    of(&["en", "eng"], &["the", "a", "an"], &[]),
    of(&["af", "afr"], &["die", "'n"], &[]),
    of(&["ar", "ara"], &[], &["ال"]),
    of(
        &["ca", "cat"],
        &["el", "la", "els", "les", "un", "una", "uns", "unes"],
        &["l'"],
    ),
    of(&["da", "dan"], &["den", "det", "de", "en", "et"], &[]),
    of(
        &["de", "deu", "ger"],
        &[
            "der", "die", "das", "des", "dem", "den", "ein", "eine", "einer", "eines", "einem",
            "einen",
        ],
        &[],
    ),
    of(
        &["el", "ell", "gre"],
        &["ο", "η", "το", "οι", "τα", "ένας", "μια", "μία", "ένα"],
        &[],
    ),
    of(&["eo", "epo"], &["la"], &[]),
    of(
        &["es", "spa"],
        &["el", "la", "los", "las", "lo", "un", "una", "unos", "unas"],
        &[],
    ),
    of(
        &["fr", "fra", "fre"],
        &["le", "la", "les", "un", "une", "des"],
        &["l'"],
    ),
    of(&["fy", "fry"], &["de", "it", "in"], &[]),
    of(&["ga", "gle"], &["an", "na"], &[]),
    of(
        &["gl", "glg"],
        &["o", "a", "os", "as", "un", "unha", "uns", "unhas"],
        &[],
    ),
    of(&["hu", "hun"], &["a", "az", "egy"], &[]),
    of(
        &["it", "ita"],
        &["il", "lo", "la", "i", "gli", "le", "un", "uno", "una"],
        &["l'", "un'", "gl'"],
    ),
    of(&["lb", "ltz"], &["de", "den", "d'", "en", "eng"], &["d'"]),
    of(
        &["mt", "mlt"],
        &[],
        &[
            "il-", "l-", "iċ-", "id-", "in-", "ir-", "is-", "it-", "ix-", "iż-",
        ],
    ),
    of(&["nb", "nob"], &["den", "det", "de", "en", "ei", "et"], &[]),
    of(
        &["nl", "nld", "dut"],
        &["de", "het", "een", "'t", "'n"],
        &[],
    ),
    of(
        &["nn", "nno"],
        &["den", "det", "dei", "ein", "ei", "eit"],
        &[],
    ),
    of(
        &["no", "nor"],
        &["den", "det", "de", "dei", "en", "ei", "et", "ein", "eit"],
        &[],
    ),
    of(
        &["pt", "por"],
        &["o", "a", "os", "as", "um", "uma", "uns", "umas"],
        &[],
    ),
    of(&["ro", "ron", "rum"], &["un", "o", "niște"], &[]),
    of(&["sv", "swe"], &["den", "det", "de", "en", "ett"], &[]),
    of(
        &["yi", "yid"],
        &["דער", "די", "דאָס", "דאס", "אַ", "א", "אַן"],
        &[],
    ),
];

const fn of(
    tags: &'static [&'static str],
    words: &'static [&'static str],
    joined: &'static [&'static str],
) -> Articles {
    Articles {
        tags,
        words,
        joined,
    }
}

/// A title without its article, when something that can be read follows it.
///
/// A title whose language nobody wrote down is taken for one of the interface, English: that is
/// what lists from other programs have most of. `A` is an article in Portuguese and Hungarian too;
/// what is lost is a few titles that begin with an Italian or Spanish `A`.
pub(super) fn without<'a>(title: &'a str, language: &str) -> &'a str {
    let (tag, _) = language.split_once('-').unwrap_or((language, ""));
    let known = match tag {
        "" => LANGUAGES.first(),
        _ => LANGUAGES
            .iter()
            .find(|own| own.tags.iter().any(|own| own.eq_ignore_ascii_case(tag))),
    };
    let Some(articles) = known else {
        return title;
    };
    // A title can begin with a quotation mark, and so can an article.
    let open =
        title.trim_start_matches(|sign: char| !sign.is_alphanumeric() && !is_apostrophe(sign));
    let word = articles.words.iter().find_map(|article| {
        let rest = after(open, article)?;
        rest.starts_with(char::is_whitespace).then_some(rest)
    });
    let rest = word.or_else(|| {
        articles
            .joined
            .iter()
            .find_map(|article| after(open, article))
    });
    rest.filter(|rest| rest.contains(char::is_alphanumeric))
        .unwrap_or(title)
}

/// What follows an article, however it is cased.
fn after<'a>(title: &'a str, article: &str) -> Option<&'a str> {
    let mut rest = title.chars();
    for letter in article.chars() {
        let own = rest.next()?;
        let same = own == letter
            || is_apostrophe(own) && letter == '\''
            || own.to_lowercase().eq([letter]);
        if !same {
            return None;
        }
    }
    Some(rest.as_str())
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '\u{b4}' | '\u{2018}' | '\u{2019}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_left_out_where_the_language_has_them() {
        for (language, title, rest) in [
            ("en", "The Left Hand of Darkness", "Left Hand of Darkness"),
            ("en-GB", "A  Room with a View", "Room with a View"),
            ("EN", "AN AMERICAN TRAGEDY", "AMERICAN TRAGEDY"),
            ("eng", "“The Raven”", "Raven”"),
            ("", "The Hobbit", "Hobbit"),
            ("", "Die Verwandlung", "Die Verwandlung"),
            ("de", "Die Verwandlung", "Verwandlung"),
            ("de", "The Beatles", "The Beatles"),
            ("de-AT", "Der", "Der"),
            ("en", "The …", "The …"),
            ("en", "Theodora", "Theodora"),
            ("en", "A-Z of Birds", "A-Z of Birds"),
            ("en", "A. B. C.", "A. B. C."),
            ("fr", "L’Étranger", "Étranger"),
            ("fr", "l'or", "or"),
            ("fr", "Les Misérables", "Misérables"),
            (
                "fr",
                "À la recherche du temps perdu",
                "À la recherche du temps perdu",
            ),
            ("es", "El Aleph", "Aleph"),
            ("it", "Un'estate", "estate"),
            ("it", "Gli indifferenti", "indifferenti"),
            ("pt-BR", "O Alienista", "Alienista"),
            ("nl", "'t Hart", "Hart"),
            ("nl", "’t Hart", "Hart"),
            ("nl", "Het Achterhuis", "Achterhuis"),
            ("sv", "En man som heter Ove", "man som heter Ove"),
            ("da", "Det forsømte forår", "forsømte forår"),
            ("hu", "Az ajtó", "ajtó"),
            ("el", "Ο Ζορμπάς", "Ζορμπάς"),
            ("el", "ΤΟ ΤΡΙΤΟ ΣΤΕΦΑΝΙ", "ΤΡΙΤΟ ΣΤΕΦΑΝΙ"),
            ("ar", "الأيام", "أيام"),
            ("mt", "Il-Ktieb", "Ktieb"),
            ("he", "המלך", "המלך"),
            ("xx", "The Hobbit", "The Hobbit"),
            ("en", "", ""),
        ] {
            assert_eq!(without(title, language).trim(), rest, "{language}: {title}");
        }
    }
}
