package main

import "example.org/shop/internal/store"

func main() {
	store.Open()
}
