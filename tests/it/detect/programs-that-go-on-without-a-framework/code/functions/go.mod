module example.com/functions

go 1.26

require github.com/aws/aws-lambda-go v1.50.0
