//! Sanshe (三社): districts in which communities (社区), social organisations (社会组织) and social workers (社会工作者) try to meet
//! residents' needs, compared under coordination policies.
//!
//! Data flows one way: [`scenario`] → `world` → `engine` → [`measure`] → `store` → `report`, with `experiment` on top.

pub mod measure;
pub mod report;
pub mod scenario;
