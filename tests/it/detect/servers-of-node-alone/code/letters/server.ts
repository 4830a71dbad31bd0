Bun.serve({ port, fetch: render });
