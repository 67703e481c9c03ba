/** Why an ERP refuses, for the end of a sentence, and what a person does about it. */
type Guide = { readonly because: string; readonly steps: readonly string[] };

const REPLAY = "Replay this message. It goes out under the same id, so it cannot be booked twice.";
const fixInErp = (what: string): readonly string[] => [`${what} in the ERP.`, REPLAY];

const NOTHING_TAKEN: Guide = {
  because: "it does not know what is taken back",
  steps: [
    "Look in the conversation what became of the message that is taken back.",
    "If it was settled without sending, or passed over, replay this one: it is passed over as well, and the order goes on.",
    "If it was accepted, the ERP has lost its document since. Let whoever runs the ERP bring it back, and replay; if it stays gone, settle this message without sending.",
  ],
};

/** Kept back here, because it does not fit the contract of its type. */
export const NEVER_SENT = "DOES_NOT_FIT";

/** By the code that the ERP or its adapter answers. */
const GUIDES: Readonly<Record<string, Guide>> = {
  PERIOD_CLOSED: { because: "its posting period is closed", steps: ["Ask finance to open the period, or to name the day on which it may be posted.", REPLAY] },
  PERIOD_LOCKED: { because: "its posting period is closed", steps: ["Ask finance to open the period, or to name the day on which it may be posted.", REPLAY] },
  ORDER_UNKNOWN: { because: "it does not know the order", steps: fixInErp("Find out what became of the order") },
  UNKNOWN_ORDER: { because: "it does not know the order", steps: fixInErp("Find out what became of the order") },
  ORDER_NOT_RELEASED: { because: "the order is not released there", steps: fixInErp("Release the order") },
  NOT_RELEASED: { because: "the order is not released there", steps: fixInErp("Release the order") },
  ORDER_CANCELLED: {
    because: "the order is cancelled there",
    steps: ["Ask the planner which side is right.", "If the order lives, revive it in the ERP and replay. If not, settle this message without sending."],
  },
  ORDER_FINISHED: { because: "the order is finished there", steps: fixInErp("Reopen the order") },
  OPERATION_UNKNOWN: { because: "it does not know the operation", steps: fixInErp("Compare the routing of the order") },
  UNKNOWN_OPERATION: { because: "it does not know the operation", steps: fixInErp("Compare the routing of the order") },
  ITEM_UNKNOWN: { because: "it does not know the item", steps: fixInErp("Create the item, or correct its code") },
  UNKNOWN_ITEM: { because: "it does not know the item", steps: fixInErp("Create the item, or correct its code") },
  ITEM_NOT_IN_ORDER: { because: "the item is not on its bill of material", steps: fixInErp("Add the component to the order") },
  LOT_UNKNOWN: { because: "it does not know the lot", steps: fixInErp("Receive the lot") },
  UNKNOWN_LOT: { because: "it does not know the lot", steps: fixInErp("Receive the lot") },
  LOT_SHORT: { because: "its stock of the lot is too small", steps: fixInErp("Count the lot and correct the stock") },
  STOCK_SHORT: { because: "its stock is too small", steps: fixInErp("Count the item and correct the stock") },
  LOT_BLOCKED: { because: "the lot is blocked there", steps: fixInErp("Let quality release the lot, or correct the block") },
  LOT_EXPIRED: { because: "the lot has expired there", steps: fixInErp("Compare the expiry date of the lot") },
  UOM_MISMATCH: { because: "the unit is not the one that it keeps", steps: fixInErp("Give the item this unit, or a conversion") },
  UNKNOWN_UNIT: { because: "it does not know the unit", steps: ["Map the unit in the settings of the connection.", REPLAY] },
  KEY_REUSED: {
    because: "it has booked something else under this id",
    steps: ["Compare its document with the fact below.", "Tell whoever runs the ERP: one id must never carry two contents."],
  },
  SEQUENCE_GAP: {
    because: "an earlier message of the order has not reached it",
    steps: [
      "Compare the messages before this one, which it had accepted, with its documents: it may have been restored from an older state.",
      "Let whoever runs the ERP bring back what it lost.",
      REPLAY,
    ],
  },
  SCHEMA: {
    because: "it could not read the message",
    steps: [
      "Its words below name the field. Let whoever runs the ERP, or what stands before it, compare that with the published schema of this type.",
      "Replay once it reads what the schema says, and not before: the message goes out as it is. If it never will, key the fact in there by hand and settle this message without sending.",
    ],
  },
  [NEVER_SENT]: {
    because: "it does not fit the contract of its type any more",
    steps: [
      "The ERP has not seen it. If it needs the fact below, key it in there by hand.",
      "Settle this message without sending: a note takes its place, and what waits behind it goes on.",
      "Replay helps only after an update of Millrace that can send it again; until then it is kept back as now.",
    ],
  },
  REVERSAL_UNKNOWN: NOTHING_TAKEN,
  ORIGINAL_UNKNOWN: NOTHING_TAKEN,
  NOTHING_TO_REVERSE: NOTHING_TAKEN,
  DOWNSTREAM_USED: { because: "what it made is used further down already", steps: ["Take back the later step first.", REPLAY] },
  ALREADY_REVERSED: { because: "it was taken back before", steps: ["Compare its documents with the fact below.", "If they agree, settle this message without sending."] },
};

