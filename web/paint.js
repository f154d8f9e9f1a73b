// What a period looks like: colours, hatching, sites, arcs, legends.

const LEVELS = ["#eef4f9", "#cfe1ef", "#a9cbe3", "#7bb0d4", "#68a6d2", "#27699e", "#12436b"];
// Better is blue, worse is orange; the signs stand in the legend.
const APART = ["#12577f", "#5597bd", "#b5d3e4", "#f0f0ee", "#f3cba9", "#dd8a4e", "#a44a12"];
/** Arcs that are drawn at once, unless a place is marked. */
const ARCS = 20;

/** The share unmet in a period; nothing where no need ended. @param {number} policy @param {number} t @param {number} place */
function shareOf(policy, t, place) {
  const share = data.map.share[policy][t][place];
  return share < 0 ? null : share / 1000;
}

/** @param {number | null} share */
function levelColour(share) {
  if (share === null) return "#ffffff";
  const [low, high] = data.map.scale;
  return LEVELS[Math.max(0, Math.min(6, Math.floor(7 * (share - low) / Math.max(1e-9, high - low))))];
}

/** @param {number | null} apart */
function apartColour(apart) {
  if (apart === null) return "#ffffff";
  return APART[Math.max(0, Math.min(6, Math.round(3 + 3 * apart / data.map.scale[2])))];
}

/** Whether the difference of two policies at a place is more than chance. @param {number} t @param {number} place */
function isSure(t, place) {
  const { baseline, policy } = chosen;
  const sure = data.map.sure[Math.min(baseline, policy)][Math.max(baseline, policy)];
  return !!sure && (parseInt(sure[t][place >> 2], 16) >> (3 - (place & 3)) & 1) === 1;
}

/** Draws a period on both maps. @param {number} t @param {boolean} levels */
function showPeriod(t, levels) {
  const { baseline, policy } = chosen, { base: left, own: right } = map.sides;
  for (const [place, { tile, hatch }] of right.tiles) {
    const [base, own] = [shareOf(baseline, t, place), shareOf(policy, t, place)], name = nameOf(place);
    const apart = base === null || own === null ? null : own - base;
    const other = left.tiles.get(place).tile;
    other.setAttribute("fill", levelColour(base));
    tile.setAttribute("fill", levels ? levelColour(own) : apartColour(apart));
    const hatched = !levels && baseline !== policy && !isSure(t, place);
    hatch.setAttribute("fill", hatched ? "url(#hatch-own)" : "none");
    tile.setAttribute("aria-label", `${name}: ${levels || apart === null ? percent(own) : points(apart)}`);
    other.setAttribute("aria-label", `${name}: ${percent(base)}`);
  }
  showSites("base", baseline, t);
  showSites("own", policy, t);
}

/** @param {string} side @param {number} policy @param {number} t */
function showSites(side, policy, t) {
  const { sites, arcs } = map.sides[side];
  sites.replaceChildren();
  arcs.replaceChildren();
  if (data.map.opens && map.opened < 0) {
    showStaff(sites, policy, t);
    for (const [from, to, waiting] of flowsShown(policy, t)) arc(arcs, middle(from), middle(to), waiting);
    return;
  }
  const now = standing(policy, t), before = t > 0 ? standing(policy, t - 1) : now;
  for (const [s, staff] of now) site(sites, s, staff, before.has(s) ? "" : " new");
  for (const [s, staff] of before) if (!now.has(s)) site(sites, s, staff, " gone");
  for (const [c, s, waiting] of arcsShown(policy, t)) arc(arcs, middle(c), data.map.sites[s].slice(4), waiting);
}

/** Sites in the part that is shown, with their staff. @param {number} policy @param {number} t @returns {Map<number, number>} */
function standing(policy, t) {
  const found = new Map(), all = data.map.standing[policy][t];
  for (let i = 0; i < all.length; i += 2) {
    if (map.opened < 0 || data.map.sites[all[i]][3] === map.opened) found.set(all[i], all[i + 1]);
  }
  return found;
}

