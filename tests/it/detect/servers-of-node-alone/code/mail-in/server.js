const port = Number(process.env.PORT || 8094);
createServer(take).listen(port);
