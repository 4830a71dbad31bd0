package cart;

@SpringBootApplication
class Cart {
    public static void main(String[] args) { SpringApplication.run(Cart.class, args); }
}
