import express from "express";

const port = Number(process.env.PORT || 8090);

export const serve = (routes) => express().use(routes).listen(port);
