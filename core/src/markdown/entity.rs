//! Characters that are written as `&name;` or `&#number;`.
//!
//! Owns which names are known: those of HTML 4. HTML 5 has eight times as many, which would weigh
//! more than the rest of the parser and which nobody writes by hand.

/// The longest that is looked for between `&` and `;`, in bytes.
pub(super) const MAX_NAME: usize = 10;

/// The characters that `text` stands for.
pub fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((character, length)) => {
                decoded.push(character);
                rest = &rest[length..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

/// The entity that `text` begins with, and its length.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(MAX_NAME + 2).position(|byte| byte == b';')?;
    let character = match text.get(1..end)?.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => named(&text[1..end])?,
    };
    Some((character, end + 1))
}

/// "Decimal numeric character references consist of &# + a string of 1-7 arabic digits + ;.
/// Hexadecimal … 1-6 hexadecimal digits. … For security reasons, the code point U+0000 will also
/// be replaced by U+FFFD."
fn numbered(number: &str) -> Option<char> {
    let (digits, radix, most) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 6),
        None => (number, 10, 7),
    };
    let is_number = (1..=most).contains(&digits.len()) && !digits.starts_with('+');
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| is_number)?;
    let character = char::from_u32(code).filter(|character| *character != '\0');
    Some(character.unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ensp" => '\u{2002}',
        "emsp" => '\u{2003}',
        "thinsp" => '\u{2009}',
        "shy" => '\u{ad}',
        "zwnj" => '\u{200c}',
        "zwj" => '\u{200d}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ => {
            let known = NAMED.split(' ').find_map(|entry| entry.strip_prefix(name))?;
            let mut characters = known.chars();
            let character = characters.next().filter(|character| !character.is_ascii())?;
            return characters.next().is_none().then_some(character);
        }
    })
}

/// A name and its character, over and over.
#[rustfmt::skip]
const NAMED: &str = "\
    AEligÆ AacuteÁ AcircÂ AgraveÀ AlphaΑ AringÅ AtildeÃ AumlÄ BetaΒ CcedilÇ ChiΧ Dagger‡ \
    DeltaΔ ETHÐ EacuteÉ EcircÊ EgraveÈ EpsilonΕ EtaΗ EumlË GammaΓ IacuteÍ IcircÎ IgraveÌ \
    IotaΙ IumlÏ KappaΚ LambdaΛ MuΜ NtildeÑ NuΝ OEligŒ OacuteÓ OcircÔ OgraveÒ OmegaΩ \
    OmicronΟ OslashØ OtildeÕ OumlÖ PhiΦ PiΠ Prime″ PsiΨ RhoΡ ScaronŠ SigmaΣ THORNÞ TauΤ \
    ThetaΘ UacuteÚ UcircÛ UgraveÙ UpsilonΥ UumlÜ XiΞ YacuteÝ YumlŸ ZetaΖ aacuteá acircâ \
    acute´ aeligæ agraveà alefsymℵ alphaα and∧ ang∠ aringå asymp≈ atildeã aumlä bdquo„ \
    betaβ brvbar¦ bull• cap∩ ccedilç cedil¸ cent¢ chiχ circˆ clubs♣ cong≅ copy© crarr↵ cup∪ \
    curren¤ dArr⇓ dagger† darr↓ deg° deltaδ diams♦ divide÷ eacuteé ecircê egraveè empty∅ \
    epsilonε equiv≡ etaη ethð eumlë euro€ exist∃ fnofƒ forall∀ frac12½ frac14¼ frac34¾ \
    frasl⁄ gammaγ ge≥ hArr⇔ harr↔ hearts♥ hellip… iacuteí icircî iexcl¡ igraveì imageℑ \
    infin∞ int∫ iotaι iquest¿ isin∈ iumlï kappaκ lArr⇐ lambdaλ lang〈 laquo« larr← lceil⌈ \
    ldquo“ le≤ lfloor⌊ lowast∗ loz◊ lsaquo‹ lsquo‘ macr¯ mdash— microµ middot· minus− muμ \
    nabla∇ ndash– ne≠ ni∋ not¬ notin∉ nsub⊄ ntildeñ nuν oacuteó ocircô oeligœ ograveò \
    oline‾ omegaω omicronο oplus⊕ or∨ ordfª ordmº oslashø otildeõ otimes⊗ oumlö para¶ part∂ \
    permil‰ perp⊥ phiφ piπ pivϖ plusmn± pound£ prime′ prod∏ prop∝ psiψ rArr⇒ radic√ rang〉 \
    raquo» rarr→ rceil⌉ rdquo” realℜ reg® rfloor⌋ rhoρ rsaquo› rsquo’ sbquo‚ scaronš sdot⋅ \
    sect§ sigmaσ sigmafς sim∼ spades♠ sub⊂ sube⊆ sum∑ sup⊃ sup1¹ sup2² sup3³ supe⊇ szligß \
    tauτ there4∴ thetaθ thetasymϑ thornþ tilde˜ times× trade™ uArr⇑ uacuteú uarr↑ ucircû \
    ugraveù uml¨ upsihϒ upsilonυ uumlü weierp℘ xiξ yacuteý yen¥ yumlÿ zetaζ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_read() {
        assert_eq!(decoded("&amp;&#65;&#x1F600;&rarr; &ouml;&Auml;&frac34;"), "&A😀→ öÄ¾");
        assert_eq!(decoded("&#0; &#xD800; &#9999999;"), "\u{fffd} \u{fffd} \u{fffd}");
    }

    #[test]
    fn what_is_no_entity_stays() {
        for text in
            ["&", "&;", "& amp;", "&unknown;", "&amp", "&#;", "&#x;", "&#+1;", "AT&T;", "&é;"]
        {
            assert_eq!(decoded(text), text);
        }
    }
}
