package main

func main() {
	println("all orders")
}
