package main

import "net/http"

func main() {
	open()
	http.ListenAndServe(":8090", nil)
}
