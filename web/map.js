// Two maps on one scale: communities, or subdistricts that open where communities are too many to be shown at once.
// A place is a number: communities come first, then subdistricts.

const SVG = "http://www.w3.org/2000/svg";
const map = {
  wide: 1, high: 1,
  /** Subdistrict that is open. */ opened: -1,
  /** Place that is told of. */ marked: -1,
  /** Whether it stays while others are pointed at. */ pinned: false,
  /** Place that the keyboard is at. */ current: 0,
  /** Length of a pixel in the picture. */ pixel: 1,
  /** Most staff of a subdistrict at any time. */ staff: 1,
  sides: /** @type {any} */ ({}),
};

/** @param {string} name @param {Record<string, any>} attributes @param {any} [parent] @returns {any} */
function draw(name, attributes, parent) {
  const node = document.createElementNS(SVG, name);
  for (const key in attributes) node.setAttribute(key, String(attributes[key]));
  if (parent) parent.appendChild(node);
  return node;
}

/** The subdistrict that a place is; −1 for a community. @param {number} place */
function subdistrictOf(place) {
  return place - data.map.communities.length;
}

/** @param {number} place @returns {number[]} */
function middle(place) {
  return [data.map.at[2 * place], data.map.at[2 * place + 1]];
}

/** @param {number} place @returns {string} */
function nameOf(place) {
  const s = subdistrictOf(place);
  return s < 0 ? data.map.communities[place][1] : data.map.subdistricts[s][0];
}

/** The outline of a place: a tile, a cell, or those of all communities of a subdistrict. @param {number} place @returns {string} */
function outline(place) {
  const s = subdistrictOf(place);
  if (s >= 0) return data.map.subdistricts[s][2].map(outline).join("");
  if (data.map.outlines) return data.map.outlines[place];
  const [x, y] = middle(place);
  return `M${(x - 0.5).toFixed(3)} ${(y - 0.5).toFixed(3)}h1v1h-1z`;
}

/** The places that are shown, in order. @returns {number[]} */
function placesShown() {
  const first = data.map.communities.length;
  if (!data.map.opens) return data.map.communities.map((/** @type {any} */ _, /** @type {number} */ c) => c);
  return data.map.subdistricts.flatMap((/** @type {any} */ sub, /** @type {number} */ s) => s === map.opened ? sub[2] : [first + s]);
}

