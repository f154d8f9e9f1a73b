//! Abandonment (放弃): how needs leave without service.

pub mod deadline;
pub mod giving_up;
pub mod hotline;
pub mod moving;
pub mod paper_closure;
pub mod repeat;
pub mod withdrawal;
pub mod write_off;
