const client = new shop.Client("localhost:50051");
