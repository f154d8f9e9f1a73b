//! Staff of a site (机构人员): people in post by post, what they can give a day, casual hours of today, vacancies.

use crate::model::state::post::ByPost;

/// Staff of a site. What every day reads lies in the first 192 bytes: three lines of the processor's cache, people and then money.
#[derive(Clone, Debug, Default)]
#[repr(C, align(64))]
pub struct Staff {
    /// People in post (shifts, for volunteers).
    pub heads: u32,
    /// Minutes paid a day.
    pub paid: u32,
    /// Minutes its people can give a day.
    pub available: u32,
    /// Share of these that social workers give.
    pub social: f32,
    /// Share of these that social workers and care workers give: they have files and meetings of their own.
    pub filed: f32,
    /// Casual minutes of today; see [`crate::model::money::casual`].
    pub casual: u32,
    /// Casual minutes of support for volunteers.
    pub support: u32,
    /// Minutes a day of its posts that grants pay.
    pub granted_minutes: u32,
    /// People in post who are care workers.
    pub carers: u32,
    /// Mean local knowledge of its social workers, of the communities they know.
    pub knowledge: f32,
    /// Minutes of this month: available, asked for before service, administrative.
    pub month_available: u64,
    /// Of the available minutes of this month, those of the people in post.
    pub month_base: u64,
    /// See `month_available`.
    pub month_duty: u64,
    /// See `month_available`.
    pub month_admin: u64,
    /// People in post by post: see [`crate::model::state::post::Post`].
    pub by_post: ByPost<u32>,
    /// Cases resolved and failed here this quarter.
    pub cases: [u32; 2],
    /// What the casual minutes of today cost, fen.
    pub casual_fen: i64,
    /// Of these, what the personnel line pays.
    pub personnel_fen: i64,
    /// What the casual minutes of support cost, fen.
    pub support_fen: i64,
    /// What donated hours of today cost, fen.
    pub charity_fen: i64,
    /// Donations that were too little for another minute, fen: kept for tomorrow.
    pub charity_rest: i64,
    /// Wanted by post.
    pub target: ByPost<u32>,
    /// People hired so far: numbers the seats.
    pub hired: u32,
    /// Vacancies being filled: the day on which each is, by post.
    pub vacancies: ByPost<Vec<u16>>,
    /// Vacancies of posts that an organisation pays itself.
    pub own_vacancies: Vec<u16>,
}
