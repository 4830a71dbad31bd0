url = "shop"
