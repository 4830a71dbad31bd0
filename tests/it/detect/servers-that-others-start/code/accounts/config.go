package main

type config struct{ Port, GRPCPort string }

func load() config {
	return config{Port: env("PORT", "9001"), GRPCPort: env("GRPC_PORT", "9002")}
}
