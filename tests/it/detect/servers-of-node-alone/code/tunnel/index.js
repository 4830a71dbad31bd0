createServer(forward).listen(0);
