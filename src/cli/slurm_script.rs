//! The script that `sanshe slurm` prints: it submits a chain of jobs when somebody runs it.

use crate::base::words::{Both, Pair, both};

/// What the script is about; words are quoted for a shell already.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The program.
    pub program: String,
    /// The folder from which paths are counted.
    pub folder: String,
    /// Name of the sweep: that of its jobs.
    pub name: String,
    /// Folder of the logs.
    pub logs: String,
    /// The same as a pattern of Slurm's.
    pub log: String,
    /// Path of the sweep file, folder of the results and further options, as `sanshe sweep` takes them.
    pub sweep: String,
    /// Folder of the results.
    pub out: String,
    /// Number of shards.
    pub shards: u32,
    /// Largest number of waves.
    pub waves: u32,
    /// Threads of a task.
    pub threads: u16,
    /// Options for every array: limit of time, partition.
    pub limits: Vec<String>,
}

const HEAD: Pair = Pair {
    en: "\
# It submits nothing until you run it:
#   sh FILE        the whole chain; what is there already is not run again
#   sh FILE 1,3    of the first array only these shards: the list that a merge names
# Account, memory and so on: SBATCH_ACCOUNT, SBATCH_MEM_PER_CPU and the like in the environment. Another program: SANSHE.
",
    zh: "\
# 运行本脚本时才提交：
#   sh 文件        提交全部；已有的结果不会重新运行
#   sh 文件 1,3    首个数组只提交这些分片，即合并时列出的分片
# 账户、内存等由环境变量 SBATCH_ACCOUNT、SBATCH_MEM_PER_CPU 等指定；换用其他程序文件用 SANSHE。
",
};

const ARRAY: Pair = Pair {
    en: "\
# A shard. When its node fails, Slurm queues the task again and it goes on where it was cut off. How many shards there are is written out:
# SLURM_ARRAY_TASK_COUNT is a smaller number when only some of the tasks are submitted.
",
    zh: "\
# 一个分片。节点失效时，Slurm 会将任务重新排队，并从中断处继续。分片总数直接写出：
# 只提交部分任务时，SLURM_ARRAY_TASK_COUNT 小于分片总数。
",
};

const MERGE: Pair = Pair {
    en: "\
# Starts when all tasks have ended, well or not; where shards are missing it fails and names them in its log.
",
    zh: "\
# 全部任务结束（无论成败）后开始；如有分片缺失则失败，并在日志中列出。
",
};

const NEXT: Pair = Pair {
    en: "\
# The same; then adds the wave that follows from the rows. Where none follows, the jobs after it find nothing to do.
",
    zh: "\
# 同上；然后加上由已有结果得出的下一波次。若无下一波次，其后的作业无事可做，立即结束。
",
};

impl Chain {
    /// The script, with comments in both languages.
    #[must_use]
    pub fn text(&self) -> Both {
        let (name, shards, waves) = (&self.name, self.shards, self.waves);
        let first = both!(
            "# Sweep {name}; shards: {shards}, waves: at most {waves}. Printed by `sanshe slurm`.",
            "# 扫描 {name}：{shards} 个分片，至多 {waves} 个波次；由 sanshe slurm 输出。"
        );
        let submitted =
            both!("Submitted: jobs $jobs; the last one merges. Logs are in", "已提交作业 $jobs；最后一个为合并。日志位于");
        let script = |first: &str, pair: &dyn Fn(&Pair) -> &'static str, submitted: &str| {
            let Self { folder, logs, .. } = self;
            let head = format!("#!/bin/sh\n{first}\n{}set -eu\ncd {folder}\nmkdir -p {logs}\n", pair(&HEAD));
            let mut text = head + "\n" + pair(&ARRAY) + &self.array();
            if waves > 1 {
                text += &format!("\n{}{}", pair(&NEXT), self.merge("merge_and_next", true));
            }
            text += &format!("\n{}{}\n", pair(&MERGE), self.merge("merge", false));
            text + &self.steps() + &format!("echo \"{submitted}\" {logs}\n")
        };
        Both { en: script(&first.en, &|pair| pair.en, &submitted.en), zh: script(&first.zh, &|pair| pair.zh, &submitted.zh) }
    }

    /// The function that submits the shards of a wave.
    fn array(&self) -> String {
        let Self { program, sweep, shards, threads, .. } = self;
        let mut options = vec![format!("--cpus-per-task={threads}")];
        options.extend(self.limits.iter().cloned());
        let shard = format!("--shard \"$SLURM_ARRAY_TASK_ID/{shards}\" --threads {threads} --quiet");
        // The program's path is a quoted word: inside double quotes its own quotes would be part of it.
        let lines = format!("sanshe=${{SANSHE:-{program}}}\nexec \"$sanshe\" sweep {sweep} {shard}\n");
        self.job("array", &self.name, &options.join(" "), &lines)
    }

    /// The function that submits a merge.
    fn merge(&self, function: &str, and_next: bool) -> String {
        let Self { program, sweep, out, .. } = self;
        let next = format!("\"$sanshe\" next {sweep}\n");
        let lines =
            format!("set -eu\nsanshe=${{SANSHE:-{program}}}\n\"$sanshe\" merge {out}\n{}", if and_next { &next } else { "" });
        let partition: Vec<&str> = self.limits.iter().map(String::as_str).filter(|limit| limit.contains("--partition")).collect();
        self.job(function, &format!("{}-merge", self.name), &partition.join(" "), &lines)
    }

    /// A function that submits a job.
    fn job(&self, function: &str, name: &str, options: &str, lines: &str) -> String {
        // The name of the job, its number, and that of the task.
        let log = format!("{}{}", self.log, if function == "array" { "/%x-%A_%a.log" } else { "/%x-%j.log" });
        let blank = if options.is_empty() { "" } else { " " };
        format!(
            "{function}() {{\n    sbatch --parsable --job-name={name} --output={log} --open-mode=append --requeue \
             --kill-on-invalid-dep=yes{blank}{options} \"$@\" <<'JOB'\n#!/bin/sh\n{lines}JOB\n}}\n"
        )
    }

    /// The lines that submit one job after the other.
    fn steps(&self) -> String {
        let (mut text, mut jobs, mut before) = (String::new(), Vec::new(), String::new());
        let last = self.shards - 1;
        for wave in 1..=self.waves {
            // Where a wave does not start because the merge before it failed, its own merge must not wait for it, nor start.
            let (tasks, depends, with) = match wave {
                1 => (format!("\"${{1:-0-{last}}}\""), String::new(), String::new()),
                _ => (format!("0-{last}"), format!(" --dependency=\"{before}\""), format!("{before},")),
            };
            let merge = if wave < self.waves { "merge_and_next" } else { "merge" };
            text += &format!("array{wave}=$(array --array={tasks}{depends})\n");
            text += &format!("merge{wave}=$({merge} --dependency=\"{with}afterany:${{array{wave}%%;*}}\")\n");
            before = format!("afterok:${{merge{wave}%%;*}}");
            jobs.extend([format!("${{array{wave}%%;*}}"), format!("${{merge{wave}%%;*}}")]);
        }
        text + &format!("jobs=\"{}\"\n", jobs.join(" "))
    }
}
