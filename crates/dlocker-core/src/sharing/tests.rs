use super::*;
use crate::tests::TestRng;

fn shares(t: u8, n: u8) -> Vec<Share> {
    deal(&[9; 32], t, n, &mut TestRng::of(3)).unwrap()
}

fn combined(t: u8, shares: &[&Share]) -> Option<[u8; 32]> {
    combine(t, shares).ok().map(|r| *r)
}

#[test]
fn any_t_shares_in_any_order_give_r() {
    for (t, n) in [(2, 2), (2, 3), (3, 5), (5, 5)] {
        let shares = shares(t, n);
        for start in 0..n {
            let chosen: Vec<&Share> = (0..t).map(|i| &shares[usize::from((start + i) % n)]).rev().collect();
            assert_eq!(combined(t, &chosen), Some([9; 32]), "{t} of {n} from {start}");
        }
    }
}

#[test]
fn shares_are_numbered_from_1() {
    let indices: Vec<u8> = shares(2, 5).iter().map(|share| share.index).collect();
    assert_eq!(indices, [1, 2, 3, 4, 5]);
}

#[test]
fn with_one_trustee_the_share_is_r() {
    let shares = shares(1, 1);
    assert_eq!((shares.len(), shares[0].index, *shares[0].bytes), (1, 1, [9; 32]));
    assert_eq!(combined(1, &[&shares[0]]), Some([9; 32]));
}

#[test]
fn thresholds_that_protect_nothing_or_cannot_be_met_are_refused() {
    for (t, n) in [(0, 0), (0, 1), (1, 0), (1, 2), (1, 255), (2, 1), (4, 3)] {
        assert!(deal(&[9; 32], t, n, &mut TestRng::of(3)).is_err(), "{t} of {n}");
    }
    assert!(check(2, 256).is_err());
    assert!(deal(&[9; 32], 255, 255, &mut TestRng::of(3)).is_ok());
}

#[test]
fn too_few_too_many_doubled_and_misnumbered_shares_do_not_combine() {
    let s = shares(2, 3);
    let zero = Share { index: 0, bytes: s[0].bytes.clone() };
    let doubled = Share { index: 1, bytes: s[1].bytes.clone() };
    for wrong in [vec![], vec![&s[0]], vec![&s[0], &s[1], &s[2]], vec![&s[0], &doubled], vec![&zero, &s[1]]] {
        assert_eq!(combined(2, &wrong), None);
    }
    let second = Share { index: 2, bytes: s[0].bytes.clone() };
    assert_eq!(combined(1, &[&second]), None);
}

/// Chi-square over 256 bins that should be equally full; 255 degrees of freedom, so above 400 about once in 10^8.
fn chi_square(counts: &[u32; 256]) -> f64 {
    let expected = f64::from(counts.iter().sum::<u32>()) / 256.0;
    counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum()
}

#[test]
fn one_share_of_two_says_nothing_about_r() {
    let rng = &mut TestRng::of(4);
    for secret in [0x00, 0x01, 0x5a, 0xff] {
        let mut counts = [[0; 256]; 3];
        for _ in 0..2000 {
            for (share, counts) in deal(&[secret; 32], 2, 3, rng).unwrap().iter().zip(&mut counts) {
                share.bytes.iter().for_each(|&byte| counts[usize::from(byte)] += 1);
            }
        }
        // A scheme that never draws a zero coefficient leaves the bin of the secret itself empty, and is seen at once.
        counts.iter().for_each(|counts| assert!(chi_square(counts) < 400.0, "{secret}: {}", chi_square(counts)));
    }
}

#[test]
fn two_shares_of_three_together_say_nothing_about_r() {
    let rng = &mut TestRng::of(5);
    let mut counts = [0; 256];
    for _ in 0..4000 {
        let shares = deal(&[0x5a; 32], 3, 3, rng).unwrap();
        for (a, b) in shares[0].bytes.iter().zip(shares[2].bytes.iter()) {
            counts[usize::from((a & 15) << 4 | b & 15)] += 1;
        }
    }
    assert!(chi_square(&counts) < 400.0, "{}", chi_square(&counts));
}
