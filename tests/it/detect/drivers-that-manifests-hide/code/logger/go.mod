module example.org/logger

go 1.25

require (
	github.com/gin-gonic/gin v1.10.0 // indirect
	github.com/rabbitmq/amqp091-go v1.10.0 // indirect
	go.mongodb.org/mongo-driver v1.17.0 // indirect
)
