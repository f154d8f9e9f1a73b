//! Access (可及): how needs become known, voiced by a household or found by a search; intake and triage.

pub mod discovery;
pub mod door_choice;
pub mod door_intake;
pub mod doors;
pub mod duplicate;
pub mod falling_due;
pub mod intake;
pub mod voicing;
