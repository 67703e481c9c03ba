import { z } from "zod";
import { expect, test } from "./fixtures";
import { findingsOfAxe } from "./pages/findings-of-axe";
import { LoopClerk } from "./pages/loop-clerk";
import { LoopTablet } from "./pages/loop-tablet";
import { GLASS, looksRight } from "./pages/operator-looks";

test.use({ viewport: GLASS.landscape, hasTouch: true });

const Made = z.object({ units: z.array(z.object({ id: z.string(), sscc: z.string(), quantity: z.string(), order: z.string() })) });

test("good goes on a pallet by one tap, and a scanner finds the pallet, its lot and nothing behind an unknown code", async ({ page, product }) => {
  test.setTimeout(180_000);
  const tablet = new LoopTablet(page);
  const clerk = new LoopClerk(product.erpUrl);
  const order = await clerk.create({ site: "SITE-B", item: "OAT-BASE", qty: "40" });
  await clerk.release(order);
  await tablet.enrol("DEMO-B");
  await page.goto("/sign-in");
  await tablet.signOnWithBadge("0741", "074100");

  await test.step("the order is mixed, and packed at its last operation", async () => {
    await tablet.choose("MIX-7.MIXER");
    await tablet.start(order, 10);
    await tablet.issue("OAT-2612");
    await tablet.issue("ENZ-0249");
    await tablet.recordGood("40");
    await tablet.complete();
    await tablet.toLines();
    await page.getByRole("heading", { name: "Choose a machine" }).waitFor();
    // UI-07: the paper of an order leads to the machine where it goes on, with that operation chosen.
    await tablet.scanWithWedge(order);
    await expect(tablet.waiting(order, 20)).toHaveAttribute("aria-pressed", "true");
    expect(new URL(page.url()).searchParams.get("order")).toBe(order);
    await tablet.start(order, 20);
    await expect.poll(() => new URL(page.url()).searchParams.has("order")).toBe(false);
    await tablet.scanWithWedge(order);
    const here = page.getByRole("dialog");
    await expect(here.getByText("You are looking at it already.")).toBeVisible();
    await here.getByRole("button", { name: "Understood" }).click();
    await tablet.key(/^Good/).click();
    await tablet.type("20");
    await tablet.key(/^A pallet of its own/).click();
    await tablet.key("Save pallet with 20").click();
    await expect(tablet.log.getByText(/Good \+20, pallet …\d{6}/)).toBeVisible();
    // The next one like it is one tap.
    await tablet.key(/^Good/).click();
    await tablet.key(/^Pallet with 20/).click();
    await expect(tablet.log.getByText(/Good \+20, pallet …\d{6}/)).toHaveCount(2);
  });

  const made = Made.parse(await (await page.request.get("/api/station/PAST-7.PASTEURISER/labels")).json()).units.filter((unit) => unit.order === order);
  const [pallet] = made;

  await test.step("each pallet has its own number, and its label as PDF and as ZPL", async () => {
    expect(new Set(made.map((unit) => unit.sscc)).size).toBe(2);
    expect((await page.request.get(`/api/labels/units/${pallet?.id}`)).headers()["content-type"]).toBe("application/pdf");
    expect(await (await page.request.get(`/api/labels/units/${pallet?.id}?format=zpl`)).text()).toContain(`00${pallet?.sscc}`);
    await tablet.key("Print label").click();
    await expect(page.getByRole("dialog").getByRole("button", { name: new RegExp(`^Pallet …${pallet?.sscc.slice(-6)}, .*, 20`) })).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await test.step("UI-07 where nothing runs a scan says what a pallet and a lot are, and that a code is unknown", async () => {
    await tablet.complete();
    // An order that cannot start here is told, and no other one stands in its place.
    await page.goto(`/station/PAST-7.PASTEURISER?order=${order}`);
    await expect(page.getByRole("region", { name: "Actions" }).getByText("It is not in the list of this machine.")).toBeVisible();
    await expect(tablet.key(/^Start it cannot start/)).toBeDisabled();
    const said = page.getByRole("dialog");
    await tablet.scanWithWedge(`00${pallet?.sscc}`);
    await expect(said.getByRole("heading", { name: `Pallet ${pallet?.sscc}` })).toBeVisible();
    await expect(said.getByText("On it")).toBeVisible();
    const lot = await said.locator("dt", { hasText: /^Lot$/ }).locator("xpath=following-sibling::dd").innerText();
    expect(await findingsOfAxe(page, { floor: true })).toEqual([]);
    await said.getByRole("button", { name: "Understood" }).click();
    await tablet.scanWithWedge("OAT-2612");
    await expect(said.getByRole("heading", { name: "Lot OAT-2612" })).toBeVisible();
    await said.getByRole("button", { name: "Understood" }).click();
    await tablet.scanWithWedge("NO-SUCH-CODE");
    await expect(said.getByText("“NO-SUCH-CODE” is not known.")).toBeVisible();
    await said.getByRole("button", { name: "Understood" }).click();
    // A damaged number is not taken for another pallet.
    await tablet.scanWithWedge(`]C100${pallet?.sscc.slice(0, 17)}${(Number(pallet?.sscc.slice(-1)) + 1) % 10}`);
    await expect(said.getByText("The label cannot be read.")).toBeVisible();
    await said.getByRole("button", { name: "Understood" }).click();

    // §10.1: whoever finds that something is wrong with a lot holds it where it was scanned.
    await tablet.scanWithWedge(lot);
    await expect(said.getByRole("heading", { name: `Lot ${lot}` })).toBeVisible();
    await looksRight(page, "scanned-lot");
    await said.getByRole("button", { name: "Hold the lot" }).click();
    await expect(said.getByRole("heading", { name: `Hold lot ${lot}` })).toBeVisible();
    await looksRight(page, "hold-lot");
    const holds: unknown[] = [];
    await page.route("**/api/commands/place-hold", async (route) => {
      holds.push(route.request().postDataJSON());
      await (holds.length === 1 ? route.abort() : route.continue());
    });
    await said.getByRole("textbox", { name: "What is wrong with it" }).fill("Smells of solvent");
    await said.getByRole("button", { name: "Hold", exact: true }).click();
    await expect(said.getByRole("alert")).toContainText("it may be on hold or not");
    // EX-23: also in a page that was loaded anew it is the same hold, with its words.
    await page.reload();
    await expect(async () => {
      await tablet.scanWithWedge(lot);
      await expect(said.getByRole("heading", { name: `Lot ${lot}` })).toBeVisible();
    }).toPass();
    await said.getByRole("button", { name: "Hold the lot" }).click();
    await expect(said.getByRole("alert")).toContainText("it may be on hold or not");
    await looksRight(page, "hold-lot-again");
    await said.getByRole("button", { name: "Hold", exact: true }).click();
    await expect(said.getByRole("heading", { name: `Lot ${lot} is on hold.` })).toBeVisible();
    expect(holds).toEqual([holds[0], holds[0]]);
    await said.getByRole("button", { name: "Understood" }).click();
    await tablet.scanWithWedge(lot);
    await expect(said.getByText("On hold", { exact: true })).toBeVisible();
  });
});
