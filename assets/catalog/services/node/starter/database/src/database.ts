import { Pool } from "pg";

// Reads PGHOST, PGDATABASE, PGUSER and PGPASSWORD, as every PostgreSQL client.
export const pool = new Pool();
// One that is idle may end with its server; the next query has another.
pool.on("error", (error) => console.error("database:", error.message));
