package orders;

@SpringBootApplication
class Orders {
    public static void main(String[] args) { SpringApplication.run(Orders.class, args); }
}
