//! Draws together are even and independent: bits, neighbours and pairs, with counters as the engine uses them.

use super::{Keys, Purpose, unit};

const PURPOSES: [Purpose; 8] = [
    Purpose::Heterogeneity,
    Purpose::Onset,
    Purpose::Voicing,
    Purpose::Choice,
    Purpose::Handoff,
    Purpose::Success,
    Purpose::Phase,
    Purpose::Trace,
];

/// Counters as the engine uses them: identities of needs (community, category, day, ordinal), small indices, days.
fn need(community: u64, day: u64, ordinal: u64) -> u64 {
    community << 48 | (community % 8) << 44 | day << 28 | ordinal
}

/// Something that gives 64 bits for a purpose, an entity, a tick and an index.
type Bits<'a> = &'a dyn Fn(Purpose, u64, u32, u32) -> u64;

/// The largest distance of the share of ones from a half, over all bits of all purposes. Standard deviation of a share of 40,000: a
/// quarter of a percent; 64 × 8 bits are looked at.
fn unevenness(bits: Bits<'_>) -> f64 {
    let n = 40_000;
    let mut most = 0.0_f64;
    for purpose in PURPOSES {
        let mut ones = [0_u32; 64];
        for i in 0..n {
            let bits = bits(purpose, need(i % 90, i / 90, i % 3), (i % 250) as u32, (i % 2) as u32);
            for (b, count) in ones.iter_mut().enumerate() {
                *count += (bits >> b & 1) as u32;
            }
        }
        most = ones.iter().map(|&c| (f64::from(c) / n as f64 - 0.5).abs()).fold(most, f64::max);
    }
    most
}

/// The largest correlation between draws of neighbouring counters: community, day, ordinal, tick, index, purpose. Standard deviation
/// 1/√n: four tenths of a percent.
fn correlation(bits: Bits<'_>) -> f64 {
    let n = 60_000_u64;
    let mut most = 0.0_f64;
    for purpose in PURPOSES {
        let centred = |purpose, id, tick, index| unit(bits(purpose, id, tick, index)) - 0.5;
        let at = |community, day, ordinal, tick, index| centred(purpose, need(community, day, ordinal), tick, index);
        let neighbours: [&dyn Fn(u64) -> (f64, f64); 6] = [
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90 + 1, i / 90, 0, 3, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90 + 1, 0, 3, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90, 1, 3, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90, 0, 4, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90, 0, 3, 1)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), centred(Purpose::Audit, need(i % 90, i / 90, 0), 3, 0)),
        ];
        for pair in neighbours {
            let sum: f64 = (0..n).map(pair).map(|(a, b)| a * b).sum();
            most = most.max((12.0 * sum / n as f64).abs());
        }
    }
    most
}

/// χ² of pairs in 16 × 16 cells, the one farthest from its mean. 255 degrees of freedom: mean 255, standard deviation 22.6.
fn pairs(bits: Bits<'_>) -> f64 {
    let n = 160_000_u64;
    let mut farthest = 255.0_f64;
    for purpose in PURPOSES {
        let mut cells = [0_u32; 256];
        for i in 0..n {
            let id = need(i % 90, i / 90, 0);
            let cell = |index| (unit(bits(purpose, id, 1, index)) * 16.0) as usize;
            cells[cell(0) * 16 + cell(1)] += 1;
        }
        let expected = n as f64 / 256.0;
        let chi: f64 = cells.iter().map(|&c| (f64::from(c) - expected) * (f64::from(c) - expected) / expected).sum();
        if (chi - 255.0).abs() > (farthest - 255.0).abs() {
            farthest = chi;
        }
    }
    farthest
}

#[test]
fn every_bit_of_every_purpose_is_even() {
    let keys = Keys::new(11);
    let share = unevenness(&|p, e, t, i| keys.raw(p, e, t, i));
    assert!(share < 0.0115, "{share}");
}

#[test]
fn neighbouring_counters_of_any_kind_are_independent() {
    let keys = Keys::new(12);
    let correlation = correlation(&|p, e, t, i| keys.raw(p, e, t, i));
    assert!(correlation < 0.018, "{correlation}");
}

#[test]
fn pairs_of_draws_fill_the_square_evenly() {
    let keys = Keys::new(13);
    let chi = pairs(&|p, e, t, i| keys.raw(p, e, t, i));
    assert!((150.0..365.0).contains(&chi), "{chi}");
}

/// The tests above can fail: each way in which draws could be keyed badly is seen by one of them.
#[test]
fn draws_that_are_keyed_badly_are_found_out() {
    let keys = Keys::new(14);
    let mixed = |e: u64, t: u32, i: u32| e.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (u64::from(t) << 32 | u64::from(i));
    // Counters that are not mixed: bits are not even, and neighbours go together.
    assert!(unevenness(&|_, e, _, _| e) > 0.0115);
    assert!(correlation(&|_, e, t, i| mixed(e, t, i)) > 0.018);
    // What the draw should hang on and does not: the tick, the index, the purpose, the ordinal.
    assert!(correlation(&|p, e, _, i| keys.raw(p, e, 0, i)) > 0.9);
    assert!(correlation(&|p, e, t, _| keys.raw(p, e, t, 0)) > 0.9);
    assert!(correlation(&|_, e, t, i| keys.raw(Purpose::Audit, e, t, i)) > 0.9);
    assert!(correlation(&|p, e, t, i| keys.raw(p, e >> 1, t, i)) > 0.4);
    // Draws of one need that are the same, or that exclude each other.
    assert!(!(150.0..365.0).contains(&pairs(&|p, e, t, _| keys.raw(p, e, t, 0))));
    assert!(!(150.0..365.0).contains(&pairs(&|p, e, t, i| if i == 0 { keys.raw(p, e, t, 0) } else { !keys.raw(p, e, t, 0) })));
    // A generator of few states: all that it gives lies on lines.
    assert!(!(150.0..365.0).contains(&pairs(&|_, e, _, i| (e.wrapping_mul(65_539).wrapping_add(u64::from(i))) << 40)));
}
