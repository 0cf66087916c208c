//! Keys of texts made of English letters, spaces and small numbers, the short way.
//!
//! Most titles are such texts, and the collation spends its time on what they do not have. The
//! weights are learned from it, and the keys are the same to the byte. Where its answer has another
//! form than is expected here, nothing is learned and every text goes the long way.

/// The same weight several times is one byte that says how often: up to here, one more than each.
struct Common {
    low: u8,
    middle: u8,
    high: u8,
    most: usize,
}

const SECOND: Common = Common {
    low: 0x05,
    middle: 0x25,
    high: 0x45,
    most: 33,
};
const THIRD: Common = Common {
    low: 0x05,
    middle: 0x65,
    high: 0xc5,
    most: 97,
};

/// Parts the levels of a key.
const LEVEL: u8 = 1;
/// Numbers up to here are written in one byte behind the mark of a number, and then in two.
const ONE_BYTE: u32 = 74;
const TWO_BYTES: u32 = ONE_BYTE + 40 * 254;

pub(super) struct Plain {
    /// The first weight of each letter, capitals as their small letters, or 0.
    weights: [u8; 128],
    number: u8,
    capital: u8,
}

impl Plain {
    pub(super) fn learn(collated: impl Fn(&str) -> Vec<u8>) -> Option<Self> {
        let mut learned = Self {
            weights: [0; 128],
            number: 0,
            capital: 0,
        };
        for letter in b'a'..=b'z' {
            let weight = first(&collated(&char::from(letter).to_string()))?;
            for letter in [letter, letter.to_ascii_uppercase()] {
                *learned.weights.get_mut(usize::from(letter))? = weight;
            }
        }
        let space = collated(" ");
        *learned.weights.get_mut(usize::from(b' '))? = first(&space)?;
        learned.capital = match collated("A").as_slice() {
            [_, LEVEL, low, LEVEL, capital] if *low == SECOND.low => *capital,
            _ => return None,
        };
        learned.number = *collated("7").first()?;
        let probes = ["7", "73", "74", "100", "10233", "Abc 1984 Zz", "aAAb", " a"];
        let is_right = |text: &&str| learned.key(text) == Some(collated(text));
        probes.iter().all(is_right).then_some(learned)
    }

    /// The key, or none when the text has something else in it.
    pub(super) fn key(&self, text: &str) -> Option<Vec<u8>> {
        let mut key = Vec::with_capacity(text.len() * 2 + 8);
        let mut third = Vec::with_capacity(text.len());
        let (mut letters, mut small) = (0, 0);
        let mut rest = text.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            if byte.is_ascii_digit() {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                let (number, after) = rest.split_at_checked(digits)?;
                self.number(number, &mut key)?;
                rest = after;
            } else {
                let weight = *self.weights.get(usize::from(byte))?;
                if weight == 0 {
                    return None;
                }
                key.push(weight);
                rest = after;
            }
            letters += 1;
            if byte.is_ascii_uppercase() {
                THIRD.before_more(small, &mut third);
                small = 0;
                third.push(self.capital);
            } else {
                small += 1;
            }
        }
        if letters == 0 {
            return None;
        }
        key.push(LEVEL);
        SECOND.at_the_end(letters, &mut key);
        key.push(LEVEL);
        key.append(&mut third);
        THIRD.at_the_end(small, &mut key);
        Some(key)
    }

    fn number(&self, digits: &[u8], key: &mut Vec<u8>) -> Option<()> {
        let mut number = 0_u32;
        for digit in digits {
            number = number * 10 + u32::from(digit & 0xf);
            if number >= TWO_BYTES {
                return None;
            }
        }
        key.push(self.number);
        if number < ONE_BYTE {
            key.push(u8::try_from(2 + number).ok()?);
        } else {
            let over = number - ONE_BYTE;
            key.push(u8::try_from(2 + ONE_BYTE + over / 254).ok()?);
            key.push(u8::try_from(2 + over % 254).ok()?);
        }
        Some(())
    }
}

/// The weight of a text of one letter.
fn first(key: &[u8]) -> Option<u8> {
    match key {
        [weight, LEVEL, second, LEVEL, third]
            if *weight > LEVEL && *second == SECOND.low && *third == THIRD.low =>
        {
            Some(*weight)
        }
        _ => None,
    }
}

impl Common {
    /// So many common weights, and a greater one follows.
    fn before_more(&self, count: usize, out: &mut Vec<u8>) {
        if let Some(rest) = self.middles(count, out) {
            out.push(self.high - rest);
        }
    }

    /// So many common weights, and nothing follows.
    fn at_the_end(&self, count: usize, out: &mut Vec<u8>) {
        if let Some(rest) = self.middles(count, out) {
            out.push(self.low + rest);
        }
    }

    /// Writes as many as fill whole bytes, and gives how many more there are than one.
    fn middles(&self, count: usize, out: &mut Vec<u8>) -> Option<u8> {
        let rest = count.checked_sub(1)?;
        out.extend(std::iter::repeat_n(self.middle, rest / self.most));
        u8::try_from(rest % self.most).ok()
    }
}
