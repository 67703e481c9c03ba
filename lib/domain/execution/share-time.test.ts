import fc from "fast-check";
import { expect, it } from "vitest";
import { sum } from "@/lib/domain/shared/decimal";
import { decimal } from "@/lib/domain/shared/decimal";
import { type Booking, shareTime } from "./share-time";

const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 17, 6) + seconds * 1000);
const total = (pieces: readonly { readonly seconds: number }[]): number => sum(pieces.map(({ seconds }) => decimal(seconds))).toNumber();

it("EX-18 95 min on A with B joined after 20 min: A 57.5 min, B 37.5 min", () => {
  const bookings: Booking[] = [
    { operationId: "A", operationNumber: 1, from: at(0), to: at(95 * 60) },
    { operationId: "B", operationNumber: 2, from: at(20 * 60), to: null },
  ];
  expect(total(shareTime(bookings, "A", at(0), at(95 * 60)))).toBe(57.5 * 60);
  expect(total(shareTime(bookings, "B", at(20 * 60), at(95 * 60)))).toBe(37.5 * 60);
});

it("EX-18 gives the remainder to the lowest operation, whatever confirmations cut the span", () => {
  const bookings: Booking[] = ["A", "B"].map((operationId, index) => ({ operationId, operationNumber: index + 1, from: at(0), to: null }));
  // A is confirmed after 5 and after 10 s, B once: two odd spans must not round up twice.
  expect(total([...shareTime(bookings, "A", at(0), at(5)), ...shareTime(bookings, "A", at(5), at(10))])).toBe(5);
  expect(total(shareTime(bookings, "B", at(0), at(10)))).toBe(5);
});

it("EX-18 gives the remainder to one alone where two orders have an operation of the same number, whichever was booked first", () => {
  const bookings: Booking[] = ["A", "B"].map((operationId) => ({ operationId, operationNumber: 10, from: at(0), to: null }));
  for (const booked of [bookings, bookings.toReversed()]) {
    const shares = ["A", "B"].map((operationId) => total(shareTime(booked, operationId, at(0), at(5))));
    expect(shares).toEqual([3, 2]);
  }
});

it("EX-18 whoever confirms when, and whatever cuts their time: seconds of all operations are the seconds in which somebody was there", () => {
  const END = 400;
  const booking = fc.record({ op: fc.nat(3), from: fc.nat(300), length: fc.integer({ min: 1, max: 200 }) });
  const moments = fc.array(fc.nat({ max: END * 1000 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(booking, { minLength: 1, maxLength: 8 }),
      fc.array(moments, { minLength: 4, maxLength: 4 }),
      fc.array(moments, { minLength: 4, maxLength: 4 }),
      (raw, confirmations, cuts) => {
        // A person is on one operation once at a time.
        const bookings = raw
          .filter((one, index) => raw.slice(0, index).every((other) => other.op !== one.op || other.from + other.length <= one.from || one.from + one.length <= other.from))
          .map((one): Booking => ({ operationId: `op${one.op}`, operationNumber: one.op, from: at(one.from), to: one.from + one.length > END ? null : at(one.from + one.length) }));
        const booked = [0, 1, 2, 3].map((op) => {
          const marks = [0, ...(confirmations[op] ?? []).toSorted((a, b) => a - b), END * 1000].map((ms) => at(ms / 1000));
          const cut = (cuts[op] ?? []).map((ms) => at(ms / 1000));
          return total(
            marks.slice(1).flatMap((mark, index) =>
              shareTime(
                bookings,
                `op${op}`,
                marks[index] ?? mark,
                mark,
                cut.filter((one) => one > (marks[index] ?? mark) && one < mark),
              ),
            ),
          );
        });
        const there = Array.from({ length: END }, (_, second) => second).filter((second) =>
          bookings.some((one) => one.from <= at(second) && (one.to === null || at(second) < one.to)),
        );
        expect(total(booked.map((seconds) => ({ seconds })))).toBe(there.length);
      },
    ),
  );
});
