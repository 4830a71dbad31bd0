package main

func main() {
	e := echo.New()
	e.Start(":8070")
}
