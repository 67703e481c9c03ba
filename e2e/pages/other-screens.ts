import { looksRight } from "./operator-looks";
import type { OperatorTablet } from "./operator-tablet";

/** What is there to be looked at: the order that runs, a stop of two minutes or more as it stands in the list, and a lot that was issued with its item. */
type There = { readonly order: string; readonly stop: RegExp; readonly lot: string; readonly item: RegExp };

/** Opens what a lead finds at a machine beside the run itself, looks at each screen and leaves it by Escape, step by step: nothing is entered. */
export async function lookAtOtherScreens(tablet: OperatorTablet, { order, stop, lot, item }: There): Promise<void> {
  const { page } = tablet;
  const dialog = page.getByRole("dialog");
  const board = page.getByRole("region", { name: "Actions" });
  const tap = (name: string | RegExp) => tablet.key(name).first().click();
  const fromMenu = async (line: string) => {
    await tap("Menu");
    await dialog.getByRole("button", { name: line, exact: true }).click();
  };
  const goBack = async (to: string | RegExp) => {
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: to }).waitFor();
  };
  const leave = async () => {
    await page.keyboard.press("Escape");
    await board.waitFor();
  };

  await fromMenu("Stops of this shift");
  await tablet.key(stop).waitFor();
  await looksRight(page, "stops");
  await tap(stop);
  await looksRight(page, "stop");
  await tap(/^Two reasons/);
  await looksRight(page, "split");
  await tap("Name the reasons");
  await page.getByRole("heading", { name: "Why did it stand first?" }).waitFor();
  await looksRight(page, "split-why");
  await tap(/Breakdown$/);
  await page.getByRole("button", { name: "All kinds" }).waitFor();
  await looksRight(page, "reasons-of-a-kind");
  // The heading is the same with a kind open and without.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "All kinds" }).waitFor({ state: "hidden" });
  await goBack("When did the reason change?");
  await goBack("Why did it stand?");
  await goBack("Stops of this machine");
  await leave();

  await tap(/^Signed on:/);
  await dialog.getByRole("button", { name: /^Other work/ }).click();
  await page.getByRole("heading", { name: "What do you do now?" }).waitFor();
  await looksRight(page, "other-work");
  await leave();

  await fromMenu(`Hold ${order}`);
  await page.getByRole("heading", { name: "Why is it held?" }).waitFor();
  await looksRight(page, "hold");
  await leave();

  await tap(/^Instructions/);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await looksRight(page, "instruction");
  await leave();

  await tap(/^Scan/);
  await page.getByRole("list", { name: "Material of this operation" }).getByRole("button", { name: item }).click();
  await tap(`Give back some of ${lot}`);
  await looksRight(page, "give-back");
  await goBack("Scan material");
  await leave();

  for (const [line, name] of [
    ["Print labels", "labels"],
    ["Language", "languages"],
    ["Try the scanner", "scanner"],
  ] as const) {
    await fromMenu(line);
    await dialog.getByRole("heading", { name: line }).waitFor();
    await looksRight(page, name);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  }
}
