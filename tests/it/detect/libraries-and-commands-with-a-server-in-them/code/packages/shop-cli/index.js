const server = new WebSocketServer({ port: 1234 });
