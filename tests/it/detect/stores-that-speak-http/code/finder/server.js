const axios = require("axios");
const express = require("express");

const store = process.env.ELASTIC_URL || "http://127.0.0.1:9200";
const app = express();

app.get("/goods", async (request, response) => {
  const found = await axios.get(`${store}/goods/_search`, { params: request.query });
  response.json(found.data.hits);
});
app.listen(4010);
