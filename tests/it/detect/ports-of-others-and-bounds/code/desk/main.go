package main

import (
	"net/http"

	"example.com/desk/env"
)

func main() {
	go http.ListenAndServe(":80", redirect())
	http.ListenAndServe(":"+env.Config.Port, pages())
}
