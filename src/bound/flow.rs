//! Which needs can be served with which minutes: a flow from groups of needs to pools of minutes, period by period.
//!
//! A group is the set of needs that the same pools may serve. Its needs of one period can be served in that period or any later one (in
//! this model a need that gives up may come back: voiced again, through the hotline, as a repeat; so its last possible day is the last day
//! of the run). The minutes that can be served are then a polymatroid, and serving the needs with the greatest weight per minute first,
//! displacing earlier ones where possible, gives the exact optimum of the relaxation in which needs can be served in fractions.
//! Displacement is Dinic's algorithm; minutes once assigned to a need are never withdrawn, only moved to another pool or another day.

/// Groups, pools and the arcs between them, with minutes by period.
#[derive(Clone, Debug)]
pub struct Network {
    periods: usize,
    /// Pools of each group.
    reach: Vec<Vec<u32>>,
    /// First arc of each group.
    first: Vec<usize>,
    /// By pool: arcs at period 0, with their groups.
    from: Vec<Vec<(u32, usize)>>,
    state: State,
    search: Search,
}

/// The current flow.
#[derive(Clone, Debug)]
struct State {
    /// Needs still to be served, (group, period).
    rest: Vec<i64>,
    /// Minutes from groups to pools, (arc, period).
    given: Vec<i64>,
    /// Minutes deferred from a period to the next, (pool, period).
    put_off: Vec<i64>,
    /// Minutes left, (pool, period).
    free: Vec<i64>,
    /// Groups whose needs of a period cannot be served any further.
    closed: Vec<bool>,
}

/// Working memory of the search.
#[derive(Clone, Debug, Default)]
struct Search {
    depth: Vec<u32>,
    cursor: Vec<u32>,
    queue: Vec<u32>,
    path: Vec<u32>,
}

/// A step along a path: its end, and its capacity.
enum Step {
    To(usize),
    Blocked,
    End,
}

impl Network {
    /// A network of groups given by their pools, and of pools given by their minutes, (pool, period).
    #[must_use]
    pub fn new(reach: Vec<Vec<u32>>, pools: usize, periods: usize, minutes: Vec<i64>) -> Self {
        debug_assert_eq!(minutes.len(), pools * periods, "minutes of every pool and period");
        let mut first = Vec::with_capacity(reach.len());
        let mut from = vec![Vec::new(); pools];
        let mut arcs = 0;
        for (g, list) in reach.iter().enumerate() {
            first.push(arcs);
            for (j, &pool) in list.iter().enumerate() {
                from[pool as usize].push((g as u32, (arcs + j) * periods));
            }
            arcs += list.len();
        }
        let groups = reach.len();
        Self {
            periods,
            reach,
            first,
            from,
            state: State {
                rest: vec![0; groups * periods],
                given: vec![0; arcs * periods],
                put_off: vec![0; pools * periods],
                free: minutes,
                closed: vec![false; groups * periods],
            },
            search: Search::default(),
        }
    }

    /// Serves needs of several levels, the most valuable first; each level is a list of (group and period, minutes). Gives the minutes
    /// served of each level.
    pub fn serve<L: AsRef<[(u32, i64)]>>(&mut self, levels: &[L]) -> Vec<i64> {
        let mut served = Vec::with_capacity(levels.len());
        // Levels are tried together as long as everything is served; shortfalls are then located one level at a time.
        let (mut at, mut together) = (0, 4);
        while at < levels.len() {
            let to = (at + together).min(levels.len());
            let before = (to - at > 1).then(|| self.state.clone());
            let asked: Vec<i64> = levels[at..to].iter().map(|level| self.ask(level.as_ref())).collect();
            self.augment();
            let short = self.close_short();
            match before {
                Some(before) if short > 0 => {
                    self.state = before;
                    together = (together / 4).max(1);
                }
                _ => {
                    served.extend(asked.iter().map(|a| a - short));
                    at = to;
                    together = if short == 0 { together * 2 } else { 1 };
                }
            }
        }
        served
    }

    /// Adds needs of a level to those still to be served, and returns their minutes.
    fn ask(&mut self, level: &[(u32, i64)]) -> i64 {
        let mut asked = 0;
        for &(node, minutes) in level {
            if !self.state.closed[node as usize] {
                self.state.rest[node as usize] += minutes;
                asked += minutes;
            }
        }
        asked
    }

    /// What cannot be served now never can be: saturated places stay saturated.
    fn close_short(&mut self) -> i64 {
        let mut short = 0;
        for (rest, closed) in self.state.rest.iter_mut().zip(&mut self.state.closed) {
            if *rest > 0 {
                short += *rest;
                *rest = 0;
                *closed = true;
            }
        }
        short
    }

    /// Serves as much of the rest as can be.
    fn augment(&mut self) {
        while let Some(depth) = self.layers() {
            self.search.cursor.clear();
            self.search.cursor.resize(self.search.depth.len(), 0);
            for node in 0..self.state.rest.len() {
                while self.state.rest[node] > 0 && self.push_from(node, depth) {}
            }
        }
    }

