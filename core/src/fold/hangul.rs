//! Takes Hangul syllables apart into the keys that type them, and puts them together again.
//!
//! A keyboard writes 포터 by way of 퐅: the first letter of a syllable is the last letter of the
//! one before for as long as nothing follows. When both are one letter, and 과 is 고 with one
//! letter more, whatever stands on the screen while a word is typed is the beginning of that word.

/// Last letters of a syllable as first letters, and vowels of two keys as two vowels.
const PARTS: [(char, &str); 34] = [
    ('\u{116a}', "\u{1169}\u{1161}"),
    ('\u{116b}', "\u{1169}\u{1162}"),
    ('\u{116c}', "\u{1169}\u{1175}"),
    ('\u{116f}', "\u{116e}\u{1165}"),
    ('\u{1170}', "\u{116e}\u{1166}"),
    ('\u{1171}', "\u{116e}\u{1175}"),
    ('\u{1174}', "\u{1173}\u{1175}"),
    ('\u{11a8}', "\u{1100}"),
    ('\u{11a9}', "\u{1101}"),
    ('\u{11aa}', "\u{1100}\u{1109}"),
    ('\u{11ab}', "\u{1102}"),
    ('\u{11ac}', "\u{1102}\u{110c}"),
    ('\u{11ad}', "\u{1102}\u{1112}"),
    ('\u{11ae}', "\u{1103}"),
    ('\u{11af}', "\u{1105}"),
    ('\u{11b0}', "\u{1105}\u{1100}"),
    ('\u{11b1}', "\u{1105}\u{1106}"),
    ('\u{11b2}', "\u{1105}\u{1107}"),
    ('\u{11b3}', "\u{1105}\u{1109}"),
    ('\u{11b4}', "\u{1105}\u{1110}"),
    ('\u{11b5}', "\u{1105}\u{1111}"),
    ('\u{11b6}', "\u{1105}\u{1112}"),
    ('\u{11b7}', "\u{1106}"),
    ('\u{11b8}', "\u{1107}"),
    ('\u{11b9}', "\u{1107}\u{1109}"),
    ('\u{11ba}', "\u{1109}"),
    ('\u{11bb}', "\u{110a}"),
    ('\u{11bc}', "\u{110b}"),
    ('\u{11bd}', "\u{110c}"),
    ('\u{11be}', "\u{110e}"),
    ('\u{11bf}', "\u{110f}"),
    ('\u{11c0}', "\u{1110}"),
    ('\u{11c1}', "\u{1111}"),
    ('\u{11c2}', "\u{1112}"),
];

/// The keys of a letter that is not a key of its own.
pub(super) fn parts(letter: char) -> Option<&'static str> {
    let found = PARTS.binary_search_by_key(&letter, |(whole, _)| *whole);
    found.ok().and_then(|at| Some(PARTS.get(at)?.1))
}

fn is_first(letter: char) -> bool {
    ('\u{1100}'..='\u{1112}').contains(&letter)
}

fn is_vowel(letter: char) -> bool {
    ('\u{1161}'..='\u{1175}').contains(&letter)
}

/// What a folded word is from its second syllable on, from its third, and so on to the last two.
///
/// Korean writes compounds in one word or in several, as the writer likes: 채식주의자 is looked for
/// as 주의자 too.
pub(crate) fn endings(word: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = word
        .char_indices()
        .zip(word.chars().skip(1))
        .filter(|((_, first), vowel)| is_first(*first) && is_vowel(*vowel))
        .map(|((at, _), _)| at)
        .collect();
    let count = starts.len().saturating_sub(2);
    let later = starts.into_iter().skip(1).take(count);
    later.filter_map(|at| word.get(at..))
}

/// A folded text with first and last letters told apart again, so that composing makes syllables.
pub(super) fn syllables(folded: &str) -> String {
    let letters: Vec<char> = folded.chars().collect();
    let mut out = String::with_capacity(folded.len());
    let mut rest = letters.as_slice();
    let run =
        |rest: &[char], is: fn(char) -> bool| rest.iter().take_while(|letter| is(**letter)).count();
    while let Some((&letter, after)) = rest.split_first() {
        out.push(letter);
        rest = after;
        let vowels = run(rest, is_vowel);
        if is_first(letter) && vowels > 0 {
            rest = put_together(rest, vowels, &mut out);
            let count = run(rest, is_first);
            // The letter before a vowel begins the next syllable.
            let next = rest.get(count).is_some_and(|letter| is_vowel(*letter));
            rest = put_together(rest, count.saturating_sub(usize::from(next)), &mut out);
        }
    }
    out
}

/// Adds the letter that the first two letters make, or the first alone, and gives what is left.
fn put_together<'a>(rest: &'a [char], most: usize, out: &mut String) -> &'a [char] {
    for count in [2, 1] {
        let Some((own, after)) = rest.split_at_checked(count).filter(|_| count <= most) else {
            continue;
        };
        let whole = PARTS
            .iter()
            .find(|(_, parts)| parts.chars().eq(own.iter().copied()))
            .map(|(whole, _)| *whole)
            .or(own
                .first()
                .copied()
                .filter(|letter| count == 1 && is_vowel(*letter)));
        if let Some(whole) = whole {
            out.push(whole);
            return after;
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::{fold, shown};

    #[test]
    fn whatever_is_on_the_screen_while_typing_is_a_beginning_of_the_word() {
        let rows: [(&str, &[&str]); 5] = [
            ("포터", &["ㅍ", "포", "퐅", "포터"]),
            ("값이", &["ㄱ", "가", "갑", "값", "값ㅇ", "값이"]),
            ("닭고기", &["달", "닭", "닭ㄱ", "닭고", "닭곡", "닭고기"]),
            ("과학", &["ㄱ", "고", "과", "괗", "과하", "과학"]),
            ("의자", &["ㅇ", "으", "의", "읮", "의자"]),
        ];
        for (word, steps) in rows {
            for typed in steps {
                assert!(fold(word).starts_with(&fold(typed)), "{typed} {word}");
            }
        }
    }

    #[test]
    fn a_word_is_found_from_each_of_its_syllables_on() {
        let found = |word: &str| endings(&fold(word)).map(shown).collect::<Vec<_>>();
        assert_eq!(found("채식주의자"), ["식주의자", "주의자", "의자"]);
        assert_eq!(found("한강"), [""; 0]);
        assert_eq!(found("강"), [""; 0]);
        assert_eq!(found("emma"), [""; 0]);
    }

    proptest::proptest! {
        #[test]
        fn syllables_come_back_as_they_were(text in "[가-힣]{0,6}") {
            proptest::prop_assert_eq!(shown(&fold(&text)), text);
        }
    }
}
