//! State of the agents and of the district; it knows no mechanism.

pub mod agenda;
pub mod arm;
pub mod bill;
pub mod board;
pub mod channel;
pub mod district;
pub mod files;
pub mod groups;
pub mod jobs;
pub mod labour;
pub mod latent;
pub mod lots;
pub mod minutes;
pub mod organisation;
pub mod parcel;
pub mod pool;
pub mod post;
pub mod prices;
pub mod scratch;
pub mod staff;
pub mod subdistrict;
pub mod unheard;
pub mod worker;
