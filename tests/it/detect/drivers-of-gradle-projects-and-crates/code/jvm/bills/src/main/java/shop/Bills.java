package shop;

@EnableAutoConfiguration
class Bills {
    public static void main(String[] args) {
        SpringApplication.run(Bills.class, args);
    }
}
