package main

func main() {
	for {
		client.PollFetches(nil)
	}
}
