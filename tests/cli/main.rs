//! The command line as people meet it: every test starts the program itself, on small worlds made from the scenarios that ship.

mod bad_input;
mod commands;
mod failing;
mod faults;
mod interruption;
mod json;
#[path = "../support/office.rs"]
mod office;
mod own_communities;
mod pages;
mod parity;
mod patterns;
mod places;
mod run;
mod same_bytes;
mod slurm;
mod support;
mod sweeps;
mod terminal;
mod waves;
mod worlds;
