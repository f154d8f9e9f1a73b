//! The Chinese texts of the help, by the names under which commands and options are declared.

use crate::base::words::Pair;

/// What a command does.
pub const ABOUTS: &[(&str, &str)] = &[
    ("sanshe", "模拟社区、社会组织、社会工作者（三社）所在的区、街道和社区，比较不同的协同政策。"),
    ("run", "按各项政策运行情景并比较"),
    ("sweep", "在设计的每个点上运行情景并比较各项政策"),
    ("report", "由结果文件夹生成说明比较结果的网页"),
    ("merge", "合并一次扫描的各分片"),
    ("next", "按扫描已合并的数据行加上下一波"),
    ("slurm", "输出在 Slurm 上运行扫描的脚本，但不提交"),
    ("check", "检查情景及其政策、扫描或模式，不运行"),
    ("schema", "输出输入文件的 JSON Schema"),
    ("phases", "按顺序输出运行的各环节及其读取与改变的状态"),
    ("new", "新建文件夹：情景、基础取值和政策"),
    ("diff", "列出两个情景或两项政策有哪些键不同"),
    ("trace", "追踪单件需求的全过程"),
    ("pages", "根据结果文件夹写出页面中的数字和图"),
    ("patterns", "将情景的现状与公开事实对照"),
    ("verify", "用有精确值的规律检验引擎"),
    ("dictionary", "输出 docs/data-dictionary.md"),
    ("help", "显示帮助，或某个命令的帮助"),
];

