// Runs the migrations that have not run yet, in the order of their names: all or none, and one
// run at a time.
import { readdir, readFile } from "node:fs/promises";
import pg from "pg";

const folder = new URL("./migrations/", import.meta.url);
const client = new pg.Client();
await client.connect();
try {
  await client.query("BEGIN");
  await client.query("SELECT pg_advisory_xact_lock(hashtext('migrations'))");
  await client.query(
    "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())",
  );
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql"));
  for (const name of files.sort()) {
    const fresh = await client.query(
      "INSERT INTO migrations (name) VALUES ($1) ON CONFLICT DO NOTHING",
      [name],
    );
    if (fresh.rowCount === 0) continue;
    await client.query(await readFile(new URL(name, folder), "utf8"));
    console.log(`migrated: ${name}`);
  }
  await client.query("COMMIT");
} finally {
  await client.end();
}
