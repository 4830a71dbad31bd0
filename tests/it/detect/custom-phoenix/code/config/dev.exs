config :chat, ChatWeb.Endpoint, http: [ip: {0, 0, 0, 0}, port: 4001]
