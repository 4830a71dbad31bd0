package example;

@SpringBootApplication
class Shelf {
    public static void main(String[] args) {
        SpringApplication.run(Shelf.class, args);
    }
}