/** @param {any} parent @param {number} s @param {number} staff @param {string} how */
function site(parent, s, staff, how) {
  const [kind, , , , x, y] = data.map.sites[s];
  // However few there are, and however small the picture, a site is seen.
  const r = Math.max(5 * map.pixel, 0.06 + 0.035 * Math.sqrt(staff));
  if (kind === "station") triangle(parent, x, y, r, "station" + how);
  else draw("rect", { x: x - r / 2, y: y - r / 2, width: r, height: r, class: "site" + how }, parent);
}

/** @param {any} parent @param {number} x @param {number} y @param {number} r @param {string} how */
function triangle(parent, x, y, r, how) {
  draw("path", { d: `M${x} ${y - r}l${r} ${1.8 * r}h${-2 * r}z`, class: how }, parent);
}

/** The stations and organisations of each subdistrict as one of each kind, its area by staff. @param {any} parent @param {number} policy @param {number} t */
function showStaff(parent, policy, t) {
  const all = data.map.staffed[policy][t], first = data.map.communities.length;
  // As wide as a subdistrict of middling size.
  const size = Math.sqrt(first / data.map.subdistricts.length), side = (/** @type {number} */ staff) => 0.42 * size * Math.sqrt(staff / map.staff);
  data.map.subdistricts.forEach((/** @type {any} */ _, /** @type {number} */ s) => {
    const [x, y] = middle(first + s), [station, , organised] = all.slice(3 * s, 3 * s + 3);
    if (organised) draw("rect", { x: x + 0.06 * size, y: y + 0.12 * size - side(organised) / 2, width: side(organised), height: side(organised), class: "site" }, parent);
    if (station) triangle(parent, x - 0.18 * size, y + 0.12 * size - 0.2 * side(station), 0.66 * side(station), "station");
  });
}

/** Who waits in another subdistrict, by subdistrict: the largest, or all of a marked one. @param {number} policy @param {number} t */
function flowsShown(policy, t) {
  const all = data.map.flows[policy][t], first = data.map.communities.length, found = [];
  for (let i = 0; i < all.length && (map.marked >= 0 || found.length < ARCS); i += 3) {
    const from = first + all[i];
    if (map.marked < 0 || from === map.marked) found.push([from, first + all[i + 1], all[i + 2]]);
  }
  return found;
}

/** Who waits elsewhere: the largest of the communities that are shown, or all of a marked one. @param {number} policy @param {number} t */
function arcsShown(policy, t) {
  const all = data.map.arcs[policy][t], found = [], one = map.marked >= 0 && subdistrictOf(map.marked) < 0;
  for (let i = 0; i < all.length && (one || found.length < ARCS); i += 3) {
    const c = all[i], shown = map.opened < 0 || data.map.communities[c][2] === map.opened;
    if (one ? c === map.marked : shown) found.push([c, all[i + 1], all[i + 2]]);
  }
  return found;
}

/** @param {any} parent @param {number[]} from @param {number[]} to @param {number} waiting */
function arc(parent, [x, y], [u, v], waiting) {
  const [mx, my] = [(x + u) / 2 + (v - y) * 0.2, (y + v) / 2 - (u - x) * 0.2];
  const path = draw("path", { d: `M${x} ${y}Q${mx.toFixed(3)} ${my.toFixed(3)} ${u} ${v}`, class: "arc" }, parent);
  path.style.strokeWidth = `calc(${Math.min(8, 0.8 + 0.32 * Math.sqrt(waiting)).toFixed(2)}px * var(--px))`;
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
  const [low, high, most] = data.map.scale;
  const level = LEVELS.map((colour, i) => [colour, `${Math.round(100 * (low + (i + 0.5) / 7 * (high - low)))}`, i > 4]);
  const apart = APART.map((colour, i) => [colour, points((i - 3) / 3 * most).replace(".0", ""), i < 1 || i > 5]);
  const fill = (/** @type {string} */ id, /** @type {any[]} */ classes, /** @type {string} */ what) => {
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
  fill("legend-base", level, "% " + word("unmet"));
  fill("legend-own", levels ? level : apart, levels ? "% " + word("unmet") : word("difference"));
}
