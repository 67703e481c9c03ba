import { describe, expect, it } from "vitest";
import { isNodeId, nodeName, nodeTopic, opcuaLossTopic, opcuaPrefix, prefixOf } from "./opcua-topic";
import { filterMatches, parseTopicPattern } from "./topic-pattern";

describe("topics of OPC UA", () => {
  it.each([
    ["i=2258", true],
    ["ns=2;s=Filler.Temperature", true],
    ["ns=2;s=Line 1/Filler; speed", true],
    ["nsu=http://plc.example/filler;i=1001", true],
    ["ns=1;g=09087e75-8e5e-499b-954f-f2a9603db28a", true],
    ["Filler.Temperature", false],
    ["ns=2;Filler", false],
    ["ns=x;i=1", false],
    ["ns=2;i=abc", false],
    ["", false],
  ])("%s is a node id: %s", (text, is) => expect(isNodeId(text)).toBe(is));

  it("IN-10 names a source by its site and first name, one level each", () => {
    expect(opcuaPrefix("SITE-A", "Press hall 1/2")).toBe("opcua/site-a/press-hall-1|2");
    expect(prefixOf("opcua/site-a/press-hall/#")).toBe("opcua/site-a/press-hall");
  });

  it("keeps a node id readable, and free of what MQTT or a pattern would take for a wildcard", () => {
    expect(nodeTopic("opcua/a/p", "ns=2;s=Filler.Temperature")).toBe("opcua/a/p/ns=2;s=Filler.Temperature");
    const topic = nodeTopic("opcua/a/p", "ns=2;s=L1/{x}+#100%");
    expect(topic).toBe("opcua/a/p/ns=2;s=L1|%7Bx%7D%2B%23100%25");
    expect(parseTopicPattern(topic)).toMatchObject({ names: [] });
    expect(filterMatches("opcua/a/p/#", topic)).toBe(true);
  });

  it.each([
    ["ns=2;s=Filler.Temperature", "Temperature"],
    ["ns=2;s=L1/Filler/GoodCount", "GoodCount"],
    ['ns=3;s="DB_Filler"."speed"', "speed"],
    ["ns=2;i=1001", "1001"],
  ])("%s is probably called %s", (nodeId, name) => expect(nodeName(nodeTopic("opcua/a/p", nodeId))).toBe(name));

  it("never gives two nodes one topic, nor a node that of the loss", () => {
    expect(nodeTopic("p", "s=a%2Bb")).not.toBe(nodeTopic("p", "s=a+b"));
    expect(nodeTopic("p", "s=a|b")).not.toBe(nodeTopic("p", "s=a/b"));
    expect(nodeTopic("p", "s=connection")).not.toBe(opcuaLossTopic("p"));
  });
});
