const daprPort = process.env.DAPR_HTTP_PORT || 3500;
const app = require("express")();
const port = 3003;
app.listen(port);
