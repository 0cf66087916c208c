//! Names of people: tidied, and turned round for sorting.

use std::borrow::Cow;

/// A text of one line: every run of white space is one space.
pub(crate) fn collapse(text: &str) -> String {
    collapsed(text).into_owned()
}

/// The same, lent where nothing is to be done.
pub(crate) fn collapsed(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_collapsed(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Cow::Owned(line)
}

/// ASCII without white space but single spaces between words, as nearly every name and title is.
fn is_collapsed(text: &[u8]) -> bool {
    let mut before = b' ';
    for &letter in text {
        if !letter.is_ascii_graphic() && (letter != b' ' || before == b' ') {
            return false;
        }
        before = letter;
    }
    before != b' ' || text.is_empty()
}

/// Written in small letters before a family name, these follow the given names: `Beethoven, Ludwig van`.
const BEHIND: [&str; 22] = [
    "af", "av", "da", "das", "de", "den", "der", "di", "do", "dos", "e", "of", "op", "'t", "te",
    "ten", "ter", "van", "von", "y", "zu", "het",
];
/// These, and any of the above in capitals, stay with the family name: `du Maurier, Daphne`, `Le Guin, Ursula K.`.
const BEFORE: [&str; 19] = [
    "al", "bin", "del", "della", "dello", "des", "du", "el", "la", "las", "le", "les", "los",
    "ibn", "saint", "st.", "vom", "zum", "zur",
];
const SUFFIXES: [&str; 14] = [
    "jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "esq.", "phd", "ph.d.", "md", "m.d.", "dds", "obe",
];

/// `Ursula K. Le Guin` as `Le Guin, Ursula K.`. Names of one word, with a comma, or in Chinese, Japanese or Korean
/// writing stay as they are.
pub(crate) fn sort_name(name: &str) -> String {
    let name = collapse(name);
    let (name, mut suffixes) = split_suffixes(&name);
    let words: Vec<&str> = name.split(' ').collect();
    let Some((last, before)) = words.split_last().filter(|(_, before)| !before.is_empty()) else {
        return [&[name], suffixes.as_slice()].concat().join(", ");
    };
    if name.contains(',') || name.chars().any(is_cjk) {
        return [&[name], suffixes.as_slice()].concat().join(", ");
    }
    let is_given = |word: &&str| !is_particle(word);
    let given_words = before.iter().rposition(is_given).map_or(0, |at| at + 1);
    let (given, particles) = before
        .split_at_checked(given_words)
        .unwrap_or((before, &[]));
    let behind = particles.iter().position(|word| !BEHIND.contains(word));
    let (follow, stay) = particles
        .split_at_checked(behind_run(particles, behind))
        .unwrap_or((&[], particles));
    let family = [stay, &[*last]].concat().join(" ");
    let first = [given, follow].concat().join(" ");
    let mut parts = vec![family.as_str()];
    if !first.is_empty() {
        parts.push(&first);
    }
    parts.append(&mut suffixes);
    parts.join(", ")
}

/// How many particles follow the given names. After one that does, a small article goes along: `Hoya, Oscar de la`.
fn behind_run(particles: &[&str], first_that_stays: Option<usize>) -> usize {
    let Some(stays) = first_that_stays.filter(|&at| at > 0) else {
        return if first_that_stays.is_none() {
            particles.len()
        } else {
            0
        };
    };
    let small = particles
        .iter()
        .skip(stays)
        .take_while(|word| word.starts_with(char::is_lowercase));
    stays + small.count()
}

/// The name, and `Jr.`, `III` and the like behind it.
fn split_suffixes(name: &str) -> (&str, Vec<&str>) {
    let (mut name, mut suffixes) = (name, Vec::new());
    while let Some((before, last)) = name.rsplit_once(' ') {
        let is_suffix = SUFFIXES.contains(&last.to_lowercase().as_str());
        if !is_suffix || !before.trim_end_matches(',').contains(' ') {
            break;
        }
        suffixes.insert(0, last);
        name = before.trim_end_matches(',');
    }
    (name, suffixes)
}

/// Splits a list of names at its commas, but not between a name and its `Jr.`.
pub(crate) fn split_names(list: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in list
        .split(',')
        .map(collapse)
        .filter(|part| !part.is_empty())
    {
        match names.last_mut() {
            Some(name) if SUFFIXES.contains(&part.to_lowercase().as_str()) => {
                name.push_str(", ");
                name.push_str(&part);
            }
            _ => names.push(part),
        }
    }
    names
}

fn is_particle(word: &str) -> bool {
    let small = word.to_lowercase();
    let known = |list: &[&str]| list.contains(&small.as_str());
    (known(&BEHIND) && small != "e" && small != "y") || known(&BEFORE) || ["e", "y"].contains(&word)
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_turned_round_for_sorting() {
        for (name, sorted) in [
            ("Ursula K. Le Guin", "Le Guin, Ursula K."),
            ("J.R.R. Tolkien", "Tolkien, J.R.R."),
            ("David   Epstein", "Epstein, David"),
            ("Ludwig van Beethoven", "Beethoven, Ludwig van"),
            ("Vincent van der Meer", "Meer, Vincent van der"),
            ("Martin Van Buren", "Van Buren, Martin"),
            ("Alexander von Humboldt", "Humboldt, Alexander von"),
            ("Simone de Beauvoir", "Beauvoir, Simone de"),
            ("Jean de La Fontaine", "La Fontaine, Jean de"),
            ("Oscar de la Hoya", "Hoya, Oscar de la"),
            ("Daphne du Maurier", "du Maurier, Daphne"),
            ("Guillermo del Toro", "del Toro, Guillermo"),
            ("Antoine de Saint-Exupéry", "Saint-Exupéry, Antoine de"),
            ("Kurt Vonnegut Jr.", "Vonnegut, Kurt, Jr."),
            ("Martin Luther King, Jr.", "King, Martin Luther, Jr."),
            ("Henry Louis Gates III", "Gates, Henry Louis, III"),
            ("José Ortega y Gasset", "Gasset, José Ortega y"),
            ("E. E. Cummings", "Cummings, E. E."),
            ("Le Corbusier", "Le Corbusier"),
            ("Plato", "Plato"),
            ("Malcolm II", "II, Malcolm"),
            ("Le Guin, Ursula K.", "Le Guin, Ursula K."),
            ("谷口 ジロー", "谷口 ジロー"),
            ("村上春樹", "村上春樹"),
            ("한강", "한강"),
            ("Лев Толстой", "Толстой, Лев"),
            ("", ""),
            ("  ", ""),
        ] {
            assert_eq!(sort_name(name), sorted, "{name}");
        }
    }

    #[test]
    fn a_list_of_names_keeps_a_junior_with_its_name() {
        assert_eq!(
            split_names("Ken Liu, Joel  Martinsen"),
            ["Ken Liu", "Joel Martinsen"]
        );
        assert_eq!(
            split_names("Sammy Davis, Jr., Jane Boyar"),
            ["Sammy Davis, Jr.", "Jane Boyar"]
        );
        assert_eq!(split_names(" , ,"), Vec::<String>::new());
    }

    proptest::proptest! {
        #[test]
        fn no_word_of_a_name_is_lost(name in "([A-Za-zé.,]{1,6} {1,2}){0,6}") {
            let mut given: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
            let mut sorted: Vec<char> = sort_name(&name).chars().filter(|c| c.is_alphabetic()).collect();
            given.sort_unstable();
            sorted.sort_unstable();
            assert_eq!(given, sorted);
        }
    }
}
