package main

import "net/http"

type Config struct {
	Address string `env:"HTTP_ADDRESS" envDefault:":8155"`
}

func main() {
	http.ListenAndServe(load().Address, nil)
}
