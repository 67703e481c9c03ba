/** Thrown by the reader on bytes that are not a message; caught where a payload is decoded, never beyond. */
export class WireError extends Error {}

const text = new TextDecoder("utf-8", { fatal: true });

/** Reads protobuf fields from a slice of bytes without copying it. */
export class WireReader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public position = 0,
    public readonly end = bytes.length,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** An unsigned varint up to 2^53 as number, beyond as bigint; more than 64 bits are refused. */
  varint(): number | bigint {
    let value = 0;
    let scale = 1;
    const start = this.position;
    for (let i = 0; i < 7; i += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    this.position = start;
    return this.longVarint();
  }

  private longVarint(): number | bigint {
    let value = 0n;
    for (let i = 0n; i < 10n; i += 1n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << (7n * i);
      if (byte < 0x80) {
        if (value > 0xffff_ffff_ffff_ffffn) break;
        return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
      }
    }
    throw new WireError("a number has more than 64 bits");
  }

  /** A varint that must be small enough to be exact as a number: a tag, a length, a time. */
  safe(): number {
    const value = this.varint();
    if (typeof value === "bigint") throw new WireError("a number is larger than 2^53");
    return value;
  }

  float(): number {
    return this.view.getFloat32(this.advance(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.advance(8), true);
  }

  /** A length-delimited field as a reader over just that slice. */
  message(): WireReader {
    const start = this.advance(this.safe());
    return new WireReader(this.bytes, start, this.position);
  }

  slice(): Uint8Array {
    const start = this.advance(this.safe());
    return this.bytes.subarray(start, this.position);
  }

  string(): string {
    const start = this.advance(this.safe());
    // Metric names are short ASCII: this is several times faster than a decoder call.
    let ascii = "";
    for (let i = start; i < this.position; i += 1) {
      const byte = this.bytes[i] ?? 0;
      if (byte > 0x7f || this.position - start > 64) return this.utf8(start);
      ascii += String.fromCharCode(byte);
    }
    return ascii;
  }

  private utf8(start: number): string {
    try {
      return text.decode(this.bytes.subarray(start, this.position));
    } catch (error) {
      throw new WireError("a text is not UTF-8", { cause: error });
    }
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.advance(8);
    else if (wireType === 2) this.advance(this.safe());
    else if (wireType === 5) this.advance(4);
    else throw new WireError(`wire type ${wireType} is not known`);
  }

  private byte(): number {
    const byte = this.position < this.end ? this.bytes[this.position] : undefined;
    if (byte === undefined) throw new WireError("the payload ends within a field");
    this.position += 1;
    return byte;
  }

  private advance(length: number): number {
    const start = this.position;
    if (length > this.end - start) throw new WireError("the payload ends within a field");
    this.position = start + length;
    return start;
  }
}

/** Writes protobuf fields into a growing list of bytes. */
export class WireWriter {
  private readonly parts: number[] = [];

  varint(field: number, value: number | bigint): this {
    this.raw(BigInt(field) << 3n);
    return this.raw(BigInt.asUintN(64, BigInt(value)));
  }

  float(field: number, value: number): this {
    return this.fixed(field, 5, 4, (view) => view.setFloat32(0, value, true));
  }

  double(field: number, value: number): this {
    return this.fixed(field, 1, 8, (view) => view.setFloat64(0, value, true));
  }

  bytes(field: number, value: Uint8Array): this {
    this.raw((BigInt(field) << 3n) | 2n).raw(BigInt(value.length));
    for (const byte of value) this.parts.push(byte);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  done(): Uint8Array {
    return Uint8Array.from(this.parts);
  }

  private fixed(field: number, wireType: number, size: number, set: (view: DataView) => void): this {
    this.raw((BigInt(field) << 3n) | BigInt(wireType));
    const view = new DataView(new ArrayBuffer(size));
    set(view);
    for (let i = 0; i < size; i += 1) this.parts.push(view.getUint8(i));
    return this;
  }

  private raw(value: bigint): this {
    let rest = value;
    while (rest > 0x7fn) {
      this.parts.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.parts.push(Number(rest));
    return this;
  }
}
