module example.com/sale

go 1.26

require (
	github.com/dapr/go-sdk v1.13.0
	gopkg.in/olivere/elastic.v5 v5.0.86
)
