// Each address asks one library for a round trip; it has the variables of its client and nothing else.
import { createServer } from "node:http";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import amqp from "amqplib";
import mysql from "mysql2/promise";
import nodemailer from "nodemailer";

const { env } = process;
const asked = {
  "/healthz": async () => "ok",
  async "/mysql"() {
    const connection = await mysql.createConnection(env.DATABASE_URL);
    await connection.query("CREATE TABLE IF NOT EXISTS kept (text VARCHAR(20))");
    await connection.query("INSERT INTO kept VALUES ('a row')");
    const [rows] = await connection.query("SELECT text FROM kept LIMIT 1");
    await connection.end();
    return rows[0].text;
  },
  async "/amqp"() {
    const connection = await amqp.connect(env.AMQP_URL);
    const channel = await connection.createChannel();
    await channel.assertQueue("asked");
    channel.sendToQueue("asked", Buffer.from("a message"));
    const text = await new Promise((done) => channel.consume("asked", (message) => {
      channel.ack(message);
      done(message.content.toString());
    }));
    await connection.close();
    return text;
  },
  async "/s3"() {
    const client = new S3Client({ forcePathStyle: true });
    const object = { Bucket: env.S3_BUCKET, Key: "asked" };
    await client.send(new PutObjectCommand({ ...object, Body: "an object" }));
    return (await client.send(new GetObjectCommand(object))).Body.transformToString();
  },
  async "/smtp"() {
    const transport = nodemailer.createTransport({ host: env.EMAIL_HOST, port: Number(env.EMAIL_PORT) });
    await transport.sendMail({ from: "a@example.org", to: "b@example.org", subject: "From nodemailer", text: "x" });
    return "sent";
  },
  async "/api"() {
    return (await fetch(`${env.API_URL}/notes`)).text();
  },
};

const server = createServer(async (request, response) => {
  try {
    response.end(await asked[request.url]());
  } catch (error) {
    response.writeHead(500).end(String(error.stack));
  }
});
server.listen(env.PORT);
process.once("SIGTERM", () => server.close());
