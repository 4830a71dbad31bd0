// TypeORM, by its one URL.
import { createServer } from "node:http";
import { DataSource } from "typeorm";

const source = new DataSource({ type: "postgres", url: process.env.DATABASE_URL });
await source.initialize();

const server = createServer(async (request, response) => {
  if (request.url === "/healthz") return response.end("ok");
  const [row] = await source.query("SELECT current_database() AS name");
  response.end(row.name);
});
server.listen(process.env.PORT);
process.once("SIGTERM", () => server.close(() => source.destroy()));
