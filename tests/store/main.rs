//! What must be true of the output folder, whatever happens to the run that fills it.

mod folders;
mod growing;
mod replacing;
mod resume;
mod support;
mod tables;
mod tampering;
