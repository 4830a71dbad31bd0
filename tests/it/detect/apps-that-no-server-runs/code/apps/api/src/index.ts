const app = new Hono();
serve({ fetch: app.fetch, port: 3001 });
