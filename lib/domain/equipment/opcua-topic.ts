/** First level of the topics on which the values of OPC UA servers are published. */
const OPC_UA = "opcua";

/** A node id as OPC UA writes it: with a namespace by its number or its URI, and a number, text, GUID or bytes. */
const NODE_ID = /^(?:ns=\d{1,5};|nsu=[^;]{1,255};)?(?:i=\d{1,10}|s=.{1,255}|g=[0-9a-fA-F-]{36}|b=[A-Za-z0-9+/=]{1,340})$/;

/** True for a text that can be a node id; whether the server has such a node, only the server knows. */
export function isNodeId(text: string): boolean {
  return NODE_ID.test(text);
}

/** The levels under which a source publishes, made when it is added: they stay when it gets another name. */
export function opcuaPrefix(site: string, source: string): string {
  return [OPC_UA, levelOf(site.toLowerCase()), levelOf(source.toLowerCase().replaceAll(/\s+/g, "-"))].join("/");
}

/**
 * The topic of a node: the prefix of its source and its id as it was written, as one level. What MQTT or a pattern takes for something else stands there as
 * %XX, a slash as |: no two nodes have one topic.
 */
export function nodeTopic(prefix: string, nodeId: string): string {
  return `${prefix}/${levelOf(nodeId)}`;
}

/** What a node is probably called: the last name in its topic. `ns=2;s=Filler.Temperature` is Temperature. */
export function nodeName(topic: string): string {
  const id = topic.slice(topic.lastIndexOf("/") + 1).replace(/^(?:nsu?=[^;]*;)?[isgb]=/, "");
  return id.split(/[.|:"]+/).findLast((part) => part !== "") ?? id;
}

/** Where a source tells that its values are lost. No node has it: each node id has an equals sign. */
export function opcuaLossTopic(prefix: string): string {
  return `${prefix}/connection`;
}

/** The prefix of a source that listens to `filter`. */
export function prefixOf(filter: string): string {
  return filter.replace(/\/#$/, "");
}

/** Wildcards of MQTT, the braces of patterns, control characters, the sign that escapes, and the one that stands for a slash. */
function levelOf(text: string): string {
  return text.replaceAll(/[%+#{}|\p{Cc}]/gu, (sign) => encodeURIComponent(sign)).replaceAll("/", "|");
}
