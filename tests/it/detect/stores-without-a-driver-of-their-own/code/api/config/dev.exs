config :api, Api.Endpoint,
  https: [port: 4001],
  http: [ip: {0, 0, 0, 0}, port: 4010]
