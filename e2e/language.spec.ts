import { type Browser, type Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { LoopClerk } from "./pages/loop-clerk";
import { GLASS, looksRight } from "./pages/operator-looks";
import { OperatorTablet } from "./pages/operator-tablet";

test.use({ viewport: GLASS.landscape, hasTouch: true });

const MACHINE = "MIX-1.MIXER";
const LEAD = { badge: "0108", pin: "010800" };

/** Chooses a language in the menu of the floor, which is written in the present one. */
async function choose(page: Page, words: { menu: string; language: string }, name: string): Promise<void> {
  await page.getByRole("button", { name: words.menu, exact: true }).click();
  await page.getByRole("button", { name: words.language, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

type SheetWords = {
  readonly scrap: RegExp;
  readonly rework: RegExp;
  readonly pause: RegExp;
  readonly call: RegExp;
  readonly scan: RegExp;
  readonly menu: string;
  readonly handover: string;
};

/** Opens the sheets of a run that are full of words, looks at each and leaves it by Escape: nothing is entered. */
async function lookAtSheets(tablet: OperatorTablet, language: string, words: SheetWords): Promise<void> {
  const { page } = tablet;
  // Stands on the run alone.
  const scan = tablet.key(words.scan);
  for (const [name, open] of [
    ["scrap", words.scrap],
    ["rework", words.rework],
    ["pause", words.pause],
    ["call", words.call],
  ] as const) {
    await tablet.key(open).click();
    await scan.waitFor({ state: "hidden" });
    await looksRight(page, `${language}-${name}`);
    await page.keyboard.press("Escape");
    await scan.waitFor();
  }
  await page.getByRole("button", { name: words.menu, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: words.handover, exact: true }).click();
  await page.getByRole("textbox").first().waitFor();
  await looksRight(page, `${language}-handover`);
  await page.keyboard.press("Escape");
  await scan.waitFor();
}

/** A second tablet of the site, whose browser speaks Spanish. */
async function spanishTablet(browser: Browser, baseURL: string | undefined): Promise<OperatorTablet> {
  const context = await browser.newContext({ baseURL, locale: "es-ES", viewport: GLASS.landscape, hasTouch: true });
  return new OperatorTablet(await context.newPage());
}

test("UI-12 a person works in the language that they chose, at every tablet; before, a tablet speaks that of its browser", async ({ browser, baseURL, page, product }) => {
  test.setTimeout(360_000);
  const tablet = new OperatorTablet(page);
  const clerk = new LoopClerk(product.erpUrl);
  const order = await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "1200" });
  await clerk.release(order);

  await test.step("German is chosen in the menu and spoken at once", async () => {
    await tablet.enrol("DEMO-A");
    await tablet.signOn(LEAD.badge, LEAD.pin);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await choose(page, { menu: "Menu", language: "Language" }, "Deutsch");
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page.getByRole("heading", { name: "Linien" })).toBeAttached();
    await looksRight(page, "german-lines");
  });

  await test.step("an order is started and its setup ended", async () => {
    await page.goto(`/station/${MACHINE}`);
    await page
      .getByRole("list", { name: "Wartende Arbeitsgänge" })
      .getByRole("button", { name: `${order} / AG 10 ` })
      .click();
    await tablet.key(/^Start/).click();
    await tablet.key(/^Rüsten fertig/).click();
    await expect(page.getByText("Läuft", { exact: true })).toBeVisible();
    await looksRight(page, "german-running");
  });

  await test.step("a lot that nobody knows is refused in German", async () => {
    await tablet.key(/^Scannen/).click();
    await page.getByRole("textbox", { name: "Charge" }).fill("NO-SUCH-LOT");
    await page.getByRole("button", { name: "Nehmen", exact: true }).click();
    const refusal = page.getByRole("dialog");
    await expect(refusal).toContainText("„NO-SUCH-LOT“ ist nicht bekannt.");
    await expect(refusal).toContainText("Etikett noch einmal scannen");
    await looksRight(page, "german-refusal");
    await refusal.getByRole("button", { name: "Verstanden" }).click();
    for (const lot of ["OAT-2611", "ENZ-0251"]) {
      await page.getByRole("textbox", { name: "Charge" }).fill(lot);
      await page.getByRole("button", { name: "Nehmen", exact: true }).click();
      await expect(page.getByText(new RegExp(`Entnommen: ${lot}.*gespeichert`))).toBeVisible();
    }
    await tablet.key("Zurück zum Auftrag").click();
  });

  await test.step("figures have a comma and points", async () => {
    await tablet.key(/^Gutmenge/).click();
    await tablet.type("1200");
    await page.getByRole("button", { name: ",", exact: true }).click();
    await tablet.type("5");
    await looksRight(page, "german-quantity");
    await tablet.key("Gut 1.200,5 speichern").click();
    const newest = page.getByRole("list", { name: "Letzte Einträge" }).getByRole("listitem").first();
    await expect(newest).toContainText("Gut +1.200,5");
    await expect(newest).toContainText("gespeichert");
    await tablet.key(/^Anhalten/).click();
    // Names of the plant's own reasons are in the reader's language as well.
    await expect(page.getByRole("button", { name: /Versorgung ausgefallen/ })).toBeVisible();
    await tablet.key(/^Zurück/).click();
  });

  await test.step("every sheet of the run and the lead's page fit in German", async () => {
    await lookAtSheets(tablet, "german", {
      scrap: /^Ausschuss/,
      rework: /^Nacharbeit/,
      pause: /^Anhalten/,
      call: /^Rufen/,
      scan: /^Scannen/,
      menu: "Menü",
      handover: "An die nächste Schicht übergeben",
    });
    await page.goto("/lead");
    await expect(page.getByRole("heading", { name: "Schichtleitung" })).toBeAttached();
    await looksRight(page, "german-lead");
    await page.goto(`/station/${MACHINE}`);
    await tablet.key(/^Anhalten/).waitFor();
  });

  await test.step("another tablet speaks Spanish until the person signs on, and German then", async () => {
    const other = await spanishTablet(browser, baseURL);
    await other.page.goto("/enrol?code=DEMO-A");
    await expect(other.page.locator("html")).toHaveAttribute("lang", "es");
    await other.page.getByRole("button", { name: "Dar de alta este navegador" }).click();
    await expect(other.page.getByRole("heading", { name: "Escanee su tarjeta" })).toBeVisible();
    await other.type(LEAD.badge);
    await other.page.getByRole("button", { name: "Siguiente", exact: true }).click();
    await expect(other.page.getByRole("heading", { name: "Introduzca su PIN" })).toBeVisible();
    await looksRight(other.page, "spanish-pin");
    await other.type("000000");
    await expect(other.page.getByRole("region", { name: "Entrada" }).getByRole("alert")).toContainText("Tarjeta y PIN no coinciden. Quedan 4 intentos");
    await other.type(LEAD.pin);
    await other.page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    await other.page.goto("/station");
    await expect(other.page.locator("html")).toHaveAttribute("lang", "de");
    await expect(other.page.getByRole("heading", { name: "Linien" })).toBeAttached();
  });

  await test.step("Spanish fits the glass, and completing it frees the machine", async () => {
    await choose(page, { menu: "Menü", language: "Sprache" }, "Español");
    await expect(page.locator("html")).toHaveAttribute("lang", "es");
    await looksRight(page, "spanish-running");
    await lookAtSheets(tablet, "spanish", {
      scrap: /^Rechazo/,
      rework: /^Retrabajo/,
      pause: /^Pausar/,
      call: /^Llamar/,
      scan: /^Escanear/,
      menu: "Menú",
      handover: "Entregar al turno siguiente",
    });
    await page.goto("/lead");
    await expect(page.getByRole("heading", { name: "Jefe de turno" })).toBeAttached();
    await looksRight(page, "spanish-lead");
    await page.goto(`/station/${MACHINE}`);
    await tablet.key(/^Buenas/).click();
    await looksRight(page, "spanish-quantity");
    await tablet.key("Cancelar").click();
    await page.getByRole("button", { name: "Menú", exact: true }).click();
    await looksRight(page, "spanish-menu");
    await page.getByRole("button", { name: "Terminar la operación" }).click();
    await looksRight(page, "spanish-complete");
    await tablet.key(/^Terminar/).click();
    await expect(page.getByRole("list", { name: "Operaciones en espera" })).toBeVisible();
    await choose(page, { menu: "Menú", language: "Idioma" }, "English");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByRole("list", { name: "Operations waiting" })).toBeVisible();
  });
});
