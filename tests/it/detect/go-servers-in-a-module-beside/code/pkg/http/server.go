package http

func Run(port string) error {
	return echo.New().Start(port)
}
