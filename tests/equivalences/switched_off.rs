//! What is switched off has no effect, whatever else is loaded.

use proptest::prelude::*;
use sanshe::measure::collect::Collect;

use crate::worlds::{Draft, any_world, same, same_but, same_in, some, tables_on};

/// The modules of linkage without a share, a view or an authority: lead routing, referral between peers, joint files, and a rule for θ.
const NO_TRANSFER: &str = r#"extends = "administrative.toml"
label = "Linkage without transfer"
[routing]
router = "lead"
theta_rule = "by-severity"
theta = 0.0
peer_referral = true
joint_file = true
"#;

proptest! {
    #![proptest_config(some(8))]

    /// (a) Zero-transfer equivalence. Without organisations, volunteers and bundles there is nobody to lead, to refer to or to share a
    /// file with; the lead's own bias (towards itself) and the hierarchy's (towards what superiors count) are both off.
    #[test]
    fn linkage_that_transfers_nothing_is_the_administration(world in any_world()) {
        let runs = Draft::eight(&world)
            .set(&[
                "organisation.per_1000=0",
                "volunteer.active_share=0",
                "volunteer.most_active=0",
                "routing.bias=0",
                "demand.bundle_share=0",
            ])
            .policy("no-transfer", NO_TRANSFER)
            .run(&["administrative", "no-transfer"]);
        same(&runs[0], &runs[1]);
    }

    /// (b) Without a level above there is nothing to transfer: neither θ nor its rule matters, nor the levels a policy would use.
    #[test]
    fn without_levels_the_share_of_authority_passed_down_does_not_matter(mut world in any_world()) {
        world.push("government.levels=0".into());
        let policy = |theta: f64, rule: &str, levels: u32| {
            format!("extends = \"linkage.toml\"\n[routing]\ntheta = {theta}\ntheta_rule = \"{rule}\"\nlevels = {levels}\n")
        };
        let runs = Draft::eight(&world)
            .policy("none", &policy(0.0, "random", 2))
            .policy("half", &policy(0.5, "by-difficulty", 1))
            .policy("all", &policy(1.0, "by-severity", 0))
            .run(&["administrative", "none", "half", "all"]);
        same(&runs[1], &runs[2]);
        same(&runs[1], &runs[3]);
    }

    /// (b) The same where the world has levels and the policy uses none.
    #[test]
    fn a_policy_without_levels_has_nothing_to_pass_down(world in any_world()) {
        let policy = |theta: f64| format!("extends = \"administrative.toml\"\n[routing]\ntheta = {theta}\nlevels = 0\n");
        let runs = Draft::eight(&world)
            .policy("none", &policy(0.0))
            .policy("all", &policy(1.0))
            .run(&["administrative", "none", "all"]);
        same(&runs[1], &runs[2]);
    }

    /// A desk sees its own community's lines as they stand, on the day of a report too: where nobody else can be seen and no level is asked, the error
    /// of reports reaches no decision.
    #[test]
    fn the_error_of_reports_reaches_nobody_who_sees_his_own_lines_alone(world in any_world()) {
        let alone = "extends = \"administrative.toml\"\n[capacity]\nbase = \"office\"\n[information]\nreport_period_days = 1\n\
                     visibility = \"own\"\n[routing]\nlevels = 0\ntheta = 1.0\n";
        let runs = |error: &str| {
            let nobody_else = ["organisation.per_1000=0", "organisation.founders_per_1000=0", "baseline=\"alone\""];
            Draft::eight(&world).set(&nobody_else).set(&[error]).policy("alone", alone).run(&["alone"])
        };
        let (exact, rough) = (runs("routing.report_noise_days=0"), runs("routing.report_noise_days=5"));
        same(&exact[0], &rough[0]);
    }

    /// (c) Equal information, no bias, no minutes per file: who decides does not matter. The levels see what the desk sees (all there is
    /// within reach, and nothing of its age weighs), choose by utility without noise, and neither search, messages nor ties take
    /// anything. Only the route through approvals, and what is counted of it, differs.
    #[test]
    fn with_equal_sight_and_free_files_it_does_not_matter_who_decides(world in any_world()) {
        let policy = |theta: f64| {
            format!(
                "extends = \"administrative.toml\"\n[information]\nvisibility = \"registry\"\n[routing]\nchoices = 8\ntheta = {theta}\n\
                 [oversight]\naudit_share = 0.0\n"
            )
        };
        let runs = Draft::eight(&world)
            .set(&[
                "routing.bias=0",
                "routing.noise=1e-6",
                "routing.wait=0",
                "routing.search_minutes=0",
                "handoff.message_minutes=0",
                "handoff.tie_growth=0",
                "government.file_minutes=0",
                "organisation.per_1000=0.2",
                "organisation.radius_km=100",
                "volunteer.associations=1",
                // A decision that is retained takes an exchange: nothing else may happen to the need on that morning.
                "demand.bundle_share=0",
            ])
            .policy("above", &policy(0.0))
            .policy("half", &policy(0.5))
            .policy("below", &policy(1.0))
            .run(&["administrative", "above", "half", "below"]);
        for other in [2, 3] {
            same_in(&runs[1], &runs[other], &["communities.csv", "cells.csv", "waits.csv", "ledger.csv", "daily.csv"]);
        }
    }

    /// Segments served first: named none or all, nobody comes before anybody else, beside categories and disciplines too. The policy is the
    /// baseline: who waits when a policy takes over keeps the place that the one before gave.
    #[test]
    fn a_line_in_which_everybody_comes_first_is_served_as_one_in_which_nobody_does(world in any_world()) {
        let all = "\"bereaved\", \"adults\", \"unemployed\", \"elderly_60_79\", \"elderly_80\", \"low_income\", \"disabled\"";
        let run = |segments: &str| {
            let text = format!(
                "extends = \"linkage.toml\"\n[capacity]\ndiscipline = \"severity\"\n\
                 [guidance]\npriority_categories = [\"nursing\"]\n{segments}\n"
            );
            Draft::eight(&world).policy("first", &text).run(&["first"])
        };
        let unsaid = run("");
        same(&unsaid[0], &run("priority_segments = []")[0]);
        same(&unsaid[0], &run(&format!("priority_segments = [{all}]"))[0]);
    }

    /// Where associations take no needs, a world is as one that has none, whoever routes: volunteers are as many, insured and supported as they would be, and give
    /// no hour.
    #[test]
    fn a_world_whose_associations_take_no_needs_is_a_world_without_associations(world in any_world()) {
        let off = |base: &str| format!("extends = \"{base}.toml\"\n[capacity]\nassociations = false\n");
        let runs = |associations: u32, names: &[&str]| {
            Draft::eight(&world)
                .set(&[format!("volunteer.associations={associations}"), "administration.pass_through=0.3".into()])
                .policy("office-off", &off("administrative"))
                .policy("neighbours-off", &off("endogenous"))
                .policy("linkage-off", &off("linkage"))
                .run(names)
        };
        let (closed, none) = (runs(2, &["office-off", "neighbours-off", "linkage-off"]), runs(0, &["administrative", "endogenous", "linkage"]));
        for (closed, none) in closed.iter().zip(&none) {
            same(closed, none);
            prop_assert_eq!(closed.metric("volunteer_hours"), 0.0);
        }
    }

    /// From the day on which a policy takes over under which associations take no needs, they give no hour and resolve nothing; accounts close.
    #[test]
    fn associations_stop_when_a_policy_takes_over_under_which_they_take_no_needs(world in any_world()) {
        let off = "extends = \"endogenous.toml\"\n[capacity]\nassociations = false\n";
        let runs = Draft::eight(&world)
            .set(&["volunteer.associations=2", "volunteer.active_share=0.05", "volunteer.most_active=0.1", "administration.pass_through=0.3"])
            .policy("off", off)
            .run(&["endogenous", "off"]);
        prop_assert!(runs[0].metric("volunteer_hours") > 0.0);
        // Where nothing is resolved there is no share of it.
        let share = runs[1].metric("volunteer_share_resolved");
        prop_assert!(runs[1].metric("volunteer_hours") == 0.0 && (share == 0.0 || share.is_nan()), "{share}");
    }

    /// A form that takes no minutes and leaves every error is none, at any door.
    #[test]
    fn a_form_that_takes_no_time_and_helps_nobody_is_no_form(world in any_world()) {
        let form = |on: bool| {
            let doors = "doors = { office = true, station = true, organisation = true, hotline = true }";
            format!("extends = \"linkage.toml\"\n[intake]\n{doors}\nfirst_asked = true\nform = {on}\n")
        };
        let runs = Draft::eight(&world)
            .set(&["intake.form_minutes=0", "intake.form_error=1"])
            .policy("form", &form(true))
            .policy("none", &form(false))
            .run(&["none", "form"]);
        same(&runs[0], &runs[1]);
    }

    /// Who looks among one has nothing to choose: a server who looks for places it knows takes the very first, alone and in groups.
    #[test]
    fn whoever_looks_at_the_first_in_line_alone_serves_it_as_one_who_does_not_look(world in any_world()) {
        let by_place = |on: bool| {
            format!("extends = \"linkage.toml\"\n[information]\nshared_assets = true\n[capacity]\nby_place = {on}\n")
        };
        let runs = Draft::eight(&world)
            .set(&["service.look_ahead=1"])
            .policy("looking", &by_place(true))
            .policy("not", &by_place(false))
            .run(&["not", "looking", "linkage"]);
        same(&runs[0], &runs[1]);
    }

    /// A policy's cap on tasks from above: not written it is 1, one above the world's does nothing, and one below is as good as the world's. What
    /// the caps leave is no matter: the policy is the baseline, so that burn-in knows it too.
    #[test]
    fn the_lower_of_the_caps_on_tasks_holds(world in any_world(), cap in 1_u32..9) {
        let lower = f64::from(cap) / 10.0;
        let runs = |daily: f64, task: Option<f64>| {
            let task = task.map_or(String::new(), |cap| format!("[oversight]\ntask_cap = {cap}\n"));
            let policy = format!("extends = \"administrative.toml\"\n{task}");
            let sets = [format!("administration.daily_cap={daily}"), "baseline=\"capped\"".to_owned()];
            Draft::eight(&world).set(&sets).policy("capped", &policy).run(&["capped"])
        };
        let (world_alone, policy_alone, above) = (runs(lower, None), runs(1.0, Some(lower)), runs(lower, Some(lower + 0.1)));
        same(&world_alone[0], &policy_alone[0]);
        same(&world_alone[0], &above[0]);
        let admin = |tables: &[crate::worlds::Tables]| tables[0].numbers("daily.csv", "admin_minutes").iter().sum::<f64>();
        // Where tasks come down at all, a tenth of the day works off less than all of it.
        prop_assert!(admin(&runs(1.0, Some(0.1))) < admin(&runs(1.0, None)));
    }

    /// Reports by a platform are reports at no minutes, whatever a report by hand would take.
    #[test]
    fn reports_by_a_platform_are_reports_at_no_minutes(world in any_world(), minutes in 1_u32..60) {
        let runs = |system: &str, minutes: u32| {
            let sets = [format!("reports.system={system}"), format!("routing.report_minutes={minutes}")];
            Draft::eight(&world).set(&sets).run(&["administrative", "linkage", "reformed-administration"])
        };
        let (free, platform, paper) = (runs("paper", 0), runs("platform", minutes), runs("paper", 60));
        for (free, platform) in free.iter().zip(&platform) {
            same(free, platform);
        }
        let reports = |tables: &[crate::worlds::Tables]| tables[2].numbers("daily.csv", "coordination_minutes").iter().sum::<f64>();
        prop_assert!(reports(&platform) < reports(&paper), "by hand they take minutes");
    }

    /// Where taking in, telling and losing cost nothing and nobody asks twice, it does not matter at how many doors needs are taken in: the order in which
    /// needs come to a desk that decides them all on the same day decides nothing.
    #[test]
    fn doors_that_cost_nothing_are_one_door(world in any_world(), habit in -1.0_f64..1.0) {
        let free = [
            "intake.minutes=0", "intake.error=0", "intake.second_door=0", "handoff.message_minutes=0", "handoff.loss=0", "handoff.tie_growth=0",
            "handoff.tie_decay=0", "routing.search_minutes=0", "baseline=\"one\"", "social_worker.per_10k=12",
        ];
        let sets: Vec<String> = free.map(str::to_owned).into_iter().chain([format!("intake.habit.station={habit}")]).collect();
        let registry = "extends = \"administrative.toml\"\n[information]\nvisibility = \"registry\"\n";
        let more = format!("{registry}[intake]\ndoors = {{office=true,station=true,organisation=true,hotline=false}}\nfirst_asked = false\n");
        let run = Draft::eight(&world).set(&sets).policy("one", registry).policy("more", &more).run(&["one", "more"]);
        prop_assert!(run[1].metric("taken_in_by_station") + run[1].metric("taken_in_by_organisation") > 0.05);
        same_in(&run[0], &run[1], &["daily.csv", "communities.csv", "cells.csv", "waits.csv"]);
    }

    /// At a door needs are taken in on the minutes of whoever has it.
    #[test]
    fn nobody_takes_in_for_free(world in any_world()) {
        let sets = ["intake.minutes=30", "intake.second_door=0", "social_worker.per_10k=12", "baseline=\"doors\""];
        let door = |station: bool| {
            let doors = format!("doors = {{office=true,station={station},organisation=false,hotline=false}}");
            format!("extends = \"administrative.toml\"\n[intake]\n{doors}\nfirst_asked = true\n")
        };
        let minutes = |station: bool| {
            let run = Draft::eight(&world).set(&sets).policy("doors", &door(station)).run(&["doors"]).remove(0);
            let rows = run.column("ledger.csv", "party").into_iter().zip(run.column("ledger.csv", "category"));
            let of_intake = rows.zip(run.numbers("ledger.csv", "amount"));
            ["office", "station"].map(|own| {
                let own = of_intake.clone().filter(|((party, what), _)| party == own && what == "intake");
                own.map(|(_, minutes)| minutes).sum::<f64>()
            })
        };
        let ([office, none], [less, station]) = (minutes(false), minutes(true));
        prop_assert!(station > none && less < office, "{office} {none}, {less} {station}");
    }

    /// Tasks that are all refused and on which nobody insists leave offices what they would do if no task ever came down.
    #[test]
    fn tasks_that_are_all_refused_are_none(world in any_world()) {
        let policy = "extends = \"administrative.toml\"\n[tasks]\nrefused = 1.0\nbought = 0.2\n";
        let run = |sets: &[&str]| Draft::eight(&world).set(&[&["baseline=\"refuses\""], sets].concat()).policy("refuses", policy).run(&["refuses"]);
        let refused = run(&["administration.insisted=0", "persistence.hotline_task_minutes=0"]).remove(0);
        let none = run(&["administration.hours_per_1000=0", "persistence.hotline_task_minutes=0"]).remove(0);
        same_in(&refused, &none, &["daily.csv", "communities.csv", "cells.csv", "waits.csv", "ledger.csv"]);
        prop_assert!(refused.metric("tasks_refused_share") > 0.99 && refused.metric("tasks_bought_share") < 0.01);
    }

    /// Tasks that are bought cost public money of another line, and no fen of that which policies divide.
    #[test]
    fn bought_tasks_are_paid_from_another_line(world in any_world()) {
        let policy = |bought: f64| format!("extends = \"administrative.toml\"\n[tasks]\nbought = {bought}\n");
        let runs = Draft::eight(&world)
            .policy("all", &policy(0.0))
            .policy("bought", &policy(0.2))
            .run(&["administrative", "all", "bought"]);
        same(&runs[0], &runs[1]);
        prop_assert!(runs[2].metric("assistance_cny") > 0.0 && runs[1].metric("assistance_cny") == 0.0);
        prop_assert!((runs[2].metric("tasks_bought_share") - 0.2).abs() < 0.08);
        prop_assert_eq!(runs[2].metric("entitlement_cny"), runs[1].metric("entitlement_cny"));
        prop_assert!(runs[2].metric("parity_residual") < 0.001, "no more is spent than the budget");
    }

    /// (e) Terms of purchase, grants, facilities, earmarks and appeals without money are no terms, in a world in which organisations could be
    /// founded and rooms could be opened.
    #[test]
    fn terms_that_no_money_follows_are_no_terms(
        world in any_world(),
        days in prop::array::uniform4(1_u32..600),
        weights in prop::array::uniform3(0.0_f64..5.0),
        shares in prop::array::uniform5(0.0_f64..1.0),
        noise in 0.0_f64..9.0,
        grant in 1_000.0_f64..500_000.0,
        other in any::<bool>(),
    ) {
        let [period, delay, spent, contract] = days;
        let [quality, price, incumbency] = weights;
        let [advance, monitoring, rate, earmark, appeal] = shares;
        let (purchaser, lots, award) =
            if other { ("district", "zone", "shares") } else { ("subdistrict", "zone-category", "winner") };
        let policies = ["administrative", "reformed-administration", "posts"];
        let terms = |base: &str| {
            format!(
                "extends = \"{base}.toml\"\n[funding]\nfundraising = {appeal}\n\
                 [purchase]\npurchaser = \"{purchaser}\"\nlots = \"{lots}\"\naward = \"{award}\"\nperiod_days = {period}\n\
                 quality = {quality}\nprice = {price}\nincumbency = {incumbency}\nadvance = {advance}\npay_delay_days = {delay}\n\
                 monitoring = {monitoring}\n[venture]\ngrant = {grant}\ndays = {spent}\naward_rate = {rate}\npanel_noise = {noise}\n\
                 bar = {advance}\n[facility]\ncontract_days = {contract}\n\
                 [guidance]\nearmarked_categories = [\"culture\", \"comfort\"]\nearmark = {earmark}\n"
            )
        };
        let named = policies.map(|p| format!("{p}-with-terms"));
        let mut draft = Draft::eight(&world).set(&[
            "organisation.per_1000=0.3",
            "organisation.founders_per_1000=0.3",
            "market.entry_rate=1",
            "facility.rooms_per_10k=3",
            "posts.casual_limit=0.5",
            "wages.drift=0.02",
        ]);
        for (name, base) in named.iter().zip(policies) {
            draft = draft.policy(name, &terms(base));
        }
        let all: Vec<&str> = policies.into_iter().chain(named.iter().map(String::as_str)).collect();
        let runs = draft.run(&all);
        for i in 0..policies.len() {
            same(&runs[i], &runs[i + policies.len()]);
        }
    }

    /// (f) Nobody who could become a volunteer is the same as no association to join.
    #[test]
    fn associations_without_people_are_no_associations(world in any_world()) {
        let none = ["volunteer.active_share=0", "volunteer.most_active=0"];
        let policies = ["administrative", "endogenous", "linkage"];
        let empty = Draft::eight(&world).set(&none).run(&policies);
        let absent = Draft::eight(&world).set(&none).set(&["volunteer.associations=0"]).run(&policies);
        for (a, b) in empty.iter().zip(&absent) {
            same(a, b);
        }
    }

    /// (h) Where nothing depends on ties, learning them changes nothing.
    #[test]
    fn ties_that_weigh_nothing_teach_nothing(world in any_world()) {
        let free = ["handoff.loss=0", "handoff.message_minutes=0", "handoff.upkeep_minutes=0", "routing.tie=0"];
        let policies = ["administrative", "linkage"];
        let still = Draft::eight(&world).set(&free).set(&["handoff.tie_growth=0", "handoff.tie_decay=0"]).run(&policies);
        let lively = Draft::eight(&world)
            .set(&free)
            .set(&["handoff.tie_growth=0.3", "handoff.tie_decay=0.05", "handoff.initial_tie_organisation=0.9"])
            .run(&policies);
        for (a, b) in still.iter().zip(&lively) {
            same_but(a, b, &["mean_tie", "active_tie_share", "active_ties"]);
        }
    }

    /// (i) A policy is what it says, not what it is called, nor where in the list it stands.
    #[test]
    fn a_policy_by_another_name_and_in_another_place_gives_the_same(world in any_world()) {
        let copy = "extends = \"linkage.toml\"\nlabel = \"Something else\"\n";
        let draft = Draft::eight(&world).policy("zzz", copy).policy("aaa", copy);
        let one = draft.run(&["administrative", "linkage", "endogenous"]);
        let other = draft.run(&["administrative", "aaa", "endogenous", "random", "zzz"]);
        same(&one[0], &other[0]);
        same(&one[1], &other[1]);
        same(&one[1], &other[4]);
        same(&one[2], &other[2]);
    }

    /// (j) Money is a unit: ten times all prices is ten times all costs, and nothing else. Fen are whole, so sums of money may differ
    /// by their rounding.
    #[test]
    fn a_currency_of_a_tenth_scales_costs_alone(world in any_world()) {
        let prices = |unit: f64| {
            [
                ("community_worker.wage", 60_000.0),
                ("social_worker.wage", 90_000.0),
                ("property_firm.wage", 50_000.0),
                ("volunteer.cost_per_year", 100.0),
                ("money.materials_per_hour", 5.0),
                ("facility.fixed_cost", 120_000.0),
            ]
            .map(|(key, yuan)| format!("{key}={}", yuan * unit))
        };
        // A grant is a sum of money in the policy itself; policies with grants are left out.
        let policies = ["administrative", "purchase", "endogenous"];
        let one = Draft::eight(&world).set(&prices(1.0)).run(&policies);
        let ten = Draft::eight(&world).set(&prices(10.0)).run(&policies);
        for (a, b) in one.iter().zip(&ten) {
            same_in(a, b, &["communities.csv", "cells.csv", "waits.csv", "flows.csv"]);
            for cost in ["public_cost_cny", "social_cost_cny", "entitlement_cny", "idle_cost_cny"] {
                let ratio = b.metric(cost) / a.metric(cost);
                prop_assert!((ratio - 10.0).abs() < 2e-3, "{cost}: {ratio}");
            }
        }
    }

    /// (k) Threads, and what is collected, change no row.
    #[test]
    fn neither_threads_nor_what_is_collected_change_a_row(world in any_world()) {
        let engine = Draft::eight(&world).engine(&["administrative", "linkage", "endogenous"]);
        let whole = tables_on(&engine, 1, 1, Collect::ALL);
        for threads in [2, 7] {
            prop_assert_eq!(&whole, &tables_on(&engine, 1, threads, Collect::ALL));
        }
        for (all, few) in whole.iter().zip(tables_on(&engine, 1, 1, Collect::NONE)) {
            prop_assert_eq!(all.rows("runs.csv"), few.rows("runs.csv"));
        }
    }
}
