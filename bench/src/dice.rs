//! Numbers that look random and are the same in every run.

/// splitmix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// From 0 to just below 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let at = usize::try_from(self.below(list.len() as u64)).unwrap_or_default();
        &list[at]
    }

    /// A place in a list where the first come often and the last seldom, as words, authors and tags
    /// do: place `n` comes about `n` to the power of `-exponent` times as often as the first.
    pub fn zipf(&mut self, count: u64, exponent: f64) -> u64 {
        let (end, power) = (count as f64 + 1.0, 1.0 - exponent);
        let share = self.share();
        let at = if power.abs() < 1e-9 {
            end.powf(share)
        } else {
            (1.0 + share * (end.powf(power) - 1.0)).powf(power.recip())
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 1 and the count"
        )]
        let place = at as u64;
        place.saturating_sub(1).min(count - 1)
    }
}
