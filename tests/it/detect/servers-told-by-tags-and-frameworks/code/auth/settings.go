package main

type Settings struct {
	Debug struct {
		Port int `env:"DEBUG_PORT" envDefault:"4000"`
	}
	HTTP struct {
		Host string `env:"HOST" envDefault:"0.0.0.0"`
		Port int    `env:"HTTP_PORT" envDefault:"3010"`
	}
	GRPC struct {
		Port int `env:"GRPC_PORT" envDefault:"3011"`
	}
}
