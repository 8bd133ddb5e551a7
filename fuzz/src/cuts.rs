//! Ways to cut an input, drawn from the input itself.
//!
//! Owns the numbers that decide. The same input is cut the same way on every machine, and one more
//! byte at its end cuts it quite differently.

/// Numbers that look random and come back with their input (FNV-1a, then xorshift64*).
#[derive(Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// From an input.
    pub fn of(input: &[u8]) -> Self {
        let hash = input.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(hash | 1)
    }

    /// A number below `limit`, which is at least 1.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap_or_default() % limit
    }
}

/// Calls `check` with `input` whole, byte by byte, and in three more ways.
pub fn each_cutting(input: &[u8], mut check: impl FnMut(&[&[u8]])) {
    check(&[input]);
    check(&input.chunks(1).collect::<Vec<_>>());
    let mut numbers = Numbers::of(input);
    for longest in [4, 32, 512] {
        check(&pieces(input, longest, &mut numbers));
    }
}

/// `input` in pieces of up to `longest` bytes.
pub fn pieces<'a>(input: &'a [u8], longest: usize, numbers: &mut Numbers) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = input;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(numbers.below(rest.len().min(longest)) + 1);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// Ends of growing prefixes of `text`, each up to `longest` bytes after the last; the whole is not
/// among them.
pub fn prefixes(text: &str, longest: usize, numbers: &mut Numbers) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut end = 0;
    loop {
        end += numbers.below(longest) + 1;
        if end >= text.len() {
            return ends;
        }
        let boundary = text.floor_char_boundary(end);
        if ends.last() != Some(&boundary) {
            ends.push(boundary);
        }
    }
}
