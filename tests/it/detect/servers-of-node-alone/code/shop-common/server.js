const app = express();
app.listen(config.port);
