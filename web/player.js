// The player: a period at a time, by button, slider or key; it stops at the end.

const player = { t: 0, levels: false, timer: 0, speed: 450 };

function beginPlayer() {
  const last = data.map.periods.length - 1;
  const time = element("time");
  time.max = String(last);
  player.t = last;
  time.value = String(last);
  time.addEventListener("input", () => { halt(); goTo(Number(time.value)); });
  element("play").addEventListener("click", () => (player.timer ? halt() : play()));
  element("back").addEventListener("click", () => { halt(); goTo(player.t - 1); });
  element("forth").addEventListener("click", () => { halt(); goTo(player.t + 1); });
  element("mode").addEventListener("click", () => { player.levels = !player.levels; showMap(); });
  element("close").addEventListener("click", () => openArea(-1, "own"));
  element("speed").addEventListener("change", () => {
    player.speed = Number(element("speed").value);
    if (player.timer) { halt(); play(); }
  });
  element("s-map").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key === "Escape" && goBack()) event.preventDefault();
    if (["SELECT", "INPUT"].includes(target.tagName)) return;
    if (event.key === " " && target.tagName !== "BUTTON") { player.timer ? halt() : play(); event.preventDefault(); }
    if (event.key === "ArrowLeft") { halt(); goTo(player.t - 1); event.preventDefault(); }
    if (event.key === "ArrowRight") { halt(); goTo(player.t + 1); event.preventDefault(); }
  });
}

function play() {
  if (player.t >= data.map.periods.length - 1) goTo(0);
  player.timer = window.setInterval(() => {
    if (player.t >= data.map.periods.length - 1) halt();
    else goTo(player.t + 1);
  }, player.speed);
  buttons();
}

function halt() {
  window.clearInterval(player.timer);
  player.timer = 0;
  buttons();
}

/** @param {number} t */
function goTo(t) {
  player.t = Math.max(0, Math.min(data.map.periods.length - 1, t));
  element("time").value = String(player.t);
  showMap();
}

function buttons() {
  element("play").textContent = player.timer ? "❚❚ " + word("pause") : "▶ " + word("play");
  element("mode").textContent = player.levels ? word("apart") : word("level");
}

/** Draws everything of the map at the time that it is. */
function showMap() {
  buttons();
  element("when").textContent = said(data.map.periods[player.t]);
  caption("map-base-label", chosen.baseline, word("level_of"));
  caption("map-own-label", chosen.policy, word(player.levels ? "level_of" : "difference"));
  element("level").textContent = word("opens");
  element("close").textContent = "✕ " + word("close") + (map.opened >= 0 ? " · " + data.map.subdistricts[map.opened][0] : "");
  showPeriod(player.t, player.levels);
  legends(player.levels);
  outlineMarked();
  tell();
}

/** Whose map it is, and what its colours say. @param {string} id @param {number} policy @param {string} what */
function caption(id, policy, what) {
  const small = document.createElement("small");
  small.textContent = what;
  element(id).replaceChildren(said(data.policies[policy].label), small);
}

/** What is known of the place that is pointed at: its figures, its two lines, who serves it elsewhere. */
function tell() {
  const box = element("pointed");
  box.replaceChildren();
  const place = map.marked;
  const line = (/** @type {string} */ text, /** @type {string} */ of) => {
    const p = document.createElement("div");
    p.textContent = text;
    if (of) p.className = of;
    box.appendChild(p);
  };
  if (place < 0) {
    line(word(data.map.opens && map.opened < 0 ? "hint_area" : "hint"), "");
    line(word("keys"), "soft");
    return;
  }
  const { baseline, policy } = chosen, t = player.t;
  line(heading(place), "strong");
  const of = (/** @type {number} */ p) => `${said(data.policies[p].label)} ${percent(shareOf(p, t, place))} · ${word("open")} ${data.map.open[p][t][place].toLocaleString("en")}`;
  line(of(baseline), "");
  if (policy !== baseline) line(`${of(policy)} · ${isSure(t, place) ? word("surely") : word("chance")}`, "");
  const ways = waysOf(place, policy, t);
  if (ways.length) line(`${word("waiting")}: ${ways.join(", ")}`, "");
  curves(box, place);
}

/** Name, residents, and what kind of place it is. @param {number} place */
function heading(place) {
  const s = subdistrictOf(place), count = (/** @type {number} */ n) => Math.round(n).toLocaleString("en");
  if (s < 0) {
    const [, name, , residents, fifth] = data.map.communities[place];
    return `${name} · ${count(residents)} ${word("residents")} · ${word("fifth")} ${fifth}${map.pinned ? " · " + word("pinned") : ""}`;
  }
  const [name, residents, communities] = data.map.subdistricts[s];
  const [station, organisations, staff] = data.map.staffed[chosen.policy][player.t].slice(3 * s, 3 * s + 3);
  return `${name} · ${count(residents)} ${word("residents")} · ${communities.length} ${word("communities")} · ▲ ${station} · ■ ${organisations} (${staff})`;
}

/** The three sites, or subdistricts, at which most of a place's needs wait. @param {number} place @param {number} policy @param {number} t */
function waysOf(place, policy, t) {
  const found = subdistrictOf(place) < 0 ? arcsShown(policy, t) : flowsShown(policy, t);
  const name = (/** @type {number} */ to) => subdistrictOf(place) < 0 ? data.map.sites[to][chosen.lang === "en" ? 1 : 2] : nameOf(to);
  return found.slice(0, 3).map(([, to, waiting]) => `${name(to)}: ${waiting}`);
}

/** The two lines of a place. @param {any} box @param {number} place */
function curves(box, place) {
  const svg = draw("svg", { viewBox: "0 0 1000 100", preserveAspectRatio: "none", "aria-hidden": "true" }, box);
  const steps = Math.max(1, data.map.periods.length - 1), both = [chosen.baseline, chosen.policy].flatMap((p) => data.map.share[p].slice(data.map.first).map((/** @type {number[]} */ shares) => shares[place] / 1000)).filter((share) => share >= 0);
  const low = Math.min(data.map.scale[0], ...both), high = Math.max(data.map.scale[1], ...both);
  for (const [p, stroke, dash] of /** @type {[number, string, string][]} */ ([[chosen.baseline, "var(--ink)", "6 4"], [chosen.policy, "var(--better)", "none"]])) {
    const path = data.map.share[p].flatMap((/** @type {number[]} */ shares, /** @type {number} */ i) => {
      const y = Math.max(0, Math.min(1, (shares[place] / 1000 - low) / Math.max(1e-9, high - low)));
      return shares[place] < 0 ? [] : [`${(1000 * i / steps).toFixed(0)},${(100 - 100 * y).toFixed(1)}`];
    }).join(" ");
    draw("polyline", { points: path, fill: "none", stroke, "stroke-dasharray": dash, "stroke-width": 2, "vector-effect": "non-scaling-stroke" }, svg);
  }
  const x = 1000 * player.t / steps;
  draw("line", { x1: x, x2: x, y1: 0, y2: 100, stroke: "var(--soft)", "vector-effect": "non-scaling-stroke" }, svg);
}
