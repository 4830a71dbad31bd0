Rails.application.configure do
  config.enable_reloading = false
  config.eager_load = true
  config.consider_all_requests_local = false
  config.action_controller.perform_caching = true
  config.active_record.dump_schema_after_migration = false

  # Assets have hashed names: they may stay in every cache for ever.
  config.public_file_server.headers = { "cache-control" => "public, max-age=#{1.year.to_i}, immutable" }

  config.log_tags = [ :request_id ]

  # TLS ends in front of the edge. Once it does, cookies are for https alone:
  # config.force_ssl = true
  # config.ssl_options = { redirect: { exclude: ->(request) { request.path == "/up" } } }
end
