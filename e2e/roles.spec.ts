import { expect, test } from "./fixtures";
import { findingsOfAxe } from "./pages/findings-of-axe";
import { signInAtDesk } from "./pages/loop-desk";
import { picture } from "./pages/picture";

const ADMIN = { email: "admin@demo.example", password: "millrace-demo" };
const OTHER = { email: "planner-2@demo.example", password: "millrace-demo" };

test("SEC-12 who looks after users grants a role with a signature and withdraws it again; it counts at once, and whoever has it signs in anew", async ({ browser, baseURL }) => {
  const office = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  const theirs = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  const desk = await signInAtDesk(office, ADMIN, "/people");
  const planner = await signInAtDesk(theirs, OTHER, "/wip");
  const row = desk.getByRole("row").filter({ hasText: OTHER.email });
  const dialog = desk.getByRole("dialog");
  const sign = async (key: string, password: string) => {
    await dialog.getByLabel("Role").selectOption("LEAD");
    await dialog.getByLabel("Why").fill("Covers the night shift");
    await dialog.getByLabel("Your e-mail").fill(ADMIN.email);
    await dialog.getByLabel("Your password").fill(password);
    await dialog.getByRole("button", { name: key }).click();
  };

  await test.step("the page says who may what, and offers nobody their own", async () => {
    await expect(row).toContainText("Planner");
    await expect(desk.getByRole("row").filter({ hasText: ADMIN.email })).toContainText("Somebody else changes yours");
    await picture(desk, "roles/people");
    expect.soft(await findingsOfAxe(desk), "people").toEqual([]);
  });

  await test.step("a wrong password signs nothing", async () => {
    await row.getByRole("button", { name: /^Change a role/ }).click();
    await sign("Sign the grant", "not the password");
    await expect(dialog.getByRole("alert")).toBeVisible();
    await picture(desk, "roles/refused");
    expect.soft(await findingsOfAxe(desk), "refused").toEqual([]);
    await planner.goto("/wip");
    await expect(planner).toHaveURL(/\/wip$/);
  });

  await test.step("signed, it counts, and the other person signs in anew", async () => {
    await dialog.getByLabel("Your password").fill(ADMIN.password);
    await dialog.getByRole("button", { name: "Sign the grant" }).click();
    await expect(dialog).toBeHidden();
    await expect(row).toContainText("Shift lead");
    await picture(desk, "roles/granted");
    await planner.goto("/wip");
    await expect(planner).toHaveURL(/\/sign-in/);
  });

  await test.step("it is withdrawn again, and somebody is found by a part of the name", async () => {
    await desk.getByRole("searchbox").fill("Second plan");
    await desk.keyboard.press("Enter");
    await expect(desk.getByRole("row")).toHaveCount(2);
    await row.getByRole("button", { name: /^Change a role/ }).click();
    await sign("Sign the withdrawal", ADMIN.password);
    await expect(dialog).toBeHidden();
    await expect(row).not.toContainText("Shift lead");
  });
  await office.close();
  await theirs.close();
});
