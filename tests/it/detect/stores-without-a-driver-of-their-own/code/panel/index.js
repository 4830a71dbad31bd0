// What it makes for others.
const offered = [{ type: "mysql", image: "mysql:8.4" }];
express().listen(3000);
