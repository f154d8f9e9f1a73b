//! The establishment plan (编制) of the district, once a month: dismissals, and vacancies opened.
//!
//! Dismissals are limited to a share of posts per year, and pay continues for some months as severance; vacancies are opened for the
//! kind of post that is furthest below what the policy wants, while uncommitted money lasts.

use crate::base::of::Of;
use crate::base::places::{SiteId, SubdistrictId};
use crate::model::money::terms;
use crate::model::state::channel;
use crate::model::state::channel::{ByChannel, Channel};
use crate::model::state::labour::LabourPool;
use crate::model::state::post::Post;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::Kind;
use crate::model::workforce::administration::month_share;
use crate::model::workforce::posts;

use crate::model::district::furthest::Furthest;
use crate::model::district::treasury;
use crate::model::state::district::{District, Severance};

/// The pace at which posts follow what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// A budget begins, or prices have risen: posts that it does not pay end at once, without severance; what is lacking waits for the month.
    AtOnce,
    /// The month's pace: employers other than government let go whom no contract or grant pays; dismissals with severance up to a yearly
    /// share; vacancies as far as uncommitted money goes.
    Monthly,
}

/// Sets anew how many people every site wants, and brings posts towards it at a pace. `beyond_share` is money that in-house posts may take in a
/// year although their share is less, fen ([`treasury::inhouse_beyond_share`]).
///
/// A first day, a policy that takes over, a year with other prices and a month all come here; a first day has nobody to let go yet.
pub fn restaff(
    subs: &mut Of<SubdistrictId, Subdistrict>,
    district: &mut District,
    beyond_share: i64,
    pace: Pace,
    ctx: &Context<'_>,
) {
    posts::set_targets(subs, ctx.world, ctx.plan, district.clerk_minutes.iter().sum(), beyond_share);
    match pace {
        Pace::AtOnce => {
            if cut_to_budget(subs, district, ctx) {
                for sub in subs {
                    posts::rebuild(sub, ctx);
                }
            }
        }
        Pace::Monthly => adjust(subs, district, beyond_share, ctx),
    }
}

/// Adjusts posts to what is wanted: down as far as the pace, up as far as money allows.
fn adjust(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, beyond_share: i64, ctx: &Context<'_>) {
    release_surplus(subs, &mut district.labour, ctx);
    for post in Post::ALL.into_iter().filter(|p| p.is_governments()) {
        let heads: u32 = subs.iter().flat_map(|s| &s.staff).map(|s| s.by_post[post]).sum();
        let credit = &mut district.dismissals[post];
        *credit = (*credit + *ctx.world.keys.posts.dismissals * month_share() * f64::from(heads)).min(f64::from(heads) + 1.0);
        let surplus: u32 = subs.iter().flat_map(|s| &s.staff).map(|s| over(s, post)).sum();
        if surplus == 0 {
            *credit = credit.min(1.0);
            continue;
        }
        let mut order = Furthest::of(subs, ctx, |sub, i| over(&sub.staff[i], post));
        while district.dismissals[post] >= 1.0 {
            match let_one_go(subs, &mut district.labour, ctx, post, &mut order) {
                Gone::Nobody => break,
                Gone::Vacancy => {}
                Gone::Person => {
                    district.severance.extend(severance(ctx, post));
                    district.dismissals[post] -= 1.0;
                }
            }
        }
    }
    let committed = treasury::committed(subs, district, ctx.world, ctx.plan);
    let flows = channel::flows(district.budget, &ctx.plan.shares, ctx.plan.fenced, &committed);
    open_vacancies(subs, ByChannel::from_fn(|c| flows[c] - committed[c]), ctx);
    if beyond_share > 0 {
        // From what all channels together have left.
        let committed = treasury::committed(subs, district, ctx.world, ctx.plan);
        let (mut room, inhouse) = (ByChannel::default(), Channel::InHouse);
        room[inhouse] = (beyond_share - committed[inhouse]).min(district.budget - committed.iter().sum::<i64>());
        open_vacancies(subs, room, ctx);
    }
}

/// Posts and vacancies of a site.
fn held(staff: &Staff, post: Post) -> u32 {
    staff.by_post[post] + staff.vacancies[post].len() as u32
}

