// The page in a real browser, as it is mailed: from file://, at three widths, in both languages, light, dark and printed.
//   node check.cjs REPORT.html MAP.csv [REPORT.html MAP.csv of a city]
// The second report has more communities than a map shows at once, at places of their own.
// Needs playwright-core and axe-core (NODE_PATH) and /usr/bin/chromium. Says what is wrong, line by line; status 1 when anything is.
const fs = require("fs");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let [file, table] = process.argv.slice(2);
const wrong = [];
const expect = (holds, what) => { if (!holds) wrong.push(what); };

/** The rows of map.csv: codes of communities have no commas here. */
function rows() {
  const [head, ...lines] = fs.readFileSync(table, "utf8").trim().split("\n").map((line) => line.split(","));
  return lines.map((line) => Object.fromEntries(head.map((name, i) => [name, line[i]])));
}

async function opened(browser, how, address) {
  const page = await browser.newPage({ viewport: { width: how.width, height: 900 }, colorScheme: how.scheme });
  page.on("console", (said) => { if (said.type() === "error" || said.type() === "warning") wrong.push(`${how.name}: console: ${said.text()}`); });
  page.on("pageerror", (error) => wrong.push(`${how.name}: ${error.message}`));
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) wrong.push(`${how.name}: asks for ${request.url()}`); });
  await page.goto(`file://${fs.realpathSync(file)}#${address}`);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "yes", null, { timeout: 20000 });
  return page;
}

