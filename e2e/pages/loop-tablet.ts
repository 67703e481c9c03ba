import { expect, type Locator } from "@playwright/test";
import { OperatorTablet } from "./operator-tablet";

/** A tablet that carries an order from start to completion. Once somebody has signed on, nothing here loads a page again. */
export class LoopTablet extends OperatorTablet {
  /** Badge from the reader, PIN on the pad. */
  async signOnWithBadge(badge: string, pin: string): Promise<void> {
    await expect(this.page.getByRole("heading", { name: "Scan your badge" })).toBeVisible();
    await this.scanWithWedge(badge);
    await this.page.getByRole("heading", { name: "Enter your PIN" }).waitFor();
    await this.type(pin);
    await this.page.waitForURL((url) => url.pathname === "/station");
  }

  /** From the list of lines to a machine. */
  async choose(workUnit: string): Promise<void> {
    // While a page streams in, the list that is about to take its place stands in it as well, hidden.
    await this.page
      .locator(`a[href="/station/${encodeURIComponent(workUnit)}"]`)
      .filter({ visible: true })
      .click();
    await this.page.waitForURL((url) => decodeURIComponent(url.pathname) === `/station/${workUnit}`);
  }

  /** From a free machine back to the list of lines. */
  async toLines(): Promise<void> {
    await this.key(/^Lines/).click();
    await this.page.waitForURL((url) => url.pathname === "/station");
  }

  /** The card of an operation that can start at this machine. */
  waiting(order: string, operation: number): Locator {
    return this.page.getByRole("list", { name: "Operations waiting" }).getByRole("button", { name: `${order} / Op ${operation} ` });
  }

  /** Picks an operation and starts it; ends its setup where one is planned. */
  async start(order: string, operation: number): Promise<void> {
    await this.waiting(order, operation).click();
    const what = this.page.getByRole("region", { name: "Actions" }).getByText(/, (setup first|runs at once)$/);
    const setupFirst = (await what.innerText()).endsWith("setup first");
    await this.key(/^Start(?! another)/).click();
    await expect(this.page.getByRole("heading", { name: `${order} / Op ${operation} ` })).toBeVisible();
    // A key whose meaning has just changed is off for a moment, so that one push does not count for both.
    if (setupFirst) await this.key(/^Setup done/).click();
    await expect(this.key(/^Scrap \d+ so far/)).toBeEnabled();
  }

  /** Scans a lot at the machine and waits until it is saved. */
  async issue(lot: string): Promise<void> {
    await this.scanWithWedge(lot);
    await this.expectSaved(lot);
  }

  /** Confirms with one tap what the line has counted, once that is what the key says. */
  async confirmCounted(good: string): Promise<void> {
    await this.key(`+${good} Confirm`).click();
    await this.expectSaved(`Good +${good}`);
  }

  async recordGood(quantity: string): Promise<void> {
    await this.record("Good", quantity);
    await this.expectSaved(`Good +${quantity}`);
  }

  async recordScrap(quantity: string, reason: string): Promise<void> {
    await this.record("Scrap", quantity, reason);
    await this.expectSaved(`Scrap ${quantity}, ${reason.toLowerCase()}`);
  }

  /** Completes the operation in hand; the machine is free afterwards. */
  async complete(): Promise<void> {
    await this.key(/^Complete/)
      .first()
      .click();
    await this.completeNow();
  }

  /** Records by one tap what is missing to the target; the completion comes up by itself. */
  async recordRest(rest: string): Promise<void> {
    await this.key(/^Good/).click();
    await this.key(`The rest: ${rest}`).click();
    await expect(this.page.getByRole("heading", { name: /^Complete / })).toBeVisible();
  }

  /** Says the final word where it is asked for. */
  async completeNow(): Promise<void> {
    await expect(this.page.getByRole("heading", { name: /^Complete / })).toBeVisible();
    await expect(this.page.getByText("Nothing is open.")).toBeVisible();
    await this.key(/^Complete this is final/).click();
    await expect(this.key(/^Lines/)).toBeVisible();
  }

  /** Pushes the key that says `to` the moment it comes to stand where another one stood, as a finger does that was already on its way to that one; `change` makes it so. */
  async pushWhileItTurns(to: string, change: () => Promise<void>): Promise<void> {
    const pushed = this.page.evaluate(
      (word) =>
        new Promise<void>((done) => {
          const watch = new MutationObserver(() => {
            const key = [...document.querySelectorAll("button")].find((button) => button.innerText.includes(word));
            if (key === undefined) return;
            watch.disconnect();
            key.click();
            done();
          });
          watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        }),
      to,
    );
    await change();
    await pushed;
  }

  /** The newest entry of the run says this, and that it is stored. */
  private async expectSaved(text: string): Promise<void> {
    const newest = this.log.getByRole("listitem").first();
    await expect(newest).toContainText(text);
    await expect(newest).toContainText("saved");
  }
}
