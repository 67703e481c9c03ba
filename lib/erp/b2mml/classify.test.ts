import { describe, expect, it } from "vitest";
import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import { classifyFind, classifyPost, classifyRead } from "./classify";
import { fixture } from "./testing/fixtures";

/** The confirmation that the answers of the fixtures speak of. */
const BODID = "6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11";
const OTHER = "00000000-0000-4000-8000-000000000000";

const answer = (status: number, text: string, headers: Record<string, string> = {}): HttpAnswer => ({ kind: "answer", status, headers, text });
const failure = (code: HttpFailure["code"], reached: boolean): HttpFailure => ({ kind: "failure", code, reached, reason: "because" });
const confirm = (action: string, code: string, bodId: string | null = BODID): string =>
  JSON.stringify({
    ConfirmBOD: {
      ApplicationArea: { CreationDateTime: "2026-03-16T14:05:02Z", BODID: OTHER },
      DataArea: {
        Confirm: {
          ...(bodId === null ? {} : { OriginalApplicationArea: { CreationDateTime: "2026-03-16T14:05:00Z", BODID: bodId } }),
          ResponseCriteria: [{ ResponseExpression: { "@actionCode": action, $: "/*" }, ChangeStatus: { Code: "X", ReasonCode: code } }],
        },
        BOD: [{ Description: ["Plain <b>words</b>"] }],
      },
    },
  });

describe.each(["xml", "json"] as const)("the answers of the fixtures as %s", (form) => {
  it("takes the ERP's document number from an acknowledge", () => {
    expect(classifyPost(answer(200, fixture("05-acknowledge-accepted", form)), BODID, "ACKNOWLEDGE")).toEqual({ kind: "accepted", document: "4711/1", parts: [] });
  });
  it("takes code and words from a rejection", () => {
    expect(classifyPost(answer(200, fixture("06-acknowledge-rejected", form)), BODID, "ACKNOWLEDGE")).toMatchObject({
      kind: "rejected",
      code: "STOCK_DEFICIT",
      reason: "Not enough stock of CAST-01 in 101A, lot C240115",
    });
  });
  it("takes them from a ConfirmBOD as well", () => {
    expect(classifyPost(answer(400, fixture("07-confirm-bod-error", form)), BODID, "ACKNOWLEDGE")).toMatchObject({
      kind: "rejected",
      code: "SCHEMA",
      reason: "Element EndTime is not expected; expected Endtime",
    });
  });
  it("knows nothing from the answer to another document, or from half an answer", () => {
    const accepted = fixture("05-acknowledge-accepted", form);
    expect(classifyPost(answer(200, accepted), OTHER, "ACKNOWLEDGE").kind).toBe("unknown");
    expect(classifyPost(answer(200, accepted.slice(0, -40)), BODID, "ACKNOWLEDGE").kind).toBe("unknown");
  });
});

