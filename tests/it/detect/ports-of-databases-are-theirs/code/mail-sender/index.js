server.bindAsync(`0.0.0.0:${process.env["MAIL_SENDER_PORT"]}`, credentials, () => server.listen());
