// The page follows what is chosen.

/** Puts markup made by the program in its place. @param {string} id @param {string} markup */
function put(id, markup) {
  const place = element(id);
  if (place && markup !== null && markup !== undefined) place.innerHTML = markup;
}

/** A text in both languages, as nodes. @param {any} place @param {string[]} pair */
function label(place, pair) {
  place.replaceChildren();
  [["en", pair[0]], ["zh-CN", pair[1]]].forEach(([lang, text]) => {
    const span = document.createElement("span");
    span.lang = lang;
    span.textContent = text;
    place.appendChild(span);
  });
}

/** The bars of a division of the unmet share. @param {any} split */
function showBars(split) {
  const own = split.shares[chosen.policy], base = split.shares[chosen.baseline], texts = split.texts[chosen.baseline][chosen.policy];
  let from = 0, fromBase = 0;
  label(element(split.id + "-title"), split.title[chosen.baseline][chosen.policy]);
  for (const row of element(split.id).querySelectorAll(".part")) {
    const at = Number(row.dataset.part), last = at === own.length - 1;
    const set = (/** @type {string} */ which, /** @type {number} */ x, /** @type {number} */ width) => {
      const bar = row.querySelector(which);
      bar.setAttribute("x", (1000 * x).toFixed(1));
      bar.setAttribute("width", (1000 * width).toFixed(1));
    };
    set(".own", last ? 0 : from, own[at]);
    set(".base", last ? 0 : fromBase, base[at]);
    row.querySelector(".figure").innerHTML = texts[at];
    from += own[at];
    fromBase += base[at];
  }
}

/** The baseline whose rows stand in the chart: they are not built anew without need, or the keyboard would lose its place. */
let built = -1;

/** Everything that depends on a choice. */
function show() {
  const { baseline, policy } = chosen;
  document.documentElement.lang = document.documentElement.dataset.lang = chosen.lang === "en" ? "en" : "zh-CN";
  element("baseline").value = String(baseline);
  element("policy").value = String(policy);
  for (const select of ["baseline", "policy"]) {
    [...element(select).options].forEach((option, i) => { option.textContent = said(data.policies[i].label); });
  }
  label(element("base-label"), data.policies[baseline].label);
  label(element("own-label"), data.policies[policy].label);
  for (const head of document.querySelectorAll("[data-label]")) {
    label(head, data.policies[/** @type {HTMLElement} */ (head).dataset.label === "base" ? baseline : policy].label);
  }
  put("briefing", data.briefing[baseline][policy]);
  if (built !== baseline) put("forest", data.forest[baseline]);
  built = baseline;
  label(element("forest-title"), data.forestTitle[baseline]);
  put("all", data.all[baseline]);
  put("books", data.books[baseline]);
  if (data.budget && element("s-money")) {
    put("budget-base", data.budget[baseline]);
    put("budget-own", data.budget[policy]);
    put("hours", data.hours[baseline][policy]);
    element("budget-own").hidden = baseline === policy;
  }
  put("who", data.who[baseline][policy]);
  put("everywhere", data.everywhere[baseline][policy]);
  if (data.focus) put("focus", data.focus[baseline][policy]);
  put("switches", data.switches[baseline][policy]);
  data.splits.forEach(showBars);
  for (const line of document.querySelectorAll(".of-baseline")) line.setAttribute("href", "#line-" + baseline);
  for (const part of document.querySelectorAll("#forest .row, .panel")) {
    part.classList.toggle("chosen", Number(/** @type {HTMLElement} */ (part).dataset.policy) === policy);
  }
  const hidden = data.policies.map((/** @type {any} */ _, /** @type {number} */ i) => i).filter((/** @type {number} */ i) => !chosen.shown.has(i));
  element("shown").textContent = hidden.map((/** @type {number} */ i) => `main [data-policy="${i}"]`).join(",") + (hidden.length ? "{display:none!important}" : "");
  for (const box of document.querySelectorAll("[data-show]")) {
    const tick = /** @type {HTMLInputElement} */ (box);
    tick.checked = chosen.shown.has(Number(tick.dataset.show));
  }
  if (data.map && element("s-map")) showMap();
  writeAddress();
}

function listen() {
  for (const name of /** @type {("baseline" | "policy")[]} */ (["baseline", "policy"])) {
    element(name).addEventListener("change", () => {
      chosen[name] = Number(element(name).value);
      chosen.shown.add(chosen[name]);
      show();
    });
  }
  element("language").addEventListener("click", () => { chosen.lang = chosen.lang === "en" ? "zh" : "en"; show(); });
  element("print").addEventListener("click", () => window.print());
  element("unit").addEventListener("click", () => {
    const page = document.documentElement;
    page.dataset.unit = page.dataset.unit === "needs" ? "points" : "needs";
  });
  for (const box of document.querySelectorAll("[data-show]")) {
    box.addEventListener("change", () => {
      const tick = /** @type {HTMLInputElement} */ (box), policy = Number(tick.dataset.show);
      if (tick.checked) chosen.shown.add(policy); else chosen.shown.delete(policy);
      show();
    });
  }
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.target).closest("button"));
    if (!button) return;
    const { focus, copy: part, svg, png: drawn } = button.dataset;
    if (focus !== undefined) { chosen.policy = Number(focus); show(); }
    if (part !== undefined) copy(part, button);
    if (svg !== undefined) save(new Blob([svgText(svg)], { type: "image/svg+xml" }), `sanshe-${svg}.svg`);
    if (drawn !== undefined) png(drawn).then((blob) => { if (blob) save(blob, `sanshe-${drawn}.png`); });
  });
  window.addEventListener("hashchange", () => { readAddress(); show(); });
}

async function begin() {
  chosen.lang = document.documentElement.lang === "en" ? "en" : "zh";
  try {
    data = await unpack();
  } catch {
    element("trouble").hidden = false;
    element("trouble").textContent = word("missing");
    return;
  }
  chosen.policy = Number(element("data").dataset.policy);
  chosen.shown = new Set(data.policies.map((/** @type {any} */ _, /** @type {number} */ i) => i));
  readAddress();
  element("bar").hidden = element("unit").hidden = false;
  if (data.map && element("s-map")) {
    element("s-map").hidden = false;
    layOut();
    beginPlayer();
  }
  listen();
  show();
  document.documentElement.dataset.ready = "yes";
}

begin();