/// Description of an argument: command, argument, text.
pub const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("", "lang", "报告和消息的语言［默认：随系统语言设置］"),
    ("", "help", "显示帮助"),
    ("", "version", "显示版本"),
    ("run", "scenario", "情景文件（TOML）"),
    ("run", "policies", "与基准政策比较的政策，可多次给出［默认：情景所列］"),
    ("run", "seeds", "每项政策的重复次数，即 --set run.seeds=<数>"),
    ("run", "frames", "在其他口径下的重复次数，0 为不比较，即 --set run.frame_seeds=<数>"),
    ("run", "years", "计量的年数，即 --set run.years=<年数>"),
    ("run", "sets", "设置情景的一个键，可多次给出"),
    ("run", "worlds", "变动全部假定：除情景本身外，在已知范围内取这么多个世界"),
    ("run", "shard", "与 --worlds 合用：运行 n 份中的第 i 份（i 从 0 起），写入单独的文件夹；各份由 sanshe merge 合并"),
    ("run", "dry_run", "与 --worlds 合用：说明将运行什么，并由运行而不保存的一个区块估计用时"),
    ("run", "out", "存放结果的文件夹［默认：out/ 下以情景命名，有 --worlds 时名后加 -worlds］"),
    ("run", "fresh", "替换该文件夹中另一实验的结果；其他文件不动"),
    (
        "run",
        "collect",
        "除 runs.csv 以外的表：all（全部）、none（无，也不画图），或 daily,communities,cells,losses,flows,waits,ledger,map,contacts 中的若干项（all 不含 contacts）［默认：all；\
         有 --worlds 时 none］",
    ),
    ("run", "threads", "线程数［默认：本机全部］"),
    ("run", "memory", "大约可用的内存（GB）：无法同时容纳的政策分组运行，结果相同［默认：本机的五分之四］"),
    ("run", "audit", "逐日核对每个主体的全部账目和平衡，并说明核对了什么（较慢，结果相同）"),
    ("run", "excel", "另将各表复制到该文件夹的 excel/ 中，供 Excel 和 WPS 打开（带标记的 UTF-8）；原表不变"),
    ("run", "json", "只输出一个 JSON 对象形式的比较结果；若无 --out 则不写文件夹"),
    ("run", "quiet", "不显示进度，只在最后输出比较结果"),
    ("sweep", "sweep", "扫描文件（TOML）"),
    ("sweep", "seeds", "每个点的重复次数，代替文件中的"),
    ("sweep", "rows", "latin 或 sobol 设计的行数，代替文件中的"),
    ("sweep", "sets", "设置情景的一个键，可多次给出"),
    ("sweep", "out", "存放结果的文件夹［默认：out/ 下以扫描命名］"),
    ("sweep", "fresh", "替换该文件夹中另一实验的结果；其他文件不动"),
    (
        "sweep",
        "collect",
        "除 runs.csv 以外的表：all（全部）、none（无），或 daily,communities,cells,losses,flows,waits,ledger,map,contacts 中的若干项（all 不含 contacts）",
    ),
    ("sweep", "threads", "线程数［默认：本机全部］"),
    ("sweep", "memory", "大约可用的内存（GB）：无法同时容纳的政策分组运行，结果相同［默认：本机的五分之四］"),
    ("sweep", "shard", "运行 n 份中的第 i 份（i 从 0 起），写入结果文件夹中的 shard-i-of-n；各份由 sanshe merge 合并"),
    ("report", "dir", "结果文件夹"),
    ("report", "focus", "增加一个社区的画像，按代码或名称指定"),
    ("report", "worlds", "相同政策的 `sanshe run --worlds` 结果文件夹；简报随之说明结论在多少个抽样世界中成立"),
    ("report", "quiet", "一切正常时不输出"),
    ("merge", "dir", "存放各分片的文件夹"),
    ("merge", "quiet", "一切正常时不输出"),
    ("next", "sweep", "扫描文件（TOML）"),
    ("next", "seeds", "每个点的重复次数，与 sweep 所给相同"),
    ("next", "rows", "latin 或 sobol 设计的行数，与 sweep 所给相同"),
    ("next", "sets", "设置情景的一个键，与 sweep 所给相同；可多次给出"),
    ("next", "collect", "除 runs.csv 以外的表，与 sweep 所给相同"),
    ("next", "out", "已合并结果的文件夹［默认：out/ 下以扫描命名］"),
    ("slurm", "sweep", "扫描文件（TOML）"),
    ("slurm", "shards", "分片数，即每个作业数组的任务数"),
    ("slurm", "waves", "最多提交多少个波次；其后若无波次，剩余任务立即结束"),
    ("slurm", "out", "存放结果的文件夹［默认：out/ 下以扫描命名］"),
    ("slurm", "threads", "每个任务的线程数"),
    ("slurm", "time", "每个任务的时限，写法同 sbatch［默认：由分区规定］"),
    ("slurm", "partition", "提交到哪个分区［默认：集群的默认分区］"),
    ("slurm", "seeds", "每个点的重复次数，代替文件中的"),
    ("slurm", "rows", "latin 或 sobol 设计的行数，代替文件中的"),
    ("slurm", "sets", "设置情景的一个键，可多次给出"),
    (
        "slurm",
        "collect",
        "除 runs.csv 以外的表：all（全部）、none（无），或 daily,communities,cells,losses,flows,waits,ledger,map,contacts 中的若干项（all 不含 contacts）",
    ),
    ("sweep", "dry_run", "说明将运行什么，并由运行而不保存的一个区块估计用时"),
    ("sweep", "quiet", "不显示进度"),
    ("check", "scenario", "情景、扫描或模式文件（TOML）"),
    ("check", "policies", "与基准政策一并检查的政策，可多次给出［默认：情景所列］"),
    ("check", "sets", "设置情景的一个键，如 demand.needs_per_resident=0.4；可多次给出"),
    ("schema", "file", "哪一类文件"),
    ("phases", "scenario", "情景文件（TOML）［默认：全部环节］"),
    ("phases", "policy", "输出哪项政策的环节［默认：基准政策］"),
    ("new", "dir", "要写入的文件夹，也是情景的名称；已有的文件不会被覆盖"),
    ("new", "table", "另写一张空表 communities.csv，情景从中读取社区"),
    ("new", "table_lang", "表头的语言［默认：与消息的语言相同］"),
    ("diff", "a", "第一个情景或政策文件"),
    ("diff", "b", "第二个文件，须为同一类"),
    ("trace", "scenario", "情景文件（TOML）"),
    ("trace", "policies", "要追踪的政策，可多次给出；只给一项时与基准政策并列［默认：基准政策和情景所列的下一项］"),
    ("trace", "needs", "追踪多少件需求"),
    ("trace", "seed_of_choice", "抽取号：换一个数即换一批需求"),
    ("trace", "replicate", "第几次重复，从 0 起"),
    ("trace", "years", "追踪的年数［默认：2］"),
    ("trace", "sets", "设置情景的一个键，可多次给出"),
    (
        "trace",
        "site",
        "追踪某站点的每日工作：社区名或编号（其社区服务站）、organisation:序号（社会组织）、station:街道（社工站）、\
         association:社区:序号（社区社会组织）、property:社区（物业公司）、facility:社区（设施）",
    ),
    ("trace", "worker", "追踪某人的每日工作：站点加从 0 起的序号，如 xian-road-03:4"),
    ("trace", "from", "--site 或 --worker 从第几日起显示；日为工作日，从政策分开时算起"),
    ("trace", "days", "--site 或 --worker 显示多少日"),
    ("pages", "file", "页面文件（TOML）"),
    ("pages", "check", "不写入；逐一指出与应有内容不符的页面或图，并给出首个不同的行"),
    ("pages", "only", "只处理这个页面（按文件中的路径），可多次给出［默认：全部］"),
    ("pages", "folders", "从该文件夹按名称读取各结果文件夹，不用文件中的路径"),
    ("pages", "to", "在该文件夹下写入（或检查）页面，而不是页面文件所在的文件夹"),
    ("patterns", "file", "模式文件（TOML）"),
    ("patterns", "seeds", "重复次数，代替文件中的"),
    ("patterns", "years", "计量的年数，代替文件中的"),
    ("patterns", "sets", "设置情景的一个键，可多次给出"),
    ("patterns", "json", "只输出一个 JSON 对象"),
    ("patterns", "threads", "线程数［默认：本机全部］"),
    ("patterns", "memory", "大约可用的内存（GB）［默认：本机的五分之四］"),
    ("verify", "cases", "只检验这个算例，可多次给出［默认：全部］"),
    ("verify", "folder", "算例所在的文件夹"),
    ("verify", "full", "运行次数多得多：区间约窄三分之二"),
    ("verify", "json", "输出 JSON"),
    ("verify", "threads", "线程数［默认：本机全部］"),
];

