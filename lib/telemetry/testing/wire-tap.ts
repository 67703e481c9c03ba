import { openRelay } from "./relay";

/** What a client told a broker, in order. Properties of MQTT 5 are read as far as tests ask for them. */
export type Told =
  | {
      readonly type: "CONNECT";
      readonly version: number;
      readonly clean: boolean;
      /** MQTT 5: null when not stated, which is the same as 0. */
      readonly sessionExpirySeconds: number | null;
      readonly will: { readonly topic: string; readonly payload: string; readonly qos: number; readonly retain: boolean } | null;
    }
  | { readonly type: "SUBSCRIBE"; readonly filters: readonly string[] }
  | { readonly type: "PUBLISH"; readonly topic: string; readonly payload: Buffer; readonly qos: number; readonly retain: boolean }
  | { readonly type: "DISCONNECT" };

export type WireTap = { readonly url: string; readonly told: readonly Told[]; /** Breaks the connections off, as a network does. */ cut(): void; close(): Promise<void> };

/** A way to a broker that notes what the client says, for assertions about the packets themselves. */
export async function tapWire(brokerUrl: string): Promise<WireTap> {
  const { hostname, port } = new URL(brokerUrl);
  const told: Told[] = [];
  const relay = await openRelay(Number(port), hostname, () => {
    const reader = new PacketReader(told);
    return (bytes) => reader.take(bytes);
  });
  return { url: `mqtt://127.0.0.1:${relay.port}`, told, cut: relay.cut, close: relay.close };
}

/** Cuts the bytes of one connection into packets and notes those that tests ask about. */
class PacketReader {
  private bytes: Buffer = Buffer.alloc(0);
  private version = 4;

  constructor(private readonly told: Told[]) {}

  take(more: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, more]);
    for (;;) {
      const head = new Fields(this.bytes, 1);
      const length = head.varint();
      if (length === null || head.at + length > this.bytes.length) return;
      this.packet(this.bytes[0] ?? 0, this.bytes.subarray(head.at, head.at + length));
      this.bytes = this.bytes.subarray(head.at + length);
    }
  }

  private packet(first: number, body: Buffer): void {
    const fields = new Fields(body, 0);
    switch (first >> 4) {
      case 1:
        this.told.push(this.connect(fields));
        return;
      case 3:
        this.told.push(this.publish(fields, first));
        return;
      case 8:
        this.told.push(this.subscribe(fields));
        return;
      case 14:
        this.told.push({ type: "DISCONNECT" });
    }
  }

  private connect(fields: Fields): Told {
    fields.text();
    this.version = fields.byte();
    const flags = fields.byte();
    fields.at += 2;
    const properties = this.properties(fields);
    // Session expiry interval.
    const sessionExpirySeconds = properties?.[0] === 0x11 ? properties.readUInt32BE(1) : null;
    fields.text();
    let will = null;
    if ((flags & 4) !== 0) {
      this.properties(fields);
      will = { topic: fields.text(), payload: fields.text(), qos: (flags >> 3) & 3, retain: (flags & 32) !== 0 };
    }
    return { type: "CONNECT", version: this.version, clean: (flags & 2) !== 0, sessionExpirySeconds, will };
  }

  private publish(fields: Fields, first: number): Told {
    const qos = (first >> 1) & 3;
    const topic = fields.text();
    if (qos > 0) fields.at += 2;
    this.properties(fields);
    return { type: "PUBLISH", topic, payload: fields.rest(), qos, retain: (first & 1) === 1 };
  }

  private subscribe(fields: Fields): Told {
    fields.at += 2;
    this.properties(fields);
    const filters: string[] = [];
    while (!fields.isDone) {
      filters.push(fields.text());
      fields.at += 1;
    }
    return { type: "SUBSCRIBE", filters };
  }

  private properties(fields: Fields): Buffer | null {
    return this.version < 5 ? null : fields.take(fields.varint() ?? 0);
  }
}

class Fields {
  constructor(
    private readonly bytes: Buffer,
    public at: number,
  ) {}

  get isDone(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  take(length: number): Buffer {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text(): string {
    const length = this.take(2).readUInt16BE();
    return this.take(length).toString();
  }

  rest(): Buffer {
    return this.take(this.bytes.length - this.at);
  }

  /** Null when the bytes end within it. */
  varint(): number | null {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.bytes[this.at];
      if (byte === undefined) return null;
      this.at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return value;
  }
}
