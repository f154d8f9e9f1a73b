// Pointing at places, by pointer and keyboard. A map is one stop of the keyboard: arrows go from place to place inside it.

/** @param {any} event @returns {number} */
function placeOf(event) {
  const tile = event.target.closest ? event.target.closest(".tile") : null;
  return tile ? Number(tile.dataset.place) : -1;
}

/** @param {string} side */
function listenTo(side) {
  // Of the figure: a browser makes a stop of a drawing that listens to focus.
  const { svg, ring } = map.sides[side], figure = svg.parentElement;
  figure.addEventListener("pointerover", (/** @type {any} */ event) => {
    const place = placeOf(event);
    if (place >= 0 && !map.pinned) point(place);
  });
  figure.addEventListener("click", (/** @type {any} */ event) => {
    const place = placeOf(event);
    if (place >= 0) activate(place, side);
  });
  figure.addEventListener("focusin", (/** @type {any} */ event) => {
    const place = placeOf(event);
    if (place < 0) return;
    stopAt(place);
    ring.setAttribute("d", event.target.matches(":focus-visible") ? outline(place) : "");
    if (!map.pinned) point(place);
  });
  figure.addEventListener("focusout", () => ring.setAttribute("d", ""));
  figure.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const place = placeOf(event);
    if (place < 0 || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") activate(place, side);
    else {
      const next = placeAfter(event.key, place);
      if (next === null) return;
      map.sides[side].tiles.get(next).tile.focus();
    }
    // Else the player would step as well.
    event.stopPropagation();
    event.preventDefault();
  });
}

/** Where a key goes from a place; nothing for keys of others. @param {string} key @param {number} place @returns {number | null} */
function placeAfter(key, place) {
  const shown = within();
  if (key === "Home") return shown[0];
  if (key === "End") return shown[shown.length - 1];
  const turn = { PageUp: -1, PageDown: 1 }[key], way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (turn) return shown[Math.max(0, Math.min(shown.length - 1, shown.indexOf(place) + turn))];
  return way ? towards(place, way[0], way[1], shown) : null;
}

/** The nearest place in a direction; the same one where there is none. @param {number} from @param {number} dx @param {number} dy @param {number[]} shown */
function towards(from, dx, dy, shown) {
  const [x, y] = middle(from);
  let [best, least] = [from, Infinity];
  for (const place of shown) {
    const [u, v] = middle(place), along = (u - x) * dx + (v - y) * dy, aside = Math.abs((u - x) * dy) + Math.abs((v - y) * dx);
    if (place === from || along < 1e-3 || aside > 2 * along) continue;
    const far = along + 2 * aside;
    if (far < least) [best, least] = [place, far];
  }
  return best;
}

/** Places whose middle is in view. */
function within() {
  const box = map.sides.own.svg.viewBox.baseVal;
  return placesShown().filter((place) => {
    const [x, y] = middle(place);
    return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
  });
}

/** The place at which the keyboard enters the map. @param {number} place */
function stopAt(place) {
  const { tiles } = map.sides.own, before = tiles.get(map.current);
  if (before) before.tile.setAttribute("tabindex", "-1");
  map.current = place;
  const now = tiles.get(place);
  if (now) now.tile.setAttribute("tabindex", "0");
}

/** A subdistrict opens; a community is pinned, or let go. @param {number} place @param {string} side */
function activate(place, side) {
  const s = subdistrictOf(place);
  if (s >= 0) {
    openArea(s, side);
    return;
  }
  map.pinned = !(map.pinned && map.marked === place);
  point(place);
  outlineMarked();
  tell();
}

/** Closes what is open; else lets go what is pinned. @returns {boolean} whether there was anything */
function goBack() {
  const side = ["own", "base"].find((name) => map.sides[name].svg.contains(document.activeElement));
  if (map.opened >= 0) {
    openArea(-1, side || "own");
    return true;
  }
  if (!map.pinned) return false;
  map.pinned = false;
  outlineMarked();
  tell();
  return true;
}
