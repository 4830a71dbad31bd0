if ENV["SOCKET"]
  bind "unix:///run/board.sock?umask=0111"
else
  bind "tcp://0.0.0.0:#{ENV.fetch("PORT", 3300)}"
end