/** Texts that lie over each other, or are cut off, among the charts and the bar. */
const overlaps = () => {
  const found = [];
  const parts = [...document.querySelectorAll(".row .name, .row .figure, .panel figcaption, .card b, .card span, .bar-top > *, .player > *, .legend span, th, td, h1, h2, h3, .item")];
  const boxes = parts.filter((part) => part.checkVisibility() && (part.textContent.trim() || part.tagName === "SELECT")).map((part) => ({ part, box: part.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
  for (const { part } of boxes) {
    const style = getComputedStyle(part);
    if (style.overflow === "hidden" && part.scrollWidth > part.clientWidth + 1) found.push("cut off: " + part.textContent.trim().slice(0, 40));
  }
  for (let i = 0; i < boxes.length; i++) {
    for (let j = i + 1; j < boxes.length; j++) {
      const [a, b] = [boxes[i], boxes[j]];
      if (a.part.contains(b.part) || b.part.contains(a.part)) continue;
      const [wide, high] = [Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left), Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)];
      const sticky = (part) => part.closest(".bar-top");
      if (wide > 1.5 && high > 1.5 && !sticky(a.part) === !sticky(b.part)) found.push(`over each other: ${a.part.textContent.trim().slice(0, 30)} | ${b.part.textContent.trim().slice(0, 30)}`);
    }
  }
  return found;
};

async function looks(browser) {
  for (const width of [360, 768, 1440]) {
    for (const lang of ["en", "zh"]) {
      for (const scheme of ["light", "dark"]) {
        const how = { width, scheme, name: `${width} ${lang} ${scheme}` };
        const page = await opened(browser, how, `lang=${lang}`);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(beyond <= 0, `${how.name}: ${beyond} pixels beyond the side`);
        for (const what of await page.evaluate(overlaps)) wrong.push(`${how.name}: ${what}`);
        await page.evaluate(axe);
        const found = await page.evaluate(async () => (await window.axe.run(document)).violations.map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 120)}`));
        for (const what of found) wrong.push(`${how.name}: axe: ${what}`);
        await page.close();
      }
    }
  }
}

/** The map is one stop of the keyboard; arrows go from place to place there and step the period elsewhere. */
async function keyboard(page, at) {
  const now = () => page.evaluate(() => ({ t: player.t, place: map.marked, pinned: map.pinned, on: Number(document.activeElement.dataset.place ?? -1), playing: player.timer !== 0 }));
  expect((await page.$$eval(".map [tabindex='0']", (all) => all.length)) === 1, "the maps are not one stop of the keyboard");
  await page.focus("#mode");
  await page.keyboard.press("Tab");
  const start = await now();
  expect(start.on >= 0 && start.place === start.on, "Tab does not lead from the player to the map");
  expect((await page.$$(".tile.marked")).length === 2, "a community is not marked in both maps");
  expect((await page.textContent("#pointed")).length > 40, "nothing is told of the community");
  await page.keyboard.press("Home");
  const home = await now();
  await page.keyboard.press("ArrowRight");
  const right = await now();
  expect(home.on === 0 && right.on !== 0 && right.t === at, "an arrow in the map does not go to the next place, or it steps the period");
  const moved = await page.evaluate(([a, b]) => middle(b)[0] > middle(a)[0], [home.on, right.on]);
  expect(moved, "the place to the right is not to the right");
  await page.keyboard.press("ArrowLeft");
  expect((await now()).on === home.on, "there and back does not lead back");
  await page.keyboard.press("End");
  expect((await now()).on === (await page.evaluate(() => placesShown().at(-1))), "End is not the last place");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Home");
  const kept = await now();
  expect(kept.pinned && kept.place !== kept.on, "what is pinned does not stay");
  await page.keyboard.press("Escape");
  expect(!(await now()).pinned, "Escape does not let go");
  await page.keyboard.press("Shift+ArrowLeft");
  expect((await now()).t === at - 1, "Shift with an arrow does not step");
  await page.keyboard.press(" ");
  expect((await now()).playing, "space does not play");
  await page.keyboard.press(" ");
  expect(!(await now()).playing, "space does not pause");
  await page.focus("#play");
  const t = (await now()).t;
  await page.keyboard.press("ArrowLeft");
  expect((await now()).t === t - 1, "an arrow in the player does not step");
}

/** A subdistrict says the sums of its communities, opens to show them, and closes. */
async function opens(browser) {
  const page = await opened(browser, { width: 1000, scheme: "light", name: "city" }, "lang=en");
  expect(await page.evaluate(() => data.map.opens && !!data.map.outlines), "this is no city with places of its own");
  const counts = () => page.evaluate(() => [map.opened, ...["base", "own"].map((side) => map.sides[side].tiles.size)]);
  const of = await page.evaluate(() => data.map.subdistricts.map((sub) => sub[2].length));
  expect((await counts()).join() === [-1, of.length, of.length].join(), "a closed map does not show every subdistrict once");
  const [at, policy] = await page.evaluate(() => [player.t - data.map.first, data.policies[chosen.baseline].name]);
  const owner = await page.evaluate(() => Object.fromEntries(data.map.communities.map((c) => [c[0], data.map.subdistricts[c[2]][0]])));
  const sums = {};
  for (const row of rows().filter((row) => row.policy === policy && Number(row.period) === at)) {
    const sum = sums[owner[row.community]] || (sums[owner[row.community]] = [0, 0]);
    sum[0] += Number(row.lost);
    sum[1] += Number(row.lost) + Number(row.resolved);
  }
  const labels = await page.$$eval("#map-base .tile", (all) => all.map((tile) => tile.getAttribute("aria-label")));
  for (const [name, [lost, ended]] of Object.entries(sums)) {
    const expected = `${name}: ${((Math.round(1000 * lost / ended) / 1000) * 100).toFixed(0)} %`;
    expect(labels.includes(expected), `the map does not say ${expected}`);
  }
  await page.focus("#map-own .tile >> nth=2");
  await page.keyboard.press("Enter");
  expect((await counts()).join() === [2, ...[0, 0].map(() => of.length - 1 + of[2])].join(), "Enter does not open a subdistrict");
  expect(await page.evaluate(() => document.activeElement.dataset.place === String(data.map.subdistricts[2][2][0])), "the keyboard is not in what was opened");
  for (const what of await page.evaluate(overlaps)) wrong.push(`city: ${what}`);
  await page.evaluate(axe);
  for (const what of await page.evaluate(async () => (await window.axe.run(document)).violations.map((v) => v.id))) wrong.push(`city: axe: ${what}`);
  await page.keyboard.press("Escape");
  expect((await counts())[0] === -1 && (await page.evaluate(() => document.activeElement.dataset.place === String(data.map.communities.length + 2))), "Escape does not close, or loses the place");
  await page.evaluate(() => map.sides.base.tiles.get(data.map.communities.length + 4).tile.dispatchEvent(new MouseEvent("click", { bubbles: true })));
  expect((await counts())[0] === 4, "a click does not open a subdistrict");
  await page.click("#close");
  expect((await counts())[0] === -1, "the button does not close");
  await page.close();
}

async function works(browser) {
  const how = { width: 1000, scheme: "light", name: "use" };
  const page = await opened(browser, how, "lang=en");
  const state = () => page.evaluate(() => location.hash);
  const policies = await page.$$eval("#baseline option", (all) => all.map((option) => option.textContent));
  // Any policy can be the baseline, and every chart follows.
  await page.selectOption("#baseline", "1");
  expect((await page.textContent("#base-label")).includes(policies[1]), "the baseline's label does not follow");
  expect((await page.$$("#forest .row[data-policy='1']")).length === 0, "the baseline stands among the others");
  await page.selectOption("#baseline", "0");
  // A row of the chart is the policy looked at; the address keeps it.
  const briefing = await page.innerHTML("#briefing");
  await page.click("#forest .row:not(.chosen):not(.axis) .name");
  expect((await page.innerHTML("#briefing")) !== briefing, "the briefing does not follow the row");
  const kept = await state();
  expect(/policy=/.test(kept) && /baseline=/.test(kept), `the address keeps nothing: ${kept}`);
  // What is unticked leaves every chart, and stays away when the map plays.
  await page.click("#ticked summary");
  await page.click("[data-show='2']");
  const shown = () => page.$$eval("main [data-policy='2']", (all) => all.filter((part) => part.getClientRects().length > 0).length);
  expect((await shown()) === 0, "a policy that is not ticked is shown");
  await page.click("#ticked summary");
  await page.fill("#time", "0");
  await page.selectOption("#speed", "180");
  await page.click("#play");
  const last = Number(await page.getAttribute("#time", "max"));
  await page.waitForFunction((end) => Number(document.getElementById("time").value) === end && !/❚/.test(document.getElementById("play").textContent), last, { timeout: 30000 });
  expect((await shown()) === 0, "a policy that is not ticked comes back with playing");
  // A step, and the map at that period is map.csv.
  await page.click("#back");
  const [at, baseline] = await page.evaluate(() => [player.t, data.policies[chosen.baseline].name]);
  const period = at - (await page.evaluate(() => data.map.first));
  const sums = {};
  for (const row of rows().filter((row) => row.policy === baseline && Number(row.period) === period)) {
    const sum = sums[row.community] || (sums[row.community] = [0, 0]);
    sum[0] += Number(row.lost);
    sum[1] += Number(row.lost) + Number(row.resolved);
  }
  const labels = await page.$$eval("#map-base .tile", (all) => all.map((tile) => tile.getAttribute("aria-label")));
  expect(labels.length === Object.keys(sums).length, "not as many tiles as communities");
  for (const [code, [lost, ended]] of Object.entries(sums)) {
    const expected = `${code}: ${((Math.round(1000 * lost / ended) / 1000) * 100).toFixed(0)} %`;
    expect(labels.includes(expected), `the map does not say ${expected}`);
  }
  await keyboard(page, at);
  // Everything can be reached by the keyboard.
  const reach = await page.$$eval("button, select, input, summary, a[href]", (all) => all.filter((part) => part.getClientRects().length > 0 && part.tabIndex < 0).length);
  expect(reach === 0, `${reach} controls cannot be reached by the keyboard`);
  await page.click("#language");
  expect((await page.getAttribute("html", "lang")) === "zh-CN", "the language does not change");
  expect((await page.textContent("#play")).includes("播放"), "the player keeps its language");
  // Pictures and the clipboard.
  for (const what of ["forest", "waterfall", "bound", "map"]) {
    const size = await page.evaluate(async (id) => { const blob = await png(id); return blob ? blob.size : 0; }, what);
    expect(size > 5000, `the PNG of ${what} has ${size} bytes`);
    const svg = await page.evaluate((id) => svgText(id), what);
    expect(svg.includes("<desc") && !svg.includes("var(--"), `the SVG of ${what} does not stand alone`);
  }
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  await page.click("[data-copy='one']");
  await page.waitForTimeout(200);
  expect((await page.textContent("[data-copy='one']")).includes("已复制"), "the briefing is not copied");
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.length > 20000, "the print is empty");
  await page.close();
  // Without a script the briefing, the charts and the tables are there.
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.goto(`file://${fs.realpathSync(file)}`);
  for (const part of ["#briefing .conclusion", "#forest .row .interval", "#waterfall .own", "#books td"]) {
    expect((await plain.$$(part)).length > 0, `without a script there is no ${part}`);
  }
  await plain.close();
}

(async () => {
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: quiet });
  await looks(browser);
  await works(browser);
  if (process.argv.length > 5) {
    [file, table] = process.argv.slice(4);
    await looks(browser);
    await opens(browser);
  }
  await browser.close();
  for (const what of [...new Set(wrong)]) console.error(what);
  console.log(wrong.length ? `${wrong.length} faults` : "the page is as it should be");
  process.exit(wrong.length ? 1 : 0);
})();
