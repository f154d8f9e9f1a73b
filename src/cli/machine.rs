//! What of the machine a command may use: threads and memory. Neither decides a result.

use crate::base::words::{Both, both};
use crate::cli::common::whole;
use crate::scenario::memory::{all_threads, allowed};

/// The options.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Machine {
    /// Threads [default: all the machine has]
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 4096))]
    threads: Option<u16>,

    /// Memory that may be used, about: policies without room side by side run in groups, same results [default: four fifths of the machine's]
    #[arg(long, value_name = "GB", value_parser = gigabytes)]
    memory: Option<u64>,
}

impl Machine {
    /// Threads to use.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(all_threads, usize::from)
    }

    /// Bytes that the command line allows.
    #[must_use]
    pub const fn told(&self) -> Option<u64> {
        self.memory
    }

    /// Bytes that may be used.
    #[must_use]
    pub fn memory(&self) -> u64 {
        allowed(self.memory)
    }
}

/// Reads an amount of memory.
fn gigabytes(text: &str) -> Result<u64, Both> {
    let amount = text.parse::<f64>().ok().filter(|amount| (0.001..=1e6).contains(amount));
    // Whole bytes of at most a petabyte.
    amount
        .map(|amount| (amount * 1e9) as u64)
        .ok_or_else(|| both!("expected gigabytes, a number from 0.001 to 1000000", "应为以 GB 计的数，0.001 至 1000000"))
}

#[cfg(test)]
mod tests {
    use super::gigabytes;

    #[test]
    fn memory_is_told_in_gigabytes() {
        assert_eq!(gigabytes("3"), Ok(3_000_000_000));
        assert_eq!(gigabytes(".5"), Ok(500_000_000));
        for wrong in ["", "3GB", "-1", "0", "nan", "inf", "1e9"] {
            assert!(gigabytes(wrong).is_err(), "{wrong}");
        }
    }
}
