//! Every way to cut an input in pieces.
//!
//! Owns the cuts: whole, once at every byte, byte by byte, and at random with a seed. Refuses to
//! know what is fed with the pieces.

/// Calls `check` with `input` whole, cut once at every byte, byte by byte, and in `random` more
/// ways with `seed`.
pub fn each_cut(input: &[u8], random: usize, seed: u64, mut check: impl FnMut(&[&[u8]], &str)) {
    check(&[input], "whole");
    for cut in 1..input.len() {
        let (head, tail) = input.split_at(cut);
        check(&[head, tail], &format!("cut at {cut}"));
    }
    check(&input.chunks(1).collect::<Vec<_>>(), "byte by byte");
    let mut numbers = Random::new(seed);
    for round in 0..random {
        let mut pieces = Vec::new();
        let mut rest = input;
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(numbers.below(rest.len().min(24)) + 1);
            pieces.push(piece);
            rest = behind;
        }
        check(&pieces, &format!("random cut {round} of seed {seed}"));
    }
}

/// At most `count` prefixes of `text`, spread over its length, the whole text last.
pub fn prefixes(text: &str, count: usize) -> Vec<&str> {
    let mut ends: Vec<usize> =
        (1..=count).map(|part| text.floor_char_boundary(text.len() * part / count)).collect();
    ends.dedup();
    ends.into_iter().map(|end| &text[..end]).collect()
}

/// Numbers that look random and come back with their seed (xorshift64*).
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `limit`, which is at least 1.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap_or(0) % limit
    }
}
