//! State of the agents and of the district; it knows no mechanism.

pub mod agenda;
pub mod arm;
pub mod board;
pub mod channel;
pub mod district;
pub mod jobs;
pub mod labour;
pub mod latent;
pub mod minutes;
pub mod parcel;
pub mod pool;
pub mod prices;
pub mod staff;
pub mod subdistrict;
pub mod unheard;
pub mod worker;
