//! The command `sanshe`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sanshe::cli::main()
}