/// Posts and vacancies of a site above what it wants.
fn over(staff: &Staff, post: Post) -> u32 {
    held(staff, post).saturating_sub(staff.target[post])
}

/// Months of pay, paid on day by day.
fn severance(ctx: &Context<'_>, post: Post) -> Option<Severance> {
    let price = ctx.plan.prices.pay(post);
    let left = libm::round(price as f64 * *ctx.world.keys.posts.severance_months / 12.0) as i64;
    (left > 0).then(|| Severance { daily: terms::daily(price).max(1), left })
}

/// Posts that the year's budget does not pay, since wages rose or a policy begins with less of it, end at once and without severance: those
/// furthest above what is wanted first, of the kind with most of them, until the budget pays what is left. Contracts can be called off and are
/// left out. Says whether any did.
fn cut_to_budget(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) -> bool {
    const OURS: [Post; 4] = [Post::CommunityWorker, Post::SocialWorker, Post::CareWorker, Post::Coordinator];
    let mut missing = treasury::binding(subs, district, ctx.world, ctx.plan) - district.budget;
    if missing <= 0 {
        return false;
    }
    let mut kinds = OURS.map(|post| Cut::of(subs, ctx, post));
    let mut cut = false;
    while missing > 0 {
        let most = kinds.iter_mut().filter(|kind| kind.surplus > 0).max_by_key(|kind| kind.surplus);
        let Some(kind) = most else {
            // The target exceeds what the year's budget can pay: reduce it.
            if want_fewer(subs, ctx, &mut kinds) { continue } else { break }
        };
        match let_one_go(subs, &mut district.labour, ctx, kind.post, &mut kind.by_surplus) {
            Gone::Nobody => break,
            Gone::Vacancy | Gone::Person => {}
        }
        (kind.surplus, kind.held) = (kind.surplus - 1, kind.held - 1);
        missing -= ctx.plan.prices.of(kind.post);
        cut = true;
    }
    cut
}

/// Posts of one kind, as they are cut.
struct Cut {
    post: Post,
    /// Posts and vacancies above what is wanted.
    surplus: u32,
    /// Posts and vacancies.
    held: u32,
    by_surplus: Furthest,
    by_held: Furthest,
}

impl Cut {
    fn of(subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, post: Post) -> Self {
        let sum = |of: fn(&Staff, Post) -> u32| subs.iter().flat_map(|sub| &sub.staff).map(|staff| of(staff, post)).sum();
        Self {
            post,
            surplus: sum(over),
            held: sum(held),
            by_surplus: Furthest::of(subs, ctx, |sub, i| over(&sub.staff[i], post)),
            by_held: Furthest::of(subs, ctx, |sub, i| held(&sub.staff[i], post)),
        }
    }
}

/// Reduces by one the target of the site with the most posts and vacancies, of the most frequent kind; returns whether there is one.
fn want_fewer(subs: &mut Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, kinds: &mut [Cut]) -> bool {
    let Some(kind) = kinds.iter_mut().filter(|kind| kind.held > 0).max_by_key(|kind| kind.held) else { return false };
    let post = kind.post;
    let Some((s, i)) = kind.by_held.first(subs, |sub, i| held(&sub.staff[i], post)) else { return false };
    let staff = &mut subs[s].staff[i];
    staff.target[post] = held(staff, post) - 1;
    kind.surplus += 1;
    kind.by_surplus.note(1, (s, i), ctx);
    true
}

/// Employers other than government dismiss at once staff whom no contract or grant pays.
pub fn release_surplus(subs: &mut Of<SubdistrictId, Subdistrict>, labour: &mut LabourPool, ctx: &Context<'_>) {
    for post in Post::ALL.into_iter().filter(|p| !p.is_governments()) {
        let mut order = Furthest::of(subs, ctx, |sub, i| over(&sub.staff[i], post));
        while !matches!(let_one_go(subs, labour, ctx, post, &mut order), Gone::Nobody) {}
    }
}

/// Posts and vacancies that a site gave up.
enum Gone {
    /// No site has more than it wants.
    Nobody,
    /// A vacancy that was being filled: it costs nothing.
    Vacancy,
    /// A person.
    Person,
}

