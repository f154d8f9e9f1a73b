//! What `--audit` says at the end of a run.

use crate::base::words::{Both, both};
use crate::engine::audit::IDENTITIES;
use crate::experiment::conduct::Audit;

/// What the audit of this session checked, and how often.
#[must_use]
pub fn audited(audit: Audit) -> Both {
    let Audit { blocks, policies, failed, checked } = audit;
    if blocks == 0 {
        return both!(
            "Audit: nothing was run in this session, so nothing was checked.",
            "核对：本次未运行任何区块，因此未作核对。"
        );
    }
    let (number, days, comparisons) = (IDENTITIES.len(), checked.days, checked.comparisons);
    let (always, every) = IDENTITIES.split_at(IDENTITIES.iter().take_while(|i| !i.0.starts_with("every ")).count());
    let list = |part: &[(&str, &str)]| {
        let join = |words: Vec<&str>, by: &str| words.join(by);
        Both { en: join(part.iter().map(|i| i.0).collect(), "; "), zh: join(part.iter().map(|i| i.1).collect(), "；") }
    };
    let ended = match failed {
        0 => both!("all closed", "全部成立"),
        _ => both!("all closed, {failed} failed runs apart", "除 {failed} 次失败的运行外全部成立"),
    };
    both!(
        "Audited in this session: {number} identities at the end of {days} policy-days (replicates: {blocks}, policies: {policies}; the burn-in \
         once a replicate), {comparisons} comparisons: {ended}.\n  District: {sums}.\n  Agents: {agents}.",
        "本次核对：{number} 项恒等式，{days} 个政策日的日终（{blocks} 次重复，{policies} 项政策，预热期每次重复核对一次），共比较 {comparisons} 次：\
         {ended}。\n  全区：{sums}。\n  各主体：{agents}。";
        ended = ended, sums = list(always), agents = list(every)
    )
}
