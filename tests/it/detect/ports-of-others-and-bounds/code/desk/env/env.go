package env

type config struct {
	Port string `env:"PORT,default=3000"`
}
