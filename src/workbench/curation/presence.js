/** Looking again at intervals, as long as somebody is there: a session shall end when nobody is. @module */

/** How long without a key or a movement one still counts as there, in milliseconds. */
const PRESENCE = 300_000;

/**
 * Does something at intervals until the page is left, while it can be seen and somebody touched it lately.
 * @param {number} every In milliseconds.
 * @param {AbortSignal} signal
 * @param {() => void} act
 */
export function whilePresent(every, signal, act) {
  let seen = performance.now();
  const notice = () => {
    seen = performance.now();
  };
  for (const sign of ["keydown", "pointermove", "wheel"]) document.addEventListener(sign, notice, { signal, passive: true });
  const timer = setInterval(() => {
    if (!document.hidden && performance.now() - seen < PRESENCE) act();
  }, every);
  signal.addEventListener("abort", () => clearInterval(timer));
}
