package shop

@SpringBootApplication
class Search
