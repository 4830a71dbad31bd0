package main

import (
	"net/http"

	"example.org/auth/internal/config"
)

func main() {
	http.ListenAndServe(":"+config.GetPort(), nil)
}
