//! Sharing r over the trustees: Shamir's scheme over GF(256), byte by byte, share i at x = i.
//!
//! Fewer than t shares say nothing about r, and no share carries a tag: with one, a single trustee could test guesses of the
//! owner's secret alone. With one trustee the polynomial is constant and the share is r itself.

use rand_core::CryptoRng;
use vsss_rs::Gf256;
use zeroize::{Zeroize as _, Zeroizing};

/// One share: its x-coordinate and 32 bytes, zeroized when dropped. No Debug, no comparison.
pub struct Share {
    /// The x-coordinate, 1 to n.
    pub index: u8,
    /// The y-coordinates, one a byte of r.
    pub bytes: Zeroizing<[u8; 32]>,
}

/// A threshold that cannot be: 1 <= t <= n, and t = 1 only for n = 1 (every share would be r itself).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret cannot be shared over {trustees} trustees with a threshold of {threshold}")]
pub struct BadThreshold {
    /// t.
    pub threshold: u8,
    /// n.
    pub trustees: usize,
}

/// Shares that do not go together: a wrong number of them, an index twice, or index 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these shares do not go together")]
pub struct BadShares;

/// Whether n trustees of which t must answer can be.
///
/// # Errors
/// [`BadThreshold`] if not.
pub const fn check(threshold: u8, trustees: usize) -> Result<(), BadThreshold> {
    let possible = threshold as usize <= trustees && trustees <= 255;
    if possible && (threshold >= 2 || (threshold == 1 && trustees == 1)) {
        Ok(())
    } else {
        Err(BadThreshold { threshold, trustees })
    }
}

/// Deals r to n trustees of which t must answer: shares 1 to n, in order.
///
/// # Errors
/// [`BadThreshold`] unless 2 <= t <= n <= 255 or t = n = 1.
pub fn deal(r: &[u8; 32], threshold: u8, trustees: u8, rng: &mut impl CryptoRng) -> Result<Vec<Share>, BadThreshold> {
    check(threshold, trustees.into())?;
    if threshold == 1 {
        return Ok(vec![Share { index: 1, bytes: Zeroizing::new(*r) }]);
    }
    let bad = BadThreshold { threshold, trustees: trustees.into() };
    let dealt = Gf256::split_bytes(threshold.into(), trustees.into(), r, rng).map_err(|_| bad)?;
    dealt.into_iter().map(|bytes| parse(&Zeroizing::new(bytes)).ok_or(bad)).collect()
}

fn parse(bytes: &[u8]) -> Option<Share> {
    let (index, bytes) = bytes.split_first()?;
    Some(Share { index: *index, bytes: Zeroizing::new(bytes.try_into().ok()?) })
}

/// r, from exactly t shares. Wrong shares give a wrong r: only the envelope's commitment tells.
///
/// # Errors
/// [`BadShares`] if there are not exactly t, or indices are zero or not all different.
pub fn combine(threshold: u8, shares: &[&Share]) -> Result<Zeroizing<[u8; 32]>, BadShares> {
    match shares {
        _ if shares.len() != usize::from(threshold) => Err(BadShares),
        [] => Err(BadShares),
        [only] if only.index == 1 => Ok(only.bytes.clone()),
        [_] => Err(BadShares),
        _ => interpolate(shares),
    }
}

fn interpolate(shares: &[&Share]) -> Result<Zeroizing<[u8; 32]>, BadShares> {
    let mut points: Vec<Vec<u8>> =
        shares.iter().map(|share| [&[share.index], share.bytes.as_slice()].concat()).collect();
    let r = Gf256::combine_bytes(&points).map(Zeroizing::new);
    points.iter_mut().for_each(|point| point.zeroize());
    let r = r.map_err(|_| BadShares)?;
    Ok(Zeroizing::new(r.as_slice().try_into().map_err(|_| BadShares)?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
