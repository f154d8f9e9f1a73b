//! Workforce (人员): posts, tasks from above, strain and absence.

pub mod absence;
pub mod administration;
pub mod admission;
pub mod burnout;
pub mod capability;
pub mod pass_through;
pub mod posts;
