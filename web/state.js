"use strict";
// What is chosen: baseline, policy, policies shown, language. It stands in the address, so that a page can be sent as it is seen.

/** @type {any} */
let data = null;
const words = JSON.parse(element("words").textContent || "{}");
const chosen = { baseline: 0, policy: 1, shown: /** @type {Set<number>} */ (new Set()), lang: "en" };

/** @param {string} id @returns {any} */
function element(id) {
  return document.getElementById(id);
}

/** @param {string} name */
function word(name) {
  return words[name] ? words[name][chosen.lang === "en" ? 0 : 1] : "";
}

/** One of two texts. @param {string[]} pair */
function said(pair) {
  return pair ? pair[chosen.lang === "en" ? 0 : 1] : "";
}

/** @param {string} name */
function policyOf(name) {
  return data.policies.findIndex((/** @type {any} */ policy) => policy.name === name);
}

/** Reads the choice from the address; what is not there stays. */
function readAddress() {
  const kept = new URLSearchParams(location.hash.slice(1));
  const baseline = policyOf(kept.get("baseline") || "");
  const policy = policyOf(kept.get("policy") || "");
  if (baseline >= 0) chosen.baseline = baseline;
  if (policy >= 0) chosen.policy = policy;
  const shown = kept.get("shown");
  if (shown !== null) {
    const places = shown.split(",").map(policyOf).filter((place) => place >= 0);
    chosen.shown = new Set(places);
  }
  const lang = kept.get("lang");
  if (lang === "en" || lang === "zh") chosen.lang = lang;
}

/** Writes the choice to the address without a step in the history. */
function writeAddress() {
  const name = (/** @type {number} */ place) => data.policies[place].name;
  const kept = new URLSearchParams({ baseline: name(chosen.baseline), policy: name(chosen.policy), lang: chosen.lang });
  if (chosen.shown.size < data.policies.length) {
    kept.set("shown", [...chosen.shown].sort((a, b) => a - b).map(name).join(","));
  }
  try {
    history.replaceState(null, "", "#" + kept.toString());
  } catch {
    location.hash = kept.toString();
  }
}

/** Unpacks the data: base64, then gzip. @returns {Promise<any>} */
async function unpack() {
  const packed = Uint8Array.from(atob((element("data").textContent || "").trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}
