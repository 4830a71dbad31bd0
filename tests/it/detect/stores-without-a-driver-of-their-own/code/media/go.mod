module example.com/media

go 1.26

require github.com/minio/minio-go/v7 v7.0.97
