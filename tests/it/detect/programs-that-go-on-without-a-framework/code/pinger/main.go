package main

import (
	"net/http"
	"time"
)

func main() {
	ticker := time.NewTicker(10 * time.Second)
	for range ticker.C {
		http.Get("http://api:8080/health")
	}
}
