module example.com/shop/tools/diagram

go 1.25

require example.com/shop/pkg v0.0.0
