module example.org/logistics/orders

go 1.24.1

require (
	github.com/go-chi/chi/v5 v5.2.0
	github.com/jackc/pgx/v5 v5.7.0
	github.com/twmb/franz-go v1.18.0
	golang.org/x/sync v0.10.0 // indirect
)
