//! Gives the library the digests of the code that decides results and of that which sums them up (see `build/token_digest.rs`): the same from a checkout with other line
//! ends, from the packaged crate and for any target.

#[path = "build/token_digest.rs"]
mod token_digest;

use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    for name in token_digest::DECIDING.iter().chain(&token_digest::SUMMING) {
        println!("cargo:rerun-if-changed=src/{name}");
    }
    for name in ["Cargo.toml", "build.rs", "build/token_digest.rs"] {
        println!("cargo:rerun-if-changed={name}");
    }
    match token_digest::of_crate(&root).and_then(|build| Ok((build, token_digest::of_summary(&root)?))) {
        Ok((build, summary)) => {
            println!("cargo:rustc-env=SANSHE_BUILD={build}");
            println!("cargo:rustc-env=SANSHE_SUMMARY={summary}");
        }
        Err(what) => {
            eprintln!("error: {what}");
            std::process::exit(1);
        }
    }
}
