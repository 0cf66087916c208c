//! Hits, and how good each of them is.

use super::bits::Bits;

/// Where a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In the title; or where the person said to look.
    Title,
    /// Among the authors.
    Author,
    Elsewhere,
}

/// How much of a word was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// All of it.
    Whole,
    /// Its beginning.
    Begun,
    /// Another word, which was corrected.
    Corrected,
}

/// How many grades there are.
pub(super) const GRADES: usize = 9;

/// The grade of a word; 0 is the best. A whole word anywhere is better than the beginning of one.
pub(super) fn grade(word: Match, place: Where) -> usize {
    word as usize * 3 + place as usize
}

/// Sets of hits: for each grade the books of that grade and of all better ones. So the worst term
/// decides when sets are met (`and`), and the best when they are joined (`or`).
#[derive(Debug, Clone)]
pub(super) struct Graded {
    pub(super) hits: Bits,
    /// The sets of all grades but the last, which is the set of all hits. None where nobody asks.
    better: Vec<Bits>,
}

impl Graded {
    /// No hits among so many books.
    pub(super) fn none(len: usize, graded: bool) -> Self {
        Self::of(Bits::new(len), GRADES, graded)
    }

    /// Hits of one grade.
    pub(super) fn of(hits: Bits, grade: usize, graded: bool) -> Self {
        let set = |own: usize| {
            if own < grade {
                Bits::new(hits.len())
            } else {
                hits.clone()
            }
        };
        Self {
            better: (0..GRADES - 1).filter(|_| graded).map(set).collect(),
            hits,
        }
    }

    pub(super) fn is_graded(&self) -> bool {
        !self.better.is_empty()
    }

    /// The set to add hits of a grade to, before they are [`summed`](Self::summed).
    pub(super) fn at(&mut self, grade: usize) -> &mut Bits {
        self.better.get_mut(grade).unwrap_or(&mut self.hits)
    }

    /// Adds to each grade the hits of the better ones.
    pub(super) fn summed(mut self) -> Self {
        for grade in 1..self.better.len() {
            if let [.., before, own] = self.better.get_mut(..=grade).unwrap_or_default() {
                own.or(before);
            }
        }
        if let Some(last) = self.better.last() {
            self.hits.or(last);
        }
        self
    }

    pub(super) fn and(&mut self, other: &Self) {
        self.hits.and(&other.hits);
        for (own, other) in self.better.iter_mut().zip(&other.better) {
            own.and(other);
        }
    }

    pub(super) fn or(&mut self, other: &Self) {
        self.hits.or(&other.hits);
        for (own, other) in self.better.iter_mut().zip(&other.better) {
            own.or(other);
        }
    }

    /// Keeps what is in a plain set.
    pub(super) fn within(mut self, within: &Bits) -> Self {
        self.hits.and(within);
        for set in &mut self.better {
            set.and(within);
        }
        self
    }

    /// Makes ready to put ordered hits into the order of their grades.
    pub(super) fn parting(&self) -> Parting {
        let count = self.hits.count();
        if !self.is_graded() {
            return Parting {
                slots: Vec::with_capacity(count),
                grades: Vec::new(),
                ends: Vec::new(),
            };
        }
        let mut grades = vec![narrow_grade(GRADES - 1); self.hits.len()];
        let mut ends = vec![0; GRADES];
        let mut better: Option<&Bits> = None;
        for (grade, set) in self.better.iter().enumerate() {
            for slot in set.iter_without(better) {
                if let Some(own) = grades.get_mut(slot as usize) {
                    *own = narrow_grade(grade);
                }
            }
            if let Some(end) = ends.get_mut(grade + 1) {
                *end = set.count();
            }
            better = Some(set);
        }
        Parting {
            slots: vec![0; count],
            grades,
            ends,
        }
    }
}

/// Hits on their way into the order of their grades, the best first. Within a grade they stay in the
/// order they come in.
pub(super) struct Parting {
    slots: Vec<u32>,
    /// Of each slot; none where nobody asks. One byte a book is quicker to look at than up to eight
    /// sets of bits.
    grades: Vec<u8>,
    /// So far.
    ends: Vec<usize>,
}

impl Parting {
    /// Takes the next hits.
    pub(super) fn take(&mut self, slots: &[u32]) {
        if self.grades.is_empty() {
            self.slots.extend_from_slice(slots);
            return;
        }
        for &slot in slots {
            let grade = self.grades.get(slot as usize).copied().unwrap_or_default();
            if let Some(end) = self.ends.get_mut(usize::from(grade)) {
                if let Some(place) = self.slots.get_mut(*end) {
                    *place = slot;
                }
                *end += 1;
            }
        }
    }

    /// All hits, and where each grade ends.
    pub(super) fn done(mut self) -> (Vec<u32>, Vec<usize>) {
        if self.ends.is_empty() {
            self.ends.push(self.slots.len());
        }
        (self.slots, self.ends)
    }
}

fn narrow_grade(grade: usize) -> u8 {
    u8::try_from(grade).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(slots: &[u32]) -> Bits {
        let mut bits = Bits::new(8);
        for slot in slots {
            bits.insert(*slot);
        }
        bits
    }

    fn parted(graded: &Graded, ordered: &[u32]) -> (Vec<u32>, Vec<usize>) {
        let mut parting = graded.parting();
        parting.take(ordered);
        parting.done()
    }

    #[test]
    fn the_worst_term_decides_and_the_better_of_two_ways() {
        let mut word = Graded::none(8, true);
        word.at(grade(Match::Whole, Where::Title)).or(&bits(&[1]));
        word.at(grade(Match::Begun, Where::Title))
            .or(&bits(&[1, 2]));
        word.at(grade(Match::Corrected, Where::Elsewhere))
            .or(&bits(&[3]));
        let mut both = word.summed();
        let author = grade(Match::Whole, Where::Author);
        both.and(&Graded::of(bits(&[1, 2, 3, 4]), author, true));
        let (slots, ends) = parted(&both, &[3, 2, 1]);
        assert_eq!(
            (slots, ends),
            (vec![1, 2, 3], vec![0, 1, 1, 2, 2, 2, 2, 2, 3])
        );
        both.or(&Graded::of(bits(&[3]), 0, true));
        let (slots, ends) = parted(&both, &[3, 2, 1]);
        assert_eq!(
            (slots, ends),
            (vec![3, 1, 2], vec![1, 2, 2, 3, 3, 3, 3, 3, 3])
        );
        let plain = Graded::of(bits(&[1]), 5, false);
        assert_eq!(parted(&plain, &[1]), (vec![1], vec![1]));
    }
}
