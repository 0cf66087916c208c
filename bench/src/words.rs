//! Words, names and titles of the made libraries.

use crate::{
    dice::Dice,
    tongues::{Spacing, TONGUES, Tongue},
};

/// A language with its lists taken apart.
pub struct Words {
    pub tongue: &'static Tongue,
    common: Vec<&'static str>,
    syllables: Vec<&'static str>,
    given: Vec<&'static str>,
    family: Vec<&'static str>,
    houses: Vec<&'static str>,
}

/// Somebody who writes books.
#[derive(Clone)]
pub struct Person {
    pub name: String,
    /// Family name first.
    pub sorted: String,
    /// Index of the language.
    pub tongue: usize,
}

/// Different family names of a language, besides the common ones.
const FAMILIES: u64 = 40_000;

pub fn all() -> Vec<Words> {
    let list = |text: &'static str| text.split_whitespace().collect();
    TONGUES
        .iter()
        .map(|tongue| Words {
            tongue,
            common: list(tongue.common),
            syllables: list(tongue.syllables),
            given: list(tongue.given),
            family: list(tongue.family),
            houses: list(tongue.houses),
        })
        .collect()
}

/// A language, as often as it comes.
pub fn any(dice: &mut Dice) -> usize {
    let mut at = dice.below(TONGUES.iter().map(|tongue| tongue.weight).sum());
    TONGUES
        .iter()
        .position(|tongue| {
            let here = at < tongue.weight;
            at = at.wrapping_sub(tongue.weight);
            here
        })
        .unwrap_or_default()
}

pub fn index_of(tag: &str) -> usize {
    TONGUES
        .iter()
        .position(|tongue| tongue.tag == tag)
        .unwrap_or_default()
}

impl Words {
    /// A word, the common ones often.
    pub fn word(&self, dice: &mut Dice) -> String {
        if dice.percent(50) {
            let rank = dice.zipf(self.common.len() as u64, 0.8);
            return self.common[usize::try_from(rank).unwrap_or_default()].to_owned();
        }
        self.made(dice.zipf(self.tongue.words, 0.9))
    }

    /// The word of this rank: the same word each time, longer the rarer it is.
    fn made(&self, rank: u64) -> String {
        let mut dice = Dice::new(rank.wrapping_mul(self.tongue.weight + 7_919));
        let least = if self.tongue.spacing == Spacing::Run {
            1
        } else {
            2
        };
        let length = least + u64::from(rank > 1_500) + u64::from(rank > 25_000);
        (0..length).map(|_| *dice.of(&self.syllables)).collect()
    }

    /// `count` words side by side, as this language writes them.
    pub fn phrase(&self, dice: &mut Dice, count: u64) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word(dice)).collect();
        match self.tongue.spacing {
            Spacing::Run => words.concat(),
            Spacing::Spaced => words.join(" "),
        }
    }

    /// One to nine words, now and then with a subtitle.
    pub fn title(&self, dice: &mut Dice, longer: u64) -> String {
        let count = [1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 9];
        let count = dice.of(&count) + longer;
        let title = self.phrase(dice, count);
        let title = match self.tongue.tag {
            "en" if dice.percent(30) && !title.starts_with("the ") => {
                format!("The {}", in_capitals(&title))
            }
            "en" => in_capitals(&title),
            _ => capital(&title),
        };
        if count < 5 && dice.percent(12) {
            let more = 2 + dice.below(3);
            format!("{title}: {}", capital(&self.phrase(dice, more)))
        } else {
            title
        }
    }

    pub fn person(&self, dice: &mut Dice, tongue: usize) -> Person {
        let family = if dice.percent(15) {
            (*dice.of(&self.family)).to_owned()
        } else {
            let rank = dice.zipf(FAMILIES, 0.6);
            capital(&self.made(rank ^ 0x5EED_0000))
        };
        let mut given = (*dice.of(&self.given)).to_owned();
        if matches!(self.tongue.tag, "zh" | "ja" | "ko") {
            let family = *dice.of(&self.family);
            if dice.percent(80) {
                given = format!("{}{}", dice.of(&self.syllables), dice.of(&self.syllables));
            }
            let name = format!("{family}{given}");
            return Person {
                sorted: name.clone(),
                name,
                tongue,
            };
        }
        if dice.percent(15) {
            given = format!("{given} {}", dice.of(&self.given));
        } else if self.tongue.tag == "en" && dice.percent(25) {
            let initial = char::from(b'A' + u8::try_from(dice.below(26)).unwrap_or_default());
            given = format!("{given} {initial}.");
        }
        Person {
            name: format!("{given} {family}"),
            sorted: format!("{family}, {given}"),
            tongue,
        }
    }

    /// A publisher: a well-known house, or one of `small` others.
    pub fn publisher(&self, dice: &mut Dice, small: u64) -> String {
        if dice.percent(65) {
            let rank = dice.zipf(self.houses.len() as u64, 1.0);
            return self.houses[usize::try_from(rank).unwrap_or_default()].to_owned();
        }
        let rank = dice.zipf(small, 0.8);
        capital(&self.made(rank ^ 0x0B00_0000))
    }
}

pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn in_capitals(title: &str) -> String {
    let small = ["the", "of", "and", "a", "in", "to", "for"];
    let words = title.split(' ').enumerate().map(|(at, word)| {
        if at > 0 && small.contains(&word) {
            word.to_owned()
        } else {
            capital(word)
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
