require "sinatra"
DB = PG.connect(
  host: ENV.fetch("DB_HOST", "localhost"),
  dbname: ENV["DB_NAME"],
  user: ENV["DB_USER"],
  password: ENV.fetch("DB_PASSWORD")
)
CACHE = Redis.new(url: ENV.fetch("REDIS_URL") { "redis://localhost" })
MAIL_KEY = ENV.fetch("MAIL_KEY")
