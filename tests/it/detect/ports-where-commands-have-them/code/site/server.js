const app = require('express')();
app.listen(process.env.SERVER_PORT || 4077);
