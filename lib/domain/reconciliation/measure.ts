/** What is compared with the ERP (IN-11, C-17): per order the first eight, per site the last two. */
export const MEASURES = ["GOOD", "SCRAP", "RECEIVED", "COMPONENT", "MACHINE_TIME", "LABOUR_TIME", "COST", "STATUS", "LOT_STOCK", "OPEN_ORDERS"] as const;
export type Measure = (typeof MEASURES)[number];

/** Who is asked what a difference comes from. */
export const OWNERS = ["IT", "PLANNER", "LEAD", "FINANCE", "QUALITY"] as const;
export type Owner = (typeof OWNERS)[number];

/** What time is booked on (C-05). */
export const ACTIVITIES = ["SETUP", "RUN", "REWORK", "DELAY"] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** Elements of an order's cost that are compared: what was charged, and what receipts took off it again. */
export const COST_ELEMENTS = ["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD", "CREDIT"] as const;
export type CostElement = (typeof COST_ELEMENTS)[number];

/** Unit of the two measures of time. */
export const SECONDS = "SEC";
/** Unit of what is counted in orders: a status that differs, orders that are open. */
export const ORDERS = "ORDER";

/** Who gets an unexplained difference until somebody hands it on: what was counted is counted again, the rest is a matter of the channel. */
export function ownerOf(measure: Measure): Owner {
  switch (measure) {
    case "COMPONENT":
    case "LOT_STOCK":
      return "PLANNER";
    case "COST":
      return "FINANCE";
    case "GOOD":
    case "SCRAP":
    case "RECEIVED":
    case "MACHINE_TIME":
    case "LABOUR_TIME":
    case "STATUS":
    case "OPEN_ORDERS":
      return "IT";
  }
}
