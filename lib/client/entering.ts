/** How often a page that has to make room looks again. */
const LOOK_MS = 3_000;

/** Something is being typed or chosen on the page that would be lost with it. */
export const isEntering = (): boolean => document.querySelector("[data-entering]") !== null;

/** Does `work` once, as soon as nothing is being entered; answers what calls it off. */
export function whenNothingIsEntered(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    if (isEntering()) timer = setTimeout(look, LOOK_MS);
    else work();
  };
  look();
  return () => clearTimeout(timer);
}
