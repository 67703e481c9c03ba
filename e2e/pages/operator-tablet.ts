import { expect, type Locator, type Page } from "@playwright/test";

/** A shop-floor tablet in a browser: enrolling, signing on, and the keys of the run screen. */
export class OperatorTablet {
  readonly log: Locator;
  readonly banner: Locator;

  constructor(readonly page: Page) {
    this.log = page.getByRole("list", { name: "Last entries" });
    this.banner = page.getByRole("status").filter({ hasText: "kept on this tablet" });
  }

  /** Makes the browser a tablet with a code of the demo. */
  async enrol(code: string): Promise<void> {
    await this.page.goto(`/enrol?code=${code}`);
    await this.page.getByRole("button", { name: "Enrol this browser" }).click();
    await this.page.waitForURL((url) => !url.pathname.startsWith("/enrol"));
  }

  /** Badge and PIN on the pad. */
  async signOn(badge: string, pin: string): Promise<void> {
    await this.page.goto("/sign-in?switch=1&to=/station");
    await this.type(badge);
    await this.page.getByRole("button", { name: "Next", exact: true }).click();
    await this.page.getByRole("heading", { name: "Enter your PIN" }).waitFor();
    await this.type(pin);
    await this.page.waitForURL((url) => url.pathname === "/station");
  }

  async open(unit: string): Promise<void> {
    await this.page.goto(`/station/${unit}`);
    await this.page
      .getByRole("group", { name: "Actions" })
      .or(this.page.getByRole("region", { name: "Actions" }))
      .waitFor();
  }

  /** Waits until the tablet has all that it needs to go on without the network. */
  async prepared(): Promise<void> {
    await expect
      .poll(() => this.page.evaluate(() => localStorage.getItem("millrace-present") !== null && navigator.serviceWorker.controller !== null), { timeout: 30_000 })
      .toBe(true);
  }

  /** Digits on the number pad that is shown. */
  async type(digits: string): Promise<void> {
    for (const digit of digits) await this.page.getByRole("button", { name: digit, exact: true }).click();
  }

  key(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  /**
   * As a keyboard wedge sends it, in one burst and Enter: keys sent one by one from here arrive too far apart when the machine is busy. The time of each is that of its
   * push, however long the page then takes for the one before.
   */
  async scanWithWedge(code: string): Promise<void> {
    await this.page.evaluate((text) => {
      const pushes = [...text.split(""), "Enter"].map((key) => new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      for (const push of pushes) (document.activeElement ?? document.body).dispatchEvent(push);
    }, code);
  }

  /** Types a lot into the scan sheet. */
  async scan(lot: string): Promise<void> {
    if (!(await this.page.getByRole("heading", { name: "Scan material" }).isVisible())) await this.key(/^Scan/).click();
    await this.page.getByRole("textbox", { name: "Lot" }).fill(lot);
    await this.page.getByRole("button", { name: "Take", exact: true }).click();
  }

  async backToRun(): Promise<void> {
    await this.key("Back to the run").click();
  }

  /** Good, scrap or rework by the pad. */
  async record(kind: "Good" | "Scrap" | "Rework", quantity: string, reason?: string): Promise<void> {
    await this.key(new RegExp(`^${kind}`)).click();
    await this.page.getByRole("group", { name: "Number pad" }).waitFor();
    await this.type(quantity);
    if (reason !== undefined) await this.page.getByRole("group", { name: "Reason" }).getByRole("button", { name: reason }).click();
    await this.key(/^Save/).click();
  }

  /** What the camera has taken, for the entry whose sheet is open. */
  async takePhoto(photo: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }): Promise<void> {
    const keys = this.page.getByRole("group", { name: "Photo of the parts" });
    const [camera] = await Promise.all([this.page.waitForEvent("filechooser"), keys.getByRole("button", { name: /^Photo|^Take again/ }).click()]);
    await camera.setFiles(photo);
    await keys.getByRole("img", { name: "The photo just taken" }).waitFor();
  }

  /** The text of a refusal, and out of the way with it. */
  async readRefusal(): Promise<string> {
    const dialog = this.page.getByRole("dialog");
    await dialog.waitFor();
    const text = await dialog.innerText();
    await dialog.getByRole("button", { name: "Understood" }).click();
    await dialog.waitFor({ state: "hidden" });
    return text;
  }

  /** The lead approves what was just refused, at this tablet: badge, reason, PIN. `look` is shown each step of it. */
  async approveHere(lead: { readonly badge: string; readonly pin: string }, why: string, look: (step: "lead" | "pin") => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.page.getByRole("dialog").getByRole("button", { name: "The shift lead approves here" }).click();
    const approval = this.page.getByRole("dialog", { name: "The shift lead approves" });
    await approval.getByRole("textbox", { name: "Badge of the shift lead" }).fill(lead.badge);
    await approval.getByRole("button", { name: "Take" }).click();
    await approval.getByRole("textbox", { name: /\(shift lead\)$/ }).fill(why);
    await look("lead");
    await approval.getByRole("button", { name: "Next" }).click();
    await approval.getByRole("group", { name: "PIN pad" }).waitFor();
    await look("pin");
    await this.type(lead.pin);
    await approval.waitFor({ state: "hidden" });
  }

  async good(): Promise<number> {
    const figure = this.page
      .getByRole("region", { name: "Order" })
      .locator("span")
      .filter({ hasText: /^[\d,.]+$/ })
      .first();
    return Number((await figure.innerText()).replaceAll(",", ""));
  }

  /** Buttons and links that a gloved finger could miss: anything visible that is lower or narrower than 72 px, and the main key of a screen that is lower than 120 px (UI-01). */
  async smallTargets(): Promise<string[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("button, a[href], input")].flatMap((element) => {
        const { width, height } = element.getBoundingClientRect();
        const hidden = width === 0 || height === 0 || getComputedStyle(element).visibility === "hidden" || element.closest("nextjs-portal") !== null || width < 2;
        const isMain = element.classList.contains("bg-primary") && element.closest("[role=dialog]") === null;
        return hidden || (height >= (isMain ? 120 : 72) && width >= 72)
          ? []
          : [`${element.innerText || element.getAttribute("aria-label") || element.tagName} ${Math.round(width)}×${Math.round(height)}`];
      }),
    );
  }

  /** Whatever sticks out of the glass to the side, is cut off within a key, or of a run stands behind its keys. */
  async overflowing(): Promise<string[]> {
    return this.page.evaluate(() => {
      const wide = [document.documentElement, ...document.querySelectorAll<HTMLElement>("main, [role=dialog] > div")]
        .filter((part) => part.scrollWidth > part.clientWidth + 1)
        .map((part) => `${part.tagName} ${part.scrollWidth}`);
      // A run is read at a glance: nothing of it is to be scrolled.
      const behind = [...document.querySelectorAll<HTMLElement>("main:has(> section dl)")]
        .filter((run) => run.scrollHeight > run.clientHeight + 1)
        .map((run) => `run ${run.scrollHeight} of ${run.clientHeight}`);
      const cut = [...document.querySelectorAll<HTMLElement>("button")].filter((key) => key.scrollWidth > key.clientWidth + 1 || key.scrollHeight > key.clientHeight + 1);
      return [...wide, ...behind, ...cut.map((key) => key.innerText.replaceAll("\n", " "))];
    });
  }
}
