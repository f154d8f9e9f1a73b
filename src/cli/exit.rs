//! Exit status.

/// Exit status of a run that failed or a file that could not be written.
pub const FAILED: u8 = 1;

/// Exit status of bad input.
pub const BAD_INPUT: u8 = 2;

/// Exit status after an interruption.
pub const INTERRUPTED: u8 = 130;
