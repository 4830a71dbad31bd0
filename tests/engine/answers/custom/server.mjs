import { createServer } from "node:http";
import ms from "ms";

const server = createServer((request, response) => {
  const answer = `tool: ${ms("2 days")}`;
  response.end(answer);
});
server.listen(process.env.PORT);
process.once("SIGTERM", () => server.close());
