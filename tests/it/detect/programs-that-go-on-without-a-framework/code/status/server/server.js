const port = [args.port, process.env.STATUS_PORT, 3001].find(Number);
require("express")().listen(port);
