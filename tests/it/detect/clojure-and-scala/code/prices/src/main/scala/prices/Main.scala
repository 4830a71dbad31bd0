package prices

@main def serve(): Unit =
  Http().newServerAt("0.0.0.0", 8096).bind(routes)