/** Of all that the ERP says, it hears of its orders alone what became of them. */
function isTold(type: string): boolean {
  return type === "erp.order.v1";
}

export function guideOf(code: string | null): Guide | null {
  return code === null ? null : (GUIDES[code] ?? null);
}

/** What to do about a message that stands still, in order; `replayable`: of one of the ERP, that it may be applied once more here. */
export function stepsFor(state: string, code: string | null, type: string, replayable = false): readonly string[] {
  const guide = guideOf(code);
  if (state === "REJECTED") return guide?.steps ?? ["Mend in the ERP what its own words below name.", REPLAY];
  if (state === "DEAD") return ["Test the connection; its ERP gave no usable answer twelve times.", REPLAY];
  if (state === "PARKED")
    return [
      "What is missing is asked for again after a minute where everything can be read anew from this ERP; else send it from the ERP once more. The message is applied by itself as soon as it is here.",
      `After 24 hours without it, the message is refused and ${isTold(type) ? "the ERP is told" : "IT gets an exception; the ERP is not told"}.`,
    ];
  if (state === "FAILED" && code === "FAULT_LASTS")
    return [
      "Let whoever runs Millrace look for this message in the log of the worker: it names what broke.",
      "Apply it again once that is mended. Nothing of it was recorded so far.",
    ];
  if (state === "FAILED") return ["It is tried again by itself, every ten minutes and five times in all. After that it waits for a person."];
  if (state === "REFUSED" && replayable)
    return [
      code === "POLICY_OFF"
        ? "Switch messages of this type on in the integration policy, and apply it again."
        : code === "REFERENCE_MISSING"
          ? "Send what is missing from the ERP, and apply this message again."
          : "If the cause lies here, mend it and apply the message again.",
      "If it is wrong in the ERP, correct it there. A newer version is taken as soon as it comes.",
    ];
  // Nobody could read it, so there is nothing to apply again: what comes in its place is taken by itself.
  if (state === "REFUSED" && code === "SCHEMA")
    return [
      "The reason names the field or the word. Let whoever runs the ERP, or what stands before it, correct what it sends: the published schema of each type says what fits.",
      "If it is a word of the ERP that has no meaning here, give it one in the words of the connection, and have everything read from the start there.",
      "What it sends then is taken by itself, under this id as well. This message is not applied again.",
    ];
  if (state === "REFUSED") return ["Correct it in the ERP. A newer version is taken as soon as it comes."];
  return [];
}