/** Makes both maps once. */
function layOut() {
  [, , map.wide, map.high] = data.map.view;
  if (data.map.opens) {
    map.current = data.map.communities.length;
    for (const periods of data.map.staffed) for (const staff of periods) staff.forEach((/** @type {number} */ n, /** @type {number} */ i) => { if (i % 3 !== 1) map.staff = Math.max(map.staff, n); });
  }
  for (const side of ["base", "own"]) {
    const svg = element("map-" + side);
    const pattern = draw("pattern", { id: "hatch-" + side, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, draw("defs", {}, svg));
    draw("line", { x1: 0, y1: 0, x2: 0, stroke: "#1c2733", opacity: 0.5 }, pattern);
    const group = () => draw("g", {}, svg);
    const tiles = group(), borders = draw("path", { d: data.map.borders, class: "border" }, svg);
    const arcs = group(), sites = group(), names = group();
    const mark = draw("path", { class: "mark" }, svg), ring = draw("path", { class: "ring" }, svg);
    map.sides[side] = { svg, pattern, group: tiles, tiles: new Map(), borders, arcs, sites, names, mark, ring };
    listenTo(side);
  }
  new ResizeObserver(fit).observe(map.sides.own.svg);
  placeTiles();
}

/** Puts the places that are shown into both maps. */
function placeTiles() {
  for (const side of ["base", "own"]) {
    const { group, tiles, names } = map.sides[side];
    group.replaceChildren();
    names.replaceChildren();
    tiles.clear();
    for (const place of placesShown()) {
      const closed = subdistrictOf(place) >= 0, d = outline(place);
      const tile = draw("path", { d, class: closed ? "tile area" : "tile", tabindex: -1, role: "button", "data-place": place }, group);
      tile.setAttribute(closed ? "aria-expanded" : "aria-pressed", "false");
      const hatch = draw("path", { d, class: "hatch", fill: "none" }, group);
      tiles.set(place, { tile, hatch });
    }
    data.map.subdistricts.forEach((/** @type {any} */ sub, /** @type {number} */ s) => {
      if (s === map.opened || !sub[2].length) return;
      const [, , , , [x, y]] = sub;
      draw("text", { x, y }, names).textContent = sub[0];
    });
  }
  look();
  fit();
  stopAt(map.sides.own.tiles.has(map.current) ? map.current : placesShown()[0]);
}

/** Turns both pictures to everything, or to the subdistrict that is open with something of what is around it. */
function look() {
  let [left, top, wide, high] = data.map.view;
  if (map.opened >= 0) {
    const [a, b, c, d] = data.map.subdistricts[map.opened][3];
    const scale = Math.max((c - a + 1.6) / wide, (d - b + 1.6) / high);
    [wide, high] = [wide * scale, high * scale];
    [left, top] = [(a + c - wide) / 2, (b + d - high) / 2];
  }
  for (const side of ["base", "own"]) {
    const svg = map.sides[side].svg;
    svg.setAttribute("viewBox", [left, top, wide, high].map((n) => n.toFixed(3)).join(" "));
    svg.classList.toggle("zoomed", map.opened >= 0);
  }
  element("within").hidden = !data.map.opens;
  element("close").hidden = map.opened < 0;
  element("level").hidden = map.opened >= 0;
}

/** What has a size on the screen, not in the picture: lines, hatching, names. Names for which there is no room are left out. */
function fit() {
  const drawing = map.sides.own.svg, box = drawing.viewBox.baseVal;
  map.pixel = Math.max(box.width / (drawing.clientWidth || 480), box.height / (drawing.clientHeight || 1e6));
  for (const side of ["base", "own"]) {
    const { svg, pattern, names } = map.sides[side];
    svg.style.setProperty("--px", map.pixel.toFixed(5));
    for (const key of ["width", "height"]) pattern.setAttribute(key, String(6 * map.pixel));
    pattern.firstChild.setAttribute("y2", String(6 * map.pixel));
    pattern.firstChild.setAttribute("stroke-width", String(1.3 * map.pixel));
    fitNames([...names.children], box);
  }
}

/** @param {any[]} names @param {any} box */
function fitNames(names, box) {
  // Everything is measured before anything is hidden, so that the browser lays out once.
  for (const name of names) {
    name.removeAttribute("display");
    name.setAttribute("dy", String(-12 * map.pixel));
  }
  const boxes = names.map((name) => name.getBBox()), taken = /** @type {DOMRect[]} */ ([]);
  const hidden = boxes.map((b) => {
    const beyond = b.x < box.x || b.x + b.width > box.x + box.width || b.y < box.y || b.y + b.height > box.y + box.height;
    const meets = (/** @type {DOMRect} */ a) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    if (beyond || taken.some(meets)) return true;
    taken.push(b);
    return false;
  });
  // A few names among many would say nothing but that they are short.
  const few = map.opened < 0 && hidden.filter(Boolean).length > names.length / 4;
  names.forEach((name, i) => { if (few || hidden[i]) name.setAttribute("display", "none"); });
}

/** Opens a subdistrict, or closes the one that is open. @param {number} s @param {string} [side] where the keyboard goes on */
function openArea(s, side) {
  const before = map.opened;
  if (s === before) return;
  map.opened = s;
  map.marked = -1;
  map.pinned = false;
  const first = data.map.communities.length;
  map.current = s < 0 ? first + before : data.map.subdistricts[s][2][0];
  placeTiles();
  showMap();
  if (side) map.sides[side].tiles.get(map.current).tile.focus({ preventScroll: true });
}

/** Marks a place in both maps. @param {number} place */
function point(place) {
  if (map.marked === place) return;
  map.marked = place;
  outlineMarked();
  showSites("base", chosen.baseline, player.t);
  showSites("own", chosen.policy, player.t);
  tell();
}

function outlineMarked() {
  for (const side of ["base", "own"]) {
    const { mark, tiles } = map.sides[side], there = tiles.has(map.marked);
    mark.setAttribute("d", there ? outline(map.marked) : "");
    mark.classList.toggle("pinned", map.pinned);
    // One outline around a subdistrict, not around each of its communities.
    mark.classList.toggle("wide", there && subdistrictOf(map.marked) >= 0);
    for (const [place, { tile }] of tiles) {
      tile.classList.toggle("marked", place === map.marked);
      if (subdistrictOf(place) < 0) tile.setAttribute("aria-pressed", String(map.pinned && place === map.marked));
    }
  }
}
