module example.com/shop/catalog

go 1.25

require example.com/shop/pkg v0.0.0

replace example.com/shop/pkg => ../pkg
