package main

import "net/http"

func main() {
	server := http.Server{Addr: address(settings())}
	server.ListenAndServe()
}
