// The page in a real browser, as it is mailed: from file://, at three widths, in both languages, light, dark and printed.
//   node check.cjs REPORT.html MAP.csv
// Needs playwright-core and axe-core (NODE_PATH) and /usr/bin/chromium. Says what is wrong, line by line; status 1 when anything is.
const fs = require("fs");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [file, table] = process.argv.slice(2);
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
  // Tabbing to a community marks it in both maps and tells of it.
  await page.focus("#map-own .tile >> nth=3");
  expect((await page.$$(".tile.marked")).length === 2, "a community is not marked in both maps");
  expect((await page.textContent("#pointed")).length > 40, "nothing is told of the community");
  await page.keyboard.press("ArrowLeft");
  expect((await page.evaluate(() => player.t)) === at - 1, "the key does not step");
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
  await browser.close();
  for (const what of [...new Set(wrong)]) console.error(what);
  console.log(wrong.length ? `${wrong.length} faults` : "the page is as it should be");
  process.exit(wrong.length ? 1 : 0);
})();
