@SpringBootApplication
class Stock {
    public static void main(String[] args) { SpringApplication.run(Stock.class, args); }
}
