const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;
const MOST_SCALE = POWERS.length - 1;
/** Up to fifteen digits name one double each, so that a whole number through a power of ten is the very decimal that the value is written as. */
const EXACT = 1e15;
const WRITTEN = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/**
 * The sum of doubles without rounding: each counts as the shortest decimal that names it, as PostgreSQL writes it too (`value::text::numeric`). So it is the same in
 * whatever order values come and however they are parted, and a rollup that is built anew is what it was.
 */
export class ExactSum {
  /** What was summed so far, as `total` · 10^-`scale`: whole numbers that a double holds, which is nearly everything that a machine says. */
  private total = 0;
  private scale = 0;
  /** The rest: what has more digits than that. */
  private large: Scaled = { mantissa: 0n, scale: 0 };

  /** Adds a finite value. @throws RangeError when it is not finite. */
  add(value: number): void {
    for (let scale = this.scale; scale <= MOST_SCALE; scale += 1) {
      const power = POWERS[scale] ?? 1;
      const whole = Math.round(value * power);
      if (Math.abs(whole) >= EXACT) break;
      if (whole / power !== value) continue;
      const before = scale === this.scale ? this.total : this.total * (POWERS[scale - this.scale] ?? 1);
      if (Math.abs(before) + Math.abs(whole) > Number.MAX_SAFE_INTEGER) break;
      this.total = before + whole;
      this.scale = scale;
      return;
    }
    const parts = WRITTEN.exec(String(value));
    if (parts === null) throw new RangeError(`${value} can not be summed`);
    const [, sign = "", digits = "", fraction = "", exponent = "0"] = parts;
    const mantissa = BigInt(`${sign}${digits}${fraction}`);
    this.large = plus(this.large, { mantissa, scale: fraction.length - Number(exponent) });
  }

  /** Adds another sum, which stays what it is. */
  addAll(other: ExactSum): void {
    this.large = plus(this.large, other.whole());
  }

  copy(): ExactSum {
    const copy = new ExactSum();
    copy.total = this.total;
    copy.scale = this.scale;
    copy.large = this.large;
    return copy;
  }

  /** The sum as decimal text. */
  toString(): string {
    if (this.large.mantissa === 0n) return `${this.total}e${-this.scale}`;
    const { mantissa, scale } = this.whole();
    return `${mantissa}e${-scale}`;
  }

  private whole(): Scaled {
    return plus(this.large, { mantissa: BigInt(this.total), scale: this.scale });
  }
}

type Scaled = { readonly mantissa: bigint; readonly scale: number };

function plus(one: Scaled, two: Scaled): Scaled {
  const scale = Math.max(one.scale, two.scale, 0);
  return { mantissa: mantissaAt(one, scale) + mantissaAt(two, scale), scale };
}

function mantissaAt({ mantissa, scale }: Scaled, at: number): bigint {
  return mantissa * 10n ** BigInt(at - scale);
}
