// Two maps on one scale: tiles of communities, borders of subdistricts, sites and arcs.

const SVG = "http://www.w3.org/2000/svg";
const LEVELS = ["#eef4f9", "#cfe1ef", "#a9cbe3", "#7bb0d4", "#68a6d2", "#27699e", "#12436b"];
// Better is blue, worse is orange; the signs stand in the legend.
const APART = ["#12577f", "#5597bd", "#b5d3e4", "#f0f0ee", "#f3cba9", "#dd8a4e", "#a44a12"];
const map = { size: 1, left: 0, top: 0, wide: 1, high: 1, range: [0, 1], apart: 0.1, tiles: /** @type {any} */ ({}), marked: -1 };

/** @param {string} name @param {Record<string, any>} attributes @param {any} [parent] @returns {any} */
function draw(name, attributes, parent) {
  const node = document.createElementNS(SVG, name);
  for (const key in attributes) node.setAttribute(key, String(attributes[key]));
  if (parent) parent.appendChild(node);
  return node;
}

/** The middle of the distances from each place to its nearest. @param {number[][]} at */
function spacing(at) {
  const nearest = at.map((a, i) => {
    let least = Infinity;
    at.forEach((b, j) => {
      const distance = Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]));
      if (i !== j && distance > 0 && distance < least) least = distance;
    });
    return least;
  });
  const sorted = nearest.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : 1;
}

