package main

import "net/http"

func main() {
	server := http.Server{Addr: configured()}
	bound := "127.0.0.1:65535"
	server.ListenAndServe()
}
