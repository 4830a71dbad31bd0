import Koa from "koa";
new Koa().listen(process.env.PORT || 3456);