/// Placeholder for a value.
pub const PLACEHOLDERS: &[(&str, &str)] = &[
    ("LANG", "语言"),
    ("SCENARIO", "情景文件"),
    ("NAME", "名称"),
    ("N", "数"),
    ("SWEEP", "扫描文件"),
    ("i/n", "第几份/共几份"),
    ("Y", "年数"),
    ("R", "次"),
    ("DAY", "日"),
    ("KEY=VALUE", "键=值"),
    ("DIR", "文件夹"),
    ("GB", "GB 数"),
    ("LIST", "表名"),
    ("TIME", "时限"),
    ("FILE", "类别"),
    ("PAGE", "页面"),
    ("PAGES", "页面文件"),
    ("PATTERNS", "模式文件"),
    ("A", "文件甲"),
    ("B", "文件乙"),
    ("SITE", "站点"),
    ("SITE:N", "站点:序号"),
];

/// Description of a possible value: argument, value, text.
pub const VALUES: &[(&str, &str, &str)] = &[
    ("lang", "en", "英文"),
    ("lang", "zh", "中文"),
    ("table_lang", "en", "英文"),
    ("table_lang", "zh", "中文"),
    ("file", "scenario", "情景文件"),
    ("file", "policy", "政策文件"),
    ("file", "sweep", "扫描文件"),
    ("file", "pages", "页面文件"),
    ("file", "patterns", "模式文件"),
];

pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe run scenarios/shahekou.toml                       every policy of the scenario, its own number of seeds
  sanshe run scenarios/shahekou.toml --seeds 3 --years 2   a quick look
  sanshe run my.toml --policy linkage --policy posts       two policies beside the baseline
  sanshe run my.toml --set run.root_seed=7                 the same with other chance
  sanshe run my.toml --worlds 64 --seeds 5                 whether it holds whatever was assumed
  sanshe check my.toml                                     only look for mistakes

Exit status: 0 done, 1 a run failed or something could not be written, 2 bad input, 130 interrupted.",
    zh: "\
示例：
  sanshe run scenarios/shahekou.toml                       情景所列的全部政策，重复次数按情景
  sanshe run scenarios/shahekou.toml --seeds 3 --years 2   先看个大概
  sanshe run my.toml --policy linkage --policy posts       两项政策与基准政策比较
  sanshe run my.toml --set run.root_seed=7                 条件相同，换一组随机数
  sanshe run my.toml --worlds 64 --seeds 5                 换了假定，结论是否还成立
  sanshe check my.toml                                     只检查有无错误

退出状态：0 完成，1 运行失败或无法写入，2 输入有误，130 被中断。",
};