/// The site furthest above what it wants gives up a vacancy, or else lets its newest person go.
fn let_one_go(
    subs: &mut Of<SubdistrictId, Subdistrict>,
    labour: &mut LabourPool,
    ctx: &Context<'_>,
    post: Post,
    order: &mut Furthest,
) -> Gone {
    let Some((s, i)) = order.first(subs, |sub, i| over(&sub.staff[i], post)) else { return Gone::Nobody };
    let sub = &mut subs[s];
    if sub.staff[i].vacancies[post].pop().is_some() {
        return Gone::Vacancy;
    }
    let own = &ctx.world.sites.by_subdistrict[s];
    if post == Post::Coordinator {
        if let Some(local) = sub.cases.local(ctx.world, own.sites[i].community) {
            sub.communities[local].coordinators = sub.communities[local].coordinators.saturating_sub(1);
        }
        labour.returns(Kind::CommunityWorker);
    } else {
        let newest = sub
            .lines
            .workers
            .places()
            .iter()
            .filter(|&w| own.site_of[sub.lines.workers[w].unit] == i)
            .filter(|&w| sub.lines.workers[w].post == Some(post))
            .max_by_key(|&w| sub.lines.workers[w].stable);
        let Some(w) = newest else { return Gone::Nobody };
        labour.returns(sub.lines.workers[w].kind);
        posts::dismiss(&mut sub.cases, &mut sub.lines, ctx, w);
    }
    sub.staff[i].by_post[post] -= 1;
    Gone::Person
}

/// Vacancies for the shortfall, as far as each channel's money allows, fen per year: for the kind of post that is relatively furthest below
/// what is wanted, at the site furthest below.
fn open_vacancies(subs: &mut Of<SubdistrictId, Subdistrict>, mut room: ByChannel<i64>, ctx: &Context<'_>) {
    let day = ctx.day.saturating_add(*ctx.world.keys.posts.vacancy_days as u16);
    let mut kinds = Post::ALL.map(|post| Shortfall::of(subs, post));
    loop {
        let mut best: Option<(f64, &mut Shortfall)> = None;
        for kind in &mut kinds {
            let lack = f64::from(kind.wanted.saturating_sub(kind.held)) / f64::from(kind.wanted.max(1));
            if lack > 0.0
                && !kind.shut
                && terms::with_friction(ctx.world, ctx.plan, kind.post) <= room[ctx.plan.channel(kind.post)]
                && best.as_ref().is_none_or(|(most, _)| lack > *most)
            {
                best = Some((lack, kind));
            }
        }
        let Some((_, kind)) = best else { break };
        let post = kind.post;
        let missing = |sub: &Subdistrict, i: SiteId| {
            let staff = &sub.staff[i];
            if hires(sub, ctx, i) { staff.target[post].saturating_sub(held(staff, post)) } else { 0 }
        };
        let order = kind.order.get_or_insert_with(|| Furthest::of(subs, ctx, missing));
        let Some((s, i)) = order.first(subs, missing) else {
            kind.shut = true;
            continue;
        };
        subs[s].staff[i].vacancies[post].push(day);
        kind.held += 1;
        room[ctx.plan.channel(post)] -= terms::with_friction(ctx.world, ctx.plan, post);
    }
}

/// Posts of one kind, as vacancies for them are opened.
struct Shortfall {
    post: Post,
    /// Posts and vacancies.
    held: u32,
    /// Posts that are wanted.
    wanted: u32,
    /// Whether no site that hires lacks any.
    shut: bool,
    /// Sites that lack some; not looked for before one is to be opened.
    order: Option<Furthest>,
}

impl Shortfall {
    fn of(subs: &Of<SubdistrictId, Subdistrict>, post: Post) -> Self {
        let (mut there, mut wanted) = (0, 0);
        for staff in subs.iter().flat_map(|sub| &sub.staff) {
            there += held(staff, post);
            wanted += staff.target[post];
        }
        Self { post, held: there, wanted, shut: false, order: None }
    }
}

/// An organisation in the red hires nobody.
pub(super) fn hires(sub: &Subdistrict, ctx: &Context<'_>, site: SiteId) -> bool {
    let own = &ctx.world.sites.by_subdistrict[sub.index];
    own.seat_of(site).is_none_or(|seat| sub.organisations[seat].open && sub.organisations[seat].red == 0)
}
