import { Injectable, type OnApplicationShutdown } from "@nestjs/common";
import { Pool } from "pg";

/** Reads PGHOST, PGDATABASE, PGUSER and PGPASSWORD, as every PostgreSQL client. */
@Injectable()
export class Database extends Pool implements OnApplicationShutdown {
  constructor() {
    super();
    // One that is idle may end with its server; the next query has another.
    this.on("error", (error) => console.error("database:", error.message));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
