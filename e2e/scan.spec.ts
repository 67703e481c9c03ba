import { z } from "zod";
import { expect, test } from "./fixtures";
import { findingsOfAxe } from "./pages/findings-of-axe";
import { LoopClerk } from "./pages/loop-clerk";
import { LoopTablet } from "./pages/loop-tablet";
import { GLASS } from "./pages/operator-looks";

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
    await tablet.choose("PAST-7.PASTEURISER");
    await tablet.start(order, 20);
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
    const said = page.getByRole("dialog");
    await tablet.scanWithWedge(`00${pallet?.sscc}`);
    await expect(said.getByRole("heading", { name: `Pallet ${pallet?.sscc}` })).toBeVisible();
    await expect(said.getByText("On it")).toBeVisible();
    expect(await findingsOfAxe(page)).toEqual([]);
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
  });
});
