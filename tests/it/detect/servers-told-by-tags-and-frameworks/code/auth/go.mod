module example.com/auth

go 1.26

require github.com/caarlos0/env/v11 v11.3.1
