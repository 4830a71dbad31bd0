package main

import "example.org/shop/internal/app"

func main() {
	app.Run()
}
