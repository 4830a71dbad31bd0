const app = require("express")();
app.get("/", (request, response) => response.send("well"));
app.listen(5000);
