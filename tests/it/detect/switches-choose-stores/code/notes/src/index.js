const express = require("express");
const config = require("./config");
express().listen(config.port);
