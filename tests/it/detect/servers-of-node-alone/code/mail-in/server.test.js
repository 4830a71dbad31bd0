createServer(take).listen(1234);
