package main

import "net/http"

func main() {
	http.ListenAndServe(":7402", nil)
}
