const app = express();
app.listen(0);
