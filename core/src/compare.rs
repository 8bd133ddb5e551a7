//! How much two byte strings have in common.
//!
//! Owns the one loop that looks at what repeats. Refuses to know what the bytes are.

/// How many bytes `one` and `other` begin with alike.
///
/// Sixteen at a time: without SIMD, the `memcmp` that WebAssembly gets goes byte by byte and is
/// nine times slower (1.2 against 11 GB/s in V8).
pub fn common_prefix(one: &[u8], other: &[u8]) -> usize {
    let (ones, _) = one.as_chunks::<16>();
    let (others, _) = other.as_chunks::<16>();
    let is_same = |(one, other): &(&[u8; 16], &[u8; 16])| {
        u128::from_ne_bytes(**one) == u128::from_ne_bytes(**other)
    };
    let wide = 16 * ones.iter().zip(others).take_while(is_same).count();
    let rest = one[wide..].iter().zip(&other[wide..]);
    wide + rest.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_and_every_place_of_a_difference_is_found() {
        let bytes: Vec<u8> = (0..100).collect();
        for length in 0..=bytes.len() {
            assert_eq!(common_prefix(&bytes, &bytes[..length]), length);
            assert_eq!(common_prefix(&bytes[..length], &bytes), length);
        }
        for place in 0..bytes.len() {
            let mut other = bytes.clone();
            other[place] ^= 0x80;
            assert_eq!(common_prefix(&bytes, &other), place);
        }
    }
}
