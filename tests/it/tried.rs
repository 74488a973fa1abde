//! How often properties are tried, and with which random numbers: a test that fails prints the seed that repeats it.

use std::collections::hash_map::RandomState;
use std::env;
use std::hash::{BuildHasher, Hasher};

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// Cases of each property: all of them stay within seconds without optimisation. `PROPTEST_CASES` asks for more.
const CASES: u32 = 64;

/// How the properties are tried.
pub fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(seed("PROPTEST_RNG_SEED")),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    ProptestConfig {
        cases: if env::var_os("PROPTEST_CASES").is_some() {
            asked.cases
        } else {
            CASES
        },
        rng_seed,
        failure_persistence: None,
        ..asked
    }
}

/// The seed that a variable gives, or another one every time; either is printed.
#[expect(clippy::print_stdout, reason = "whoever repeats a test needs its seed")]
pub fn seed(variable: &str) -> u64 {
    let given = env::var(variable).ok().and_then(|given| given.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    println!("{variable}={seed} repeats this");
    seed
}

/// Random numbers from a seed, by `SplitMix64`.
pub struct Random(pub u64);

impl Random {
    /// A number below a bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}
