import { Pool } from "pg";

// A reload of this file in development keeps the connections.
const kept = globalThis as { pool?: Pool };

// Reads PGHOST, PGDATABASE, PGUSER and PGPASSWORD, as every PostgreSQL client.
export const pool = (kept.pool ??= new Pool());
