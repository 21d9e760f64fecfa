//! Decompression of P-256 points (SEC 1 §2.3.4) for the native back end.
//!
//! fiat-crypto's field arithmetic is generated from a proof and takes about half the time of the p256 crate. What is
//! ours is the formula alone, and its result is a point of the curve or nothing: it is squared here, and the back end
//! checks the point once more when it parses the key.

use fiat_crypto::p256_64::{
    fiat_p256_add, fiat_p256_from_bytes, fiat_p256_from_montgomery, fiat_p256_montgomery_domain_field_element as Limbs,
    fiat_p256_mul, fiat_p256_non_montgomery_domain_field_element as Plain, fiat_p256_opp, fiat_p256_square,
    fiat_p256_sub, fiat_p256_to_bytes, fiat_p256_to_montgomery,
};

/// p = 2^256 − 2^224 + 2^192 + 2^96 − 1 (SEC 2 §2.4.2), big-endian.
const PRIME: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];

/// b of the curve equation y² = x³ − 3x + b, big-endian.
const B: [u8; 32] = [
    0x5a, 0xc6, 0x35, 0xd8, 0xaa, 0x3a, 0x93, 0xe7, 0xb3, 0xeb, 0xbd, 0x55, 0x76, 0x98, 0x86, 0xbc, 0x65, 0x1d, 0x06,
    0xb0, 0xcc, 0x53, 0xb0, 0xf6, 0x3b, 0xce, 0x3c, 0x3e, 0x27, 0xd2, 0x60, 0x4b,
];

/// The uncompressed form of a compressed P-256 point; `None` if there is no such point.
pub(in crate::crypto) fn decompress_p256(compressed: &[u8; 33]) -> Option<[u8; 65]> {
    let [sign @ (2 | 3), x @ ..] = compressed else { return None };
    let root = right_side(Element::parse(x)?)?.root()?;
    let y = match root.to_bytes() {
        y if is_odd(&y) == (*sign == 3) => y,
        _ => root.negated().to_bytes(),
    };
    let mut point = [4; 65];
    let (_, coordinates) = point.split_first_mut()?;
    let (to_x, to_y) = coordinates.split_at_mut(32);
    to_x.copy_from_slice(x);
    to_y.copy_from_slice(&y);
    Some(point)
}

/// x³ − 3x + b.
fn right_side(x: Element) -> Option<Element> {
    let three_x = x.plus(x).plus(x);
    Some(x.squared().times(x).minus(three_x).plus(Element::parse(&B)?))
}

fn is_odd([.., last]: &[u8; 32]) -> bool {
    last % 2 == 1
}

/// A number modulo p, in fiat-crypto's Montgomery form: always below p, so that equal numbers have equal limbs.
#[derive(Clone, Copy)]
struct Element(Limbs);

impl Element {
    /// `None` for p and above, which fiat-crypto must not be given.
    fn parse(big_endian: &[u8; 32]) -> Option<Self> {
        if *big_endian >= PRIME {
            return None;
        }
        let mut little_endian = *big_endian;
        little_endian.reverse();
        let mut plain = Plain([0; 4]);
        fiat_p256_from_bytes(&mut plain.0, &little_endian);
        Some(Self::filled(|out| fiat_p256_to_montgomery(out, &plain)))
    }

    fn to_bytes(self) -> [u8; 32] {
        let mut plain = Plain([0; 4]);
        fiat_p256_from_montgomery(&mut plain, &self.0);
        let mut bytes = [0; 32];
        fiat_p256_to_bytes(&mut bytes, &plain.0);
        bytes.reverse();
        bytes
    }

    fn filled(write: impl FnOnce(&mut Limbs)) -> Self {
        let mut limbs = Limbs([0; 4]);
        write(&mut limbs);
        Self(limbs)
    }

    fn plus(self, other: Self) -> Self {
        Self::filled(|out| fiat_p256_add(out, &self.0, &other.0))
    }

    fn minus(self, other: Self) -> Self {
        Self::filled(|out| fiat_p256_sub(out, &self.0, &other.0))
    }

    fn negated(self) -> Self {
        Self::filled(|out| fiat_p256_opp(out, &self.0))
    }

    fn times(self, other: Self) -> Self {
        Self::filled(|out| fiat_p256_mul(out, &self.0, &other.0))
    }

    fn squared(self) -> Self {
        self.squared_times(1)
    }

    /// The only call of the squaring, so that the compiler sets it into this loop, where it is a third faster.
    fn squared_times(self, times: u32) -> Self {
        let (mut power, mut square) = (self.0, self.0);
        for _ in 0..times {
            fiat_p256_square(&mut square, &power);
            power = square;
        }
        Self(power)
    }

    /// The square root, one of two; `None` if there is none.
    ///
    /// p ≡ 3 (mod 4), so it is the power (p + 1) / 4 = ((2^32 − 1) · 2^128 + 2^96 + 1) · 2^94: ones doubled in number
    /// up to 32, then the two single bits.
    fn root(self) -> Option<Self> {
        let ones_2 = self.squared().times(self);
        let ones_4 = ones_2.squared_times(2).times(ones_2);
        let ones_8 = ones_4.squared_times(4).times(ones_4);
        let ones_16 = ones_8.squared_times(8).times(ones_8);
        let ones_32 = ones_16.squared_times(16).times(ones_16);
        let root = ones_32.squared_times(32).times(self).squared_times(96).times(self).squared_times(94);
        (root.squared().0.0 == self.0.0).then_some(root)
    }
}
