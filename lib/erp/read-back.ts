type BookedSeconds = { readonly machineSeconds: string | null; readonly labourSeconds: string | null };

/** Seconds that an ERP holds for an order, as far as it keeps machine and labour apart; null where it can't say. */
export type BookedTime = BookedSeconds & {
  /** The same by activity; absent or null where its books don't tell all four apart. An activity that is not named has no time. */
  readonly activities?: readonly (BookedSeconds & { readonly activity: "SETUP" | "RUN" | "REWORK" | "DELAY" })[] | null;
};

/** One amount that an ERP posted to an order, or several that are alike, with what it says of where it comes from. What takes cost off the order is negative. */
export type BookedCost = {
  readonly amount: string;
  /** Of material and of receipts, in any unit of the item. */
  readonly item: string | null;
  readonly lot: string | null;
  readonly qty: string | null;
  readonly uom: string | null;
  /** Of labour, machine and overhead; the seconds that were charged, of overhead those of its driver. */
  readonly operation: number | null;
  readonly activity: "SETUP" | "RUN" | "REWORK" | "DELAY" | null;
  readonly seconds: string | null;
  /** Money per unit; of times per hour. */
  readonly rate: string | null;
  /** The day of the site on which it was posted. */
  readonly postedOn: string | null;
};

/** What an order cost in the ERP (C-17). An element that is not named is one that the ERP does not keep; without postings it is zero. */
export type BookedCosts = {
  readonly currency: string;
  readonly elements: readonly { readonly element: "MATERIAL" | "LABOUR" | "MACHINE" | "OVERHEAD" | "CREDIT"; readonly postings: readonly BookedCost[] }[];
};

/** What an ERP holds of one order (IN-11), in our words. A null is a figure that this ERP does not keep, which is not the same as zero. */
export type OrderBooks = {
  readonly order: string;
  readonly state: "PLANNED" | "RELEASED" | "IN_PROGRESS" | "COMPLETED" | "CLOSED" | "CANCELLED" | null;
  readonly uom: string;
  /** Confirmed at the last operation, in the order's unit. */
  readonly good: string | null;
  readonly scrap: string | null;
  /** Taken into stock, in the order's unit. */
  readonly received: string | null;
  /** Net of returns and reversals, in the unit of the item; lot null where the ERP does not track it. */
  readonly components: readonly { readonly item: string; readonly lot: string | null; readonly qty: string; readonly uom: string }[];
  readonly time: BookedTime;
  /** Present where the capability `readCosts` says so; null where the ERP keeps no cost of this order. */
  readonly costs?: BookedCosts | null;
};

/** An order that is open in an ERP, or on which something was booked or changed lately. `changedAt`: when last; null where the ERP cannot say. */
export type ListedOrder = { readonly order: string; readonly site: string; readonly state: OrderBooks["state"]; readonly changedAt: string | null };

/** What an ERP has on hand of one lot at one location, in the base unit of the item. */
export type StockBooks = { readonly site: string; readonly item: string; readonly lot: string | null; readonly location: string; readonly qty: string; readonly uom: string };
