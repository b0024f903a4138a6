// @ts-check
// Starts the page: reads what the server knows, then hands over to `page.js`.

import { get } from "./api.js";
import { load as loadCharts } from "./charts.js";
import { Page } from "./page.js";

const RETRY_MS = 1500;

async function start() {
  loadCharts().catch(() => {});
  const page = new Page(indexed(await model()));
  page.start();
}

/** @returns {Promise<any>} */
async function model() {
  for (;;) {
    try {
      return await get("/api/model");
    } catch (failure) {
      const loading = document.getElementById("loading");
      if (loading) loading.textContent = `${failure instanceof Error ? failure.message : failure} Trying again…`;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Find levers and outcomes by their ids. @param {any} read @returns {import("./types.js").Model} */
function indexed(read) {
  const by = (/** @type {{id: string}[]} */ list) => Object.fromEntries(list.map((one) => [one.id, one]));
  return { ...read, byId: by(read.levers), outcome: by(read.outcomes) };
}

start();
