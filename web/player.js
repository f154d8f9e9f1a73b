// The player: a period at a time, by button, slider or key; it stops at the end.

const player = { t: 0, levels: false, timer: 0, speed: 450 };

function beginPlayer() {
  const last = data.map.periods.length - 1;
  const time = element("time");
  time.max = String(last);
  player.t = last;
  time.value = String(last);
  time.addEventListener("input", () => { stop(); goTo(Number(time.value)); });
  element("play").addEventListener("click", () => (player.timer ? stop() : play()));
  element("back").addEventListener("click", () => { stop(); goTo(player.t - 1); });
  element("forth").addEventListener("click", () => { stop(); goTo(player.t + 1); });
  element("mode").addEventListener("click", () => { player.levels = !player.levels; showMap(); });
  element("speed").addEventListener("change", () => {
    player.speed = Number(element("speed").value);
    if (player.timer) { stop(); play(); }
  });
  element("s-map").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (["SELECT", "INPUT"].includes(target.tagName)) return;
    if (event.key === " " && target.tagName !== "BUTTON") { player.timer ? stop() : play(); event.preventDefault(); }
    if (event.key === "ArrowLeft") { stop(); goTo(player.t - 1); event.preventDefault(); }
    if (event.key === "ArrowRight") { stop(); goTo(player.t + 1); event.preventDefault(); }
  });
}

function play() {
  if (player.t >= data.map.periods.length - 1) goTo(0);
  player.timer = window.setInterval(() => {
    if (player.t >= data.map.periods.length - 1) stop();
    else goTo(player.t + 1);
  }, player.speed);
  buttons();
}

function stop() {
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
  element("map-base-label").textContent = said(data.policies[chosen.baseline].label);
  element("map-own-label").textContent = said(data.policies[chosen.policy].label) + " — " + (player.levels ? word("unmet") : word("difference"));
  showPeriod(player.t, player.levels);
  legends(player.levels);
  tell();
}

/** Marks a community in both maps. @param {number} c */
function point(c) {
  if (map.marked === c) return;
  for (const side of ["base", "own"]) {
    const tiles = map.tiles[side].tiles;
    if (map.marked >= 0) tiles[map.marked].tile.classList.remove("marked");
    tiles[c].tile.classList.add("marked");
  }
  map.marked = c;
  showSites("base", chosen.baseline, player.t);
  showSites("own", chosen.policy, player.t);
  tell();
}

/** What is known of the community that is pointed at: its figures, its two lines, who serves it elsewhere. */
function tell() {
  const box = element("pointed");
  box.replaceChildren();
  const c = map.marked;
  if (c < 0) {
    box.textContent = word("hint");
    return;
  }
  const place = data.map.communities[c], { baseline, policy } = chosen, t = player.t;
  const line = (/** @type {string} */ text, /** @type {string} */ of) => {
    const p = document.createElement("div");
    p.textContent = text;
    if (of) p.className = of;
    box.appendChild(p);
  };
  line(`${place[1]} · ${Math.round(place[5]).toLocaleString("en")} ${word("residents")} · ${word("fifth")} ${place[6]}`, "strong");
  const of = (/** @type {number} */ p) => `${said(data.policies[p].label)} ${percent(shareOf(p, t, c))} · ${word("open")} ${data.map.open[p][t][c]}`;
  line(of(baseline), "");
  if (policy !== baseline) line(`${of(policy)} · ${isSure(t, c) ? word("surely") : word("chance")}`, "");
  const ways = data.map.arcs[policy][t].filter((/** @type {number[]} */ arc) => arc[0] === c && elsewhere(arc[0], arc[1])).slice(0, 3);
  const names = ways.map((/** @type {number[]} */ arc) => `${data.map.sites[arc[1]][chosen.lang === "en" ? 2 : 3]} ${arc[2]}`);
  if (names.length) line(`${word("waiting")}: ${names.join(", ")}`, "");
  const svg = draw("svg", { viewBox: "0 0 1000 100", preserveAspectRatio: "none", "aria-hidden": "true" }, box);
  const periods = data.map.periods.length, [low, high] = map.range;
  [[baseline, "var(--ink)", "6 4"], [policy, "var(--better)", "none"]].forEach(([p, stroke, dash]) => {
    const at = data.map.share[p].map((/** @type {number[]} */ shares, /** @type {number} */ i) => [i, shares[c]]).filter((/** @type {number[]} */ q) => q[1] >= 0);
    const path = at.map((/** @type {number[]} */ q) => `${(1000 * q[0] / Math.max(1, periods - 1)).toFixed(0)},${(100 - 100 * Math.max(0, Math.min(1, (q[1] / 1000 - low) / Math.max(1e-9, high - low)))).toFixed(1)}`).join(" ");
    draw("polyline", { points: path, fill: "none", stroke, "stroke-dasharray": dash, "stroke-width": 2, "vector-effect": "non-scaling-stroke" }, svg);
  });
  const x = 1000 * t / Math.max(1, periods - 1);
  draw("line", { x1: x, x2: x, y1: 0, y2: 100, stroke: "var(--soft)", "vector-effect": "non-scaling-stroke" }, svg);
}
