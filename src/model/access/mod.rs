//! Access (可及): how needs become known, by a household that speaks or by somebody who looks; intake and triage.

pub mod discovery;
pub mod falling_due;
pub mod intake;
pub mod voicing;
