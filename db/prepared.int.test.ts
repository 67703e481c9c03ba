import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withPrepared } from "./prepared";
import { testDatabase, type TestDatabase } from "./testing/database";

describe("statements that come often are prepared", () => {
  let database: TestDatabase;
  let client: postgres.Sql;
  beforeAll(async () => {
    database = await testDatabase();
    client = postgres(database.url, { max: 1 });
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  const prepared = async (mark: string) => (await client<{ statement: string }[]>`select statement from pg_prepared_statements where statement like ${`%${mark}%`}`).length;

  test("at their third time, outside of a transaction and within, also behind a savepoint, once for all of them", async () => {
    const db = drizzle(withPrepared(client));
    const ask = (runner: Pick<typeof db, "execute">, value: number) => runner.execute(sql`select ${value}::int as often_asked`);
    await ask(db, 1);
    await ask(db, 2);
    expect(await prepared("often_asked")).toBe(0);
    await db.transaction(async (tx) => {
      expect(await ask(tx, 3)).toEqual([{ often_asked: 3 }]);
      await tx.transaction(async (inner) => expect(await ask(inner, 4)).toEqual([{ often_asked: 4 }]));
    });
    expect(await ask(db, 5)).toEqual([{ often_asked: 5 }]);
    expect(await prepared("often_asked")).toBe(1);
  });

  test("no more than a session can carry: lists of every length do not fill it", async () => {
    const db = drizzle(withPrepared(client));
    for (let length = 1; length <= 300; length += 1) {
      const list = sql.join(
        Array.from({ length }, (_, index) => sql`${index}`),
        sql`, `,
      );
      for (let time = 0; time < 3; time += 1) await db.execute(sql`select 1 as of_length where '0' in (${list})`);
    }
    expect(await prepared("of_length")).toBe(250);
  });

  test("a statement whose table changed meanwhile goes on", async () => {
    const db = drizzle(withPrepared(client));
    await client`create table changing (one int)`;
    await client`insert into changing values (1)`;
    for (let time = 0; time < 4; time += 1) expect(await db.execute(sql`select * from changing where one = ${1}`)).toEqual([{ one: 1 }]);
    await client`alter table changing add column two int default 2`;
    expect(await db.execute(sql`select * from changing where one = ${1}`)).toEqual([{ one: 1, two: 2 }]);
  });
});