    /// Finds the distance of every place from needs still to be served; the distance of the nearest free minutes, if there are any
    /// within reach.
    fn layers(&mut self) -> Option<u32> {
        let (groups, pools) = (self.state.rest.len(), self.state.free.len());
        let Search { depth, queue, .. } = &mut self.search;
        depth.clear();
        depth.resize(groups + pools, u32::MAX);
        queue.clear();
        for (node, rest) in self.state.rest.iter().enumerate() {
            if *rest > 0 {
                depth[node] = 0;
                queue.push(node as u32);
            }
        }
        let mut found = None;
        let mut head = 0;
        while head < queue.len() {
            let node = queue[head] as usize;
            head += 1;
            let d = depth[node];
            if found.is_some_and(|f| d >= f) {
                break;
            }
            let mut visit = |next: usize| {
                if depth[next] == u32::MAX {
                    depth[next] = d + 1;
                    queue.push(next as u32);
                    if next >= groups && self.state.free[next - groups] > 0 && found.is_none() {
                        found = Some(d + 1);
                    }
                }
            };
            if node < groups {
                let (g, t) = (node / self.periods, node % self.periods);
                for &pool in &self.reach[g] {
                    visit(groups + pool as usize * self.periods + t);
                }
            } else {
                let at = node - groups;
                let (pool, t) = (at / self.periods, at % self.periods);
                if t + 1 < self.periods {
                    visit(node + 1);
                }
                if t > 0 && self.state.put_off[at - 1] > 0 {
                    visit(node - 1);
                }
                for &(g, arc) in &self.from[pool] {
                    if self.state.given[arc + t] > 0 {
                        visit(g as usize * self.periods + t);
                    }
                }
            }
        }
        found
    }

    /// Sends minutes along one shortest path from a group and period; returns whether there was one.
    fn push_from(&mut self, source: usize, depth: u32) -> bool {
        let groups = self.state.rest.len();
        self.search.path.clear();
        self.search.path.push(source as u32);
        loop {
            let Some(&last) = self.search.path.last() else { return false };
            let node = last as usize;
            let d = self.search.depth[node];
            if node >= groups && d == depth && self.state.free[node - groups] > 0 {
                self.send(source);
                return true;
            }
            if d >= depth {
                self.search.path.pop();
                self.advance_last();
                continue;
            }
            match self.step(node) {
                Step::To(next) if self.search.depth[next] == d + 1 => self.search.path.push(next as u32),
                Step::To(_) | Step::Blocked => self.search.cursor[node] += 1,
                Step::End => {
                    self.search.path.pop();
                    self.advance_last();
                }
            }
        }
    }

    /// Dead end at the last place of the path: try its next arc.
    fn advance_last(&mut self) {
        if let Some(&last) = self.search.path.last() {
            self.search.cursor[last as usize] += 1;
        }
    }

    /// The arc at the cursor of a place.
    fn step(&self, node: usize) -> Step {
        let groups = self.state.rest.len();
        let i = self.search.cursor[node] as usize;
        if node < groups {
            let (g, t) = (node / self.periods, node % self.periods);
            return self.reach[g].get(i).map_or(Step::End, |&pool| Step::To(groups + pool as usize * self.periods + t));
        }
        let at = node - groups;
        let (pool, t) = (at / self.periods, at % self.periods);
        match i {
            0 if t + 1 < self.periods => Step::To(node + 1),
            1 if t > 0 && self.state.put_off[at - 1] > 0 => Step::To(node - 1),
            0 | 1 => Step::Blocked,
            _ => match self.from[pool].get(i - 2) {
                Some(&(g, arc)) if self.state.given[arc + t] > 0 => Step::To(g as usize * self.periods + t),
                Some(_) => Step::Blocked,
                None => Step::End,
            },
        }
    }

    /// Sends as much as the path can carry.
    fn send(&mut self, source: usize) {
        let groups = self.state.rest.len();
        let Some(&last) = self.search.path.last() else { return };
        let end = last as usize - groups;
        let mut amount = self.state.rest[source].min(self.state.free[end]);
        let path = std::mem::take(&mut self.search.path);
        for hop in path.windows(2) {
            if let Some(back) = self.taken_back(hop[0] as usize, hop[1] as usize) {
                amount = amount.min(*back);
            }
        }
        self.state.rest[source] -= amount;
        self.state.free[end] -= amount;
        for hop in path.windows(2) {
            let (a, b) = (hop[0] as usize, hop[1] as usize);
            if let Some(back) = self.taken_back(a, b) {
                *back -= amount;
            } else if a < groups {
                let arc = self.arc(a, b - groups);
                self.state.given[arc] += amount;
            } else {
                self.state.put_off[a - groups] += amount;
            }
        }
        self.search.path = path;
    }

    /// The flow that a step cancels, if it runs against existing flow.
    fn taken_back(&mut self, a: usize, b: usize) -> Option<&mut i64> {
        let groups = self.state.rest.len();
        if a < groups {
            None
        } else if b < groups {
            let arc = self.arc(b, a - groups);
            Some(&mut self.state.given[arc])
        } else if b < a {
            Some(&mut self.state.put_off[b - groups])
        } else {
            None
        }
    }

    /// The arc from a group and period to a pool and period.
    fn arc(&self, node: usize, at: usize) -> usize {
        let (g, t) = (node / self.periods, node % self.periods);
        let pool = (at / self.periods) as u32;
        let j = self.reach[g].iter().position(|&p| p == pool).unwrap_or(0);
        (self.first[g] + j) * self.periods + t
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_that_can_wait_makes_room_for_one_that_cannot() {
        // Capacity 1 in each of two batches; a can only be served in the first pool of its batch, b in both.
        let mut network = Network::new(vec![vec![0], vec![0, 1]], 2, 1, vec![1, 1]);
        // b comes first and takes a's place; it is displaced.
        assert_eq!(network.serve(&[vec![(1, 1)], vec![(0, 1)]]), [1, 1]);
    }

    #[test]
    fn needs_are_never_served_before_they_arise() {
        let mut network = Network::new(vec![vec![0]], 1, 3, vec![5, 5, 5]);
        assert_eq!(network.serve(&[vec![(2, 20)], vec![(0, 20)]]), [5, 10]);
    }
}