/** Lays out both maps once. */
function layOut() {
  const places = data.map.communities;
  // Kilometres go to the north, pictures downwards.
  const at = places.map((/** @type {any} */ c) => [c[3], -c[4]]);
  const size = spacing(at);
  map.size = size;
  const xs = at.map((/** @type {number[]} */ p) => p[0]), ys = at.map((/** @type {number[]} */ p) => p[1]);
  map.left = Math.min(...xs) / size - 0.6;
  map.top = Math.min(...ys) / size - 0.6;
  map.wide = Math.max(...xs) / size + 0.6 - map.left;
  map.high = Math.max(...ys) / size + 0.6 - map.top;
  for (const side of ["base", "own"]) {
    const svg = element("map-" + side);
    svg.setAttribute("viewBox", [map.left, map.top, map.wide, map.high].map((n) => n.toFixed(3)).join(" "));
    const pattern = draw("pattern", { id: "hatch-" + side, width: 0.18, height: 0.18, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, draw("defs", {}, svg));
    draw("line", { x1: 0, y1: 0, x2: 0, y2: 0.18, stroke: "#1c2733", "stroke-width": 0.05, opacity: 0.45 }, pattern);
    const tiles = at.map((/** @type {number[]} */ p, /** @type {number} */ c) => {
      const [x, y] = [p[0] / size - 0.5, p[1] / size - 0.5];
      const tile = draw("rect", { x, y, width: 1, height: 1, class: "tile", tabindex: side === "own" ? 0 : -1, role: "button", "data-community": c }, svg);
      const hatch = draw("rect", { x, y, width: 1, height: 1, class: "hatch", fill: "none" }, svg);
      for (const event of ["pointerenter", "focus"]) tile.addEventListener(event, () => point(c));
      return { tile, hatch };
    });
    draw("path", { d: borders(at, size), class: "border" }, svg);
    map.tiles[side] = { tiles, sites: draw("g", {}, svg), arcs: draw("g", {}, svg), names: draw("g", {}, svg) };
    namesOf(side, at, size);
  }
  range();
}

/** Sides at which a tile's neighbour is of another subdistrict. @param {number[][]} at @param {number} size */
function borders(at, size) {
  const places = data.map.communities;
  const key = (/** @type {number} */ x, /** @type {number} */ y) => Math.round(x) + ":" + Math.round(y);
  const owner = new Map(at.map((p, c) => [key(p[0] / size, p[1] / size), places[c][2]]));
  let path = "";
  at.forEach((p, c) => {
    const [x, y] = [p[0] / size, p[1] / size];
    const differs = (/** @type {number} */ dx, /** @type {number} */ dy) => owner.get(key(x + dx, y + dy)) !== places[c][2];
    if (differs(0, -1)) path += `M${x - 0.5} ${y - 0.5}h1`;
    if (differs(0, 1)) path += `M${x - 0.5} ${y + 0.5}h1`;
    if (differs(-1, 0)) path += `M${x - 0.5} ${y - 0.5}v1`;
    if (differs(1, 0)) path += `M${x + 0.5} ${y - 0.5}v1`;
  });
  return path;
}

/** @param {string} side @param {number[][]} at @param {number} size */
function namesOf(side, at, size) {
  if (data.map.subdistricts.length > 40) return;
  data.map.subdistricts.forEach((/** @type {string} */ name, /** @type {number} */ s) => {
    const own = at.filter((_, c) => data.map.communities[c][2] === s);
    if (!own.length) return;
    const mean = (/** @type {number} */ k) => own.reduce((sum, p) => sum + p[k], 0) / own.length / size;
    draw("text", { x: mean(0).toFixed(3), y: (mean(1) - 0.3).toFixed(3) }, map.tiles[side].names).textContent = name;
  });
}

/** The ends of both scales over all policies and periods, so that a colour means the same at any time. */
function range() {
  const all = data.map.share.map((/** @type {number[][]} */ periods) => periods.slice(data.map.first)).flat(2).filter((/** @type {number} */ s) => s >= 0).sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
  const at = (/** @type {number} */ q) => all.length ? all[Math.floor(q * (all.length - 1))] / 1000 : q;
  map.range = [Math.floor(at(0.02) * 20) / 20, Math.ceil(at(0.98) * 20) / 20];
  map.apart = 0.15;
}

/** The share unmet in a period; nothing where no need ended. @param {number} policy @param {number} t @param {number} c */
function shareOf(policy, t, c) {
  const share = data.map.share[policy][t][c];
  return share < 0 ? null : share / 1000;
}

/** @param {number | null} share */
function levelColour(share) {
  if (share === null) return "#ffffff";
  const [low, high] = map.range;
  return LEVELS[Math.max(0, Math.min(6, Math.floor(7 * (share - low) / Math.max(1e-9, high - low))))];
}

/** @param {number | null} apart */
function apartColour(apart) {
  if (apart === null) return "#ffffff";
  return APART[Math.max(0, Math.min(6, Math.round(3 + 3 * apart / map.apart)))];
}

/** Whether the difference of two policies in a community is more than chance. @param {number} t @param {number} c */
function isSure(t, c) {
  const { baseline, policy } = chosen;
  const sure = data.map.sure[Math.min(baseline, policy)][Math.max(baseline, policy)];
  return !!sure && (parseInt(sure[t][c >> 2], 16) >> (3 - (c & 3)) & 1) === 1;
}

/** Draws a period on both maps. @param {number} t @param {boolean} levels */
function showPeriod(t, levels) {
  const { baseline, policy } = chosen;
  data.map.communities.forEach((/** @type {any} */ _, /** @type {number} */ c) => {
    const [base, own] = [shareOf(baseline, t, c), shareOf(policy, t, c)];
    const apart = base === null || own === null ? null : own - base;
    map.tiles.base.tiles[c].tile.setAttribute("fill", levelColour(base));
    map.tiles.own.tiles[c].tile.setAttribute("fill", levels ? levelColour(own) : apartColour(apart));
    const hatched = !levels && baseline !== policy && !isSure(t, c);
    map.tiles.own.tiles[c].hatch.setAttribute("fill", hatched ? "url(#hatch-own)" : "none");
    const shown = levels || apart === null ? percent(own) : points(apart);
    map.tiles.own.tiles[c].tile.setAttribute("aria-label", `${data.map.communities[c][1]}: ${shown}`);
    map.tiles.base.tiles[c].tile.setAttribute("aria-label", `${data.map.communities[c][1]}: ${percent(base)}`);
  });
  showSites("base", baseline, t);
  showSites("own", policy, t);
}

/** @param {string} side @param {number} policy @param {number} t */
function showSites(side, policy, t) {
  const { sites, arcs } = map.tiles[side];
  sites.replaceChildren();
  arcs.replaceChildren();
  const at = (/** @type {number} */ s) => [data.map.sites[s][4] / map.size, -data.map.sites[s][5] / map.size];
  for (const [s, staff] of data.map.standing[policy][t]) {
    const kind = data.map.sites[s][0], [x, y] = at(s), r = 0.06 + 0.035 * Math.sqrt(staff);
    if (kind === "station") draw("path", { d: `M${x} ${y - r}l${r} ${1.8 * r}h${-2 * r}z`, class: "station" }, sites);
    else if (kind === "organisation" || kind === "founder") draw("rect", { x: x - r / 2 + 0.22, y: y - r / 2 + 0.22, width: r, height: r, class: "site" }, sites);
  }
  const all = data.map.arcs[policy][t];
  const drawn = map.marked >= 0 ? all.filter((/** @type {number[]} */ arc) => arc[0] === map.marked) : all;
  for (const [c, s, waiting] of drawn.filter((/** @type {number[]} */ arc) => elsewhere(arc[0], arc[1])).slice(0, 20)) {
    const place = data.map.communities[c];
    const [x, y] = [place[3] / map.size, -place[4] / map.size], [u, v] = at(s);
    const [mx, my] = [(x + u) / 2 + (v - y) * 0.2, (y + v) / 2 - (u - x) * 0.2];
    draw("path", { d: `M${x} ${y}Q${mx} ${my} ${u} ${v}`, class: "arc", "stroke-width": (0.02 + 0.008 * Math.sqrt(waiting)).toFixed(3) }, arcs);
  }
}

/** Whether a site lies in another tile than a community. @param {number} c @param {number} s */
function elsewhere(c, s) {
  const place = data.map.communities[c], site = data.map.sites[s];
  return Math.abs(place[3] - site[4]) + Math.abs(place[4] - site[5]) > 1e-6;
}

/** @param {number | null} share */
function percent(share) {
  return share === null ? "–" : (100 * share).toFixed(0) + " %";
}

/** A difference in points, with a true minus. @param {number} apart */
function points(apart) {
  const shown = Math.abs(100 * apart).toFixed(1);
  return (apart < 0 && shown !== "0.0" ? "−" : shown === "0.0" ? "" : "+") + shown;
}

/** The legends of both maps. @param {boolean} levels */
function legends(levels) {
  const [low, high] = map.range;
  const level = LEVELS.map((colour, i) => [colour, `${Math.round(100 * (low + (i + 0.5) / 7 * (high - low)))}`, i > 4]);
  const apart = APART.map((colour, i) => [colour, points((i - 3) / 3 * map.apart).replace(".0", ""), i < 1 || i > 5]);
  const show = (/** @type {string} */ id, /** @type {any[]} */ classes, /** @type {string} */ what) => {
    const box = element(id);
    box.replaceChildren();
    for (const [colour, text, dark] of classes) {
      const one = document.createElement("span");
      one.textContent = text;
      one.style.background = colour;
      one.style.color = dark ? "#fff" : "#1c2733";
      box.appendChild(one);
    }
    const rest = document.createElement("span");
    rest.textContent = what + " · " + word("simulated");
    box.appendChild(rest);
  };
  show("legend-base", level, "% " + word("unmet"));
  show("legend-own", levels ? level : apart, levels ? "% " + word("unmet") : word("difference"));
}
