import { BUILD } from "./build";
import { whenNothingIsEntered } from "./entering";

/** For which build of the server this tab was loaded anew already. */
const RENEWED = "millrace-renewed";

/**
 * Loads the page anew when the server has become another build, as soon as nothing is being entered; answers what calls it off. Once for each build: while one
 * server after the other is replaced, the next may still hand out the page of before.
 */
export function renewPage(served: string | undefined): () => void {
  if (served === undefined || BUILD === undefined || served === BUILD || sessionStorage.getItem(RENEWED) === served) return () => undefined;
  return whenNothingIsEntered(() => {
    sessionStorage.setItem(RENEWED, served);
    window.location.reload();
  });
}
