import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { brokerProblem, RECONNECT_MS, watchProblem } from "./broker-problem";

const fault = (code: unknown, more: object = {}): Error => Object.assign(new Error("what it says"), { code, ...more });

describe("brokerProblem", () => {
  it.each([
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "WE_ARE_NOT_TRUSTED"],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "WE_ARE_NOT_TRUSTED"],
    ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED", "WE_ARE_NOT_TRUSTED"],
    ["ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN", "WE_ARE_NOT_TRUSTED"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "BROKER_NOT_TRUSTED"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "BROKER_NOT_TRUSTED"],
    ["CERT_HAS_EXPIRED", "BROKER_NOT_TRUSTED"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "BROKER_NOT_TRUSTED"],
    [5, "NOT_AUTHORISED"],
    [135, "NOT_AUTHORISED"],
    ["ECONNREFUSED", "UNREACHABLE"],
    ["ECONNRESET", "HANGS_UP"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "BROKER_SAYS"],
    [undefined, "BROKER_SAYS"],
  ])("reads %s as %s", (code, problem) => {
    expect(brokerProblem(fault(code))).toEqual({ code: problem, detail: "what it says" });
  });

  it("takes the first of several addresses, and of OpenSSL its reason", () => {
    expect(brokerProblem(new AggregateError([fault("ECONNREFUSED")], "all failed")).code).toBe("UNREACHABLE");
    expect(brokerProblem(fault("ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", { reason: "tlsv1 alert unknown ca" })).detail).toBe("tlsv1 alert unknown ca");
  });
});

const clientOf = () => Object.assign(new EventEmitter(), { options: { clientId: "millrace-press", reconnectPeriod: RECONNECT_MS } });

describe("watchProblem", () => {
  it("tells of a connection that does not come about, until one does; one that stood and breaks is no problem yet", () => {
    const client = clientOf();
    const problem = watchProblem(client);
    expect(problem.now).toBeNull();
    client.emit("close");
    expect(problem.now?.code).toBe("HANGS_UP");
    client.emit("error", fault("ECONNREFUSED"));
    client.emit("close");
    expect(problem.now?.code).toBe("UNREACHABLE");
    client.emit("connect");
    client.emit("close");
    expect(problem.now).toBeNull();
  });

  it("names a client whose connections end again and again soon after they came about, has it wait longer each time, and forgets it once one stands for a minute", () => {
    const client = clientOf();
    let nowMs = 0;
    const problem = watchProblem(client, () => nowMs);
    const stand = (forMs: number): number => {
      client.emit("connect");
      nowMs += forMs;
      client.emit("close");
      return client.options.reconnectPeriod;
    };
    expect([stand(900), stand(900)]).toEqual([1000, 1000]);
    expect(problem.now).toBeNull();
    expect([stand(900), stand(900), stand(900)]).toEqual([1000, 2000, 4000]);
    expect(problem.now).toEqual({ code: "COMES_AND_GOES", detail: "millrace-press" });
    for (let more = 0; more < 5; more += 1) stand(20_000);
    expect(client.options.reconnectPeriod).toBe(30_000);
    client.emit("connect");
    nowMs += 59_000;
    expect(problem.now?.code).toBe("COMES_AND_GOES");
    nowMs += 1_000;
    expect(problem.now).toBeNull();
    client.emit("close");
    expect(client.options.reconnectPeriod).toBe(1000);
    client.options.reconnectPeriod = 0;
    client.emit("close");
    expect(client.options.reconnectPeriod).toBe(0);
  });
});
