/** The job that suggests for every row of a dictionary, with its progress. @module */
import { at, get, post, within } from "../api.js";
import { fill, h } from "../dom.js";
import { count, t } from "../words.js";
import { showProblem } from "../components/problem.js";

const LOOK_AGAIN = 700;

/**
 * Starts the job and shows how far it is until it ends.
 * @param {{ organization: string, dictionary: string, signal: AbortSignal }} of
 * @param {HTMLElement} place
 */
export async function suggest({ organization, dictionary, signal }, place) {
  const bar = h("progress", { "aria-label": t("work.suggest"), max: 1, value: 0 });
  const words = h("p", {});
  fill(place, words, bar, h("p", { class: "small" }, t("upload.suggest.leave")));
  try {
    let job = await post(at`organizations/${organization}/dictionaries/${within(dictionary)}/suggest`);
    while (job.state === "running") {
      words.textContent = t("upload.suggesting", { done: count(job.done), total: count(job.total) });
      bar.max = Math.max(1, job.total);
      bar.value = job.done;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
      if (signal.aborted) return;
      job = await get(at`jobs/${job.id}`, { signal });
    }
    fill(place, h("p", { class: "suggested" }, job.state === "done" ? t("upload.suggested") : t("upload.suggest.failed", { why: job.error ?? job.state })));
  } catch (error) {
    if (!signal.aborted) fill(place, showProblem(error));
  }
}
