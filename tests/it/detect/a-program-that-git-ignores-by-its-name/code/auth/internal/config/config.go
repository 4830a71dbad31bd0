package config

import "os"

const traces = "localhost:4317"

func GetPort() string {
	if port := os.Getenv("AUTH"); port != "" {
		return port
	}
	return "8010"
}
