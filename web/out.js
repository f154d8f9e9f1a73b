// Out of the page: tables and the briefing to the clipboard, pictures as SVG and PNG.

/** A part as it is shown: one language, ticked policies, no controls. @param {string} id */
function shownPart(id) {
  const copied = element(id).cloneNode(true);
  const unit = document.documentElement.dataset.unit === "needs" ? ".in-points" : ".in-needs";
  for (const gone of copied.querySelectorAll(unit + "," + (chosen.lang === "en" ? "[lang='zh-CN']" : "[lang='en']"))) gone.remove();
  for (const gone of copied.querySelectorAll("button, .tools, svg, [hidden]")) gone.remove();
  for (const row of copied.querySelectorAll("[data-policy]")) if (!chosen.shown.has(Number(row.dataset.policy))) row.remove();
  return copied;
}

/** Copies a part as rich text, with plain text beside it; both say what they are of. @param {string} id @param {HTMLElement} button */
async function copy(id, button) {
  const copied = shownPart(id);
  const head = [visible(document.querySelector("h1")), visible(document.querySelector("header .note"))];
  const titled = document.createElement("div");
  for (const text of head) {
    const line = document.createElement("p");
    line.textContent = text;
    titled.appendChild(line);
  }
  const html = `<meta charset="utf-8">${titled.innerHTML}${copied.innerHTML}`;
  const rows = [...copied.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.textContent).join("\t"));
  const blocks = [...copied.querySelectorAll("p, h2, .card")].map((block) => [...block.childNodes].map((node) => node.textContent).join(" ").replace(/\s+/g, " ").trim());
  const plain = [...head, ...(rows.length ? rows : blocks)].join("\n");
  try {
    const as = (/** @type {string} */ type, /** @type {string} */ text) => new Blob([text], { type });
    await navigator.clipboard.write([new ClipboardItem({ "text/html": as("text/html", html), "text/plain": as("text/plain", plain) })]);
  } catch {
    // Where the clipboard is closed to scripts, the selection is copied instead.
    const box = document.createElement("div");
    box.innerHTML = html;
    document.body.appendChild(box);
    getSelection()?.selectAllChildren(box);
    document.execCommand("copy");
    box.remove();
  }
  button.dataset.label = button.dataset.label || button.innerHTML;
  button.textContent = word("copied");
  window.setTimeout(() => { button.innerHTML = button.dataset.label || ""; }, 1200);
}

/** A picture as text: the rows of a chart or the maps, with its title and what every picture says of itself. @param {string} id */
function picture(id) {
  // Pictures are for paper, whatever the screen.
  document.documentElement.dataset.light = "yes";
  const svg = drawnPicture(id);
  delete document.documentElement.dataset.light;
  return svg;
}

/** @param {string} id */
function drawnPicture(id) {
  const wide = 1280, title = id === "map" ? `${element("when").textContent}` : visible(element(id + "-title"));
  const svg = draw("svg", { xmlns: SVG, width: wide, "font-family": "Noto Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif", "font-size": 16 });
  const write = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y, /** @type {Record<string, any>} */ more = {}) => {
    draw("text", { x, y, fill: "#1c2733", ...more }, svg).textContent = text;
  };
  draw("desc", {}, svg).textContent = title;
  draw("rect", { width: "100%", height: "100%", fill: "#fff" }, svg);
  write(title, 20, 36, { "font-size": 22, "font-weight": "bold" });
  let y = 64;
  const base = visible(element("base-label")), own = visible(element("own-label"));
  if (id === "map") {
    const high = 580 * map.high / map.wide;
    ["base", "own"].forEach((side, i) => {
      write([...element(`map-${side}-label`).childNodes].map((part) => part.textContent).join(" — "), 20 + i * 630, y);
      const copied = styled(element("map-" + side));
      for (const [key, value] of [["x", 20 + i * 630], ["y", y + 12], ["width", 610], ["height", high]]) copied.setAttribute(String(key), String(value));
      svg.appendChild(copied);
    });
    y += high + 44;
    [[LEVELS, "legend-base"], [player.levels ? LEVELS : APART, "legend-own"]].forEach(([colours, legend], i) => {
      const texts = [...element(/** @type {string} */ (legend)).children].map((part) => part.textContent);
      /** @type {string[]} */ (colours).forEach((colour, k) => {
        draw("rect", { x: 20 + i * 630 + k * 46, y: y - 16, width: 46, height: 22, fill: colour, stroke: "#fff" }, svg);
        write(texts[k], 43 + i * 630 + k * 46, y + 22, { "font-size": 12, "text-anchor": "middle" });
      });
      write(texts[texts.length - 1], 20 + i * 630 + 7 * 46 + 8, y, { "font-size": 12 });
    });
    y += 20;
  } else {
    if (id !== "forest") { write(`${own} (■) · ${base} (┅)`, 20, y); y += 12; }
    for (const row of element(id).querySelectorAll(".row:not(.axis)")) {
      if (row.hidden || getComputedStyle(row).display === "none") continue;
      y += 34;
      write(visible(row.querySelector(".name")), 20, y);
      const bar = styled(row.querySelector("svg"));
      for (const [key, value] of [["x", 380], ["y", y - 17], ["width", 620], ["height", 22]]) bar.setAttribute(String(key), String(value));
      svg.appendChild(bar);
      write(visible(row.querySelector(".figure")), 1020, y, { fill: getComputedStyle(row.querySelector(".figure")).color });
    }
  }
  y += 40;
  write(visible(document.querySelector("h1")), 20, y, { "font-size": 13, fill: "#55616e" });
  y += 18;
  write(visible(document.querySelector("header .note")), 20, y, { "font-size": 13, fill: "#55616e" });
  svg.setAttribute("height", String(y + 20));
  svg.setAttribute("viewBox", `0 0 ${wide} ${y + 20}`);
  return svg;
}

/** The text of a node in the language shown. @param {any} node */
function visible(node) {
  const copied = node.cloneNode(true);
  const unit = document.documentElement.dataset.unit === "needs" ? ".in-points" : ".in-needs";
  for (const gone of copied.querySelectorAll(unit + "," + (chosen.lang === "en" ? "[lang='zh-CN']" : "[lang='en']"))) gone.remove();
  return copied.textContent.replace(/\s+/g, " ").trim();
}

/** A copy of a drawing that carries its colours, since the style of the page does not go with it. @param {any} svg */
function styled(svg) {
  const copied = svg.cloneNode(true), from = svg.querySelectorAll("*");
  copied.querySelectorAll("*").forEach((/** @type {any} */ node, /** @type {number} */ i) => {
    const style = getComputedStyle(from[i]);
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "vector-effect", "font-size", "text-anchor", "paint-order"]) {
      node.setAttribute(name, style.getPropertyValue(name));
    }
    node.removeAttribute("style");
  });
  return copied;
}

/** @param {string} id */
function svgText(id) {
  return new XMLSerializer().serializeToString(picture(id));
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** A picture of twice as many points. @param {string} id */
async function png(id) {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svgText(id));
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  const context = canvas.getContext("2d");
  if (context) context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return /** @type {Promise<Blob | null>} */ (new Promise((done) => canvas.toBlob(done, "image/png")));
}