describe("IN-05 post", () => {
  it.each([
    ["accepted", answer(200, confirm("Accepted", "")), "accepted"],
    ["taken with changes", answer(200, confirm("Modified", "")), "accepted"],
    ["business reason", answer(200, confirm("Rejected", "LOT_BLOCKED")), "rejected"],
    ["not readable, its id neither", answer(400, confirm("Rejected", "SCHEMA", null)), "rejected"],
    ["not now", answer(200, confirm("Rejected", "BUSY")), "retry"],
    ["not now, with a status", answer(503, confirm("Rejected", "UNAVAILABLE")), "retry"],
    ["too early in its sequence", answer(200, confirm("Rejected", "OUT_OF_SEQUENCE")), "retry"],
    ["signature refused", answer(200, confirm("Rejected", "SIGNATURE")), "broken"],
    ["a fault of its own", answer(500, confirm("Rejected", "INTERNAL")), "unknown"],
    ["neither accepted nor rejected", answer(200, confirm("Replaced", "")), "unknown"],
    ["taken, to be answered later", answer(202, ""), "unknown"],
    ["turned away, whatever it says", answer(401, confirm("Accepted", "")), "broken"],
    ["not allowed", answer(403, ""), "broken"],
    ["wrong address", answer(404, "<html>"), "broken"],
    ["redirect", answer(302, ""), "broken"],
    ["rate limit", answer(429, "", { "retry-after": "7" }), "retry"],
    ["bare 503 of a gateway", answer(503, "<html>"), "unknown"],
    ["server error", answer(500, "<html>"), "unknown"],
    ["another form", answer(415, ""), "unknown"],
    ["nothing listens", failure("UNREACHABLE", false), "retry"],
    ["no answer in time", failure("TIMEOUT", true), "unknown"],
    ["certificate", failure("TLS", false), "broken"],
  ] as const)("%s", (_, given, kind) => expect(classifyPost(given, BODID, "ACKNOWLEDGE").kind).toBe(kind));

  it("takes any success without a word for a document that asks for no acknowledge", () => {
    expect(classifyPost(answer(204, ""), BODID, "CONFIRM")).toEqual({ kind: "accepted", document: BODID, parts: [] });
    expect(classifyPost(answer(200, "<html>ok</html>"), BODID, "CONFIRM").kind).toBe("unknown");
  });
  it("tells a partner that is busy from a document that is too early", () => {
    expect(classifyPost(answer(200, confirm("Rejected", "BUSY")), BODID, "CONFIRM")).not.toHaveProperty("scope");
    expect(classifyPost(answer(200, confirm("Rejected", "LOCKED")), BODID, "CONFIRM")).toMatchObject({ kind: "retry", scope: "message" });
  });
  it("hands on how long to wait, and words without markup", () => {
    expect(classifyPost(answer(429, "", { "retry-after": "7" }), BODID, "CONFIRM")).toMatchObject({ kind: "retry", retryAfterSeconds: 7 });
    expect(classifyPost(answer(200, confirm("Rejected", "LOT_BLOCKED")), BODID, "CONFIRM")).toMatchObject({ code: "LOT_BLOCKED", reason: "Plain b words /b" });
  });
});

describe("IN-05 look-up", () => {
  it.each([
    ["the stored answer", answer(200, confirm("Accepted", "")), "accepted"],
    ["rejected then: nothing of it is there", answer(200, confirm("Rejected", "LOT_BLOCKED")), "absent"],
    ["turned away for now then", answer(200, confirm("Rejected", "BUSY")), "absent"],
    ["certainly unknown", answer(404, confirm("Rejected", "BODID_UNKNOWN")), "absent"],
    ["no file and no answer", null, "absent"],
    ["the look-up itself is turned away", answer(503, confirm("Rejected", "BUSY")), "retry"],
    ["404 of a gateway proves nothing", answer(404, "<html>"), "broken"],
    ["half of the answer that it is unknown", answer(404, confirm("Rejected", "BODID_UNKNOWN").slice(0, 200), { "content-type": "application/json" }), "unknown"],
    ["404 of a gateway that speaks JSON", answer(404, `{"message":"no route"}`, { "content-type": "application/json" }), "broken"],
    ["another document's answer", answer(200, confirm("Accepted", "", OTHER)), "unknown"],
    ["server error", answer(500, ""), "unknown"],
    ["no answer in time", failure("TIMEOUT", true), "retry"],
    ["key unknown", answer(401, ""), "broken"],
  ] as const)("%s", (_, given, kind) => expect(classifyFind(given, BODID).kind).toBe(kind));
});

describe("read", () => {
  it.each([
    ["not now", answer(200, confirm("Rejected", "BUSY")), "retry"],
    ["not shown here", answer(400, confirm("Rejected", "NOT_SUPPORTED")), "broken"],
    ["server error", answer(500, ""), "retry"],
    ["rate limit", answer(429, ""), "retry"],
    ["time-out", failure("TIMEOUT", true), "retry"],
    ["another page", answer(200, "<html>"), "broken"],
    ["key unknown", answer(401, ""), "broken"],
  ] as const)("%s", (_, given, kind) => expect(classifyRead(given).kind).toBe(kind));
});
