import Fastify from "fastify";

const server = Fastify({ logger: true });

server.get("/tickets", async () => []);
server.listen({ port: 5003, host: "0.0.0.0" });
