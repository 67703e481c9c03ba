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

  /**
   * UI-01: what a gloved finger could miss. Anything visible that is lower or narrower than 72 px; the keys of a run and the filled one of a screen below 120 px either way; and two of
   * them that lie less than 16 px apart, but for the head and its strips.
   */
  async smallTargets(): Promise<string[]> {
    return this.page.evaluate(() => {
      // What scrolls may come to lie anywhere beside what does not.
      const scroller = (element: Element): Element | null => {
        for (let frame = element.parentElement; frame !== null; frame = frame.parentElement)
          if (frame.scrollHeight > frame.clientHeight + 1 && getComputedStyle(frame).overflowY !== "visible") return frame;
        return null;
      };
      const targets = [...document.querySelectorAll<HTMLElement>("button, a[href], input")].flatMap((element) => {
        const box = element.getBoundingClientRect();
        const hidden = box.width < 2 || box.height === 0 || getComputedStyle(element).visibility === "hidden" || element.closest("nextjs-portal") !== null;
        return hidden ? [] : [{ element, box, name: (element.innerText || element.getAttribute("aria-label") || element.tagName).replaceAll("\n", " ") }];
      });
      const small = targets.flatMap(({ element, box: { width, height }, name }) => {
        const isMain = element.matches(".bg-primary, .action-grid *") && element.closest("[role=dialog]") === null;
        const least = isMain ? 120 : 72;
        return height >= least && width >= least ? [] : [`${name} ${Math.round(width)}×${Math.round(height)}`];
      });
      // Under a dialog nothing is tapped.
      const top = [...document.querySelectorAll("[role=dialog]")].at(-1) ?? document;
      // The head and its strips lie where they are drawn.
      const apart = targets.filter(({ element }) => top.contains(element) && element.closest("header, [role=status], nav") === null);
      const close = apart.flatMap((one, index) =>
        apart.slice(index + 1).flatMap((other) => {
          if (one.element.contains(other.element) || other.element.contains(one.element) || scroller(one.element) !== scroller(other.element)) return [];
          const across = Math.max(one.box.left, other.box.left) - Math.min(one.box.right, other.box.right);
          const down = Math.max(one.box.top, other.box.top) - Math.min(one.box.bottom, other.box.bottom);
          const gap = Math.max(across, down);
          return gap >= 15.5 ? [] : [`${one.name} and ${other.name}: ${Math.round(gap)} apart`];
        }),
      );
      return [...small, ...close];
    });
  }

  /**
   * UI-03: what has a colour and no word or no sign to say the same, in a line each; with `calm`, whatever has one. Greys are none, nor is what is there for the hand: the filled key,
   * edges and words in the accent.
   */
  async coloured({ calm = false }: { readonly calm?: boolean } = {}): Promise<string[]> {
    return this.page.evaluate((all) => {
      const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      if (pixel === null) throw new Error("This browser draws nothing.");
      // Red and amber have much more red than blue; greys, the accent and the blue of a setup have not.
      const warns = (colour: string) => {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = colour;
        pixel.fillRect(0, 0, 1, 1);
        const [red = 0, , blue = 0] = pixel.getImageData(0, 0, 1, 1).data;
        return red - blue > 60;
      };
      const shows = (element: Element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 1 && height > 1 && getComputedStyle(element).visibility === "visible";
      };
      const isColoured = (element: Element) => {
        const { backgroundColor, color, borderTopWidth, borderTopColor, borderBottomWidth, borderBottomColor } = getComputedStyle(element);
        return [backgroundColor, color, ...(borderTopWidth === "0px" ? [] : [borderTopColor]), ...(borderBottomWidth === "0px" ? [] : [borderBottomColor])].some(warns);
      };
      const found = [...document.body.querySelectorAll("*")].filter((element) => shows(element) && isColoured(element));
      // What it stands in says it as well.
      const outermost = found.filter((element) => !found.some((other) => other !== element && other.contains(element)));
      const says = (element: Element) => (element.textContent ?? "").trim() !== "" && (element.querySelector("svg") ?? element.closest("svg")) !== null;
      return outermost.filter((element) => all || !says(element)).map((element) => `${element.tagName} ${(element.textContent ?? "").trim().slice(0, 60)}`);
    }, calm);
  }

  /** UI-05: how often the glass is touched while `act` goes on at one page. */
  async tapsOf(act: () => Promise<void>): Promise<number> {
    await this.page.evaluate(() => {
      const { dataset } = document.documentElement;
      if (dataset.taps === undefined) window.addEventListener("click", () => (dataset.taps = String(Number(dataset.taps) + 1)), { capture: true });
      dataset.taps = "0";
    });
    await act();
    return this.page.evaluate(() => Number(document.documentElement.dataset.taps));
  }

  /** UI-04: whether the middle of each filled key of the screen lies in its lower third; none is no such screen. */
  async mainKeysAreLow(): Promise<boolean> {
    return this.page.evaluate(() => {
      const middles = [...document.querySelectorAll("button.bg-primary")].map((key) => key.getBoundingClientRect()).filter(({ width }) => width > 0);
      return middles.length > 0 && middles.every(({ top, bottom }) => (top + bottom) / 2 > (window.innerHeight * 2) / 3);
    });
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
