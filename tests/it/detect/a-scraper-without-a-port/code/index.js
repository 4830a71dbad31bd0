const {Kafka} = require("kafkajs");
const kafka = new Kafka({brokers: ["localhost:9092"]});
await kafka.consumer({groupId: "x"}).run({});
